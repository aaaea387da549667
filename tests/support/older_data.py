# SPDX-License-Identifier: Apache-2.0
"""A person's data as an older or a later version of the program leaves it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from edgeassist.app.version_note import Note, write_note
from edgeassist.core.paths import Places
from edgeassist.history.schema import MIGRATIONS, migrate

OLDER = "0.0.9"
"""A version before this one."""


def older_history(here: Places) -> None:
    """Leave the conversations as the first format had them, and the note of the version that knew no other."""
    with closing(sqlite3.connect(here.history, isolation_level=None)) as connection:
        migrate(connection, here.history, MIGRATIONS[:1])
        connection.execute("INSERT INTO chats VALUES (7, 1, 2, 'of old')")
        rows = [(7, 1, "user", "What is a pump?"), (7, 2, "assistant", "It moves water.")]
        connection.executemany(
            "INSERT INTO messages (chat, position, role, text, partial, created_at) VALUES (?, ?, ?, ?, 0, 1)", rows
        )
    write_note(here, Note(OLDER))


def set_format(path: Path, number: int) -> None:
    """Have the closed database at `path` say that it is of format `number`."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA user_version = {number:d}")
