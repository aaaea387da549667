# SPDX-License-Identifier: Apache-2.0
"""What is known of this computer now, in a few plain lines for a person who asks aloud. Measures nothing over time."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.core.language import later, tr
from edgeassist.core.units import human_bytes
from edgeassist.store.free_memory import free_memory

if TYPE_CHECKING:
    from edgeassist.app.services import Services

NO_BATTERY = later("this computer has no battery, or does not tell")


def report_of(services: "Services") -> tuple[tuple[str, str], ...]:
    """Return the name and the value of memory, battery, disk and model."""
    import psutil

    return (
        (
            "memory",
            tr(
                "{free} free of {total}",
                free=human_bytes(free_memory()),
                total=human_bytes(int(psutil.virtual_memory().total)),
            ),
        ),
        ("battery", battery_line()),
        ("disk", _disk(services.models_folder)),
        ("model", _model(services)),
    )


def battery_line() -> str:
    """Return how full the battery is, and how long it lasts where the system tells."""
    import psutil

    with suppress(OSError, RuntimeError, AttributeError):
        found = psutil.sensors_battery()
        if found is not None:
            percent = round(found.percent)
            if found.power_plugged:
                return tr("{percent} %, plugged in", percent=percent)
            if found.secsleft > 0:
                return tr("{percent} %, about {time} left", percent=percent, time=_hours(int(found.secsleft)))
            return f"{percent} %"
    return tr(NO_BATTERY)


def _hours(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return (
        tr("{hours} h {minutes} min", hours=hours, minutes=minutes) if hours else tr("{minutes} min", minutes=minutes)
    )


def _disk(folder: Path) -> str:
    with suppress(OSError):
        usage = shutil.disk_usage(folder)
        return tr("{free} free of {total}", free=human_bytes(usage.free), total=human_bytes(usage.total))
    return tr("not known")


def _model(services: "Services") -> str:
    state = services.engine.state
    return state.model.name if state.model is not None else tr("none is in use")
