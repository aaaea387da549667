# SPDX-License-Identifier: Apache-2.0
"""The shape of what commands keep, and the numbered steps from each shape to the next. Knows no sentence."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from edgeassist.core import sqlite_file
from edgeassist.core.errors import Unavailable
from edgeassist.core.language import tr
from edgeassist.core.sqlite_copies import format_at
from edgeassist.core.sqlite_file import Migration
from edgeassist.intents.home.furnishing import furnish

SHOPPING = "shopping"
"""The code of the list that is always there."""
CHANGEABLE = frozenset({"moments", "notes", "lists", "items"})
"""Tables whose rows actions change in a way that can be taken back."""
_FIRST = (
    # `due_s` and `told_s` are seconds since 1970; `wall` is a time of day that follows the clock on the wall.
    "CREATE TABLE moments (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, name TEXT NOT NULL,"
    " due_s REAL, wall TEXT, left_s REAL, total_s REAL, told_s REAL)",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, at_s REAL NOT NULL)",
    "CREATE TABLE lists (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    " touched INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, list TEXT NOT NULL, text TEXT NOT NULL,"
    " done INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE rooms (code TEXT PRIMARY KEY, name TEXT NOT NULL, aliases TEXT NOT NULL DEFAULT '[]')",
    "CREATE TABLE devices (code TEXT PRIMARY KEY, name TEXT NOT NULL, aliases TEXT NOT NULL DEFAULT '[]',"
    " kind TEXT NOT NULL, room TEXT NOT NULL, state TEXT NOT NULL)",
    "CREATE TABLE undos (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL, says TEXT NOT NULL,"
    " used INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE taught (id INTEGER PRIMARY KEY AUTOINCREMENT, language TEXT NOT NULL, sentence TEXT NOT NULL,"
    " meaning TEXT NOT NULL)",
    # `done_order` counts what was done, so that the last of it can be found whatever the clock says.
    "CREATE TABLE steps (id INTEGER PRIMARY KEY AUTOINCREMENT, command INTEGER NOT NULL, step TEXT NOT NULL,"
    " state TEXT NOT NULL, undo TEXT NOT NULL DEFAULT '', done_order INTEGER)",
)


class CommandsTooNew(Unavailable):
    """The file was written by a later EdgeAssist; it is left as it is."""

    code = "commands-too-new"

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.path, self.found, self.known = path, found, known
        super().__init__(
            tr(
                "What commands keep in {path} has format {found}; this EdgeAssist knows formats up to {known}.",
                path=path,
                found=found,
                known=known,
            ),
            hint=tr(
                "Nothing was changed. Start the newer EdgeAssist again, or bring back the copy of before the update:"
                " Settings, About, or `edgeassist versions restore`."
            ),
        )


def to_1_everything_at_first(connection: sqlite3.Connection) -> None:
    """Create the first tables and furnish the simulated home."""
    for sentence in _FIRST:
        connection.execute(sentence)
    connection.execute("INSERT INTO lists (code, name) VALUES (?, 'Shopping list')", (SHOPPING,))
    furnish(connection)


MIGRATIONS: tuple[Migration, ...] = (to_1_everything_at_first,)


def refuse_later(path: Path) -> None:
    """Raise `CommandsTooNew` for the file of a later EdgeAssist, before anything opens it."""
    if (found := format_at(path)) > len(MIGRATIONS):
        raise CommandsTooNew(path, found, len(MIGRATIONS))


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring what commands keep at `path` to the newest format."""
    sqlite_file.migrate(connection, path, migrations, CommandsTooNew)
