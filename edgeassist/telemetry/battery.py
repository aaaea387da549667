# SPDX-License-Identifier: Apache-2.0
"""All batteries told as one: percent, watts, what is left, each with its method and error. Reads nothing."""

from edgeassist.core.language import later
from edgeassist.telemetry.charge import Cell, Charge
from edgeassist.telemetry.power import GAUGE_ERROR
from edgeassist.telemetry.reading import BatteryReading, Gauge
from edgeassist.telemetry.reasons import unmeasurable

_PERCENT_ERROR, _CHARGE_ERROR = 0.5, 0.05


def battery_reading(charge: Charge, step_wh: float = 0.0) -> BatteryReading:
    """Return what `charge` says; `step_wh` is the unit the counter counts in, where known."""
    if not charge.cells:
        none = unmeasurable(charge.why)
        return BatteryReading("unknown" if not charge.mains else "mains", none, none, none)
    return BatteryReading(charge.state, _percent(charge), _watts(charge), _left(charge, step_wh))


def _percent(charge: Charge) -> Gauge:
    cells = charge.cells
    if any(cell.percent is None for cell in cells):
        return _by_energy(cells)
    if len(cells) == 1:
        return Gauge(cells[0].percent, later("as the battery tells it"), _PERCENT_ERROR)
    return _by_energy(cells)


def _by_energy(cells: tuple[Cell, ...]) -> Gauge:
    """Return what is left of what all hold when full."""
    left = [cell.about_left_wh for cell in cells]
    full = [cell.full_wh for cell in cells]
    if None in left or None in full:
        known = [cell.percent for cell in cells if cell.percent is not None]
        if len(known) == len(cells) and max(known) - min(known) < 2:
            return Gauge(sum(known) / len(known), f"the mean of {len(cells)} batteries", 1.0)
        return unmeasurable(later("the batteries do not tell how much they hold together"))
    percent = 100 * sum(one or 0.0 for one in left) / sum(one or 0.0 for one in full)
    return Gauge(min(percent, 100.0), f"energy left of energy when full, {len(cells)} batteries", _PERCENT_ERROR)


def _watts(charge: Charge) -> Gauge:
    watts = [cell.watts for cell in charge.cells]
    if None in watts:
        return unmeasurable(later("the battery does not tell how much flows out of it"))
    total = sum(one or 0.0 for one in watts)
    names = ", ".join(sorted({cell.watts_method for cell in charge.cells}))
    return Gauge(total, f"the battery's own gauge ({names})", GAUGE_ERROR * abs(total))


def _left(charge: Charge, step_wh: float) -> Gauge:
    left = [cell.about_left_wh for cell in charge.cells]
    if None in left:
        return unmeasurable(next((cell.why for cell in charge.cells if cell.why), later("the battery does not tell")))
    total = sum(one or 0.0 for one in left)
    by_charge = any(cell.left_wh is None for cell in charge.cells)
    methods = ", ".join(sorted({cell.method.replace("voltage_now", "design voltage") for cell in charge.cells}))
    return Gauge(total, f"the battery's counter ({methods})", step_wh / 2 + (_CHARGE_ERROR * total if by_charge else 0))
