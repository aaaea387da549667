# SPDX-License-Identifier: Apache-2.0
"""The batteries as Windows tells them, all as one: GetSystemPowerStatus and CallNtPowerInformation, without WMI.

Milliwatt hours and milliwatts; a rate below 0 flows out. Believes no value that cannot be.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass

from edgeassist.core.language import later
from edgeassist.telemetry.charge import Cell, Charge
from edgeassist.telemetry.reading import PowerState
from edgeassist.telemetry.reasons import NO_BATTERY

_BATTERY_STATE_LEVEL = 5
_NO_BATTERY_FLAG, _UNKNOWN = 128, 255
_RELATIVE_MWH = 100
_MOST_MWH, _MOST_MW = 1_000_000, 500_000
_MILLI = 1e-3


class PowerStatus(ctypes.Structure):
    """SYSTEM_POWER_STATUS of winbase.h."""

    _fields_ = (
        ("line", ctypes.c_ubyte),
        ("flag", ctypes.c_ubyte),
        ("percent", ctypes.c_ubyte),
        ("saver", ctypes.c_ubyte),
        ("seconds", ctypes.c_uint32),
        ("full_seconds", ctypes.c_uint32),
    )


class BatteryState(ctypes.Structure):
    """SYSTEM_BATTERY_STATE of winnt.h."""

    _fields_ = (
        ("on_line", ctypes.c_ubyte),
        ("present", ctypes.c_ubyte),
        ("charging", ctypes.c_ubyte),
        ("discharging", ctypes.c_ubyte),
        ("spare", ctypes.c_ubyte * 3),
        ("tag", ctypes.c_ubyte),
        ("most_mwh", ctypes.c_uint32),
        ("left_mwh", ctypes.c_uint32),
        ("rate_mw", ctypes.c_int32),
        ("seconds", ctypes.c_uint32),
        ("alert_1", ctypes.c_uint32),
        ("alert_2", ctypes.c_uint32),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """Both answers of Windows, as it gave them."""

    line: int
    flag: int
    percent: int
    present: bool = False
    charging: bool = False
    discharging: bool = False
    most_mwh: int = 0
    left_mwh: int = 0
    rate_mw: int = 0


def ask_windows() -> Told:
    """Call Windows; OSError where it refuses."""
    windll = getattr(ctypes, "windll", None)
    if windll is None:
        raise OSError("this is not Windows")
    status, state = PowerStatus(), BatteryState()
    if not windll.kernel32.GetSystemPowerStatus(ctypes.byref(status)):
        raise OSError("GetSystemPowerStatus failed")
    size = ctypes.sizeof(state)
    if windll.powrprof.CallNtPowerInformation(_BATTERY_STATE_LEVEL, None, 0, ctypes.byref(state), size):
        return Told(status.line, status.flag, status.percent)
    return Told(
        line=status.line,
        flag=status.flag,
        percent=status.percent,
        present=bool(state.present),
        charging=bool(state.charging),
        discharging=bool(state.discharging),
        most_mwh=state.most_mwh,
        left_mwh=state.left_mwh,
        rate_mw=state.rate_mw,
    )


class WindowsBatteries:
    """Reads what Windows knows of all batteries together."""

    def __init__(self, ask: Callable[[], Told] = ask_windows) -> None:
        self._ask = ask

    def __call__(self) -> Charge:
        """Return what it says now."""
        told = self._ask()
        mains = {0: False, 1: True}.get(told.line)
        absent = told.flag != _UNKNOWN and told.flag & _NO_BATTERY_FLAG
        if absent or (told.flag == _UNKNOWN and not told.present):
            return Charge(mains=mains, why=NO_BATTERY)
        return Charge((_cell(told),), _state(told, mains), mains)


def _state(told: Told, mains: bool | None) -> PowerState:
    if told.charging:
        return "charging"
    if mains is False or (told.discharging and not mains):
        return "discharging"
    if mains is None:
        return "unknown"
    return "full" if told.percent == 100 else "mains"


def _cell(told: Told) -> Cell:
    counted = told.most_mwh != _RELATIVE_MWH and 0 < told.most_mwh <= _MOST_MWH and told.left_mwh <= told.most_mwh * 1.2
    knows_rate = counted and abs(told.rate_mw) <= _MOST_MW
    return Cell(
        name="all",
        percent=float(told.percent) if told.percent <= 100 else None,
        left_wh=told.left_mwh * _MILLI if counted else None,
        full_wh=told.most_mwh * _MILLI if counted else None,
        watts=-told.rate_mw * _MILLI if knows_rate else None,
        method="RemainingCapacity" if counted else "",
        watts_method="Rate",
        why="" if counted else later("Windows tells only a percentage"),
    )
