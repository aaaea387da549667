# SPDX-License-Identifier: Apache-2.0
"""All meters as one thing: what the program builds. Opens and reads nothing before it is asked.

Safe from any thread, but it reads files: not for the window's.
"""

import logging
import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeVar

import psutil

from edgeassist.core.language import later
from edgeassist.telemetry.answers_left import answers_left
from edgeassist.telemetry.battery import battery_reading
from edgeassist.telemetry.charge import Charge
from edgeassist.telemetry.clocks import Clock, system_clock
from edgeassist.telemetry.energy import AnswerCost, EnergyMeter, Mark
from edgeassist.telemetry.heat import HeatMeter, no_heat
from edgeassist.telemetry.power import JOULES_PER_WH, Point, PowerMeter
from edgeassist.telemetry.processes import ProcessMeter
from edgeassist.telemetry.rapl import Rapl, RaplMeter
from edgeassist.telemetry.reading import BatteryReading, EngineReading, Gauge, ProcessReading, Role, Sample
from edgeassist.telemetry.reasons import unmeasurable, unread
from edgeassist.telemetry.sampler import Sampler

_log = logging.getLogger(__name__)
_COSTS_KEPT = 10
_NO_RAPL = Rapl(why=later("this system shows the processor's energy counter only to an administrator"))
_Value = TypeVar("_Value")


class _Memory(Protocol):
    available: int
    total: int


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the figures come from: plain functions, each of which may raise."""

    roles: Callable[[], Mapping[int, Role]]
    charge: Callable[[], Charge]
    rapl: Callable[[], Rapl]
    celsius: Callable[[], Gauge]
    memory: Callable[[], _Memory]
    engine: Callable[[], EngineReading]
    models_bytes: Callable[[], int]
    proc: Path | None


class Meters:
    """Samples on demand, or once a second for whoever watches; measures answers."""

    def __init__(
        self, sources: Sources, clock: Clock, *, sampler: Callable[[Callable[[], None]], Sampler] = Sampler
    ) -> None:
        self._sources, self._clock = sources, clock
        self._processes = ProcessMeter(clock.awake, sources.proc)
        self._power = PowerMeter(sources.charge, sources.rapl, clock)
        self._sampler = sampler(self._on_tick)
        self._energy = EnergyMeter(self._power, self._resident_bytes, self._sampler.hold)
        self._costs: deque[Gauge] = deque(maxlen=_COSTS_KEPT)
        self._watchers: dict[object, Callable[[Sample], None]] = {}
        self._lock = Lock()

    def sample(self) -> Sample:
        """Return everything as it is now; a meter that fails says so in its figure."""
        with self._lock:
            return self._sample()

    def watch(self, listener: Callable[[Sample], None]) -> Callable[[], None]:
        """Tell `listener` a sample at once and each second, on the meters' thread, until the result is called."""
        watcher = object()
        self._watchers[watcher] = listener
        release = self._sampler.hold()

        def stop() -> None:
            self._watchers.pop(watcher, None)
            release()

        return stop

    def battery(self) -> BatteryReading:
        """Return the batteries as they are now."""
        return self._battery(self._energy.look(resting=_rests(self._roles())))

    def celsius(self) -> Gauge:
        """Return how warm the processor is now."""
        return _tried(self._sources.celsius, lambda error: unmeasurable(unread(later("the temperature"), error)))

    def begin(self) -> Mark:
        """Note the start of an answer; until its end the counters are looked at each second."""
        return self._energy.begin()

    def end(self, mark: Mark) -> AnswerCost:
        """Return what the answer took that `mark` began."""
        cost = self._energy.end(mark)
        if cost.on_battery and cost.laptop_joules.value is not None:
            self._costs.append(cost.laptop_joules)
        return cost

    def remember(self, costs: Iterable[Gauge]) -> None:
        """Take what the laptop drew for earlier answers into account, the newest last: `whole_costs` of receipts."""
        self._costs = deque([*costs, *self._costs], maxlen=_COSTS_KEPT)

    def close(self) -> None:
        """End the thread, if there is one."""
        self._watchers.clear()
        self._sampler.close()

    def _on_tick(self) -> None:
        if not self._watchers:
            self._energy.look()
            return
        sample = self.sample()
        for listener in list(self._watchers.values()):
            try:
                listener(sample)
            except Exception:
                _log.exception("a sample found no ear")

    def _sample(self) -> Sample:
        sources = self._sources
        roles = self._roles()
        point = self._energy.look(resting=_rests(roles))
        battery = self._battery(point)
        memory = _tried(lambda: _sizes(sources.memory()), lambda _error: (0, 0))
        return Sample(
            at_s=self._clock.now(),
            processes=_tried(lambda: self._processes(roles), lambda _error: ()),
            free_bytes=memory[0],
            total_bytes=memory[1],
            celsius=self.celsius(),
            battery=battery,
            system_watts=self._power.system_watts(),
            engine=_tried(sources.engine, lambda _error: EngineReading()),
            models_bytes=_tried(sources.models_bytes, lambda _error: 0),
            answers_left=answers_left(battery.left_wh, list(self._costs)),
        )

    def _battery(self, point: Point) -> BatteryReading:
        return battery_reading(point.charge, (self._power.counter.step or 0.0) / JOULES_PER_WH)

    def _roles(self) -> dict[int, Role]:
        return _tried(lambda: dict(self._sources.roles()), lambda _error: {})

    def _resident_bytes(self) -> int:
        return _tried(lambda: self._processes.resident_bytes(self._roles()), lambda _error: 0)


def open_meters(
    roles: Callable[[], Mapping[int, Role]],
    *,
    engine: Callable[[], EngineReading] = EngineReading,
    models_bytes: Callable[[], int] = lambda: 0,
    root: Path = Path("/"),
) -> Meters:
    """Return this computer's meters; `roles` says which processes are ours. `root` holds Linux's /proc and /sys."""
    linux = sys.platform.startswith("linux")
    sources = Sources(
        roles=roles,
        charge=batteries(root),
        rapl=RaplMeter(root) if linux else lambda: _NO_RAPL,
        celsius=HeatMeter(root) if linux else no_heat,
        memory=psutil.virtual_memory,
        engine=engine,
        models_bytes=models_bytes,
        proc=root / "proc" if linux else None,
    )
    return Meters(sources, system_clock())


def batteries(root: Path, system: str = sys.platform) -> Callable[[], Charge]:
    """Return what reads the batteries of `system`."""
    if system == "win32":
        from edgeassist.telemetry.battery_windows import WindowsBatteries

        return WindowsBatteries()
    if system == "darwin":
        from edgeassist.telemetry.battery_mac import MacBatteries

        return MacBatteries()
    from edgeassist.telemetry.battery_linux import LinuxBatteries

    return LinuxBatteries(root)


def _rests(roles: Mapping[int, Role]) -> bool:
    """Return whether none of our processes works at something long."""
    return "job" not in roles.values()


def _sizes(memory: _Memory) -> tuple[int, int]:
    return int(memory.available), int(memory.total)


def _tried(read: Callable[[], _Value], otherwise: Callable[[Exception], _Value]) -> _Value:
    try:
        return read()
    except Exception as error:  # the boundary to drivers and to the program's parts: one figure less, the others go on
        return otherwise(error)


__all__ = ["AnswerCost", "EngineReading", "Mark", "Meters", "ProcessReading", "batteries", "open_meters"]
