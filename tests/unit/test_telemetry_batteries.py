# SPDX-License-Identifier: Apache-2.0
"""What three systems say about batteries becomes one reading, and what cannot be is not believed."""

import ctypes
import plistlib
import struct
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from edgeassist.telemetry.battery import battery_reading
from edgeassist.telemetry.battery_linux import LinuxBatteries, state_of
from edgeassist.telemetry.battery_mac import MacBatteries
from edgeassist.telemetry.battery_windows import BatteryState as WindowsState
from edgeassist.telemetry.battery_windows import PowerStatus, Told, WindowsBatteries, ask_windows
from edgeassist.telemetry.charge import Cell, Charge, wh_between
from edgeassist.telemetry.meters import batteries
from edgeassist.telemetry.reading import BatteryReading
from edgeassist.telemetry.reasons import NO_BATTERY
from tests.support.clocks import Clock

ENERGY = {
    "type": "Battery",
    "status": "Discharging",
    "present": "1",
    "capacity": "62",
    "energy_now": "31000000",
    "energy_full": "50000000",
    "power_now": "9500000",
    "voltage_now": "11800000",
}
CHARGE = {
    "type": "Battery",
    "status": "Discharging",
    "capacity": "50",
    "charge_now": "2000000",
    "charge_full": "4000000",
    "voltage_now": "12000000",
    "voltage_min_design": "11400000",
    "current_now": "1000000",
}


def write(root: Path, files: dict[str, str], name: str = "BAT0") -> Path:
    folder = root / "sys/class/power_supply" / name
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        (folder / file).write_text(f"{text}\n")
    return root


def read(root: Path) -> BatteryReading:
    return battery_reading(LinuxBatteries(root)())


def test_a_battery_that_counts_energy_tells_all(tmp_path: Path) -> None:
    found = read(write(tmp_path, ENERGY))
    assert (found.state, found.percent.value, found.watts.value, found.left_wh.value) == ("discharging", 62, 9.5, 31)
    assert "power_now" in found.watts.method
    assert "energy_now" in found.left_wh.method
    assert found.watts.error == pytest.approx(0.19)


def test_a_battery_that_counts_charge_is_turned_into_energy_by_its_design_voltage(tmp_path: Path) -> None:
    found = read(write(tmp_path, CHARGE))
    assert found.watts.value == pytest.approx(12)
    assert found.left_wh.value == pytest.approx(22.8)
    assert found.left_wh.error == pytest.approx(1.14)
    assert "charge_now" in found.left_wh.method


def test_a_driver_that_signs_its_current_is_read_by_its_status(tmp_path: Path) -> None:
    found = read(write(tmp_path, CHARGE | {"current_now": "-1000000"}))
    assert found.watts.value == pytest.approx(12)


def test_what_flows_into_a_battery_is_below_zero(tmp_path: Path) -> None:
    write(tmp_path, {"type": "Mains", "online": "1"}, "AC")
    found = read(write(tmp_path, ENERGY | {"status": "Charging"}))
    assert (found.state, found.watts.value) == ("charging", -9.5)


def test_two_batteries_are_told_as_one(tmp_path: Path) -> None:
    write(tmp_path, ENERGY)
    second = {
        "capacity": "20",
        "energy_now": "5000000",
        "energy_full": "25000000",
        "power_now": "0",
        "status": "Unknown",
    }
    found = read(write(tmp_path, ENERGY | second, "BAT1"))
    assert found.left_wh.value == pytest.approx(36)
    assert found.percent.value == pytest.approx(48)
    assert "2 batteries" in found.percent.method


def test_two_batteries_without_a_counter_tell_a_percentage_only_where_it_is_the_same(tmp_path: Path) -> None:
    only = {"type": "Battery", "status": "Discharging"}
    write(tmp_path, only | {"capacity": "50"})
    assert read(write(tmp_path, only | {"capacity": "51"}, "BAT1")).percent.value == 50.5
    apart = read(write(tmp_path, only | {"capacity": "90"}, "BAT1"))
    assert apart.percent.value is None
    assert "together" in apart.percent.why


