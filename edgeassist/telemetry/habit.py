# SPDX-License-Identifier: Apache-2.0
"""How often a counter moves and by how little: learnt by watching it, since no driver tells. Knows no unit."""

from collections import deque
from math import gcd
from statistics import median

_KEPT, _ENOUGH = 64, 8
_SCALE = 1e6


class Habit:
    """Watches one number. What it learnt stays; `pause` says that nobody looked for a while."""

    def __init__(self) -> None:
        self._gaps_s: deque[float] = deque(maxlen=_KEPT)
        self._steps: deque[int] = deque(maxlen=_KEPT)
        self._value: int | None = None
        self._moved_at_s: float | None = None

    def saw(self, at_s: float, value: float | None) -> None:
        """Take note of `value`; None says that there is none now."""
        if value is None:
            self.pause()
            return
        seen = round(value * _SCALE)
        if self._value is not None and seen != self._value:
            self._steps.append(abs(seen - self._value))
            if self._moved_at_s is not None:
                self._gaps_s.append(at_s - self._moved_at_s)
            self._moved_at_s = at_s
        self._value = seen

    def pause(self) -> None:
        """The next value may have moved any number of times."""
        self._value = self._moved_at_s = None

    @property
    def interval_s(self) -> float | None:
        """Return how long it stands still, usually; None before it was seen to move twice."""
        return median(self._gaps_s) if self._gaps_s else None

    @property
    def step(self) -> float | None:
        """Return the unit it counts in: what all its moves are multiples of, or while few were seen, the smallest."""
        if not self._steps:
            return None
        return (gcd(*self._steps) if len(self._steps) >= _ENOUGH else min(self._steps)) / _SCALE
