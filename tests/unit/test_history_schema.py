# SPDX-License-Identifier: Apache-2.0
"""Formats of the database: each step has a test here, older ones are copied first, newer ones are left alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.core.sqlite_file import version_of
from edgeassist.history.chats import Chats
from edgeassist.history.schema import MIGRATIONS, HistoryTooNew, migrate


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


def opened(path: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(path, isolation_level=None))


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_every_migration_has_a_test() -> None:
    names = {name for name in globals() if name.startswith("test_migration_")}
    assert all(any(name.startswith(f"test_migration_{number}_") for name in names) for number in numbers())


def numbers() -> range:
    return range(1, len(MIGRATIONS) + 1)


def test_every_migration_is_named_by_the_version_it_reaches() -> None:
    assert all(step.__name__.startswith(f"to_{number}_") for number, step in zip(numbers(), MIGRATIONS, strict=True))


def test_migration_1_makes_chats_and_messages(path: Path) -> None:
    with opened(path) as connection:
        migrate(connection, path, MIGRATIONS[:1])
        assert {"chats", "messages"} <= tables(connection)
        assert version_of(connection) == 1


def test_migration_2_hangs_every_message_below_the_one_before_and_finds_it(path: Path) -> None:
    with opened(path) as connection:
        migrate(connection, path, MIGRATIONS[:1])
        connection.execute("INSERT INTO chats VALUES (7, 1, 2, 'old')")
        rows = [
            (3, 7, 1, "user", "caf\u00e9"),
            (4, 7, 2, "assistant", "\u65e5\u672c\u8a9e"),
            (5, 7, 3, "user", b"\xed\xa0\x80"),
        ]
        connection.executemany("INSERT INTO messages VALUES (?, ?, ?, ?, ?, 0, 1)", rows)
        migrate(connection, path, MIGRATIONS[:2])
        assert connection.execute("SELECT id, parent FROM messages").fetchall() == [(3, None), (4, 3), (5, 4)]
        assert connection.execute("SELECT leaf, length(uid) FROM chats").fetchall() == [(5, 32)]
        found = connection.execute(
            "SELECT rowid FROM words WHERE words MATCH ?", ('cafe OR "\u65e5 \u672c"',)
        ).fetchall()
        assert found == [(3,), (4,)]
        connection.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")


def test_migration_2_leaves_an_empty_conversation_without_a_leaf(path: Path) -> None:
    with opened(path) as connection:
        migrate(connection, path, MIGRATIONS[:1])
        connection.execute("INSERT INTO chats VALUES (7, 1, 2, 'old')")
        migrate(connection, path, MIGRATIONS[:2])
        assert connection.execute("SELECT leaf FROM chats").fetchall() == [(None,)]


def test_migrating_again_changes_nothing(path: Path) -> None:
    with opened(path) as connection:
        migrate(connection, path)
        assert migrate(connection, path) is None


def emptied(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM chats")


def test_an_older_database_is_copied_before_it_is_changed(path: Path) -> None:
    with opened(path) as connection:
        migrate(connection, path, MIGRATIONS[:1])
        connection.execute("INSERT INTO chats VALUES (1, 2, 3, 'kept')")
        copy = migrate(connection, path, [*MIGRATIONS[:1], emptied])
        assert version_of(connection) == 2
    assert copy == path.with_name("history.format-1-1.sqlite3")
    with opened(copy) as connection:
        assert connection.execute("SELECT title FROM chats").fetchall() == [("kept",)]
        assert version_of(connection) == 1


def test_a_step_that_fails_leaves_the_older_format(path: Path) -> None:
    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (done)")
        raise ArithmeticError

    with opened(path) as connection:
        migrate(connection, path)
        with pytest.raises(ArithmeticError):
            migrate(connection, path, [*MIGRATIONS, broken])
        assert version_of(connection) == len(MIGRATIONS)
        assert "half" not in tables(connection)


def test_a_newer_format_is_refused_and_left_untouched(path: Path) -> None:
    Chats(path).close()
    with opened(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(HistoryTooNew, match=r"format 99.*knows formats up to 2") as refusal:
        Chats(path)
    assert refusal.value.code == "history-too-new"
    assert "Nothing was changed" in refusal.value.hint
    assert path.read_bytes() == before


def test_a_newer_format_that_still_waits_in_the_log_is_refused_too(path: Path, tmp_path: Path) -> None:
    Chats(path).close()
    with opened(path) as writer:
        writer.execute("PRAGMA user_version = 99")
        with pytest.raises(HistoryTooNew):
            Chats(path)