def test_a_computer_without_a_battery_says_so(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.state == "unknown"
    assert {found.percent.why, found.watts.why, found.left_wh.why} == {f"not measurable here: {NO_BATTERY}"}
    write(tmp_path, {"type": "Mains", "online": "1"}, "AC")
    assert read(tmp_path).state == "mains"


def test_the_battery_of_a_mouse_is_not_the_laptops(tmp_path: Path) -> None:
    assert read(write(tmp_path, ENERGY | {"scope": "Device"}, "hidpp_battery_0")).percent.why.endswith(NO_BATTERY)


def test_an_empty_battery_bay_is_no_battery(tmp_path: Path) -> None:
    assert read(write(tmp_path, {"type": "Battery", "present": "0"})).percent.why.endswith(NO_BATTERY)


def test_a_battery_that_tells_only_a_percentage_has_no_watts(tmp_path: Path) -> None:
    found = read(write(tmp_path, {"type": "Battery", "status": "Discharging", "capacity": "80"}))
    assert found.percent.value == 80
    assert found.left_wh.why == "not measurable here: the battery's driver tells only a percentage"
    assert found.watts.value is None


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("energy_now", "-5"),
        ("energy_now", "garbage"),
        ("energy_now", "99999999999999999999999999"),
        ("energy_now", "4294967295000"),
        ("energy_now", "61000000"),
        ("energy_now", "\x1b[31m5"),
    ],
)
def test_a_counter_that_cannot_be_is_not_believed(tmp_path: Path, file: str, text: str) -> None:
    found = read(write(tmp_path, ENERGY | {file: text}))
    assert found.left_wh.value is None
    assert "says what cannot be (energy_now is" in found.left_wh.why
    assert found.left_wh.why.isprintable()
    assert found.percent.value == 62


@pytest.mark.parametrize("text", ["-1", "106", "", "lots", "1e1"])
def test_a_percentage_that_cannot_be_is_reckoned_from_the_energy(tmp_path: Path, text: str) -> None:
    assert read(write(tmp_path, ENERGY | {"capacity": text})).percent.value == pytest.approx(62)


def test_a_percentage_a_little_over_full_is_full(tmp_path: Path) -> None:
    assert read(write(tmp_path, ENERGY | {"capacity": "103"})).percent.value == 100


def test_watts_that_cannot_be_are_not_told(tmp_path: Path) -> None:
    assert read(write(tmp_path, ENERGY | {"power_now": "4294967295"})).watts.value is None


def test_a_charge_without_a_voltage_that_can_be_is_no_energy(tmp_path: Path) -> None:
    files = {name: text for name, text in CHARGE.items() if name != "voltage_min_design"} | {"voltage_now": "12000"}
    found = read(write(tmp_path, files))
    assert found.left_wh.value is None
    assert "cannot be" in found.left_wh.why


def test_bytes_that_are_no_text_and_folders_for_files_are_survived(tmp_path: Path) -> None:
    write(tmp_path, ENERGY)
    folder = tmp_path / "sys/class/power_supply/BAT0"
    (folder / "energy_now").write_bytes(b"\xff\xfe\x00")
    (folder / "power_now").unlink()
    (folder / "power_now").mkdir()
    found = read(tmp_path)
    assert (found.left_wh.value, found.watts.value, found.percent.value) == (None, None, 62)


@pytest.mark.parametrize(
    ("states", "mains", "state"),
    [
        (["discharging"], False, "discharging"),
        (["discharging"], None, "discharging"),
        (["discharging"], True, "mains"),
        (["charging", "full"], True, "charging"),
        (["full"], True, "full"),
        (["not charging"], True, "mains"),
        (["unknown"], False, "discharging"),
        (["unknown"], None, "unknown"),
        (["full", "discharging"], False, "discharging"),
        ([""], True, "mains"),
    ],
)
def test_batteries_have_one_state(states: list[str], mains: bool | None, state: str) -> None:
    assert state_of(states, mains) == state


