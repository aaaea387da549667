# SPDX-License-Identifier: Apache-2.0
"""The energy between a first and a last look at the counters, by each way there is. Pure arithmetic over points.

A stretch in which the computer slept is left out; one in which nobody looked counts for counters, not for watts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from edgeassist.core.language import later
from edgeassist.telemetry.power import (
    GAUGE_ERROR,
    MOST_WATTS,
    WHOLE,
    Point,
    PowerMeter,
    drawn_between,
    slept_between,
    unseen_between,
)
from edgeassist.telemetry.rapl import METHOD as RAPL_METHOD
from edgeassist.telemetry.rapl import joules_between
from edgeassist.telemetry.reading import Gauge
from edgeassist.telemetry.reasons import JUMPED, ON_MAINS, unmeasurable

_LOOK_S, _RAPL_STEP_S = 1.0, 0.002
_LEAST_SPREAD, _BETWEEN_ERROR, _SELDOM_S = 0.1, 0.03, 2.5
"""What the draw varies by at least; what is not seen of it, as a share, where the battery tells it more seldom."""
_MOST_ERROR, _MOST_UNSEEN = 0.5, 0.1
_CHANGED = later("the charger was plugged in or pulled meanwhile")
_SLEPT = later("the computer slept meanwhile")


@dataclass(frozen=True, slots=True)
class Span:
    """Points in the order of time, at least two."""

    points: tuple[Point, ...]

    @property
    def pairs(self) -> list[tuple[Point, Point]]:
        """Return the neighbours between which the computer was awake."""
        return [(one, other) for one, other in pairwise(self.points) if not slept_between(one, other)]

    @property
    def awake_s(self) -> float:
        """Return how long they span, sleep left out."""
        return sum(other.awake_s - one.awake_s for one, other in self.pairs)


def processor_joules(span: Span) -> Gauge:
    """Return what the processor's own counters say."""
    parts = [joules_between(one.rapl, other.rapl) for one, other in span.pairs]
    known = [part for part in parts if part is not None]
    if not parts:
        return unmeasurable(_SLEPT)
    if len(known) < len(parts):
        return unmeasurable(span.points[-1].rapl.why or later("the processor's energy counter was not always there"))
    joules = sum(known)
    return Gauge(joules, RAPL_METHOD, joules / max(span.awake_s, _RAPL_STEP_S) * _RAPL_STEP_S)


def laptop_joules(span: Span, habits: PowerMeter) -> Gauge:
    """Return what the whole laptop drew: by the way with the smaller error."""
    if not span.pairs:
        return unmeasurable(_SLEPT)
    by_watts = _by_watts(span, habits)
    if span.points[-1].charge.load_watts is not None:
        return by_watts
    if why := _not_by_battery(span):
        return unmeasurable(why)
    found = [one for one in (_by_counter(span, habits), by_watts) if one.value is not None]
    if not found:
        return _by_counter(span, habits)
    best = min(found, key=lambda one: one.error)
    if best.value is not None and best.error > _MOST_ERROR * best.value:
        return unmeasurable(later("the battery tells its draw too seldom and too coarsely for so short an answer"))
    return best


def _not_by_battery(span: Span) -> str:
    """Return why the batteries do not see what the laptop drew; empty where they do."""
    last = span.points[-1].charge
    if not last.cells:
        return last.why
    on_battery = [point.on_battery for point in span.points]
    if all(on_battery):
        return ""
    return _CHANGED if any(on_battery) else ON_MAINS


