# SPDX-License-Identifier: Apache-2.0
"""How a figure is spread, merged later: the average exactly, percentiles to within 1 %. Reads no clock, no file."""

import math

import msgspec

_STEP = math.log(1.02)
_LEAST = 1e-6


class Spread(msgspec.Struct):
    """How a figure is spread: count, sum, least and peak exactly, and how many fell into each step of 2 %."""

    count: int = 0
    total: float = 0.0
    least: float = 0.0
    peak: float = 0.0
    steps: dict[int, int] = {}

    @property
    def average(self) -> float:
        """The mean; 0 of nothing."""
        return self.total / self.count if self.count else 0.0

    def percentile(self, percent: float) -> float:
        """Return the value that `percent` of all do not exceed, to within 1 %; 0 of nothing."""
        wanted, passed = self.count * percent / 100, 0
        for step in sorted(self.steps):
            passed += self.steps[step]
            if passed >= wanted:
                return min(self.peak, max(self.least, math.exp(step * _STEP)))
        return 0.0

    def add(self, value: float) -> None:
        """Count `value` in."""
        step = round(math.log(max(value, _LEAST)) / _STEP)
        self.least = min(self.least, value) if self.count else value
        self.count, self.total, self.peak = self.count + 1, self.total + value, max(self.peak, value)
        self.steps[step] = self.steps.get(step, 0) + 1

    def merge(self, other: "Spread") -> None:
        """Count everything in that `other` counted."""
        if other.count:
            self.least = min(self.least, other.least) if self.count else other.least
        self.count, self.total = self.count + other.count, self.total + other.total
        self.peak = max(self.peak, other.peak)
        for step, count in other.steps.items():
            self.steps[step] = self.steps.get(step, 0) + count
