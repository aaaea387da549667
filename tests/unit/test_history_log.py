# SPDX-License-Identifier: Apache-2.0
"""The look at SQLite's log before SQLite reads it: whole, cut, gone, another file's, or of an earlier day."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.history import log
from edgeassist.history.chats import Chats


def wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def shm(path: Path) -> Path:
    return path.with_name(path.name + "-shm")


@pytest.fixture
def living(tmp_path: Path) -> Iterator[Path]:
    """A history that is open, its last words in the log only."""
    path = tmp_path / "history.sqlite3"
    first = Chats(path)
    first.start().add_question("in the file itself")
    first.close()
    chats = Chats(path)
    for number in range(3):
        chats.start().add_question(f"in the log {number} " + "x" * 5000)
    yield path
    chats.close()


@pytest.fixture
def left(living: Path, tmp_path: Path) -> Path:
    """What a kill would have left of it."""
    folder = tmp_path / "left"
    folder.mkdir()
    for file in (living, wal(living), shm(living)):
        shutil.copy(file, folder / file.name)
    return folder / living.name


def verdict(path: Path) -> tuple[bool, bool, bool]:
    return log.is_lost(path), log.is_foreign(path), log.is_stale(path)


def test_a_log_in_use_and_one_that_a_kill_left_are_fine(living: Path, left: Path) -> None:
    assert verdict(living) == (False, False, False)
    assert verdict(left) == (False, False, False)


def test_without_a_database_or_a_log_nothing_is_wrong(tmp_path: Path, living: Path) -> None:
    assert verdict(tmp_path / "nothing.sqlite3") == (False, False, False)
    alone = tmp_path / "alone.sqlite3"
    shutil.copy(living, alone)
    assert verdict(alone) == (False, False, False)


def test_a_log_that_is_gone_is_missed_while_its_index_is_there(left: Path) -> None:
    wal(left).unlink()
    assert verdict(left) == (True, False, False)
    shm(left).unlink()
    assert verdict(left) == (False, False, False)


@pytest.mark.parametrize("kept_bytes", [0, 31, 32, 4000])
def test_a_log_that_was_cut_is_missed(left: Path, kept_bytes: int) -> None:
    wal(left).write_bytes(wal(left).read_bytes()[:kept_bytes])
    assert verdict(left) == (True, False, False)


def test_one_byte_less_than_the_index_promises_is_noticed(left: Path) -> None:
    whole = wal(left).read_bytes()
    needed = log._needed_bytes(shm(left))
    assert 0 < needed <= len(whole)
    wal(left).write_bytes(whole[:needed])
    assert not log.is_lost(left)
    wal(left).write_bytes(whole[: needed - 1])
    assert log.is_lost(left)


@pytest.mark.parametrize("content", [b"", b"\0" * 32768, b"\xff" * 32768, b"short"])
def test_an_index_of_nonsense_promises_nothing(left: Path, content: bytes) -> None:
    shm(left).write_bytes(content)
    wal(left).write_bytes(b"")
    assert verdict(left) == (False, False, False)


def test_an_index_whose_two_copies_differ_promises_nothing(left: Path) -> None:
    content = bytearray(shm(left).read_bytes())
    content[16] ^= 1
    shm(left).write_bytes(content)
    wal(left).write_bytes(b"")
    assert not log.is_lost(left)


def test_a_log_whose_frames_are_all_in_the_file_may_go(living: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(living)) as connection:
        connection.execute("PRAGMA wal_checkpoint(FULL)")
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(living, copy)
    shutil.copy(shm(living), shm(copy))
    wal(copy).write_bytes(b"")
    assert verdict(copy) == (False, False, False)


def test_a_log_of_other_conversations_is_told_apart(left: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    chats = Chats(other)
    chats.start().add_question("theirs " + "y" * 9000)
    shutil.copy(wal(other), wal(left))
    chats.close()
    assert log.is_foreign(left)


def test_a_log_of_an_earlier_session_is_told_apart(living: Path, left: Path) -> None:
    earlier = wal(left).read_bytes()
    before = Chats(left)
    before.start().add_question("later " + "z" * 9000)
    before.close()
    wal(left).write_bytes(earlier)
    assert verdict(left) == (False, False, True)


def test_a_log_from_before_the_last_checkpoint_of_one_session_is_told_apart(living: Path, tmp_path: Path) -> None:
    """The counter of changes stands still within a session; the number of pages does not."""
    earlier = wal(living).read_bytes()
    with closing(sqlite3.connect(living)) as connection:
        connection.execute("PRAGMA wal_checkpoint(FULL)")
    other = Chats(living)
    other.start().add_question("more " + "z" * 50_000)
    with closing(sqlite3.connect(living)) as connection:
        connection.execute("PRAGMA wal_checkpoint(FULL)")
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(living, copy)
    other.close()
    wal(copy).write_bytes(earlier)
    assert log.is_stale(copy)


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 5000, b"\x37\x7f\x06\x82" + b"\0" * 60])
def test_a_log_of_nonsense_is_nobodys(left: Path, content: bytes) -> None:
    wal(left).write_bytes(content)
    assert not log.is_foreign(left)
    assert not log.is_stale(left)


def test_moving_a_log_away_takes_its_index_along(left: Path) -> None:
    aside = left.with_name("aside.sqlite3")
    content = wal(left).read_bytes()
    log.move_away(left, aside)
    assert wal(aside).read_bytes() == content
    assert shm(aside).exists()
    assert not wal(left).exists()
    log.move_away(left, aside)
    assert wal(aside).read_bytes() == content