def _by_watts(span: Span, habits: PowerMeter) -> Gauge:
    """Return the area below the watts, from one fresh figure to the next; the ends as the nearest one."""
    unseen_s = sum(other.awake_s - one.awake_s for one, other in span.pairs if unseen_between(one, other))
    if any(point.watts is None for point in span.points) or unseen_s > _MOST_UNSEEN * span.awake_s:
        return unmeasurable(later("the battery did not tell its draw all the time"))
    intervals = [one for one in (habits.gauge.interval_s, habits.counter.interval_s) if one is not None]
    fresh = _fresh_watts(span)
    if not intervals or not fresh or span.awake_s < 2 * min(intervals):
        told = f"once in {min(intervals):.0f} s" if intervals else "too seldom"
        return unmeasurable(f"the battery tells its draw {told}, and the answer took {span.awake_s:.0f} s")
    (first_s, first), (last_s, last) = fresh[0], fresh[-1]
    inner = sum((at_s - before_s) * (watts + before) / 2 for (before_s, before), (at_s, watts) in pairwise(fresh))
    joules = first * first_s + inner + last * (span.awake_s - last_s)
    known = [watts for _, watts in fresh]
    spread = max((max(known) - min(known)) / 2, _LEAST_SPREAD * max(known))
    share = GAUGE_ERROR + (_BETWEEN_ERROR if min(intervals) > _SELDOM_S else 0.0)
    error = share * joules + spread * max(min(intervals), _LOOK_S) + (habits.gauge.step or 0) / 2 * span.awake_s
    source = "the battery's own gauge" if span.points[-1].charge.load_watts is None else "the system's own figure"
    return Gauge(joules, f"{source}, watt by watt, {WHOLE}", error)


def _fresh_watts(span: Span) -> list[tuple[float, float]]:
    """Return when, in awake seconds since the start, new watts were seen, and which.

    What is read at the start tells of the time before: a battery says the same until it looks again.
    """
    found, at_s = [], 0.0
    for one, other in span.pairs:
        at_s += other.awake_s - one.awake_s
        if other.watts is not None and (other.watts != one.watts or drawn_between(one, other)):
            found.append((at_s, other.watts))
    return found


def _by_counter(span: Span, habits: PowerMeter) -> Gauge:
    """Return how far the counter fell: exact from its first move to its last, the ends at the same rate."""
    parts = [drawn_between(one, other) for one, other in span.pairs]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        why = next((cell.why for cell in span.points[-1].charge.cells if cell.why), "")
        return unmeasurable(why or later("the battery's counter was not always there"))
    moves, at_s = [], 0.0
    for (one, other), joules in zip(span.pairs, known, strict=True):
        at_s += other.awake_s - one.awake_s
        if joules:
            moves.append((at_s, joules))
    if len(moves) < 2:
        seldom = habits.counter.interval_s
        told = f"once in {seldom:.0f} s" if seldom else "too seldom"
        return unmeasurable(f"the battery's counter moves {told}, and the answer took {span.awake_s:.0f} s")
    step_j = habits.counter.step or 0.0
    return unmeasurable(JUMPED) if _jumped(moves, step_j) else _from_moves(moves, span, step_j)


def _jumped(moves: Sequence[tuple[float, float]], step_j: float) -> bool:
    """Return whether the counter went up, or down faster than a laptop can draw, or moved in no time."""
    if moves[-1][0] <= moves[0][0] or any(joules < -2 * step_j for _, joules in moves):
        return True
    return any(joules > MOST_WATTS * (at_s - before_s) + step_j for (before_s, _), (at_s, joules) in pairwise(moves))


def _from_moves(moves: Sequence[tuple[float, float]], span: Span, step_j: float) -> Gauge:
    """Return the energy by `moves`: when the counter fell, and by how much."""
    (first_s, _), (last_s, _) = moves[0], moves[-1]
    between_j, between_s = sum(joules for _, joules in moves[1:]), last_s - first_s
    mean = between_j / between_s
    ends_s = span.awake_s - between_s
    fresh = [watts for _, watts in _fresh_watts(span)]
    if fresh:
        method = f"how far the battery's counter fell, the ends by its gauge, {WHOLE}"
        ends_j = fresh[0] * first_s + fresh[-1] * (span.awake_s - last_s)
        spread = max((max(fresh) - min(fresh)) / 2, _LEAST_SPREAD * max(fresh))
    else:
        method, ends_j = f"how far the battery's counter fell, {WHOLE}", mean * ends_s
        rates = [joules / (at_s - before_s) for (before_s, _), (at_s, joules) in pairwise(moves) if at_s > before_s]
        spread = (max(rates) - min(rates)) / 2 if len(rates) > 2 else mean / 2
    error = step_j + abs(mean) * _LOOK_S + min(spread, abs(mean)) * ends_s
    return Gauge(between_j + ends_j, method, error)
