# SPDX-License-Identifier: Apache-2.0
"""Counts bytes of long work and reports them some ten times a second; a wish to stop is heard at each count."""

import time
from collections.abc import Callable

from edgeassist.core.stop import Report, Stop

PERIOD_S = 0.1


class Progress:
    """How far a work of `total` bytes is; `step` may be changed on the way."""

    def __init__(
        self, report: Report, stop: Stop, step: str, total: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.step, self.done, self.total = step, 0, total
        self._report, self._stop, self._clock = report, stop, clock
        self._said_s = clock()
        report(step, 0, total)

    def check(self) -> None:
        """Raise `Stopped` when the end has been asked for; on any thread."""
        self._stop.check()

    def add(self, count: int) -> None:
        """Count `count` more bytes; raise `Stopped` when the end has been asked for."""
        self._stop.check()
        self.done += count
        now_s = self._clock()
        if self.done >= self.total or now_s - self._said_s >= PERIOD_S:
            self._said_s = now_s
            self._report(self.step, self.done, self.total)
