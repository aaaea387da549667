# SPDX-License-Identifier: Apache-2.0
"""The battery as macOS tells it: what `ioreg -rc AppleSmartBattery -a` prints. Believes no value that cannot be.

Milliamperes, millivolts and milliwatts; a negative number may come as one of 64 bits without a sign.
"""

import plistlib
import subprocess
import time
from collections.abc import Callable, Mapping
from xml.parsers.expat import ExpatError

from edgeassist.core.language import later
from edgeassist.telemetry.charge import Cell, Charge
from edgeassist.telemetry.reading import PowerState
from edgeassist.telemetry.reasons import NO_BATTERY

_COMMAND = ("/usr/sbin/ioreg", "-rc", "AppleSmartBattery", "-a")
_TIMEOUT_S, _HOLDS_S, _FAILURE_HOLDS_S = 5.0, 5.0, 60.0
_MILLI = 1e-3
_MOST_AH, _MOST_WATTS, _LEAST_VOLTS, _MOST_VOLTS = 30.0, 300.0, 2.5, 30.0


def _ask() -> bytes:
    return subprocess.run(_COMMAND, capture_output=True, check=True, timeout=_TIMEOUT_S).stdout


class MacBatteries:
    """Reads the one battery that a Mac has.

    Asking starts a program, and macOS measures anew every 10 s to 60 s, so an answer holds for some seconds; a failure
    holds for a minute, since each may take all the seconds that are given to the program.
    """

    def __init__(self, ask: Callable[[], bytes] = _ask, awake: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._awake = ask, awake
        self._said: tuple[float, Charge] | None = None
        self._failed: tuple[float, Exception] | None = None

    def __call__(self) -> Charge:
        """Return what it said now or lately; raise what speaks against it, `OSError` or `SubprocessError`."""
        now_s = self._awake()
        if self._failed is not None and now_s - self._failed[0] < _FAILURE_HOLDS_S:
            raise self._failed[1]
        if self._said is None or now_s - self._said[0] >= _HOLDS_S:
            self._said, self._failed = (now_s, self._tried()), None
        return self._said[1]

    def _tried(self) -> Charge:
        try:
            return self._read()
        except (OSError, subprocess.SubprocessError) as error:
            self._failed = self._awake(), error.with_traceback(None)
            raise

    def _read(self) -> Charge:
        printed = self._ask()
        try:
            found = plistlib.loads(printed) if printed.strip() else []
        except (plistlib.InvalidFileException, ExpatError, ValueError):
            return Charge(why=later("macOS told nothing about the battery that can be read"))
        if not isinstance(found, list) or not found or not isinstance(found[0], dict):
            return Charge(why=NO_BATTERY)
        return _charge(found[0])


def _charge(says: Mapping[str, object]) -> Charge:
    if says.get("BatteryInstalled") is False:
        return Charge(why=NO_BATTERY)
    mains = says.get("ExternalConnected")
    plugged = mains if isinstance(mains, bool) else None
    telemetry = says.get("PowerTelemetryData")
    load = _within(telemetry, "SystemLoad", 0.1, _MOST_WATTS) if isinstance(telemetry, dict) else None
    return Charge((_cell(says),), _state(says, plugged), plugged, load)


def _state(says: Mapping[str, object], mains: bool | None) -> PowerState:
    if says.get("IsCharging") is True:
        return "charging"
    if mains is False:
        return "discharging"
    if says.get("FullyCharged") is True:
        return "full"
    return "mains" if mains else "unknown"


def _cell(says: Mapping[str, object]) -> Cell:
    volts = _within(says, "Voltage", _LEAST_VOLTS, _MOST_VOLTS)
    amperes = _within(says, "InstantAmperage", -_MOST_AH, _MOST_AH)
    left_ah, full_ah = _capacity(says, "Current"), _capacity(says, "Max")
    counted = left_ah is not None and volts is not None
    return Cell(
        name="AppleSmartBattery",
        percent=_percent(says),
        full_wh=full_ah * volts if full_ah is not None and volts is not None else None,
        left_ah=left_ah,
        volts=volts,
        watts=-amperes * volts if amperes is not None and volts is not None else None,
        method="AppleRawCurrentCapacity × Voltage" if counted else "",
        watts_method="InstantAmperage × Voltage",
        why="" if counted else later("macOS tells only a percentage"),
    )


def _capacity(says: Mapping[str, object], which: str) -> float | None:
    """Return ampere hours: newer Macs give per cent under the old name, and milliampere hours under one of its own."""
    raw = _within(says, f"AppleRaw{which}Capacity", 0, _MOST_AH)
    if raw is not None or f"AppleRaw{which}Capacity" in says:
        return raw
    return None if says.get("MaxCapacity") == 100 else _within(says, f"{which}Capacity", 0, _MOST_AH)


def _percent(says: Mapping[str, object]) -> float | None:
    left, full = says.get("CurrentCapacity"), says.get("MaxCapacity")
    if not isinstance(left, int) or not isinstance(full, int) or full <= 0 or not 0 <= left <= full * 1.05:
        return None
    return min(100.0, 100 * left / full)


def _within(says: Mapping[str, object], key: str, low: float, high: float) -> float | None:
    """Return a thousandth of the number under `key`; None where there is none or it is not in `low` to `high`."""
    found = says.get(key)
    if not isinstance(found, int) or isinstance(found, bool):
        return None
    signed = found - (1 << 64) if found >= 1 << 63 else found
    value = signed * _MILLI
    return value if low <= value <= high else None
