# SPDX-License-Identifier: Apache-2.0
"""`edgeassist history`: tables and sentences for people, one JSON object for machines."""

import errno
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.history.chats import Chats
from edgeassist.history.database import FileUnwritten
from tests.support.scripted_services import ScriptedServices

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def edge(home: Path) -> Run:
    """Each command opens the history anew, as each program does."""
    return lambda *argv: run(list(argv), open_services=lambda: ScriptedServices(home))


@pytest.fixture
def today() -> str:
    """The day by the clock on the wall; whoever asks for it before `talked` has a day on which no chat ends earlier."""
    return f"{datetime.now().astimezone():%Y-%m-%d}"


@pytest.fixture
def talked(home: Path) -> Path:
    """Two conversations about fruit; return the database's path."""
    services = ScriptedServices(home)
    for fruit in ("apple", "pear"):
        chat = services.chats.start()
        chat.add_question(f"What is an {fruit}?")
        chat.save_answer(f"A fruit, the {fruit}.", partial=False, model="tiny")
    services.chats.shelf.move(1, "kitchen")
    services.chats.shelf.pin(1)
    path = services.places.history
    services.close()
    return path


def test_without_a_command_the_help_is_shown(edge: Run, capsys: Capture) -> None:
    assert edge("history") == 2
    assert "restore" in capsys.readouterr().err


def test_the_list_shows_pinned_ones_first(edge: Run, talked: Path, capsys: Capture) -> None:
    assert edge("history", "list") == 0
    heads, first, second = capsys.readouterr().out.splitlines()
    assert heads.split() == ["CHAT", "LAST", "FOLDER", "TITLE"]
    assert "kitchen" in first
    assert first.endswith("What is an apple? (pinned)")
    assert second.endswith("What is an pear?")


def test_the_list_for_machines_has_all_that_is_known(edge: Run, talked: Path, capsys: Capture) -> None:
    assert edge("history", "list", "--folder", "kitchen", "--json") == 0
    (chat,) = json.loads(capsys.readouterr().out)["chats"]
    assert (chat["id"], chat["title"], chat["folder"], chat["pinned"]) == (1, "What is an apple?", "kitchen", True)


@pytest.mark.parametrize("place", ["--archive", "--bin"])
def test_an_empty_place_says_so(edge: Run, talked: Path, capsys: Capture, place: str) -> None:
    assert edge("history", "list", place) == 0
    assert capsys.readouterr() == ("", "There is no conversation here.\n")


def test_a_search_shows_where_the_words_stand(edge: Run, talked: Path, capsys: Capture) -> None:
    assert edge("history", "search", "pear") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1::2]] == ["title:", "answer:", "you:"]
    assert lines[3] == "    answer: A fruit, the pear."


def test_a_search_for_machines_has_offsets(edge: Run, talked: Path, capsys: Capture) -> None:
    assert edge("history", "search", "--json", "--model", "tiny", "--limit", "1", "pear") == 0
    found = json.loads(capsys.readouterr().out)
    (hit,) = found["hits"]
    assert [hit["excerpt"][start:end] for start, end in hit["marks"]] == ["pear"]
    assert found["note"] == ""


def test_a_search_keeps_to_folder_and_days(edge: Run, today: str, talked: Path, capsys: Capture) -> None:
    assert edge("history", "search", "--json", "--folder", "kitchen", "--since", "2020-01-01", "fruit") == 0
    assert len(json.loads(capsys.readouterr().out)["hits"]) == 1
    assert edge("history", "search", "--json", "--until", today, "fruit") == 0
    assert json.loads(capsys.readouterr().out)["hits"] == []


def test_a_search_that_finds_nothing_says_so(edge: Run, talked: Path, capsys: Capture) -> None:
    assert edge("history", "search", "grape") == 0
    assert capsys.readouterr() == ("", "Nothing was found. All words must occur in one message.\n")


def test_a_conversation_goes_into_a_file_and_never_over_one(
    edge: Run, talked: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "chat.md"
    assert edge("history", "export", "--chat", "1", str(path)) == 0
    assert capsys.readouterr().out == f"{path}: 1 conversation\n"
    assert "the apple" in path.read_text(encoding="utf-8")
    assert edge("history", "export", str(path)) == 2
    assert "--force" in capsys.readouterr().err
    assert edge("history", "export", "--force", "--json", str(path)) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(path), "chats": 2}


