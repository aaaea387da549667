# SPDX-License-Identifier: Apache-2.0
"""What a figure of energy holds: the whole laptop or its processor, with or without what an idle one draws.

Joules of one kind are never averaged with those of another. Told by the method of the figure; knows no file.
"""

from typing import Literal

import msgspec

from edgeassist.core.language import later
from edgeassist.telemetry.rapl import METHOD as RAPL_METHOD
from edgeassist.telemetry.reading import Gauge
from edgeassist.telemetry.spread import Spread

Kind = Literal["laptop", "laptop-above-idle", "processor", "processor-above-idle"]
ABOVE = "; above"
WORDS: dict[Kind, str] = {
    "laptop": "",
    "laptop-above-idle": later("above idle"),
    "processor": later("processor only"),
    "processor-above-idle": later("processor only, above idle"),
}
"""What a report adds to such a figure."""


def kind_of(method: str) -> Kind:
    """Return what was measured in this way."""
    above = ABOVE in method
    if RAPL_METHOD in method:
        return "processor-above-idle" if above else "processor"
    return "laptop-above-idle" if above else "laptop"


class Energy(msgspec.Struct):
    """The joules of one kind. `measured_s` is how long those answers took, `method` how the last was measured."""

    joules: Spread = msgspec.field(default_factory=Spread)
    error: float = 0.0
    measured_s: float = 0.0
    method: str = ""

    @property
    def error_each(self) -> float:
        """The error of an answer, on average; 0 of nothing."""
        return self.error / self.joules.count if self.joules.count else 0.0

    def add(self, joules: float, gauge: Gauge, seconds: float) -> None:
        """Count the `joules` of `gauge` in, drawn in so many seconds."""
        self.joules.add(joules)
        self.error += gauge.error
        self.measured_s += seconds
        self.method = gauge.method or self.method

    def merge(self, other: "Energy") -> None:
        """Count everything in that `other` counted."""
        self.joules.merge(other.joules)
        self.error += other.error
        self.measured_s += other.measured_s
        self.method = other.method or self.method
