# SPDX-License-Identifier: Apache-2.0
"""Batteries and chargers as Linux shows them below /sys/class/power_supply. Believes no value that cannot be.

The files are described in the kernel's Documentation/ABI/testing/sysfs-class-power: microwatts, microamperes, their
hours, and microvolts. Signs of current and power differ between drivers, so the status decides the direction.
"""

from collections.abc import Sequence
from pathlib import Path

from edgeassist.core.language import later
from edgeassist.core.units import harmless
from edgeassist.telemetry.charge import Cell, Charge
from edgeassist.telemetry.reading import PowerState
from edgeassist.telemetry.reasons import NO_BATTERY
from edgeassist.telemetry.sysfs import folders, number, within, word

MOST_WH, MOST_AH, MOST_WATTS, MOST_AMPERES = 1000.0, 100.0, 500.0, 50.0
LEAST_VOLTS, MOST_VOLTS = 2.5, 70.0
_ROUNDED_OVER = 5.0
_CHARGERS = {"Mains", "USB", "Wireless"}


class LinuxBatteries:
    """Reads the batteries that feed the computer, not those of a mouse or a headset."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "sys/class/power_supply"

    def __call__(self) -> Charge:
        """Return what they say now."""
        supplies = [one for one in folders(self._folder) if word(one / "scope") != "Device"]
        online = [number(one / "online") for one in supplies if word(one / "type") in _CHARGERS]
        mains = any(online) if any(one is not None for one in online) else None
        batteries = [one for one in supplies if word(one / "type") == "Battery" and number(one / "present") != 0]
        if not batteries:
            return Charge(mains=mains, why=NO_BATTERY)
        states = [word(one / "status").lower() for one in batteries]
        cells = tuple(_cell(one, state, mains) for one, state in zip(batteries, states, strict=True))
        return Charge(cells, state_of(states, mains), mains)


def state_of(states: Sequence[str], mains: bool | None) -> PowerState:
    """Return one state for batteries that say `states`; a charger too weak to hold them is still a charger."""
    if "charging" in states:
        return "charging"
    if mains is False or ("discharging" in states and not mains):
        return "discharging"
    if states and all(one == "full" for one in states):
        return "full"
    return "mains" if mains or "not charging" in states or "full" in states else "unknown"


def _cell(battery: Path, status: str, mains: bool | None) -> Cell:
    """Return the counters of one battery, those left out that are missing or cannot be."""
    volts = within(battery / "voltage_now", LEAST_VOLTS, MOST_VOLTS)
    nominal = within(battery / "voltage_min_design", LEAST_VOLTS, MOST_VOLTS)
    full_wh = within(battery / "energy_full", 0.1, MOST_WH)
    left_wh = within(battery / "energy_now", 0, (full_wh or MOST_WH) * 1.2)
    full_ah = within(battery / "charge_full", 0.01, MOST_AH)
    left_ah = None if left_wh is not None else within(battery / "charge_now", 0, (full_ah or MOST_AH) * 1.2)
    if full_wh is None and full_ah is not None and (nominal or volts):
        full_wh = full_ah * (nominal or volts or 0)
    watts, watts_method = _watts(battery, volts)
    counted = left_wh is not None or (left_ah is not None and volts is not None)
    return Cell(
        name=battery.name,
        percent=_percent(battery),
        left_wh=left_wh,
        full_wh=full_wh,
        left_ah=left_ah,
        volts=volts,
        nominal_volts=nominal,
        watts=_signed(watts, status, mains),
        method=("energy_now" if left_wh is not None else "charge_now × voltage_now") if counted else "",
        watts_method=watts_method,
        why="" if counted else _why(battery),
    )


def _percent(battery: Path) -> float | None:
    found = within(battery / "capacity", 0, 100 + _ROUNDED_OVER, scale=1)
    return None if found is None else min(found, 100.0)


def _watts(battery: Path, volts: float | None) -> tuple[float | None, str]:
    """Return the power without its sign, and the files it comes from."""
    power = within(battery / "power_now", -MOST_WATTS, MOST_WATTS)
    if power is not None:
        return abs(power), "power_now"
    amperes = within(battery / "current_now", -MOST_AMPERES, MOST_AMPERES)
    if amperes is None or volts is None:
        return None, ""
    return abs(amperes) * volts, "current_now × voltage_now"


def _signed(watts: float | None, status: str, mains: bool | None) -> float | None:
    """Return `watts` as flowing out of the battery, or into it; None where nobody says which."""
    if watts is None:
        return None
    if status == "charging":
        return -watts
    if status == "discharging" or mains is False:
        return watts
    return 0.0 if status in {"full", "not charging"} else None


def _why(battery: Path) -> str:
    """Return why there is no counter: there is none, or it says what cannot be."""
    counters = [name for name in ("energy_now", "charge_now") if word(battery / name)]
    for name in (*counters, "voltage_now") if counters else ():
        if found := word(battery / name):
            return f"the battery's driver says what cannot be ({name} is “{harmless(found[:24])}”)"
    return later("the battery's driver tells only a percentage") if _percent(battery) is not None else _SILENT


_SILENT = later("the battery's driver tells nothing that can be read")
