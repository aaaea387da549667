# SPDX-License-Identifier: Apache-2.0
"""The shape of the conversations database, and the numbered steps from each shape to the next."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from edgeassist.core import sqlite_file
from edgeassist.core.errors import Unavailable
from edgeassist.core.language import tr
from edgeassist.core.sqlite_file import Migration
from edgeassist.history.tables_2 import to_2_branches_shelf_and_search


class HistoryTooNew(Unavailable):
    """The database was written by a later EdgeAssist; it is left as it is."""

    code = "history-too-new"

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.path, self.found, self.known = path, found, known
        super().__init__(
            tr(
                "The conversations in {path} have format {found}; this EdgeAssist knows formats up to {known}.",
                path=path,
                found=found,
                known=known,
            ),
            hint=tr(
                "Nothing was changed. Start the newer EdgeAssist again, or bring back the copy of before the update:"
                " Settings, About, or `edgeassist versions restore`."
            ),
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


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> Path | None:
    """Bring the conversations at `path` to the newest format; return the copy made of an older one, if any."""
    return sqlite_file.migrate(connection, path, migrations, HistoryTooNew)
