# SPDX-License-Identifier: Apache-2.0
"""Copies of databases that a full drive, a refusal or a killed program ends early: nothing of them is left behind."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from edgeassist.app.putting_back import DataInUse, put_back
from edgeassist.app.saved_data import Saved, figures_in_copies, save
from edgeassist.core import sqlite_copies
from edgeassist.core.paths import Places, places
from edgeassist.core.sqlite_file import connected, migrate, removed
from edgeassist.history.chats import Chats
from edgeassist.intents.kept import Kept

small_files = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX limit on file sizes")
MOST_BYTES = 200_000


@pytest.fixture
def here(tmp_path: Path) -> Places:
    made = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    made.create()
    chats = Chats(made.history)
    chats.start().add_question("x" * 2 * MOST_BYTES)
    chats.close()
    return made


@pytest.fixture
def copied(here: Places) -> Saved:
    made = save(here, "0.1.0", "0.2.0")
    assert made is not None
    return made


@contextmanager
def full_drive() -> Iterator[None]:
    """Have no file grow beyond `MOST_BYTES` meanwhile."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir() if one.is_file() and one.name != ".version.lock"}


@small_files
def test_a_copy_that_finds_no_room_leaves_nothing(here: Places, tmp_path: Path) -> None:
    with full_drive(), pytest.raises(sqlite3.OperationalError):
        sqlite_copies.copy(here.history, tmp_path / "copy.sqlite3")
    assert names(tmp_path) == set()


def test_a_copy_that_does_not_reach_the_drive_leaves_nothing(
    here: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sqlite_copies, "sync_file", refuse)
    with pytest.raises(OSError, match="No space"):
        sqlite_copies.copy(here.history, tmp_path / "copy.sqlite3")
    assert names(tmp_path) == set()


@small_files
def test_the_copy_of_a_format_that_finds_no_room_leaves_nothing(here: Places) -> None:
    with closing(connected(here.history)) as connection:
        steps = [lambda _connection: None] * 9
        with full_drive(), pytest.raises(sqlite3.OperationalError):
            migrate(connection, here.history, steps, lambda *_: ValueError())
    assert names(here.data) == {"history.sqlite3"}


@small_files
def test_a_way_back_that_finds_no_room_leaves_nothing(here: Places, copied: Saved) -> None:
    with full_drive(), pytest.raises(sqlite3.OperationalError):
        put_back(here, copied)
    assert names(here.data) == {"history.sqlite3"}


def test_a_way_back_that_is_given_up_takes_all_its_copies_away(here: Places) -> None:
    Kept(here.data / "commands").close()
    made = save(here, "0.1.0", "0.2.0")
    assert made is not None
    inside = names(made.folder)

    def give_up() -> None:
        assert names(here.data) == {"history.sqlite3", ".history.sqlite3.going-back.part"}
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        put_back(here, made, give_up)
    assert names(here.data) == {"history.sqlite3"}
    assert names(here.data / "commands") == {"commands.sqlite3"}
    assert names(made.folder) == inside


def test_a_way_back_ends_with_nothing_but_what_it_kept(here: Places, copied: Saved) -> None:
    (here.data / ".history.sqlite3.going-back.part-journal").write_bytes(b"of a program that was killed")
    put_back(here, copied)
    assert names(here.data) == {"history.sqlite3", "history.before-going-back-1.sqlite3"}


def test_a_refused_way_back_leaves_nothing(here: Places, copied: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.core.sqlite_copies.WAIT_S", 0.05)
    with closing(connected(here.history)), pytest.raises(DataInUse):
        put_back(here, copied)
    assert not [one for one in names(here.data) if one.endswith(".part")]


def test_a_damaged_file_that_cannot_be_set_aside_whole_is_not_set_aside_at_all(
    here: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    def half(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        refuse()

    here.history.write_bytes(os.urandom(5000))
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    monkeypatch.setattr(shutil, "copy", half)
    with pytest.raises(OSError, match="No space"):
        sqlite_copies.take_place(tmp_path / "fresh", here.history, "before")
    assert names(here.data) == {"history.sqlite3"}


def test_what_cannot_be_removed_is_left(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy-journal").write_bytes(b"")
    removed(tmp_path / "copy")
    assert [one.name for one in tmp_path.iterdir()] == ["copy"]


def test_figures_in_what_a_killed_program_left_are_found(here: Places, copied: Saved) -> None:
    left = here.data / "backups" / ".0.2.0-before-0.3.0.part"
    left.mkdir()
    wanted = {
        copied.folder / "receipts.sqlite3",
        left / "receipts.sqlite3",
        left / "receipts.sqlite3-journal",
        here.data / ".receipts.sqlite3.going-back.part",
        here.data / ".receipts.sqlite3.format-1.part",
        here.data / ".receipts.sqlite3.format-1.part-journal",
    }
    for path in (*wanted, here.data / "receipts.sqlite3", here.data / ".history.sqlite3.going-back.part"):
        path.write_bytes(b"")
    assert set(figures_in_copies(here)) == wanted
