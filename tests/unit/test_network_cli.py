# SPDX-License-Identifier: Apache-2.0
"""`edgeassist network`: the switch, the log and the report, for people and machines."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edgeassist.app.network_report import EMPTY
from edgeassist.cli import run
from edgeassist.core.settings import load
from edgeassist.net.attempts import FOLDER_NAME, OPENED, REFUSED_FOREIGN, Attempts
from edgeassist.net.switch import SWITCH
from tests.support.scripted_services import ScriptedServices

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    yield tmp_path
    SWITCH.turn(on=False)


@pytest.fixture
def edge(home: Path) -> Run:
    return lambda *argv: run(list(argv), open_services=lambda: ScriptedServices(home))


@pytest.fixture
def tried(home: Path, edge: Run) -> Attempts:
    """An attempt of a download, and one of a stranger whose name is a formula and markup."""
    with ScriptedServices(home) as services:
        log = Attempts(services.places.data / FOLDER_NAME, now=iter((1_000_000_000.0,) * 9).__next__)
    log.ended(log.began("hub.example", 443, "Fetching a model", OPENED), 2_000_000)
    log.began("=<script>x</script>", 0, "Not ours", REFUSED_FOREIGN, by="stranger")
    return log


def test_without_a_command_the_help_is_shown(edge: Run, capsys: Capture) -> None:
    assert edge("network") == 2
    assert "report" in capsys.readouterr().err


def test_before_anything_was_attempted_the_log_says_so(edge: Run, capsys: Capture) -> None:
    assert edge("network", "log") == 0
    assert capsys.readouterr().out.strip() == EMPTY
    assert edge("network", "log", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"attempts": [], "damaged_lines": 0}


def test_the_log_is_a_table_with_the_strangers_name(edge: Run, tried: Attempts, capsys: Capture) -> None:
    with tried.file.open("ab") as file:
        file.write(b"rotten\n")
    assert edge("network", "log") == 0
    said = capsys.readouterr()
    assert "hub.example:443" in said.out
    assert "2.0 MB" in said.out
    assert "Not ours (stranger)" in said.out
    assert "1 lines of the log are damaged" in said.err


def test_the_log_goes_into_a_table_that_no_spreadsheet_runs(edge: Run, tried: Attempts, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    assert edge("network", "log", "--export", str(path)) == 0
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [(row["host"], row["bytes_in"]) for row in rows] == [
        ("hub.example", "2000000"),
        ("'=<script>x</script>", "0"),
    ]


def test_the_report_is_a_page_without_scripts(edge: Run, tried: Attempts, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    assert edge("network", "report", "--export", str(path)) == 0
    page = path.read_text(encoding="utf-8")
    for part in ("<strong>The offline switch is off.</strong>", "This program", "hub.example:443", "EdgeAssist "):
        assert part in page
    assert "<script" not in page


def test_the_report_is_json_for_a_machine(edge: Run, tried: Attempts, capsys: Capture) -> None:
    assert edge("network", "report") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["format"], said["offline_switch"]) == ("edgeassist-network", {"on": False, "forced": False})
    assert said["protections"][0]["name"] == "This program"
    assert len(said["attempts"]) == 2


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("log", "--export", "x.txt"), 2), (("report", "--export", "x.csv"), 2), (("offline", "perhaps"), 2),
        (("log", "--export", "/nowhere/at/all.csv"), 7),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_or_written_is_said(edge: Run, argv: tuple[str, ...], code: int) -> None:
    assert edge("network", *argv) == code


def test_the_switch_is_kept_for_every_later_run(edge: Run, home: Path, capsys: Capture) -> None:
    assert edge("network", "offline", "on") == 0
    assert capsys.readouterr().out.startswith("The offline switch is on")
    assert load(ScriptedServices(home).places.settings)[0].offline
    assert edge("network", "state", "--json") == 0
    assert json.loads(capsys.readouterr().out)["offline"] is True
    assert edge("models", "search", "--online", "qwen") == 7
    assert "offline switch is on" in capsys.readouterr().err
    assert edge("network", "offline", "off") == 0
    assert edge("network", "state") == 0
    assert "only when you ask it" in capsys.readouterr().out
