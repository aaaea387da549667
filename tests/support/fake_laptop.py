# SPDX-License-Identifier: Apache-2.0
"""A laptop below a folder: batteries, charger, RAPL and sensors as Linux shows them, moved by a clock of its own.

The truth (joules that left the batteries) is counted in steps of a quarter of a second; the files say it as coarsely,
as seldom and as noisily as the battery at hand does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from edgeassist.telemetry.clocks import Clock

STEP_S = 0.25


@dataclass
class FakeBattery:
    """A battery: its counter moves by `step_wh`, every `every_s`; `by` is energy, charge or percent (no counter)."""

    name: str = "BAT0"
    full_wh: float = 50.0
    left_wh: float = 40.0
    step_wh: float = 0.01
    every_s: float = 1.0
    by: str = "energy"
    noise: float = 0.0
    has_gauge: bool = True
    share: float = 1.0
    told_at_s: float = -1e9

    def volts(self, watts: float) -> float:
        """Return the voltage at its ends, which sags under load and as it empties."""
        return 11.0 + 1.4 * self.left_wh / self.full_wh - 0.02 * watts

    def says(self, watts: float, *, charging: bool, random: Random) -> dict[str, str]:
        """Return its files when `watts` flow out of it."""
        told = abs(watts) * (1 + random.gauss(0, self.noise) if self.noise else 1)
        volts = self.volts(watts)
        files = {
            "type": "Battery",
            "present": "1",
            "status": "Charging" if charging else ("Discharging" if watts > 0 else "Not charging"),
            "capacity": f"{100 * self.left_wh / self.full_wh:.0f}",
            "voltage_now": f"{volts * 1e6:.0f}",
            "voltage_min_design": "11400000",
        }
        left = int(self.left_wh / self.step_wh) * self.step_wh
        if self.by == "energy":
            files |= {"energy_now": f"{left * 1e6:.0f}", "energy_full": f"{self.full_wh * 1e6:.0f}"}
            files |= {"power_now": f"{told * 1e6:.0f}"} if self.has_gauge else {}
        elif self.by == "charge":
            files |= {"charge_full": f"{self.full_wh / 11.4 * 1e6:.0f}", "charge_now": f"{self.left_ah * 1e6:.0f}"}
            files |= {"current_now": f"{told / volts * 1e6:.0f}"} if self.has_gauge else {}
        return files

    left_ah: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.left_ah = self.left_wh / 11.4

    def drain(self, watts: float, seconds: float) -> None:
        """Let `watts` flow out of it (below 0: into it)."""
        self.left_wh = min(self.full_wh, self.left_wh - watts * seconds / 3600)
        self.left_ah -= watts / self.volts(watts) * seconds / 3600


class FakeLaptop:
    """Writes what the drivers would; `drawn_j` and `processor_j` are the truth so far."""

    def __init__(self, root: Path, *batteries: FakeBattery, rapl_range_uj: int = 0, plugged: bool = False) -> None:
        self.root, self.batteries, self.plugged = root, list(batteries), plugged
        self.rapl_range_uj, self.drawn_j, self.processor_j = rapl_range_uj, 0.0, 0.0
        self._now = self._awake = self._always = 1000.0
        self._random = Random(7)  # the same noise each time
        self._written: dict[str, str] = {}
        self._places: dict[str, Path] = {}
        self.clock = Clock(lambda: 1.79e9 + self._now, lambda: self._awake, lambda: self._always)
        self._tell(0.0)

    def run(self, seconds: float, watts: float | Callable[[float], float], *, processor: float = 0.5) -> None:
        """Let the laptop draw `watts`, a share of it in its processor, for `seconds`."""
        for _ in range(round(seconds / STEP_S)):
            load = watts(self._awake) if callable(watts) else watts
            self._now, self._awake, self._always = (one + STEP_S for one in (self._now, self._awake, self._always))
            self.processor_j += load * processor * STEP_S
            if not self.plugged:
                self.drawn_j += load * STEP_S
            for battery in self.batteries:
                battery.drain(-10.0 if self.plugged else load * battery.share, STEP_S)
            self._tell(load)

    def suspend(self, seconds: float, watts: float = 0.3) -> None:
        """Let it sleep; the battery empties slowly meanwhile."""
        self._now, self._always = self._now + seconds, self._always + seconds
        for battery in self.batteries:
            battery.drain(watts * battery.share, seconds)

    def charger(self, *, plugged: bool) -> None:
        """Plug the charger in, or pull it."""
        self.plugged = plugged
        for battery in self.batteries:
            battery.told_at_s = -1e9
        self._tell(0.0)

    def write(self, path: str, text: str) -> None:
        """Write a file below the root."""
        before = self._written.get(path)
        if before != text:
            place = self._places.setdefault(path, self.root / path)
            if before is None:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.touch()
            with place.open("r+") as file:  # in place: cutting a file off first would wait for the disk
                file.write(f"{text}\n".ljust(len(before or "") + 1))
            self._written[path] = text

    def _tell(self, load: float) -> None:
        if self.batteries:
            self.write("sys/class/power_supply/AC/type", "Mains")
            self.write("sys/class/power_supply/AC/online", str(int(self.plugged)))
        for battery in self.batteries:
            if self._awake - battery.told_at_s >= battery.every_s - STEP_S / 2:
                battery.told_at_s = self._awake
                watts = -10.0 if self.plugged else load * battery.share
                for name, text in battery.says(watts, charging=self.plugged, random=self._random).items():
                    self.write(f"sys/class/power_supply/{battery.name}/{name}", text)
        if self.rapl_range_uj:
            folder = "sys/class/powercap/intel-rapl:0"
            self.write(f"{folder}/name", "package-0")
            self.write(f"{folder}/max_energy_range_uj", str(self.rapl_range_uj))
            self.write(f"{folder}/energy_uj", str(round(self.processor_j * 1e6) % (self.rapl_range_uj + 1)))
