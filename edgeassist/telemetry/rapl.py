# SPDX-License-Identifier: Apache-2.0
"""The processor's own energy counters (RAPL), as Linux shows them below /sys/class/powercap. Knows no battery."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edgeassist.core.language import later
from edgeassist.core.units import harmless
from edgeassist.telemetry.sysfs import MICRO, folders, number, word

_COUNTED = ("package", "dram")
METHOD = later("the processor's own counter (RAPL): processor and its memory only, not screen or disk")
ABSENT = later("this processor has no energy counter that the system shows")
ADMIN_ONLY = later("the processor's energy counter is there, but the system lets only an administrator read it")


@dataclass(frozen=True, slots=True)
class Zone:
    """A counter now: microjoules, which start again at 0 after `range_uj`."""

    path: str
    energy_uj: int
    range_uj: int


@dataclass(frozen=True, slots=True)
class Rapl:
    """All counters at one moment; `why` there are none."""

    zones: tuple[Zone, ...] = ()
    why: str = ""


class RaplMeter:
    """Reads the counters of whole packages, and of memory where it has one of its own."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "sys/class/powercap"
        self._found: list[tuple[Path, int]] | None = None

    def __call__(self) -> Rapl:
        """Return what they say now. Which there are is asked once."""
        if self._found is None:
            self._found = _counters(self._folder)
        if not self._found:
            return Rapl(why=ABSENT)
        zones = []
        for path, range_uj in self._found:
            energy_uj = number(path)
            if energy_uj is None or not 0 <= energy_uj <= range_uj:
                return Rapl(why=_why(path))
            zones.append(Zone(path.parent.name, energy_uj, range_uj))
        return Rapl(tuple(zones))


def joules_between(before: Rapl, after: Rapl) -> float | None:
    """Return the energy between two looks, at most one turn of each counter apart; None where one of them has none."""
    if not before.zones or [one.path for one in before.zones] != [one.path for one in after.zones]:
        return None
    pairs: Sequence[tuple[Zone, Zone]] = list(zip(before.zones, after.zones, strict=True))
    return sum((new.energy_uj - old.energy_uj) % (new.range_uj + 1) for old, new in pairs) * MICRO


def _counters(folder: Path) -> list[tuple[Path, int]]:
    """Return each counter that is part of no other, with its range: `intel-rapl-mmio` shows the same packages again."""
    found = []
    for zone in folders(folder, "intel-rapl:*"):
        range_uj = number(zone / "max_energy_range_uj")
        if word(zone / "name").startswith(_COUNTED) and range_uj:
            found.append((zone / "energy_uj", range_uj))
    return found


def _why(counter: Path) -> str:
    try:
        counter.read_bytes()
    except PermissionError:
        return ADMIN_ONLY
    except OSError as error:
        return f"the processor's energy counter cannot be read ({error.strerror})"
    return f"the processor's energy counter says what cannot be (“{harmless(word(counter)[:24])}”)"
