# SPDX-License-Identifier: Apache-2.0
"""Gives the system back what this process no longer needs, whenever another model is in use, or none.

The C library keeps what was freed for later: some megabytes after an hour of chats. Only glibc can be asked; elsewhere
nothing happens. Knows no model.
"""

import ctypes
import os
from collections.abc import Callable

from edgeassist.runtime.state import EngineState, Phase
from edgeassist.wire import Stats

_SETTLED = frozenset({Phase.READY, Phase.IDLE, Phase.RESTING})


def give_back(system: str = os.name) -> bool:
    """Give back whole pages that hold nothing; return whether there were any. Takes some 5 ms: not for the window."""
    if system != "posix":
        return False
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and bool(trim(0))


class SpareMemory:
    """Hears the engine's news, on its thread."""

    def __init__(self, give: Callable[[], object] = give_back) -> None:
        self._give, self._path = give, ""

    def __call__(self, news: EngineState | Stats) -> None:
        """Give back once a change of models is over, not while it goes on."""
        if not isinstance(news, EngineState) or news.phase not in _SETTLED or news.path == self._path:
            return
        self._path = news.path
        self._give()
