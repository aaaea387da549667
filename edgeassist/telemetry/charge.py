# SPDX-License-Identifier: Apache-2.0
"""What the counters of batteries say at one moment, as values. How they are read, each system's module knows."""

from dataclasses import dataclass

from edgeassist.telemetry.reading import PowerState


@dataclass(frozen=True, slots=True)
class Cell:
    """One battery. Its counter is either of energy (`left_wh`) or of charge (`left_ah`, which needs `volts`).

    `watts` flow out of it (below 0: into it). `nominal_volts` turn the charge that is left into energy. `method` names
    the counter, `watts_method` where the watts come from; `why` says why there is no counter.
    """

    name: str
    percent: float | None = None
    left_wh: float | None = None
    full_wh: float | None = None
    left_ah: float | None = None
    volts: float | None = None
    nominal_volts: float | None = None
    watts: float | None = None
    method: str = ""
    watts_method: str = ""
    why: str = ""

    @property
    def has_counter(self) -> bool:
        """Return whether energy can be counted here."""
        return self.left_wh is not None or (self.left_ah is not None and self.volts is not None)

    @property
    def about_left_wh(self) -> float | None:
        """Return what is left, a charge being turned into energy by the nominal voltage."""
        if self.left_wh is not None:
            return self.left_wh
        volts = self.nominal_volts or self.volts
        return None if self.left_ah is None or volts is None else self.left_ah * volts


@dataclass(frozen=True, slots=True)
class Charge:
    """All batteries now. `load_watts` is the whole laptop's draw where the system tells it by itself.

    `mains`: whether a charger is plugged in; None where nobody says.
    """

    cells: tuple[Cell, ...] = ()
    state: PowerState = "unknown"
    mains: bool | None = None
    load_watts: float | None = None
    why: str = ""


def wh_between(before: Cell, after: Cell) -> float | None:
    """Return the energy that left a battery between two looks; None where it has no counter or is another one.

    A charge is weighed with the mean voltage of the two looks: the voltage sags under load, so the difference of two
    products would be wrong by far more than an answer takes.
    """
    if before.name != after.name:
        return None
    if before.left_wh is not None and after.left_wh is not None:
        return before.left_wh - after.left_wh
    if None in (before.left_ah, after.left_ah, before.volts, after.volts):
        return None
    assert before.left_ah is not None
    assert after.left_ah is not None
    assert before.volts is not None
    assert after.volts is not None
    return (before.left_ah - after.left_ah) * (before.volts + after.volts) / 2
