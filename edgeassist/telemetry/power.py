# SPDX-License-Identifier: Apache-2.0
"""Looks at the counters of batteries and processor, and what they say of the draw now. Keeps no answer's energy."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from edgeassist.core.language import later
from edgeassist.telemetry.charge import Charge, wh_between
from edgeassist.telemetry.clocks import Clock
from edgeassist.telemetry.habit import Habit
from edgeassist.telemetry.rapl import Rapl
from edgeassist.telemetry.reading import Gauge
from edgeassist.telemetry.reasons import JUMPED, ON_MAINS, unmeasurable, unread

JOULES_PER_WH = 3600.0
_KEPT, _SLEPT_S, _UNSEEN_S, _FRESH_S, _USUAL_S = 180, 0.5, 5.0, 0.3, 1.0
WHOLE = "the whole laptop"
"""Ends the method of every figure that leaves nothing of the laptop out."""
MOST_WATTS = 500.0
"""What no laptop draws: a counter that fell faster has jumped, as they do when a gauge corrects itself."""
GAUGE_ERROR = 0.02
"""What a battery's gauge may be off by in watts, as a share: its makers promise one to two per cent."""


@dataclass(frozen=True, slots=True)
class Point:
    """The counters at one moment, by the clock that stands in sleep and by the one that does not."""

    awake_s: float
    always_s: float
    charge: Charge
    rapl: Rapl

    @property
    def on_battery(self) -> bool:
        """Return whether batteries alone feed the laptop."""
        return self.charge.state == "discharging" and not self.charge.mains

    @property
    def watts(self) -> float | None:
        """Return what the laptop draws; None where nobody tells."""
        if self.charge.load_watts is not None:
            return self.charge.load_watts
        if not self.on_battery or any(cell.watts is None for cell in self.charge.cells):
            return None
        total = sum(cell.watts or 0.0 for cell in self.charge.cells)
        return total if total >= 0 else None


def slept_between(before: Point, after: Point) -> bool:
    """Return whether the computer slept between two looks."""
    return after.always_s - before.always_s - (after.awake_s - before.awake_s) > _SLEPT_S


def unseen_between(before: Point, after: Point) -> bool:
    """Return whether too long passed between two looks to know the draw meanwhile."""
    return after.always_s - before.always_s > _UNSEEN_S


def drawn_between(before: Point, after: Point) -> float | None:
    """Return the joules that left the batteries between two looks; None where one of them cannot be counted."""
    old, new = before.charge.cells, after.charge.cells
    if not old or len(old) != len(new):
        return None
    parts = [wh_between(one, other) for one, other in zip(old, new, strict=True)]
    return None if None in parts else JOULES_PER_WH * sum(part or 0.0 for part in parts)


class PowerMeter:
    """Looks at the counters and learns their habits. One thread at a time."""

    def __init__(self, charge: Callable[[], Charge], rapl: Callable[[], Rapl], clock: Clock) -> None:
        self._charge, self._rapl, self._clock = charge, rapl, clock
        self._points: deque[Point] = deque(maxlen=_KEPT)
        self._drawn_j = 0.0
        self.counter, self.gauge = Habit(), Habit()
        """How the energy counter (joules) and the watts move."""

    def look(self, *, fresh: bool = False) -> Point:
        """Return the counters now; a look a moment ago counts as now, unless it shall be `fresh`."""
        awake_s = self._clock.awake()
        if self._points and 0 <= awake_s - self._points[-1].awake_s < (0.0 if fresh else _FRESH_S):
            return self._points[-1]
        point = Point(awake_s, self._clock.always(), self._charge_now(), self._rapl_now())
        self._learn(point)
        self._points.append(point)
        return point

    @property
    def settles_s(self) -> float:
        """Return how long what the batteries tell may still be of the time before."""
        known = [one for one in (self.gauge.interval_s, self.counter.interval_s) if one is not None]
        return 2 * min(known, default=0.0)

    def system_watts(self) -> Gauge:
        """Return what the laptop draws, as the last look tells."""
        if not self._points:
            return unmeasurable(later("nothing was measured yet"))
        point = self._points[-1]
        if point.watts is not None:
            step = self.gauge.step or 0.0
            method = "the system's own figure" if point.charge.load_watts is not None else _gauge_method(point)
            every_s = self.settles_s / 2
            method += f", new about every {every_s:.0f} s" if every_s > 2 * _USUAL_S else ""
            return Gauge(point.watts, method, step / 2 + GAUGE_ERROR * point.watts)
        if not point.charge.cells:
            return unmeasurable(point.charge.why)
        return self._slope() if point.on_battery else unmeasurable(ON_MAINS)

    def _slope(self) -> Gauge:
        """Return the draw by how the counter fell in the last minutes, from its first move to its last."""
        points = list(self._points)
        moves: list[tuple[float, float]] = []
        drawn_j = 0.0
        for before, after in pairwise(points):
            part = drawn_between(before, after)
            if part is None or slept_between(before, after) or not before.on_battery:
                moves.clear()
                drawn_j = 0.0
                continue
            drawn_j += part
            if part:
                moves.append((after.awake_s, drawn_j))
        if len(moves) < 3:
            why = next((cell.why for cell in points[-1].charge.cells if cell.why), "")
            return unmeasurable(why or later("the battery's counter has not moved often enough yet"))
        (first_s, first_j), (last_s, last_j) = moves[0], moves[-1]
        watts = (last_j - first_j) / max(last_s - first_s, _FRESH_S)
        if not 0 <= watts <= MOST_WATTS:
            return unmeasurable(JUMPED)
        error = (self.counter.step or 0.0) / (last_s - first_s) + watts / (last_s - first_s)
        return Gauge(watts, f"how the battery's counter fell in {last_s - first_s:.0f} s", error)

    def _learn(self, point: Point) -> None:
        before = self._points[-1] if self._points else None
        if before is None or slept_between(before, point) or unseen_between(before, point):
            self.counter.pause()
            self.gauge.pause()
        elif (part := drawn_between(before, point)) is not None:
            self._drawn_j += part
        counted = all(cell.has_counter for cell in point.charge.cells) and bool(point.charge.cells)
        self.counter.saw(point.awake_s, self._drawn_j if counted else None)
        self.gauge.saw(point.awake_s, point.watts)

    def _charge_now(self) -> Charge:
        try:
            return self._charge()
        except Exception as error:  # the boundary to drivers: a figure less, never a program less
            return Charge(why=unread(later("the battery"), error))

    def _rapl_now(self) -> Rapl:
        try:
            return self._rapl()
        except Exception as error:  # the same
            return Rapl(why=unread(later("the processor's energy counter"), error))


def _gauge_method(point: Point) -> str:
    names = sorted({cell.watts_method for cell in point.charge.cells})
    many = f" of {len(point.charge.cells)} batteries" if len(point.charge.cells) > 1 else ""
    return f"the battery's own gauge{many} ({', '.join(names)})"
