# SPDX-License-Identifier: Apache-2.0
"""What one answer took in joules: looks at the counters at its start, each second, and at its end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from edgeassist.telemetry.energy_kinds import ABOVE
from edgeassist.telemetry.idle import Idle
from edgeassist.telemetry.power import Point, PowerMeter
from edgeassist.telemetry.reading import NOTHING, Gauge
from edgeassist.telemetry.spans import Span, laptop_joules, processor_joules


@dataclass(frozen=True, slots=True)
class AnswerCost:
    """What an answer took. `joules` is for its receipt, `laptop_joules` all that the laptop drew meanwhile.

    `awake_s` leaves sleep out; `peak_bytes` is the most that our processes held together at a look.
    """

    joules: Gauge = NOTHING
    laptop_joules: Gauge = NOTHING
    on_battery: bool = False
    awake_s: float = 0.0
    peak_bytes: int = 0


@dataclass(slots=True, eq=False)
class Mark:
    """An answer under way; only `EnergyMeter` looks into it."""

    points: list[Point] = field(default_factory=list)
    peak_bytes: int = 0
    release: Callable[[], None] = lambda: None


class EnergyMeter:
    """Begins and ends answers; several may be under way. Reads files: not for the window's thread."""

    def __init__(
        self, power: PowerMeter, resident_bytes: Callable[[], int], hold: Callable[[], Callable[[], None]]
    ) -> None:
        """`hold` asks for a look each second until what it returns is called."""
        self._power, self._resident_bytes, self._hold = power, resident_bytes, hold
        self._idle = Idle()
        self._marks: list[Mark] = []
        self._last: Point | None = None
        self._lock = Lock()

    @property
    def under_way(self) -> bool:
        """Return whether an answer is."""
        return bool(self._marks)

    def begin(self) -> Mark:
        """Note the start of an answer."""
        mark = Mark()
        with self._lock:
            self._marks.append(mark)
            self._see(self._power.look(fresh=True))
        mark.release = self._hold()
        return mark

    def end(self, mark: Mark) -> AnswerCost:
        """Return what the answer took that `mark` began; a mark that has ended took nothing."""
        mark.release()
        with self._lock:
            if mark not in self._marks:
                return AnswerCost()
            point = self._power.look(fresh=True)
            self._see(point)
            self._marks.remove(mark)
            return self._cost(mark, point)

    def look(self, *, resting: bool = True) -> Point:
        """Look once for all answers under way; without one, learn the idle draw where the program is `resting`."""
        with self._lock:
            point = self._power.look()
            self._see(point, resting=resting)
            return point

    def _see(self, point: Point, *, resting: bool = True) -> None:
        if self._marks or not resting:
            self._idle.busy(point.awake_s, self._power.settles_s)
        elif self._last is not None and self._last is not point:
            self._idle.saw(self._last, point)
        held_bytes = self._resident_bytes() if self._marks else 0
        for mark in self._marks:
            if not mark.points or mark.points[-1] is not point:
                mark.points.append(point)
            mark.peak_bytes = max(mark.peak_bytes, held_bytes)
        self._last = point

    def _cost(self, mark: Mark, last: Point) -> AnswerCost:
        if len(mark.points) < 2:
            short = Gauge(why="not measurable here: the answer was too short")
            return AnswerCost(short, short, last.on_battery, 0.0, mark.peak_bytes)
        span = Span(tuple(mark.points))
        processor, laptop = processor_joules(span), laptop_joules(span, self._power)
        if processor.value is not None:
            joules = _above(processor, self._idle.processor_watts(last.awake_s), span.awake_s)
        else:
            joules = _above(laptop, self._idle.laptop_watts(last.awake_s), span.awake_s)
        on_battery = all(point.on_battery for point in mark.points)
        return AnswerCost(joules, laptop, on_battery, span.awake_s, mark.peak_bytes)


def _above(whole: Gauge, idle: Gauge | None, awake_s: float) -> Gauge:
    """Return what `whole` is above an idle laptop, where that is known and leaves more than its own error."""
    if whole.value is None or idle is None or idle.value is None:
        return whole
    above, error = whole.value - idle.value * awake_s, whole.error + idle.error * awake_s
    if above <= error:
        return whole
    return Gauge(above, f"{whole.method}{ABOVE} the {idle.value:.1f} W of an idle time", error)
