# SPDX-License-Identifier: Apache-2.0
"""Rows B02 and B03 of the matrix, the governor's side: battery and heat as files tell of them, cores taken away.

Heavy work waits and says why, fewer threads answer and the panel says so; what cannot be measured holds nothing up.
"""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edgeassist.app.governing import Governing
from edgeassist.app.governor_desk import manner_line
from edgeassist.app.services import Services
from edgeassist.core.paths import Places
from edgeassist.store.machine import usable_cores
from edgeassist.telemetry.meters import Meters, open_meters
from edgeassist.telemetry.processes import own_process
from edgeassist.wire import Generate
from tests.support.fake_laptop import FakeBattery, FakeLaptop

ZONE = "sys/class/thermal/thermal_zone0"
LOW = "The battery is low. This goes on when it is charged to 25 %."
HOT = "The processor is too hot. This goes on when it has cooled down."


class Machine:
    """A laptop, the program's own meters on it, and the governor that looks at them."""

    def __init__(self, root: Path, services: Services, *batteries: FakeBattery) -> None:
        self.laptop = FakeLaptop(root / "machine", *batteries)
        (root / "machine").mkdir(exist_ok=True)
        self.services, self.said = services, list[str]()
        self.governing = Governing(services)
        self.governing.held = self.said.append
        self._meters: Meters | None = None

    def __call__(self) -> Meters:
        if self._meters is None:
            self._meters = open_meters(own_process, root=self.laptop.root)
        return self._meters

    def look(self) -> None:
        """Let the next minute's look see what is there now."""
        self.laptop.run(1, 12)
        self.close()
        self.governing.look()

    def heat(self, text: str) -> None:
        self.laptop.write(f"{ZONE}/type", "x86_pkg_temp")
        self.laptop.write(f"{ZONE}/temp", text)

    @property
    def line(self) -> str:
        return manner_line(self.governing.manner, self.services.settings.threads)

    def close(self) -> None:
        meters, self._meters = self._meters, None
        if meters is not None:
            meters.close()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = Services(Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "logs"))
    yield made
    made.close()


def machine(root: Path, services: Services, monkeypatch: pytest.MonkeyPatch, *batteries: FakeBattery) -> Machine:
    made = Machine(root, services, *batteries)
    monkeypatch.setattr(services, "metering", made)
    return made


@pytest.mark.parametrize(("percent", "said"), [(19, [LOW]), (5, [LOW]), (21, [])])
def test_B02_below_20_percent_heavy_work_waits_and_goes_on_when_plugged_in(
    tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch, percent: int, said: list[str]
) -> None:
    here = machine(tmp_path, services, monkeypatch, FakeBattery(left_wh=50.0 * (percent + 0.2) / 100))
    here.look()
    assert here.said == said
    assert (f"The battery is at {percent} %" in here.line) == bool(said)
    here.laptop.charger(plugged=True)
    here.look()
    assert here.said == [*said, *([""] if said else [])]
    here.governing.close()


def test_B02_unplugged_the_profile_auto_saves_the_battery(
    tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path, services, monkeypatch, FakeBattery(left_wh=40))
    services.change_settings(profile="auto")
    profiles = []
    for plugged in (True, False):
        here.laptop.charger(plugged=plugged)
        here.look()
        profiles.append(here.governing.manner.profile)
    assert profiles == ["balanced", "battery"]
    assert here.line.endswith("Half the cores work, to save the battery.")
    assert here.said == []
    here.governing.close()


def test_B02_without_a_battery_and_a_sensor_nothing_is_held_up(
    tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path, services, monkeypatch)
    here.look()
    assert (here.governing.manner.pauses, here.governing.manner.why, here.said) == (False, "", [])
    here.governing.close()


@pytest.mark.parametrize("rubbish", ["", "NaN", "-1", "9" * 400, "garbage", "\x00\x01", "0x10"])
def test_B02_garbage_holds_nothing_up(
    tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch, rubbish: str
) -> None:
    here = machine(tmp_path, services, monkeypatch, FakeBattery(left_wh=40))
    here.heat(rubbish)
    here.laptop.run(1, 12)
    supply = tmp_path / "machine/sys/class/power_supply/BAT0"
    for name in ("capacity", "energy_now", "energy_full", "status"):
        (supply / name).write_text(rubbish)
    here.governing.look()
    assert (here.governing.manner.pauses, here.said) == (False, [])
    here.close()
    here.governing.close()


def test_B03_at_95_degrees_fewer_threads_answer_and_heavy_work_waits_until_it_has_cooled_down(
    tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.app.governing.usable_cores", lambda: 4)
    here = machine(tmp_path, services, monkeypatch)
    here.heat("60000")
    here.look()
    cool = here.governing.asked(Generate(prompt="x")).threads
    told = []
    for celsius in ("95000", "85000", "79000"):
        here.heat(celsius)
        here.look()
        told.append((here.governing.asked(Generate(prompt="x")).threads, here.line))
    assert cool == 4
    assert told == [
        (2, "Answers use up to 2 cores. The processor is at 95 °C, so fewer cores work."),
        (2, "Answers use up to 2 cores. The processor is at 85 °C, so fewer cores work."),
        (4, "Answers use up to 4 cores."),
    ]
    assert here.said == [HOT, ""]
    here.close()
    here.governing.close()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores are taken away as Linux does")
def test_B03_with_one_core_left_while_running_one_thread_answers(
    tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path, services, monkeypatch)

    def alone() -> tuple[int, int, str]:
        """Run on a thread of its own, which alone loses its other cores."""
        if sys.platform == "linux":
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        here.look()
        return usable_cores(), here.governing.asked(Generate(prompt="x")).threads, here.line

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(alone).result() == (1, 1, "Answers use up to 1 core.")
    here.look()
    assert here.governing.asked(Generate(prompt="x")).threads == usable_cores()
    here.close()
    here.governing.close()