def test_a_charge_that_left_is_weighed_with_the_mean_voltage() -> None:
    before, after = Cell("B", left_ah=2.0, volts=12.0), Cell("B", left_ah=1.9, volts=11.0)
    assert wh_between(before, after) == pytest.approx(0.1 * 11.5)
    assert wh_between(before, Cell("C", left_ah=1.9, volts=11.0)) is None
    assert wh_between(before, Cell("B", left_wh=10.0)) is None


MAC = {
    "ExternalConnected": False,
    "IsCharging": False,
    "FullyCharged": False,
    "CurrentCapacity": 80,
    "MaxCapacity": 100,
    "AppleRawCurrentCapacity": 4000,
    "AppleRawMaxCapacity": 5000,
    "Voltage": 12000,
    "InstantAmperage": (1 << 64) - 1000,
}


def mac(says: Sequence[object] | Mapping[str, object]) -> Charge:
    return MacBatteries(lambda: plistlib.dumps(list(says) if isinstance(says, Sequence) else says))()


def test_a_mac_tells_its_battery() -> None:
    found = battery_reading(mac([MAC]))
    assert (found.state, found.percent.value) == ("discharging", 80)
    assert found.watts.value == pytest.approx(12)
    assert found.left_wh.value == pytest.approx(48)


def test_a_mac_that_measures_its_own_load_tells_it_on_mains_too() -> None:
    says = MAC | {"ExternalConnected": True, "IsCharging": True, "PowerTelemetryData": {"SystemLoad": 11383}}
    found = mac([says])
    assert found.load_watts == pytest.approx(11.383)
    assert (found.state, found.mains) == ("charging", True)


def test_an_older_mac_counts_milliampere_hours_under_the_old_names() -> None:
    says = {key: value for key, value in MAC.items() if not key.startswith("AppleRaw")}
    assert mac([says]).cells[0].left_ah is None
    assert mac([says | {"CurrentCapacity": 3000, "MaxCapacity": 6000}]).cells[0].left_ah == 3
    assert mac([says]).cells[0].why == "macOS tells only a percentage"


def test_a_mac_is_asked_every_few_seconds_only_since_asking_starts_a_program() -> None:
    clock, asked = Clock(), []

    def ask() -> bytes:
        asked.append(clock.now)
        return plistlib.dumps([MAC])

    read = MacBatteries(ask, clock)
    for _ in range(20):
        assert read().cells[0].left_ah == 4
        clock.now += 1
    assert len(asked) == 4


def test_a_mac_whose_program_fails_lets_the_meters_say_so() -> None:
    def ask() -> bytes:
        raise subprocess.TimeoutExpired("ioreg", 5)

    with pytest.raises(subprocess.TimeoutExpired):
        MacBatteries(ask)()


def test_a_mac_whose_program_hangs_is_left_alone_for_a_minute() -> None:
    clock, asked = Clock(), []

    def ask() -> bytes:
        asked.append(clock.now)
        if len(asked) == 1:
            raise subprocess.TimeoutExpired("ioreg", 5)
        return plistlib.dumps([MAC])

    read = MacBatteries(ask, clock)
    for _ in range(60):
        with pytest.raises(subprocess.TimeoutExpired):
            read()
        clock.now += 1
    assert len(asked) == 1
    assert read().cells[0].left_ah == 4


@pytest.mark.parametrize("says", [[], {}, [5], [MAC | {"BatteryInstalled": False}]])
def test_a_mac_without_a_battery_says_so(says: Sequence[object] | Mapping[str, object]) -> None:
    assert mac(says).why == NO_BATTERY


def test_what_a_mac_cannot_mean_is_not_believed() -> None:
    cell = mac([MAC | {"Voltage": "x", "CurrentCapacity": 500, "InstantAmperage": True}]).cells[0]
    assert (cell.percent, cell.watts, cell.has_counter) == (None, None, False)
    assert MacBatteries(lambda: b"")().why == NO_BATTERY
    assert "can be read" in MacBatteries(lambda: b"<plist><nonsense")().why


