# SPDX-License-Identifier: Apache-2.0
"""What another program has open: its format stays, its file is not replaced, and who comes late gets the new one."""

import errno
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.app import saved_data
from edgeassist.app.putting_back import CopyUnusable, DataInUse, put_back
from edgeassist.app.saved_data import Saved, save
from edgeassist.core import sqlite_copies, sqlite_file
from edgeassist.core.paths import Places, places
from edgeassist.core.sqlite_copies import format_at, held
from edgeassist.core.sqlite_file import (
    Migration,
    NotCopied,
    OpenElsewhere,
    connected,
    identity,
    migrate,
    uncopied,
    version_of,
)
from edgeassist.history import database
from edgeassist.history.chats import Chats
from edgeassist.history.database import Database, HistoryUnavailable
from edgeassist.intents.kept import CommandsUnavailable, Kept
from edgeassist.telemetry.receipt_file import opened
from tests.support.older_data import older_history, set_format


class TooNew(Exception):
    """What a caller makes of a later format."""


def step(table: str) -> Migration:
    def create(connection: sqlite3.Connection) -> None:
        connection.execute(f"CREATE TABLE {table} (word TEXT)")

    return create


ONE = (step("a"),)
TWO = (step("a"), step("b"))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "WAIT_S", 5.0)
    monkeypatch.setattr(sqlite_file, "TURN_S", 0.0)
    monkeypatch.setattr(sqlite_copies, "WAIT_S", 0.05)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "things.sqlite3"
    with closing(connected(made)) as connection:
        migrate(connection, made, ONE, TooNew)
    return made


@pytest.fixture
def here(tmp_path: Path) -> Places:
    made = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    made.create()
    return made


def say(here: Places, text: str) -> None:
    with closing(Chats(here.history)) as chats:
        chats.start().add_question(text)


def said(path: Path) -> list[str]:
    with closing(Chats(path)) as chats:
        return sorted(one.title for one in chats.shelf.entries())


def saved(here: Places) -> Saved:
    made = save(here, "0.1.0", "0.2.0")
    assert made is not None
    return made


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_the_format_of_what_another_program_has_open_stays(path: Path) -> None:
    with closing(connected(path)) as older, closing(connected(path)) as newer:
        older.execute("INSERT INTO a VALUES ('before')")
        with pytest.raises(OpenElsewhere, match="another EdgeAssist has it open"):
            migrate(newer, path, TWO, TooNew)
        older.execute("INSERT INTO a VALUES ('after')")
        assert version_of(older) == 1
    assert names(path.parent) == ["things.sqlite3"]


def test_once_it_is_closed_the_format_changes_and_a_copy_is_beside_it(path: Path) -> None:
    with closing(connected(path)) as newer:
        copy = migrate(newer, path, TWO, TooNew)
        assert copy == path.with_name("things.format-1-1.sqlite3")
        assert format_at(copy) == 1
        with closing(connected(path)) as another:
            assert version_of(another) == 2
        assert newer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert names(path.parent) == ["things.format-1-1.sqlite3", "things.sqlite3"]


