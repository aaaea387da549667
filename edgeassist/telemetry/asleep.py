# SPDX-License-Identifier: Apache-2.0
"""Notices that the computer slept while something was under way. Reads two clocks when told of a sign of life.

One clock stands still in sleep, the other does not; how far they drift apart between two signs of the same work is the
time asleep. A sign that comes long after the last one is the beginning of other work: what was slept before it
interrupted nothing. Needs no word of the system's, so it is the same on every system and desktop.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from edgeassist.telemetry.clocks import Clock, system_clock

Work = Literal["model", "heavy"]
"""What the loaded model is doing (an answer, a sum of a document), or downloads and the making of models."""

LEAST_S = 2.0
"""Clocks are read one after the other, and are set by the network: a shorter sleep is not told from that."""
_SAME_WORK_S: dict[Work, float] = {"model": 5.0, "heavy": 30.0}
"""Signs of the same work follow each other at most so far apart, while the computer is awake."""


@dataclass(frozen=True, slots=True)
class Slept:
    """The computer slept for `seconds` with `works` under way."""

    seconds: float
    works: tuple[Work, ...]


@dataclass(slots=True)
class _Seen:
    awake_s: float
    drift_s: float


class Asleep:
    """Any thread may call `sign`; `told` hears of each sleep once, on the thread that noticed."""

    def __init__(self, told: Callable[[Slept], None], clock: Clock | None = None) -> None:
        self._told, self._clock = told, clock or system_clock()
        self._seen: dict[Work, _Seen] = {}
        self._lock = Lock()

    def sign(self, work: Work) -> None:
        """Hear that `work` is under way now."""
        awake_s, always_s = self._clock.awake(), self._clock.always()
        now = _Seen(awake_s, always_s - awake_s)
        with self._lock:
            slept = self._slept(work, now)
            self._seen[work] = now
        if slept is not None:
            self._told(slept)

    def _slept(self, work: Work, now: _Seen) -> Slept | None:
        before = self._seen.get(work)
        seconds = now.drift_s - before.drift_s if before is not None and _is_same(work, before, now) else 0.0
        if seconds < LEAST_S:
            return None
        interrupted = tuple(one for one, seen in self._seen.items() if _is_same(one, seen, now))
        for seen in self._seen.values():
            seen.drift_s = now.drift_s
        return Slept(seconds, interrupted)


def _is_same(work: Work, before: _Seen, now: _Seen) -> bool:
    return now.awake_s - before.awake_s <= _SAME_WORK_S[work]
