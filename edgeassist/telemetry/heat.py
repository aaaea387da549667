# SPDX-License-Identifier: Apache-2.0
"""How warm the processor is, by Linux's sensors. Believes no value that a running laptop cannot have."""

from pathlib import Path

from edgeassist.core.language import later
from edgeassist.telemetry.reading import Gauge
from edgeassist.telemetry.reasons import unmeasurable
from edgeassist.telemetry.sysfs import folders, within, word

_LEAST, _MOST, _MILLI = 1.0, 120.0, 1e-3
_STEP_ERROR = 0.5
_PROCESSOR_CHIPS = {"coretemp", "k10temp", "k8temp", "zenpower", "cpu_thermal", "via_cputemp"}
_PROCESSOR_ZONES = ("x86_pkg_temp", "cpu", "soc", "b0d4", "tcpu")
ELSEWHERE = later("this system tells the temperature only to an administrator")


class HeatMeter:
    """The hottest of the processor's sensors; where none says it is the processor's, the hottest there is."""

    def __init__(self, root: Path) -> None:
        self._class = root / "sys/class"

    def __call__(self) -> Gauge:
        """Return degrees Celsius."""
        chips, zones = self._chips(), self._zones()
        of_processor = [one for one in (*chips, *zones) if one[2]] or [*zones]
        if of_processor:
            celsius, name, is_processor = max(of_processor)
            kind = "the hottest sensor of the processor" if is_processor else "the hottest sensor there is"
            return Gauge(celsius, f"{kind} ({name})", _STEP_ERROR)
        there = [*folders(self._class / "thermal", "thermal_zone*"), *folders(self._class / "hwmon")]
        if there:
            return unmeasurable(later("no temperature sensor says anything that can be"))
        return unmeasurable(later("this computer shows no temperature sensor"))

    def _chips(self) -> list[tuple[float, str, bool]]:
        found = []
        for chip in folders(self._class / "hwmon"):
            name = word(chip / "name")
            if name not in _PROCESSOR_CHIPS:
                continue
            for sensor in folders(chip, "temp*_input"):
                if (celsius := within(sensor, _LEAST, _MOST, _MILLI)) is not None:
                    found.append((celsius, f"{name} {word(sensor.with_name(_label(sensor)))}".strip(), True))
        return found

    def _zones(self) -> list[tuple[float, str, bool]]:
        found = []
        for zone in folders(self._class / "thermal", "thermal_zone*"):
            name = word(zone / "type")
            if (celsius := within(zone / "temp", _LEAST, _MOST, _MILLI)) is not None:
                found.append((celsius, name or zone.name, name.lower().startswith(_PROCESSOR_ZONES)))
        return found


def _label(sensor: Path) -> str:
    return sensor.name.replace("_input", "_label")


def no_heat() -> Gauge:
    """Return that macOS and Windows do not tell."""
    return unmeasurable(ELSEWHERE)