def test_nobody_comes_in_while_the_format_changes(path: Path) -> None:
    def look(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE b (word TEXT)")
        with closing(sqlite3.connect(path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError, match="lock"):
            other.execute("SELECT * FROM a")

    with closing(connected(path)) as newer:
        migrate(newer, path, (*ONE, look), TooNew)


def test_a_step_that_fails_leaves_the_older_format_open_to_all(path: Path) -> None:
    def fail(_connection: sqlite3.Connection) -> None:
        raise LookupError

    with closing(connected(path)) as newer:
        with pytest.raises(LookupError):
            migrate(newer, path, (*ONE, fail), TooNew)
        with closing(connected(path)) as another:
            another.execute("INSERT INTO a VALUES ('goes on')")
            assert version_of(another) == 1


def test_without_a_copy_no_format_changes(path: Path) -> None:
    uncopied(path).touch()
    with closing(connected(path)) as connection:
        with pytest.raises(NotCopied):
            migrate(connection, path, TWO, TooNew)
        assert migrate(connection, path, ONE, TooNew) is None
    uncopied(path).unlink()
    with closing(connected(path)) as connection:
        assert migrate(connection, path, TWO, TooNew) is not None


def test_who_waited_for_a_file_gets_the_one_that_took_its_place(path: Path) -> None:
    fresh = path.with_name("fresh")
    sqlite_copies.copy(path, fresh, still=True)
    with ThreadPoolExecutor(1) as pool:
        with held(path):
            late = pool.submit(connected, path)
            aside = sqlite_copies.take_place(fresh, path, "before")
        with closing(late.result(30)) as connection:
            connection.execute("INSERT INTO a VALUES ('late')")
    with closing(sqlite3.connect(path)) as now, closing(sqlite3.connect(aside)) as then:
        assert now.execute("SELECT word FROM a").fetchall() == [("late",)]
        assert then.execute("SELECT word FROM a").fetchall() == []


def test_what_is_held_is_in_one_file_and_nobodys_else(path: Path) -> None:
    with held(path):
        assert names(path.parent) == ["things.sqlite3"]
        with pytest.raises(OpenElsewhere), held(path):
            pass
    with held(path):
        assert names(path.parent) == ["things.sqlite3"]
    with held(path.with_name("nothing")):
        pass


def test_the_conversations_say_who_has_them_open(here: Places) -> None:
    older_history(here)
    with closing(sqlite3.connect(here.history, isolation_level=None)) as older:
        older.execute("PRAGMA journal_mode = WAL")
        older.execute("SELECT * FROM chats").fetchall()
        with pytest.raises(HistoryUnavailable, match="another EdgeAssist has it open") as refusal:
            Database(here.history)
    assert "Close other EdgeAssist windows" in refusal.value.hint
    assert said(here.history) == ["of old"]


def test_commands_and_receipts_say_that_no_copy_was_made(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    Kept(here.data / "commands").close()
    commands = here.data / "commands" / "commands.sqlite3"
    uncopied(commands).touch()
    monkeypatch.setattr("edgeassist.intents.kept_tables.migrate.__defaults__", (TWO,))
    with pytest.raises(CommandsUnavailable, match="no copy of it could be made"):
        Kept(here.data / "commands")
    receipts = here.data / "receipts.sqlite3"
    with closing(opened(receipts).connection or sqlite3.connect(":memory:")):
        pass
    uncopied(receipts).touch()
    set_format(receipts, 1)
    monkeypatch.setattr("edgeassist.telemetry.receipt_file.MIGRATIONS", (*ONE, *ONE, *ONE, *ONE))
    assert "no copy of it could be made" in opened(receipts).problem


def test_a_locked_database_is_not_copied_byte_by_byte(here: Places) -> None:
    say(here, "before")
    with held(here.history), pytest.raises(sqlite3.OperationalError, match="locked"):
        save(here, "0.1.0", "0.2.0")
    assert names(here.data / "backups") == []


def test_what_a_killed_program_left_of_a_copy_is_swept(here: Places) -> None:
    say(here, "before")
    left = here.data / "backups" / ".0.0.8-before-0.0.9.part"
    left.mkdir(parents=True)
    (left / "history.sqlite3").write_bytes(b"half")
    other = here.data / "backups" / ".mine"
    other.mkdir()
    assert saved(here).folder.is_dir()
    assert names(here.data / "backups") == [".mine", "0.1.0-before-0.2.0"]


def test_a_copy_of_what_was_damaged_with_its_log_is_not_put_back(here: Places) -> None:
    say(here, "before")
    made = saved(here)
    (made.folder / "history.sqlite3-wal").write_bytes(b"its log")
    with pytest.raises(CopyUnusable, match="damaged already"):
        put_back(here, made)


def test_no_room_for_the_second_file_leaves_the_first_as_it_is(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    say(here, "before")
    Kept(here.data / "commands").close()
    made = saved(here)
    say(here, "after")
    real = sqlite_copies.copy

    def narrow(source: Path, target: Path, *, still: bool = False) -> None:
        if "commands" in target.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target, still=still)

    monkeypatch.setattr(sqlite_copies, "copy", narrow)
    with pytest.raises(OSError, match="No space"):
        put_back(here, made)
    assert said(here.history) == ["after", "before"]


def test_a_program_that_opens_the_data_in_between_is_led_to_the_copy(
    here: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(here, "before")
    made = saved(here)
    say(here, "after")
    real, begun, pool = sqlite_copies.copy, threading.Event(), ThreadPoolExecutor(1)
    late: list[Callable[[], Chats]] = []

    def with_company(source: Path, target: Path, *, still: bool = False) -> None:
        def open_late() -> Chats:
            begun.set()
            return Chats(here.history)

        late.append(pool.submit(open_late).result)
        begun.wait(60)
        real(source, target, still=still)

    monkeypatch.setattr(sqlite_copies, "copy", with_company)
    (aside,) = put_back(here, made)
    with pool, closing(late[0]()) as chats:
        chats.start().add_question("late")
    assert said(here.history) == ["before", "late"]
    assert said(aside) == ["after", "before"]


def test_a_restore_leads_who_comes_in_between_to_the_backup(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    say(here, "before")
    pool = ThreadPoolExecutor(1)
    late: list[Callable[[], Chats]] = []
    real = sqlite_copies.take_place

    def with_company(part: Path, path: Path, word: str) -> Path:
        late.append(pool.submit(Chats, path).result)
        return real(part, path, word)

    with pool, closing(Chats(here.history)) as chats:
        backup = chats.backups.make()
        chats.start().add_question("after")
        monkeypatch.setattr("edgeassist.history.database.take_place", with_company)
        aside = chats.backups.restore(backup.path)
        with closing(late[0]()) as other:
            other.start().add_question("late")
        assert sorted(one.title for one in chats.shelf.entries()) == ["before", "late"]
    assert said(aside) == ["after", "before"]


def test_a_start_while_a_backup_takes_the_place_judges_the_backup(
    here: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(here, "before")
    with closing(Chats(here.history)) as chats:
        backup = chats.backups.make()
        chats.start().add_question("after")
    real, looks = database._checked, list[Path]()

    def with_company(path: Path) -> bool:
        looks.append(path)
        if len(looks) == 1:
            sqlite_copies.copy(backup.path, fresh := path.with_name("fresh"), still=True)
            sqlite_copies.take_place(fresh, path, "before-restore")
            raise sqlite3.OperationalError("disk I/O error")
        return real(path)

    monkeypatch.setattr(database, "_checked", with_company)
    with closing(Chats(here.history)) as chats:
        assert [one.title for one in chats.shelf.entries()] == ["before"]
        assert not chats.problem
    assert len(looks) == 2


def test_data_that_is_open_is_not_replaced_and_nothing_else_is(here: Places) -> None:
    say(here, "before")
    Kept(here.data / "commands").close()
    made = saved(here)
    before = identity(here.history)
    with closing(Kept(here.data / "commands")), pytest.raises(DataInUse):
        put_back(here, made)
    assert identity(here.history) == before
    shutil.rmtree(made.folder)
    assert saved_data.kept(here) == ()


def test_a_file_that_gives_way_is_held_to_the_end_where_there_are_no_hard_links(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_names: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    fresh = path.with_name("fresh")
    with closing(connected(path)) as connection:
        connection.execute("INSERT INTO a VALUES ('until now')")
    sqlite_copies.copy(path, fresh, still=True)
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    monkeypatch.setattr(sqlite_copies, "sync_folder", lambda _folder: tried.append(write_from_elsewhere(path)))
    tried: list[str] = []
    with held(path):
        aside = sqlite_copies.take_place(fresh, path, "before")
    assert tried[0].endswith("database is locked\n")
    with closing(sqlite3.connect(aside)) as then:
        assert then.execute("SELECT word FROM a").fetchall() == [("until now",)]


def test_a_file_that_cannot_be_written_is_not_said_to_be_open_elsewhere(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(connection: sqlite3.Connection, _path: Path) -> None:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("CREATE TABLE b (word TEXT)")

    monkeypatch.setattr(sqlite_copies, "hold", refuse)
    with pytest.raises(OSError, match="readonly") as refusal, held(path):
        pass
    assert not isinstance(refusal.value, OpenElsewhere)


def test_a_damaged_file_gives_way_as_it_is_where_there_are_no_hard_links(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_names: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    fresh = path.with_name("fresh")
    sqlite_copies.copy(path, fresh, still=True)
    path.write_bytes(b"no database at all" * 99)
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert sqlite_copies.take_place(fresh, path, "before").read_bytes() == b"no database at all" * 99
    assert format_at(path) == 1


def write_from_elsewhere(path: Path) -> str:
    """Have another program write to the database; return what it says of it."""
    said = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('CREATE TABLE other (word)')"
    return subprocess.run(
        [sys.executable, "-c", said, str(path)], capture_output=True, text=True, timeout=60, check=False
    ).stderr
