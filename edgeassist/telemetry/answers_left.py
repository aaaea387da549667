# SPDX-License-Identifier: Apache-2.0
"""How many more answers the battery holds, by what the last ones took of it. Arithmetic only."""

from collections.abc import Iterable, Sequence
from statistics import fmean, stdev

from edgeassist.telemetry.energy_kinds import ABOVE
from edgeassist.telemetry.power import JOULES_PER_WH, WHOLE
from edgeassist.telemetry.reading import Gauge, Receipt
from edgeassist.telemetry.reasons import unmeasurable

FEWEST = 3


def whole_costs(receipts: Iterable[Receipt]) -> list[Gauge]:
    """Return what the laptop drew for those answers, the oldest first, whose receipts tell all of it."""
    newest_last = sorted(receipts, key=lambda one: one.at_s)
    return [
        one.joules
        for one in newest_last
        if one.on_battery
        and WHOLE in one.joules.method
        and ABOVE not in one.joules.method
        and one.joules.value is not None
    ]


def answers_left(left_wh: Gauge, costs: Sequence[Gauge]) -> Gauge:
    """Return how often the mean of `costs`, each what the whole laptop drew for an answer, fits into `left_wh`."""
    if left_wh.value is None:
        return Gauge(why=left_wh.why)
    known = [one for one in costs if one.value is not None and one.value > 0]
    joules = [one.value or 0.0 for one in known]
    if len(joules) < FEWEST:
        return unmeasurable(f"fewer than {FEWEST} answers were measured on battery so far")
    mean = fmean(joules)
    left = left_wh.value * JOULES_PER_WH / mean
    off = (stdev(joules) / len(joules) ** 0.5 + fmean(one.error for one in known)) / mean
    method = f"energy left ÷ what the laptop drew for each of the last {len(joules)} answers, written one after another"
    return Gauge(left, method, left * (off + left_wh.error / max(left_wh.value, left_wh.error, 1e-9)))
