# SPDX-License-Identifier: Apache-2.0
"""Damaged, locked, unreadable: what was there is kept, and the person is told."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.history.chats import Chats
from edgeassist.history.database import Database, HistoryFull, HistoryUnavailable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


def asked(path: Path, count: int = 1) -> None:
    chats = Chats(path)
    chat = chats.start()
    for number in range(count):
        chat.add_question(f"question {number} " + "x" * 500)
    chats.close()


def test_a_new_database_is_no_problem(path: Path) -> None:
    chats = Chats(path)
    assert chats.problem == ""
    chats.close()
    assert [one.name for one in path.parent.iterdir()] == ["history.sqlite3"]


def test_it_makes_its_folder_and_keeps_it_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "history.sqlite3"
    Chats(path).close()
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 4096, b"<html>not a database</html>" * 99], ids=["empty", "zeros", "html"]
)
def test_a_file_that_is_no_database_is_kept_aside(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    chats = Chats(path)
    aside = path.with_name("history.damaged-1.sqlite3")
    assert aside.read_bytes() == content
    assert str(aside) in chats.problem
    assert chats.latest().turns() == ()
    chats.close()


def test_a_page_torn_in_the_middle_is_noticed_at_once(path: Path) -> None:
    asked(path, 200)
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 4))
    chats = Chats(path)
    assert "damaged-1" in chats.problem
    chats.close()


def test_a_second_damaged_file_does_not_replace_the_first(path: Path) -> None:
    for content in (b"first", b"second"):
        path.write_bytes(content)
        Chats(path).close()
    assert path.with_name("history.damaged-1.sqlite3").read_bytes() == b"first"
    assert path.with_name("history.damaged-2.sqlite3").read_bytes() == b"second"


def test_the_log_of_a_truncated_database_is_kept_with_it(path: Path) -> None:
    path.write_bytes(b"")
    path.with_name("history.sqlite3-wal").write_bytes(b"what was said last")
    Chats(path).close()
    assert path.with_name("history.damaged-1.sqlite3-wal").read_bytes() == b"what was said last"


def test_a_folder_in_its_place_is_explained(path: Path) -> None:
    path.mkdir()
    with pytest.raises(HistoryUnavailable, match="cannot be read"):
        Chats(path)


def test_a_locked_database_is_not_called_damaged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(path)
    monkeypatch.setattr("edgeassist.core.sqlite_file.WAIT_S", 0.05)
    chats = Chats(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryUnavailable, match="locked"):
            chats.start().add_question("hello")
    chats.start().add_question("hello")
    chats.close()
    assert list(path.parent.glob("*damaged*")) == []


def test_a_full_disk_is_named_and_nothing_saved_before_is_lost(path: Path) -> None:
    database = Database(path)
    with database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(HistoryFull, match="full") as refusal, database.writing() as connection:
        connection.execute(
            "INSERT INTO chats (id, created_at, touched_at, title) VALUES (1, 2, 3, ?)", ("x" * 100_000,)
        )
    assert "saved before is safe" in refusal.value.hint
    with database.writing() as connection:
        connection.execute("INSERT INTO chats (id, created_at, touched_at, title) VALUES (2, 2, 3, 'fits')")
    database.close()


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.EROFS, HistoryUnavailable), (errno.ENOSPC, HistoryFull)], ids=["read-only", "full"]
)
@pytest.mark.parametrize("content", [None, b"damaged"], ids=["new", "damaged"])
def test_a_drive_that_takes_nothing_is_explained(
    path: Path, content: bytes | None, number: int, kind: type[EdgeError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(Path, "replace", refuse)
    opened = os.open
    monkeypatch.setattr(os, "open", lambda *how: refuse() if how[1] & os.O_CREAT else opened(*how))
    with pytest.raises(kind):
        Chats(path)
    assert content is None or path.read_bytes() == content


def test_a_folder_that_cannot_be_synced_is_explained(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("edgeassist.history.database.sync_folder", refuse)
    with pytest.raises(HistoryUnavailable, match="Input/output error"):
        Chats(path)


def test_a_failed_write_leaves_no_half_of_it(path: Path) -> None:
    database = Database(path)
    row = "INSERT INTO chats (id, created_at, touched_at, title) VALUES (1, 2, 3, 'half')"
    with pytest.raises(HistoryUnavailable), database.writing() as connection:
        [connection.execute(row) for _ in range(2)]
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM chats").fetchone() == (0,)
    database.close()


def test_file_systems_without_hard_links_work_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    asked(path)
    assert path.exists()


def test_a_database_another_program_just_made_is_not_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = Path.hardlink_to
    quicker = path.with_name("quicker.sqlite3")
    asked(quicker)

    def too_late(self: Path, target: Path) -> None:
        quicker.replace(path)
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", too_late)
    chats = Chats(path)
    assert len(chats.latest().turns()) == 1
    chats.close()
