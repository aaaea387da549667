# SPDX-License-Identifier: Apache-2.0
"""All our actions share one file, opened once; and whoever has it open follows when another program moves it away."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.intents.due import DueDesk
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept import FILE, CommandsDamaged, Kept, explained
from edgeassist.intents.kept_action import KeptAction
from tests.support.commanding import NOON, Bench, intent

KNOWN: dict[str, tuple[Intent, ...]] = {
    "add milk": (intent("HassShoppingListAddItem", item="milk"),),
    "note": (intent("EdgeTakeNote", text="the key is under the mat"),),
    "timer": (intent("HassStartTimer", minutes=5),),
    "light on": (intent("HassTurnOn", name="kitchen-light"),),
}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, KNOWN)
    yield made
    made.close()


def counted(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    opened: list[Path] = []
    before = Kept.__init__

    def counting(self: Kept, folder: Path) -> None:
        opened.append(folder)
        before(self, folder)

    monkeypatch.setattr(Kept, "__init__", counting)
    return opened


def moved_away(path: Path) -> Path:
    """Move the file away as another program does that finds it damaged."""
    aside = path.with_name("commands.damaged-1.sqlite3")
    for end in ("-wal", "-shm", ""):
        one = path.with_name(path.name + end)
        if one.exists():
            one.replace(aside.with_name(aside.name + end))
    return aside


def test_a_commander_and_all_its_actions_open_the_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = counted(monkeypatch)
    bench = Bench(tmp_path, KNOWN)
    for sentence in KNOWN:
        assert [one.state for one in bench.do(sentence)] == ["done"]
    home = bench.commander.home()
    assert home is not None
    assert home.names().appliances
    bench.close()
    assert opened == [tmp_path / "commands"]


def test_an_action_that_is_closed_leaves_the_shared_file_open(bench: Bench) -> None:
    bench.do("note")
    notes = bench.commander._acting._action("notes")
    assert isinstance(notes, KeptAction)
    notes.close()
    assert [one.state for one in bench.do("add milk")] == ["done"]


@pytest.mark.skipif("sys.platform == 'win32'", reason="there an open file cannot be moved")
def test_what_is_set_after_the_file_was_moved_away_is_in_the_new_one(bench: Bench) -> None:
    bench.do("add milk")
    path = bench.folder / "commands" / FILE
    aside = moved_away(path)
    other = Kept(path.parent)  # the program that moved it has begun a new one
    (step,) = bench.do("timer")
    assert step.state == "done"
    with other.reading() as connection:
        assert connection.execute("SELECT count(*) FROM moments").fetchone()[0] == 1
    other.close()
    with sqlite3.connect(aside) as old:
        assert old.execute("SELECT count(*) FROM moments").fetchone()[0] == 0
    old.close()


@pytest.mark.skipif("sys.platform == 'win32'", reason="there an open file cannot be moved")
def test_the_bell_follows_too(bench: Bench) -> None:
    desk = DueDesk(bench.folder / "commands")
    assert desk.wait_s(NOON) is None
    moved_away(bench.folder / "commands" / FILE)
    bench.do("timer")
    assert desk.wait_s(NOON) == 60.0
    desk.close()


@pytest.mark.skipif("sys.platform == 'win32'", reason="there an open file cannot be deleted")
def test_a_folder_that_was_deleted_is_made_anew(bench: Bench) -> None:
    bench.do("add milk")
    for path in (bench.folder / "commands").iterdir():
        path.unlink()
    (bench.folder / "commands").rmdir()
    assert [one.state for one in bench.do("note")] == ["done"]
    assert (bench.folder / "commands" / FILE).exists()


def test_a_closed_file_is_not_opened_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.close()
    kept.path.unlink()
    with pytest.raises(EdgeError), kept.reading() as connection:
        connection.execute("SELECT 1")
    assert not kept.path.exists()


def test_damage_found_while_the_file_is_open_is_called_damage(tmp_path: Path) -> None:
    torn = sqlite3.DatabaseError("database disk image is malformed")
    torn.sqlite_errorcode = sqlite3.SQLITE_CORRUPT_INDEX
    meaning = explained(torn, tmp_path / FILE)
    assert isinstance(meaning, CommandsDamaged)
    assert "Start EdgeAssist again" in meaning.hint