def test_a_conversation_that_is_not_there_is_not_exported(edge: Run, talked: Path, tmp_path: Path) -> None:
    assert edge("history", "export", "--chat", "99", str(tmp_path / "chat.md")) == 4
    assert not (tmp_path / "chat.md").exists()


def test_an_exported_file_is_taken_in_once(
    edge: Run, talked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    path = tmp_path / "all.json"
    assert edge("history", "export", str(path)) == 0
    assert edge("history", "import", str(path)) == 0
    assert capsys.readouterr().out.endswith("0 new conversations, 0 known ones continued, 0 messages in all\n")
    other = tmp_path / "other"
    assert run(["history", "import", str(path), "--json"], open_services=lambda: ScriptedServices(other)) == 0
    assert json.loads(capsys.readouterr().out) == {"new_chats": 2, "grown_chats": 0, "messages": 4}


def test_a_file_that_is_no_export_ends_with_3(edge: Run, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "x.json").write_text("{}")
    assert edge("history", "import", str(tmp_path / "x.json")) == 3
    assert "Nothing was changed" in capsys.readouterr().err


def test_a_backup_is_listed_and_restored_by_its_day(edge: Run, talked: Path, capsys: Capture) -> None:
    assert edge("history", "restore") == 0
    assert "no backup yet" in capsys.readouterr().err
    assert edge("history", "backup") == 0
    assert capsys.readouterr().out.endswith(", checked\n")
    chats = Chats(talked)
    chats.shelf.delete(1)
    chats.close()
    assert edge("history", "restore", "--json") == 0
    (backup,) = json.loads(capsys.readouterr().out)["backups"]
    assert edge("history", "restore", backup["day"]) == 0
    printed = capsys.readouterr().out
    assert "2 conversations" in printed
    assert "before-restore-1" in printed


def test_a_backup_goes_where_it_is_wanted_and_comes_back_from_there(
    edge: Run, talked: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "stick.sqlite3"
    assert edge("history", "backup", "--to", str(path), "--json") == 0
    assert json.loads(capsys.readouterr().out)["backup"] == str(path)
    assert edge("history", "backup", "--to", str(path)) == 2
    assert edge("history", "restore", str(path), "--json") == 0
    capsys.readouterr()


def test_a_backup_that_is_not_there_ends_with_4(edge: Run, talked: Path, capsys: Capture) -> None:
    assert edge("history", "restore", "2020-01-01") == 4
    assert "There is no backup 2020-01-01." in capsys.readouterr().err


def test_a_damaged_history_says_so_and_which_backup_there_is(edge: Run, talked: Path, capsys: Capture) -> None:
    assert edge("history", "backup") == 0
    talked.write_bytes(b"garbage")
    capsys.readouterr()
    assert edge("history", "list") == 0
    assert "edgeassist history restore 20" in capsys.readouterr().err


def test_what_cannot_be_done_is_said_with_the_way_on(edge: Run, talked: Path, tmp_path: Path, capsys: Capture) -> None:
    said = []
    for command in (
        ["search", " "],
        ["export", str(tmp_path / "x.md"), "--chat", "99"],
        ["export", str(tmp_path / "nowhere" / "x.md")],
        ["backup", "--to", str(tmp_path / "nowhere" / "x.sqlite3")],
        ["export", "x"],
    ):
        code = edge("history", *command)
        said.append((code, capsys.readouterr().err.replace(str(tmp_path), "~")))
    assert said == [
        (2, "edgeassist: There is nothing to look for.\nName at least one word; the beginning of it is enough.\n"),
        (4, "edgeassist: There is no conversation 99.\n`edgeassist history list` tells their numbers.\n"),
        (7, f"edgeassist: ~/nowhere/x.md cannot be written: {os.strerror(errno.ENOENT)}.\n{FileUnwritten.hint}\n"),
        (7, f"edgeassist: ~/nowhere/x.sqlite3 cannot be written: {os.strerror(errno.ENOENT)}.\n{FileUnwritten.hint}\n"),
        (2, "edgeassist: x does not say in which format to export.\nEnd its name in .md, .html, .txt or .json.\n"),
    ]
