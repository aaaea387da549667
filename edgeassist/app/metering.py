# SPDX-License-Identifier: Apache-2.0
"""This run's meters, opened by the first who measures, on that one's thread; never the window's."""

import time
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from edgeassist.telemetry.reading import EngineReading

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.telemetry.meters import Meters

_SIZE_HOLDS_S = 60.0


class Metering:
    """Owns the `Meters`. Any thread but the window's."""

    def __init__(self, services: "Services", now: Callable[[], float] = time.monotonic) -> None:
        self._services, self._now = services, now
        self._lock = Lock()
        self._meters: Meters | None = None
        self._closed = False
        self._size: tuple[float, int] | None = None

    def __call__(self) -> "Meters":
        """Return the meters."""
        with self._lock:
            if self._meters is None:
                self._meters = self._opened()
            return self._meters

    def _opened(self) -> "Meters":
        from edgeassist.app.processes_here import ProcessesHere
        from edgeassist.telemetry.answers_left import whole_costs
        from edgeassist.telemetry.meters import open_meters

        roles = ProcessesHere(self._engine_pid)
        meters = open_meters(roles, engine=self._engine, models_bytes=self._models_bytes)
        till = self._services.till

        def remember() -> None:
            if till.file.exists():
                meters.remember(whole_costs(till.recorder().newest()))

        till.later(remember)
        if self._closed:
            meters.close()
        return meters

    def close(self) -> None:
        """End the meters' thread, if there is one."""
        with self._lock:
            self._closed, meters = True, self._meters
        if meters is not None:
            meters.close()

    def _engine_pid(self) -> int | None:
        services = self._services
        return services.engine.worker_pid if "engine" in vars(services) else None

    def _engine(self) -> EngineReading:
        return self._services.till.reading

    def _models_bytes(self) -> int:
        """Return what the models take of the disk, as it was within the last minute."""
        now_s = self._now()
        if self._size is None or now_s - self._size[0] > _SIZE_HOLDS_S:
            self._size = now_s, sum(card.size_bytes for card in self._services.library.cards())
        return self._size[1]
