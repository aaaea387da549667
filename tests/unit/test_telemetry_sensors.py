# SPDX-License-Identifier: Apache-2.0
"""Heat and the processor's energy counter from made-up files: several sensors, garbage, a counter that turns round."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.telemetry.clocks import system_clock
from edgeassist.telemetry.habit import Habit
from edgeassist.telemetry.heat import HeatMeter, no_heat
from edgeassist.telemetry.rapl import ABSENT, ADMIN_ONLY, Rapl, RaplMeter, Zone, joules_between


def zone(root: Path, number: int, kind: str, temp: str) -> None:
    folder = root / f"sys/class/thermal/thermal_zone{number}"
    folder.mkdir(parents=True)
    (folder / "type").write_text(f"{kind}\n")
    (folder / "temp").write_text(f"{temp}\n")


def chip(root: Path, number: int, name: str, **temps: str) -> None:
    folder = root / f"sys/class/hwmon/hwmon{number}"
    folder.mkdir(parents=True)
    (folder / "name").write_text(f"{name}\n")
    for file, text in temps.items():
        (folder / file).write_text(f"{text}\n")


def test_the_hottest_sensor_of_the_processor_counts_not_the_hottest_of_all(tmp_path: Path) -> None:
    zone(tmp_path, 0, "acpitz", "27800")
    zone(tmp_path, 1, "INT3400 Thermal", "99000")
    zone(tmp_path, 2, "x86_pkg_temp", "61000")
    chip(tmp_path, 0, "nvme", temp1_input="71000")
    chip(tmp_path, 1, "coretemp", temp1_input="63000", temp1_label="Package id 0", temp2_input="60000")
    found = HeatMeter(tmp_path)()
    assert (found.value, found.error) == (63, 0.5)
    assert found.method == "the hottest sensor of the processor (coretemp Package id 0)"


def test_without_a_sensor_of_the_processor_the_hottest_zone_is_named_for_what_it_is(tmp_path: Path) -> None:
    zone(tmp_path, 0, "acpitz", "40000")
    zone(tmp_path, 1, "battery", "31000")
    found = HeatMeter(tmp_path)()
    assert (found.value, found.method) == (40, "the hottest sensor there is (acpitz)")


@pytest.mark.parametrize("temp", ["-273200", "0", "127000", "55", "hot", "", "4294967295"])
def test_a_temperature_that_cannot_be_is_not_believed(tmp_path: Path, temp: str) -> None:
    zone(tmp_path, 0, "x86_pkg_temp", temp)
    found = HeatMeter(tmp_path)()
    assert found.value is None
    assert found.why == "not measurable here: no temperature sensor says anything that can be"


def test_a_computer_without_sensors_says_so(tmp_path: Path) -> None:
    assert HeatMeter(tmp_path)().why == "not measurable here: this computer shows no temperature sensor"
    assert "administrator" in no_heat().why


def rapl_zone(root: Path, name: str, kind: str, energy: str, range_uj: str = "262143328850") -> Path:
    folder = root / "sys/class/powercap" / name
    folder.mkdir(parents=True)
    (folder / "name").write_text(f"{kind}\n")
    (folder / "max_energy_range_uj").write_text(f"{range_uj}\n")
    (folder / "energy_uj").write_text(f"{energy}\n")
    return folder / "energy_uj"


def test_packages_and_memory_count_but_no_part_of_a_package_and_none_twice(tmp_path: Path) -> None:
    rapl_zone(tmp_path, "intel-rapl:0", "package-0", "1000000")
    rapl_zone(tmp_path, "intel-rapl:0:0", "core", "900000")
    rapl_zone(tmp_path, "intel-rapl:0:1", "dram", "2000000")
    rapl_zone(tmp_path, "intel-rapl:1", "psys", "9000000")
    rapl_zone(tmp_path, "intel-rapl-mmio:0", "package-0", "1000000")
    assert [(one.path, one.energy_uj) for one in RaplMeter(tmp_path)().zones] == [
        ("intel-rapl:0", 1_000_000),
        ("intel-rapl:0:1", 2_000_000),
    ]


def test_a_counter_that_turned_round_goes_on() -> None:
    before, after = Rapl((Zone("a", 999_000, 999_999),)), Rapl((Zone("a", 1_000, 999_999),))
    assert joules_between(before, after) == pytest.approx(0.002)
    assert joules_between(before, before) == 0


def test_counters_that_are_not_the_same_are_not_subtracted() -> None:
    one, other = Rapl((Zone("a", 1, 9),)), Rapl((Zone("b", 2, 9),))
    assert joules_between(one, other) is joules_between(Rapl(why="x"), one) is joules_between(one, Rapl()) is None


@pytest.mark.parametrize("energy", ["-1", "262143328851", "joules", ""])
def test_a_counter_that_cannot_be_says_so(tmp_path: Path, energy: str) -> None:
    rapl_zone(tmp_path, "intel-rapl:0", "package-0", energy)
    assert "says what cannot be" in RaplMeter(tmp_path)().why


def test_a_counter_that_fails_when_read_says_so(tmp_path: Path) -> None:
    counter = rapl_zone(tmp_path, "intel-rapl:0", "package-0", "5")
    counter.unlink()
    counter.mkdir()
    assert "cannot be read" in RaplMeter(tmp_path)().why


def test_no_counter_is_told_as_such(tmp_path: Path) -> None:
    assert RaplMeter(tmp_path)() == Rapl(why=ABSENT)
    rapl_zone(tmp_path, "intel-rapl:0", "package-0", "5", range_uj="nothing")
    assert RaplMeter(tmp_path)() == Rapl(why=ABSENT)


@pytest.fixture
def plain_person() -> Iterator[Path]:
    """A folder for everybody, and the rights of nobody in particular where the tests run as administrator."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        me = os.geteuid()
        yield root
        os.seteuid(me)


def test_a_counter_for_administrators_is_told_as_such(plain_person: Path) -> None:
    counter = rapl_zone(plain_person, "intel-rapl:0", "package-0", "5")
    counter.chmod(0o400 if os.geteuid() == 0 else 0)
    if os.geteuid() == 0:
        os.seteuid(65534)
    found = RaplMeter(plain_person)()
    assert found == Rapl(why=ADMIN_ONLY)


def test_a_habit_is_learnt_from_moves() -> None:
    habit = Habit()
    for second in range(60):
        habit.saw(float(second), 100.0 - 0.36 * (second // 5))
    assert habit.interval_s == 5
    assert habit.step == pytest.approx(0.36)


def test_a_habit_knows_nothing_of_a_number_that_stands_still() -> None:
    habit = Habit()
    for second in range(60):
        habit.saw(float(second), 5.0)
    assert (habit.interval_s, habit.step) == (None, None)


def test_a_habit_finds_the_unit_below_uneven_moves() -> None:
    habit = Habit()
    for second, value in enumerate((0, 20, 30, 60, 70, 120, 140, 150, 180, 230)):
        habit.saw(float(second), float(value))
    assert habit.step == 10


def test_a_pause_is_no_move() -> None:
    habit = Habit()
    habit.saw(0.0, 10.0)
    habit.saw(1.0, 9.0)
    habit.saw(2.0, None)
    habit.saw(500.0, 3.0)
    habit.saw(503.0, 2.0)
    assert (habit.interval_s, habit.step) == (None, 1)


def test_the_clocks_of_this_computer_go_forward() -> None:
    clock = system_clock()
    first = clock.now(), clock.awake(), clock.always()
    assert (clock.now(), clock.awake(), clock.always()) >= first
