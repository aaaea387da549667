# SPDX-License-Identifier: Apache-2.0
"""This computer as a choice of model sees it: memory, cores, disk, battery. Measures; judges nothing."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

LOW_BATTERY_PERCENT = 20


class Charge(Protocol):
    """What the system says about a battery; `power_plugged` is None where it does not know."""

    @property
    def percent(self) -> float:
        """How full it is."""

    @property
    def power_plugged(self) -> bool | None:
        """Whether a charger is connected."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The figures of one moment. `battery_percent` is None where there is no battery or it is not measurable."""

    free_bytes: int
    cores: int
    disk_free_bytes: int
    on_battery: bool = False
    battery_percent: float | None = None

    @property
    def saving(self) -> bool:
        """Whether the battery is so low that a smaller model is the better choice."""
        return self.on_battery and self.battery_percent is not None and self.battery_percent < LOW_BATTERY_PERCENT


def _charge() -> Charge | None:
    import psutil

    read: Callable[[], Charge | None] | None = getattr(psutil, "sensors_battery", None)
    return read() if read is not None else None


def survey(models: Path, free_bytes: int, charge: Callable[[], Charge | None] = _charge) -> Machine:
    """Measure this computer; `models` is the folder that takes the files. What cannot be read counts as absent."""
    battery = None
    with suppress(OSError, RuntimeError, ValueError):
        battery = charge()
    return Machine(
        free_bytes=free_bytes,
        cores=usable_cores(),
        disk_free_bytes=_disk_free(models),
        on_battery=battery is not None and battery.power_plugged is False,
        battery_percent=battery.percent if battery is not None else None,
    )


def usable_cores() -> int:
    """Return the physical cores that this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(usable, _physical_cores() or usable))


@cache
def _physical_cores() -> int:
    """Return how many the processor has, 0 where that is unknown; reading it takes a while, and it stays so.

    Linux tells by files; loading psutil for it would hold the start up.
    """
    if told := cores_told(Path("/")):
        return told
    import psutil

    return int(psutil.cpu_count(logical=False) or 0)


def cores_told(root: Path) -> int:
    """Return how many different cores Linux has on record below `root`; 0 where it has none."""
    told: set[str] = set()
    with suppress(OSError):
        for path in root.glob("sys/devices/system/cpu/cpu[0-9]*/topology/core_cpus_list"):
            told.add(path.read_text(encoding="ascii", errors="replace"))
    return len(told)


def _disk_free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
