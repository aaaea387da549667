# SPDX-License-Identifier: Apache-2.0
"""The ten seconds in which a new computer is measured: in a child, in the background, once per engine build. Blocks.

Nothing is measured while memory, disk or battery are short, or while the computer is busy: a figure of such a moment
would be held against it for ever.
"""

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING

from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.machine import survey
from edgeassist.store.yardstick import Yardstick, keep_yardstick, read_yardstick
from edgeassist.wire.jobs import Pace, Paced, Source

if TYPE_CHECKING:
    from edgeassist.app.services import Services

MEMORY_BYTES, DISK_BYTES = 1_200_000_000, 600_000_000
BUSY_PERCENT = 30.0
"""Share of all cores that other work may take while this computer counts as quiet."""
_LOOK_S, _LOOKS = 2.0, 15

_log = logging.getLogger(__name__)


def measured(services: "Services") -> Yardstick | None:
    """Return what is known of this computer; None before the first measurement."""
    from edgeassist.worker.backend import build_name

    return read_yardstick(services.places.data, build_name())


def busy_percent(stop: Stop) -> float:
    """Return the share of all cores that is taken during two seconds; end at once when `stop` is wished for."""
    import psutil

    wished = Event()
    psutil.cpu_percent(None)
    stop.guard(wished.set)
    wished.wait(_LOOK_S)
    stop.guard(None)
    stop.check()
    return float(psutil.cpu_percent(None))


def run(
    services: "Services",
    stop: Stop,
    busy: Callable[[], float] | None = None,
    *,
    begins: Callable[[], None] = lambda: None,
) -> Yardstick | None:
    """Measure, keep and return it; None where this is no moment for it. What fails is tried at the next start.

    `begins` is called when the wait for a quiet moment is over, and the cores are taken.
    """
    busy = busy or (lambda: busy_percent(stop))
    if (known := measured(services)) is not None:
        return known
    with suppress(Stopped):
        if _wrong_moment(services) or not _quiet(stop, busy):
            return None
        begins()
        try:
            return _measure(services, stop)
        except Stopped:  # an answer goes first: no failure
            return None
        except (EdgeError, OSError):
            _log.exception("this computer could not be measured")
    return None


def _wrong_moment(services: "Services") -> bool:
    free_bytes = services.free_bytes()
    machine = survey(services.models_folder, free_bytes)
    room_bytes = shutil.disk_usage(services.places.cache).free
    return free_bytes < MEMORY_BYTES or room_bytes < DISK_BYTES or machine.saving


def _quiet(stop: Stop, busy: Callable[[], float]) -> bool:
    """Wait half a minute at most until nothing else takes the cores."""
    for _ in range(_LOOKS):
        stop.check()
        if busy() < BUSY_PERCENT:
            return True
    return False


def _measure(services: "Services", stop: Stop) -> Yardstick:
    from edgeassist.runtime.one_shot import run_job
    from edgeassist.worker.backend import build_name

    folder = services.places.cache / "yardstick"
    shutil.rmtree(folder, ignore_errors=True)  # what a run left that was killed
    folder.mkdir(parents=True)
    try:
        job = Pace(source=Source("", 0), target=str(folder / "yardstick.gguf"))
        result = run_job(services.job_command, job, lambda *_: None, stop)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not isinstance(result, Paced):
        raise EdgeError("The measurement gave something else.")
    best = max(result.rows, key=lambda one: one.answer_rate, default=None)
    if best is None:
        raise EdgeError("The measurement gave no figure.")
    made = Yardstick(
        weights_bytes=result.weights_bytes,
        answer_rate=best.answer_rate,
        prompt_rate=best.prompt_rate,
        build=build_name(),
        at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )
    keep_yardstick(services.places.data, made)
    return made
