# SPDX-License-Identifier: Apache-2.0
"""`edgeassist home` and `edgeassist timers`: what people see, what machines read, and what is refused."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from edgeassist.cli import run
from edgeassist.cli.home import commands_folder
from edgeassist.intents.actions.timers import SPEC
from edgeassist.intents.kept import FILE
from tests.support.commanding import Place, WallClock, acting, do
from tests.support.scripted_services import ScriptedServices

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def edge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    return lambda *argv: run(list(argv), open_services=lambda: ScriptedServices(tmp_path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    services = ScriptedServices(tmp_path)
    data = services.places.data
    services.close()
    return commands_folder(data)


def home_of(edge: Run, capsys: Capture) -> dict[str, Any]:
    capsys.readouterr()
    assert edge("home", "list", "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("group", ["home", "timers"])
def test_without_a_command_the_help_is_shown(edge: Run, capsys: Capture, group: str) -> None:
    assert edge(group) == 2
    assert "list" in capsys.readouterr().err


def test_the_home_is_listed_and_says_that_it_is_simulated(edge: Run, capsys: Capture) -> None:
    assert edge("home", "list") == 0
    shown = capsys.readouterr()
    assert "This home is simulated" in shown.err
    heads, *rows = shown.out.splitlines()
    assert heads.split() == ["DEVICE", "KIND", "ROOM", "STATE"]
    assert any(row.split() == ["Front", "door", "lock", "Hall", "locked"] for row in rows)
    found = home_of(edge, capsys)
    assert found["simulated"] is True
    assert len(found["devices"]) == len(rows) == 18


def test_rooms_and_devices_come_and_go(edge: Run, capsys: Capture) -> None:
    assert edge("home", "add-room", "Cellar") == 0
    assert "Cellar is there." in capsys.readouterr().err
    assert edge("home", "list") == 0
    assert any(row.split()[2:] == ["Cellar", "no", "device"] for row in capsys.readouterr().out.splitlines())
    assert edge("home", "add-device", "Wine lamp", "--kind", "light", "--room", "cellar", "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert made == {"id": "wine-lamp", "name": "Wine lamp", "kind": "light", "room": "cellar"}
    assert edge("home", "rename", "wine lamp", "Bottle lamp") == 0
    assert "Bottle lamp" in {one["name"] for one in home_of(edge, capsys)["devices"]}
    assert edge("home", "remove", "Cellar") == 2
    assert edge("home", "remove", "Bottle lamp") == 0
    assert edge("home", "remove", "Cellar") == 0
    assert "cellar" not in {one["id"] for one in home_of(edge, capsys)["rooms"]}


@pytest.mark.parametrize(
    ("argv", "code", "exit_code"),
    [
        (("add-room", "Kitchen"), "name-taken", 2),
        (("add-room", "!"), "no-name", 2),
        (("add-device", "X", "--kind", "laser", "--room", "hall"), "unknown-kind", 2),
        (("add-device", "X", "--kind", "light", "--room", "moon"), "no-such-thing", 4),
        (("rename", "moon", "sun"), "no-such-thing", 4),
        (("remove", "moon"), "no-such-thing", 4),
    ],
)
def test_what_is_refused_has_a_code(
    edge: Run, capsys: Capture, argv: tuple[str, ...], code: str, exit_code: int
) -> None:
    assert edge("home", *argv, "--json") == exit_code
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["code"] == code
    assert error["hint"]


def test_timers_are_listed_the_next_one_first(edge: Run, folder: Path, capsys: Capture) -> None:
    assert edge("timers", "list") == 0
    assert "There is no timer, alarm or reminder." in capsys.readouterr().err
    with acting(SPEC, Place(folder, WallClock(datetime.now(UTC)))) as timers:
        do(timers, "HassStartTimer", hours=2, name="roast")
        do(timers, "EdgeSetReminder", text="tea", seconds=3600)
        do(timers, "HassStartTimer", hours=3)
        do(timers, "HassPauseTimer", start_hours=3)
    assert edge("timers", "list") == 0
    heads, *rows = capsys.readouterr().out.splitlines()
    assert heads.split() == ["KIND", "NAME", "DUE", "LEFT"]
    assert [row.split()[0] for row in rows] == ["reminder", "timer", "timer"]
    assert "paused" in rows[2]
    assert edge("timers", "list", "--json") == 0
    found = json.loads(capsys.readouterr().out)["timers"]
    assert [(one["kind"], one["name"], one["paused"]) for one in found] == [
        ("reminder", "tea", False),
        ("timer", "roast", False),
        ("timer", "", True),
    ]
    assert 7000 < found[1]["left_s"] <= 7200


@pytest.mark.parametrize("group", ["timers", "home"])
def test_a_damaged_file_is_kept_and_said(edge: Run, folder: Path, capsys: Capture, group: str) -> None:
    folder.mkdir(parents=True)
    (folder / FILE).write_text("no database " * 500)
    assert edge(group, "list") == 0
    assert "could not be read. The damaged file is kept as" in capsys.readouterr().err
