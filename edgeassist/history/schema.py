# SPDX-License-Identifier: Apache-2.0
"""The shape of the conversations database, and the numbered steps from each shape to the next.

Version n is reached by the n-th function of `MIGRATIONS`; the number stands in SQLite's `user_version`. Each step
is one transaction, and an older database is copied beside itself first.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from edgeassist.core.errors import Unavailable
from edgeassist.history.tables_2 import to_2_branches_shelf_and_search

Migration = Callable[[sqlite3.Connection], None]


class HistoryTooNew(Unavailable):
    """The database was written by a later EdgeAssist; it is left as it is."""

    code = "history-too-new"

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.path, self.found, self.known = path, found, known
        super().__init__(
            f"The conversations in {path} have format {found}; this EdgeAssist knows formats up to {known}.",
            hint="Nothing was changed. Update EdgeAssist to open them.",
        )


def to_1_chats_and_messages(connection: sqlite3.Connection) -> None:
    """Create the first tables. `text` is TEXT, or a BLOB when it is not valid Unicode (see `turns.to_column`)."""
    connection.execute(
        "CREATE TABLE chats (id INTEGER PRIMARY KEY AUTOINCREMENT, created_at INTEGER NOT NULL,"
        " touched_at INTEGER NOT NULL, title TEXT NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " chat INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE, position INTEGER NOT NULL,"
        " role TEXT NOT NULL, text NOT NULL, partial INTEGER NOT NULL, created_at INTEGER NOT NULL,"
        " UNIQUE (chat, position))"
    )
    connection.execute("CREATE INDEX chats_touched ON chats (touched_at)")


MIGRATIONS: tuple[Migration, ...] = (to_1_chats_and_messages, to_2_branches_shelf_and_search)


def version_of(connection: sqlite3.Connection) -> int:
    """Return the format number of the open database; 0 for a new one."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> Path | None:
    """Bring the database at `path` to the newest format; return the copy made of an older one, if any.

    The connection must be in autocommit mode. Two programs may do this at once: the second finds it done.
    """
    found = version_of(connection)
    if found > len(migrations):
        raise HistoryTooNew(path, found, len(migrations))
    if found == len(migrations):
        return None
    copy = _copied(connection, path, found) if found else None
    for number in range(found + 1, len(migrations) + 1):
        _step(connection, number, migrations[number - 1])
    return copy


def _step(connection: sqlite3.Connection, number: int, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version_of(connection) < number:
            migration(connection)
            connection.execute(f"PRAGMA user_version = {number:d}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _copied(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    copy = free_name(path, f"format-{version}")
    target = sqlite3.connect(copy)
    try:
        connection.backup(target)
    finally:
        target.close()
    return copy


def free_name(path: Path, word: str) -> Path:
    """Return the first unused `name.word-N.suffix` beside `path`."""
    number = 1
    while (candidate := path.with_name(f"{path.stem}.{word}-{number}{path.suffix}")).exists():
        number += 1
    return candidate
