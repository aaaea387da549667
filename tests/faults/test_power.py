# SPDX-License-Identifier: Apache-2.0
"""Row B02 of the matrix, the meters' side: no battery, 19 %, 5 %, unplugged, garbage. No figure is ever guessed."""

from pathlib import Path
from random import Random

import pytest

from edgeassist.telemetry.meters import open_meters
from edgeassist.telemetry.processes import own_process
from edgeassist.telemetry.reading import BatteryReading, Gauge
from tests.support.fake_laptop import FakeBattery, FakeLaptop

FILES = (
    "type", "status", "present", "capacity", "energy_now", "energy_full", "power_now", "voltage_now", "charge_now",
    "charge_full", "current_now", "voltage_min_design", "scope",
)  # fmt: skip
RUBBISH = (
    "", "0", "-1", "NaN", "inf", "1e309", "0x10", "４２", "garbage", "9" * 400, "4294967295", "-2147483648", "12 34",
    "\x00\x01", "\x1b]0;owned\x07", "Battery", "Charging", "\n\n5", "50000000", "3.7",
)  # fmt: skip


class Machine:
    """A laptop and the program's own meters on it."""

    def __init__(self, root: Path, *batteries: FakeBattery, plugged: bool = False) -> None:
        self.laptop = FakeLaptop(root, *batteries, plugged=plugged)

    def battery(self) -> BatteryReading:
        self.laptop.run(1, 12)
        fresh = open_meters(own_process, root=self.laptop.root)
        try:
            return fresh.battery()
        finally:
            fresh.close()


def gauges(found: BatteryReading) -> tuple[Gauge, ...]:
    return (found.percent, found.watts, found.left_wh)


def test_B02_no_battery_is_not_measurable_and_says_why(tmp_path: Path) -> None:
    found = Machine(tmp_path).battery()
    assert {one.why for one in gauges(found)} == {"not measurable here: this computer has no battery"}
    assert {one.value for one in gauges(found)} == {None}


@pytest.mark.parametrize("percent", [19, 5, 1, 0])
def test_B02_a_battery_nearly_empty_is_told_as_it_is(tmp_path: Path, percent: int) -> None:
    found = Machine(tmp_path, FakeBattery(left_wh=50.0 * (percent + 0.2) / 100)).battery()
    assert (found.state, found.percent.value) == ("discharging", percent)
    assert found.left_wh.value == pytest.approx(50 * (percent + 0.2) / 100, abs=0.02)
    assert found.watts.value == pytest.approx(12)


def test_B02_unplugging_and_plugging_in_are_seen_at_the_next_look(tmp_path: Path) -> None:
    machine = Machine(tmp_path, FakeBattery(left_wh=20), plugged=True)
    before = machine.battery()
    machine.laptop.charger(plugged=False)
    pulled = machine.battery()
    machine.laptop.charger(plugged=True)
    again = machine.battery()
    assert [before.state, pulled.state, again.state] == ["charging", "discharging", "charging"]
    assert (before.watts.value or 0) < 0 < (pulled.watts.value or 0)


def test_B02_a_battery_taken_out_and_put_back_in_while_running(tmp_path: Path) -> None:
    laptop = FakeLaptop(tmp_path, FakeBattery("BAT0"), FakeBattery("BAT1", left_wh=10))
    meters = open_meters(own_process, root=tmp_path)
    laptop.run(1, 10)
    both = meters.battery().left_wh.value or 0
    present = tmp_path / "sys/class/power_supply/BAT1/present"
    present.write_text("0\n")
    mark = meters.begin()
    cost = meters.end(mark)
    alone = open_meters(own_process, root=tmp_path).battery().left_wh.value or 0
    present.write_text("1\n")
    back = open_meters(own_process, root=tmp_path).battery().left_wh.value or 0
    meters.close()
    assert both == pytest.approx(back, abs=0.1)
    assert both - alone == pytest.approx(10, abs=0.1)
    assert cost.laptop_joules.value is None


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_B02_garbage_in_any_file_makes_no_figure_that_cannot_be(tmp_path: Path, rubbish: str) -> None:
    laptop = FakeLaptop(tmp_path, FakeBattery())
    laptop.run(1, 10)
    folder = tmp_path / "sys/class/power_supply/BAT0"
    for name in FILES:
        before = (folder / name).read_bytes() if (folder / name).exists() else None
        (folder / name).write_bytes(rubbish.encode())
        assert_sober(open_meters(own_process, root=tmp_path).battery())
        (folder / name).unlink() if before is None else (folder / name).write_bytes(before)


def test_B02_garbage_in_all_files_at_once_is_survived(tmp_path: Path) -> None:
    random = Random(11)  # the same rubbish each time
    laptop = FakeLaptop(tmp_path, FakeBattery())
    laptop.run(1, 10)
    supplies = tmp_path / "sys/class/power_supply"
    for _ in range(50):
        for name in (*FILES, "../AC/online", "../AC/type"):
            if random.random() < 0.6:
                (supplies / "BAT0" / name).write_bytes(random.choice(RUBBISH).encode())
        assert_sober(open_meters(own_process, root=tmp_path).battery())


def assert_sober(found: BatteryReading) -> None:
    """Every figure is one that a laptop can have, with a method; or there is a reason a person can read."""
    assert found.state in {"charging", "discharging", "full", "mains", "unknown"}
    bounds = ((found.percent, 0, 100), (found.watts, -500, 500), (found.left_wh, 0, 1200))
    for gauge, low, high in bounds:
        if gauge.value is None:
            assert gauge.why.startswith("not measurable here: ")
            assert gauge.why.isprintable()
            assert len(gauge.why) < 160
        else:
            assert low <= gauge.value <= high
            assert gauge.method
            assert gauge.error >= 0
