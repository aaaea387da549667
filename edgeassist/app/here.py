# SPDX-License-Identifier: Apache-2.0
"""What is known of this computer now, in a few plain lines for a person who asks aloud. Measures nothing over time."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from edgeassist.core.units import human_bytes
from edgeassist.store.free_memory import free_memory

if TYPE_CHECKING:
    from edgeassist.app.services import Services

NO_BATTERY = "this computer has no battery, or does not tell"


def report_of(services: "Services") -> tuple[tuple[str, str], ...]:
    """Return the name and the value of memory, battery, disk and model."""
    return (
        ("memory", f"{human_bytes(free_memory())} free of {human_bytes(int(psutil.virtual_memory().total))}"),
        ("battery", battery_line()),
        ("disk", _disk(services.models_folder)),
        ("model", _model(services)),
    )


def battery_line() -> str:
    """Return how full the battery is, and how long it lasts where the system tells."""
    with suppress(OSError, RuntimeError, AttributeError):
        found = psutil.sensors_battery()
        if found is not None:
            plugged = ", plugged in" if found.power_plugged else ""
            left = f", about {_hours(int(found.secsleft))} left" if not plugged and found.secsleft > 0 else ""
            return f"{round(found.percent)} %{plugged}{left}"
    return NO_BATTERY


def _hours(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _disk(folder: Path) -> str:
    with suppress(OSError):
        usage = shutil.disk_usage(folder)
        return f"{human_bytes(usage.free)} free of {human_bytes(usage.total)}"
    return "not known"


def _model(services: "Services") -> str:
    state = services.engine.state
    return state.model.name if state.model is not None else "none is in use"
