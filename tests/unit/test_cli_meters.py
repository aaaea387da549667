# SPDX-License-Identifier: Apache-2.0
"""`edgeassist meters`: a table for a person, JSON for a machine, a line a second, and which processes are ours."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.cli.meters import _earlier, line, rows
from edgeassist.cli.running import has_our_home, role_of, roles_of, running
from edgeassist.cli.screen import Screen
from edgeassist.telemetry.reading import BatteryReading, Gauge, ProcessReading, Receipt, Sample
from edgeassist.telemetry.recorder import Recorder

NO = Gauge(why="not measurable here: this computer has no battery")
FULL = Sample(
    at_s=1_760_000_000.0,
    processes=(
        ProcessReading("window", 7, 105_000_000, 60_000_000, 0, 2.4),
        ProcessReading("engine", 8, 1_200_000_000, None, 1_000_000_000, 180.0),
    ),
    free_bytes=7_600_000_000,
    total_bytes=16_000_000_000,
    celsius=Gauge(54.0, "the hottest sensor of the processor (coretemp)", 0.5),
    battery=BatteryReading(
        "discharging",
        Gauge(81.0, "as the battery tells it", 0.5),
        Gauge(12.34, "the battery's own gauge (power_now)", 0.25),
        Gauge(40.123, "the battery's counter (energy_now)", 0.005),
    ),
    system_watts=Gauge(12.34, "the battery's own gauge (power_now)", 0.25),
    models_bytes=398_000_000,
    answers_left=Gauge(361.6, "energy left ÷ what the laptop drew", 20.4),
)
NOTHING = Sample(at_s=0.0, celsius=NO, battery=BatteryReading("unknown", NO, NO, NO), system_watts=NO)


def test_every_figure_has_its_value_its_error_and_its_method() -> None:
    assert list(rows(FULL)) == [
        ("battery", "discharging", "as the system tells it"),
        ("battery charge", "81 %", "as the battery tells it"),
        ("battery draw", "12.3 ± 0.2 W", "the battery's own gauge (power_now)"),
        ("battery energy left", "40.1 ± 0.01 Wh", "the battery's counter (energy_now)"),
        ("laptop draw", "12.3 ± 0.2 W", "the battery's own gauge (power_now)"),
        ("temperature", "54.0 ± 0.5 °C", "the hottest sensor of the processor (coretemp)"),
        ("answers left", "362 ± 20", "energy left ÷ what the laptop drew"),
        ("memory free", "7.6 GB of 16 GB", "the system's count"),
        ("models on the disk", "398 MB", "the sizes of their files"),
        ("process 7", "window", "105 MB held, 60 MB its own; 2 % of a core"),
        ("process 8", "engine", "1.2 GB held, 1.0 GB mapped model; 180 % of a core"),
    ]


def test_what_cannot_be_measured_says_why() -> None:
    found = list(rows(NOTHING))
    assert found[0] == ("battery", "-", NO.why)
    assert [value for name, value, _ in found if name in {"battery draw", "temperature", "laptop draw"}] == ["-"] * 3
    assert found[-1][1:] == ("none", "EdgeAssist is not running beside this command")


def test_a_line_leaves_out_what_there_is_not() -> None:
    assert line(FULL).partition("  ")[2] == (
        "discharging  81 %  12.3 ± 0.2 W  40.1 ± 0.01 Wh  54.0 ± 0.5 °C  7.6 GB free  "
        "EdgeAssist 1.3 GB, 182 % of a core"
    )
    assert line(NOTHING).partition("  ")[2] == "0 B free  not running"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    return tmp_path


def test_earlier_receipts_are_read_where_there_are_any(tmp_path: Path) -> None:
    file = tmp_path / "receipts.sqlite3"
    assert _earlier(file) == []
    assert not file.exists()
    whole = Gauge(100.0, "how far the battery's counter fell, the whole laptop", 5.0)
    recorder = Recorder(file)
    recorder.write(Receipt(1.0, "m", "M", "chat", "done", 1, 0, 1, 1.0, 1.0, 1.0, 1.0, whole, on_battery=True))
    recorder.close()
    assert _earlier(file) == [whole]


HEEDED = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
"""Has Ctrl-C heard, whoever started these tests: a shell has it ignored by what runs in its background."""


def test_the_command_prints_json_for_machines(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["meters", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["models_bytes"] >= 0
    assert found["free_bytes"] > 0
    assert {"value", "method", "error", "why"} == set(found["celsius"])
    assert set(found["battery"]) == {"state", "percent", "watts", "left_wh"}


def test_watching_prints_a_line_a_second_until_ctrl_c(home: Path) -> None:
    command = [sys.executable, "-c", HEEDED, sys.executable, "-m", "edgeassist", "meters", "--watch", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [json.loads(child.stdout.readline()) for _ in range(2)]
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert lines[1]["at_s"] - lines[0]["at_s"] > 0.9
    assert child.returncode == 130
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "role"),
    [
        (["python", "-m", "edgeassist"], "window"),
        (["python", "-m", "edgeassist", "--offline"], "window"),
        (["/opt/edgeassist/edgeassist-window"], "window"),
        (["python", "/usr/bin/edgeassist"], "window"),
        (["python", "-P", "-m", "edgeassist", "--worker", "infer", "--cache", "c"], "engine"),
        (["C:/EdgeAssist/edgeassist-worker.exe", "--worker", "job"], "job"),
        (["python", "-P", "-m", "edgeassist", "--worker", "hear"], "voice"),
        (["python", "-P", "-m", "edgeassist", "--worker", "selftest"], "other"),
        (["python", "-m", "edgeassist", "ask", "why?"], "other"),
        (["vim", "notes", "edgeassist"], None),
        (["grep", "edgeassist"], None),
        (["python", "-m", "pytest", "edgeassist"], None),
        ([], None),
    ],
)
def test_a_command_line_tells_what_a_process_is_for(words: list[str], role: str | None) -> None:
    assert role_of(words) == role


def test_a_fork_of_the_window_is_no_second_window() -> None:
    words = ["python", "-m", "edgeassist"]
    assert roles_of({5: (1, words), 6: (5, words), 7: (5, ["python", "-m", "edgeassist", "--worker", "infer"])}) == {
        5: "window",
        6: "other",
        7: "engine",
    }


def test_this_very_program_is_not_among_those_running() -> None:
    assert os.getpid() not in running()


def test_the_readme_and_the_help_name_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["meters", "--help"]) == 0
    assert "--watch" in capsys.readouterr().out
    assert "`edgeassist meters`" in Path("README.md").read_text(encoding="utf-8")


def test_a_screen_without_a_terminal_gets_the_table_plain() -> None:
    out = io.StringIO()
    Screen(out, io.StringIO(), {}).table(("FIGURE", "VALUE", "HOW"), rows(FULL))
    assert "\x1b" not in out.getvalue()


def idle_window(home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()", "-m", "edgeassist"]
    environment = os.environ | {"EDGEASSIST_HOME": str(home)}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_processes_of_another_home_are_not_counted(home: Path) -> None:
    with idle_window(home) as mine, idle_window(home / "other") as another:
        for child in (mine, another):
            assert child.stdout is not None
            child.stdout.readline()
        found = running()
        mine.communicate()
        another.communicate()
    assert found.get(mine.pid) == "window"
    assert another.pid not in found


def test_a_process_that_is_gone_is_nobodys(home: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    assert not has_our_home(child.pid)