@pytest.mark.parametrize(
    ("says", "state"), [({"ExternalConnected": True, "FullyCharged": True}, "full"), ({}, "unknown")]
)
def test_a_mac_has_a_state(says: dict[str, bool], state: str) -> None:
    base = {key: value for key, value in MAC.items() if key not in {"ExternalConnected", "FullyCharged"}}
    assert mac([base | says]).state == state


WINDOWS = Told(0, 1, 62, present=True, discharging=True, most_mwh=50_000, left_mwh=31_000, rate_mw=-9500)


def test_windows_tells_its_battery() -> None:
    found = battery_reading(WindowsBatteries(lambda: WINDOWS)())
    assert (found.state, found.percent.value, found.watts.value, found.left_wh.value) == ("discharging", 62, 9.5, 31)


@pytest.mark.parametrize("told", [Told(1, 128, 255), Told(255, 255, 255)])
def test_windows_without_a_battery_says_so(told: Told) -> None:
    assert WindowsBatteries(lambda: told)().why == NO_BATTERY


def test_windows_with_a_battery_that_counts_per_cent_tells_no_energy() -> None:
    told = Told(0, 1, 62, present=True, discharging=True, most_mwh=100, left_mwh=62, rate_mw=-5)
    found = battery_reading(WindowsBatteries(lambda: told)())
    assert (found.percent.value, found.left_wh.value, found.watts.value) == (62, None, None)
    assert found.left_wh.why == "not measurable here: Windows tells only a percentage"


def test_windows_that_does_not_know_the_rate_tells_no_watts() -> None:
    told = Told(0, 1, 62, present=True, discharging=True, most_mwh=50_000, left_mwh=31_000, rate_mw=-(1 << 31))
    cell = WindowsBatteries(lambda: told)().cells[0]
    assert (cell.watts, cell.left_wh) == (None, 31)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (Told(1, 8, 50, charging=True), "charging"),
        (Told(1, 1, 100), "full"),
        (Told(1, 1, 80), "mains"),
        (Told(255, 0, 80), "unknown"),
        (Told(255, 0, 80, discharging=True), "discharging"),
    ],
)
def test_windows_has_a_state(told: Told, state: str) -> None:
    assert WindowsBatteries(lambda: told)().state == state


def test_the_tables_of_windows_have_its_sizes() -> None:
    assert (ctypes.sizeof(PowerStatus), ctypes.sizeof(WindowsState)) == (12, 32)
    assert (WindowsState.left_mwh.offset, WindowsState.rate_mw.offset) == (12, 16)


class Windows:
    """Fills the caller's tables as Windows does; `refuses` the second call."""

    def __init__(self, *, refuses: bool) -> None:
        self.kernel32 = self.powrprof = self
        self.refuses = refuses

    def GetSystemPowerStatus(self, table: ctypes.c_void_p) -> int:
        self._fill(table, b"\x00\x01\x3e\x00" + struct.pack("<II", 3600, 0))
        return 1

    def CallNtPowerInformation(self, level: int, _in: None, _size: int, table: ctypes.c_void_p, size: int) -> int:
        if self.refuses:
            return 0xC0000022
        assert (level, size) == (5, 32)
        self._fill(table, bytes((0, 1, 0, 1, 0, 0, 0, 0)) + struct.pack("<IIiIII", 50_000, 31_000, -9500, 1, 2, 3))
        return 0

    def _fill(self, table: ctypes.c_void_p, data: bytes) -> None:
        ctypes.memmove(table, data, len(data))


def test_the_tables_of_windows_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "windll", Windows(refuses=False), raising=False)
    assert ask_windows() == WINDOWS
    monkeypatch.setattr(ctypes, "windll", Windows(refuses=True), raising=False)
    assert ask_windows() == Told(0, 1, 62)


def test_asking_windows_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(ctypes, "windll", raising=False)
    with pytest.raises(OSError, match="not Windows"):
        ask_windows()


def test_each_system_has_its_reader(tmp_path: Path) -> None:
    kinds = [type(batteries(tmp_path, system)) for system in ("linux", "darwin", "win32")]
    assert kinds == [LinuxBatteries, MacBatteries, WindowsBatteries]
