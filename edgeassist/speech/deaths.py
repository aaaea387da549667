# SPDX-License-Identifier: Apache-2.0
"""Counts the voice child's unasked-for ends, and knows which voice models caused them. Starts and ends nothing."""

import sys
from collections import deque

from edgeassist.core.errors import EdgeError
from edgeassist.speech.refusals import HearingKeepsStopping, HearingStopped

WITHIN_S = 60.0
MOST = 3
_MOST_OF_A_MODEL = 2
EXIT_STUCK = 75
"""What the child ends with when its microphone or its recognizer hangs."""
_BY_SIGNAL = frozenset((-1, -2, -9, -15))
_BY_WINDOWS = frozenset((1, 0xC000013A, 0xC0000017))  # ended by another program, by Ctrl-C, for want of memory


class Deaths:
    """What is remembered of the children that died."""

    def __init__(self, platform: str = sys.platform) -> None:
        self._from_outside = {EXIT_STUCK} | (_BY_WINDOWS if platform == "win32" else _BY_SIGNAL)
        self._times: deque[float] = deque(maxlen=MOST)
        self._by_model: dict[str, int] = {}
        self.is_calm = True

    def count(self, model: str, now: float, code: int) -> EdgeError:
        """Remember a death at `now` (seconds) by `code` with `model` loaded; return what to say."""
        if self.is_by_model(code):
            self._by_model[model] = self._by_model.get(model, 0) + 1
        self._times.append(now)
        self.is_calm = len(self._times) < MOST or now - self._times[0] > WITHIN_S
        return HearingStopped() if self.is_calm else HearingKeepsStopping(MOST)

    def is_by_model(self, code: int) -> bool:
        """Tell whether a model may be to blame for `code`: not for a device that hangs, or a machine without memory."""
        return code not in self._from_outside

    def damaged(self, model: str) -> None:
        """Remember that `model` took the child down before it was loaded."""
        self._by_model[model] = _MOST_OF_A_MODEL

    def is_damaged(self, model: str) -> bool:
        """Tell whether `model` is not to be loaded any more."""
        return bool(model) and self._by_model.get(model, 0) >= _MOST_OF_A_MODEL
