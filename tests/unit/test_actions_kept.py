# SPDX-License-Identifier: Apache-2.0
"""The file that commands keep things in: made whole, brought up to date, kept aside when damaged, left when newer."""

import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.intents.changing import MOST_UNDOS
from edgeassist.intents.due import DueDesk
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept import FILE, CommandsFull, CommandsUnavailable, Kept, explained
from edgeassist.intents.kept_tables import MIGRATIONS, CommandsTooNew, migrate
from tests.support.commanding import Bench, intent

MILK: dict[str, tuple[Intent, ...]] = {"add milk": (intent("HassShoppingListAddItem", item="milk"),)}


def notes(kept: Kept) -> list[str]:
    with kept.reading() as connection:
        return [text for (text,) in connection.execute("SELECT text FROM notes ORDER BY id")]


def note(kept: Kept, text: str) -> str:
    with kept.changing() as changing:
        changing.says = f"{text} is gone."
        changing.add("notes", text=text, at_s=1.0)
    return changing.token


def test_a_fresh_file_is_the_owners_alone_and_durable(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "commands")
    with kept.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    kept.close()
    kept.close()
    if sys.platform != "win32":
        assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600


def test_each_migration_leads_to_the_next_number_and_older_files_are_copied_first(tmp_path: Path) -> None:
    assert [step.__name__.split("_")[1] for step in MIGRATIONS] == [str(n + 1) for n in range(len(MIGRATIONS))]
    path = tmp_path / FILE
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path)

        def to_2(connection: sqlite3.Connection) -> None:
            connection.execute("ALTER TABLE notes ADD COLUMN colour TEXT")

        migrate(connection, path, (*MIGRATIONS, to_2))
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 2
        assert "colour" in [row[1] for row in connection.execute("PRAGMA table_info(notes)")]
    with closing(sqlite3.connect(tmp_path / "commands.format-1-1.sqlite3")) as copy:
        assert copy.execute("PRAGMA user_version").fetchone()[0] == 1


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path)

        def to_2(connection: sqlite3.Connection) -> None:
            connection.execute("DROP TABLE notes")
            connection.execute("no SQL at all")

        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, path, (*MIGRATIONS, to_2))
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        assert connection.execute("SELECT count(*) FROM notes").fetchone()[0] == 0


def test_a_later_format_is_left_as_it_is(tmp_path: Path) -> None:
    Kept(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(CommandsTooNew, match="has format 99"):
        Kept(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 99


def torn(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


@pytest.mark.parametrize(
    "damage",
    [lambda path: path.write_bytes(b"no database " * 500), torn, lambda path: path.write_text("x" * 4096)],
    ids=["something else", "torn pages", "text"],
)
def test_a_damaged_file_is_kept_aside_and_commands_go_on(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    bench = Bench(tmp_path, MILK)
    bench.do("add milk")
    bench.close()
    path = tmp_path / "commands" / FILE
    damage(path)
    damaged = path.read_bytes()
    bench = Bench(tmp_path, MILK)
    aside = path.with_name("commands.damaged-1.sqlite3")
    assert bench.commander.problem == (
        "The timers, lists, notes and the home that commands keep could not be read."
        f" The damaged file is kept as {aside}; a new one was started."
    )
    assert aside.read_bytes() == damaged
    assert [one.state for one in bench.do("add milk")] == ["done"]
    bench.close()
    again = Bench(tmp_path, MILK)
    assert again.commander.problem == ""
    again.close()


def test_an_empty_file_left_by_a_kill_is_a_fresh_one(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    desk = DueDesk(tmp_path)
    assert (desk.problem, list(tmp_path.glob("*damaged*"))) == ("", [])
    desk.close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandsUnavailable, match="cannot be used now"):
        Kept(tmp_path / "file" / "commands")


def test_errors_mean_what_they_are() -> None:
    full = sqlite3.OperationalError("full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    assert isinstance(explained(full, Path("x")), CommandsFull)
    assert isinstance(explained(OSError(28, "No space left"), Path("x")), CommandsFull)
    assert isinstance(explained(OSError(13, "Permission denied"), Path("x")), CommandsUnavailable)
    assert all(explained(error, Path("x")).hint for error in (full, OSError(13, "no")))


def lost(kept: Kept) -> None:
    with kept.changing() as changing:
        changing.add("notes", text="lost", at_s=1.0)
        raise ZeroDivisionError


def test_a_change_that_breaks_off_changes_nothing(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    with pytest.raises(ZeroDivisionError):
        lost(kept)
    assert notes(kept) == []
    with pytest.raises(EdgeError, match="cannot be used now"), kept.writing() as connection:
        connection.execute("INSERT INTO nothing VALUES (1)")
    assert note(kept, "after") == "1"
    kept.close()


def test_taking_back_is_whole_or_not_at_all(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    note(kept, "a")
    note(kept, "b")
    with kept.changing() as changing:
        changing.change("notes", 1, text="A")
        changing.change("notes", 1, text="AA")
        changing.remove("notes", 2)
        changing.add("notes", text="c", at_s=2.0)
    with kept.changing() as meddling:
        meddling.change("notes", 3, text="C")
    assert kept.take_back(changing.token).verdict == "changed"
    assert notes(kept) == ["AA", "C"]
    assert kept.take_back(meddling.token).verdict == "undone"
    assert kept.take_back(changing.token).verdict == "undone"
    assert notes(kept) == ["a", "b"]
    assert kept.take_back(changing.token).verdict == "used"
    kept.close()


def test_two_programs_take_the_same_thing_back_once(tmp_path: Path) -> None:
    one, other = Kept(tmp_path), Kept(tmp_path)
    token = note(one, "a")
    assert {other.take_back(token).verdict, one.take_back(token).verdict} == {"undone", "used"}
    assert notes(one) == notes(other) == []
    one.close()
    other.close()


def test_nothing_changed_leaves_no_token(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    with kept.changing() as changing:
        changing.says = "nothing"
    assert changing.token == ""
    kept.close()


def test_only_tables_of_things_can_be_changed_so(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    with pytest.raises(ValueError, match="steps"), kept.changing() as changing:
        changing.remove("steps", 1)
    kept.close()


def test_old_tokens_are_forgotten(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    first = note(kept, "a")
    with kept.writing() as connection:  # so many transactions would take minutes
        connection.execute("INSERT INTO undos (id, what, says) VALUES (?, '[]', '')", (MOST_UNDOS,))
    note(kept, "b")
    assert kept.take_back(first).verdict == "used"
    kept.close()
