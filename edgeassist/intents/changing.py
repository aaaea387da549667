# SPDX-License-Identifier: Apache-2.0
"""Changes rows and remembers how they were, so that a token takes all of it back, once, also after a restart.

A row that changed since is never overwritten: then nothing is taken back. Knows no table but by its name.
"""

import sqlite3
from typing import Literal

import msgspec

from edgeassist.core.errors import NotFound
from edgeassist.core.language import later, tr
from edgeassist.intents.kept_tables import CHANGEABLE

MOST_UNDOS = 3_000
"""Older tokens are forgotten; the list of commands is shorter than that."""

Cell = str | int | float | None
Row = dict[str, Cell]


class GoneMeanwhile(NotFound):
    """What was to be changed was removed, or rang, since it was looked at."""

    code = "gone-meanwhile"
    hint = later("Nothing was changed.")

    def __init__(self) -> None:
        super().__init__(tr("That is over or gone already."))


class TakenBack(msgspec.Struct, frozen=True):
    """What became of a token, and the sentence that its action left for the case that it worked."""

    verdict: Literal["undone", "used", "changed"]
    says: str = ""


class _Image(msgspec.Struct, frozen=True):
    """One row before and after; None where it was not there."""

    table: str
    id: int
    before: Row | None
    after: Row | None


class Changing:
    """Rows that change within one open transaction. `says` is the sentence for when they are taken back.

    `token` is there once the transaction is over; empty where nothing changed.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection, self.says, self.token = connection, "", ""
        self._before: dict[tuple[str, int], Row | None] = {}

    def add(self, table: str, **values: Cell) -> int:
        """Add a row and return its id."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        query = " ".join(("INSERT INTO", _known(table), f"({names}) VALUES ({marks})"))
        row_id = int(self.connection.execute(query, tuple(values.values())).lastrowid or 0)
        self._before[table, row_id] = None
        return row_id

    def change(self, table: str, row_id: int, **values: Cell) -> None:
        """Give some columns of a row other values."""
        self._note(table, row_id)
        names = ", ".join(f"{name} = ?" for name in values)
        query = " ".join(("UPDATE", _known(table), "SET", names, "WHERE id = ?"))
        self.connection.execute(query, (*values.values(), row_id))

    def remove(self, table: str, row_id: int) -> None:
        """Take a row away."""
        self._note(table, row_id)
        self.connection.execute(" ".join(("DELETE FROM", _known(table), "WHERE id = ?")), (row_id,))

    def remember(self) -> None:
        """Write down what can be taken back; the end of the transaction makes it last."""
        images = [
            _Image(table, row_id, before, _row(self.connection, table, row_id))
            for (table, row_id), before in self._before.items()
        ]
        if images:
            self.token = remember(self.connection, msgspec.json.encode(images).decode(), self.says)

    def _note(self, table: str, row_id: int) -> None:
        if (table, row_id) in self._before:
            return
        row = _row(self.connection, table, row_id)
        if row is None or row.get("told_s") is not None:
            raise GoneMeanwhile
        self._before[table, row_id] = row


def remember(connection: sqlite3.Connection, what: str, says: str) -> str:
    """Keep `what` within the open transaction and return the token for it."""
    token = connection.execute("INSERT INTO undos (what, says) VALUES (?, ?)", (what, says)).lastrowid or 0
    connection.execute("DELETE FROM undos WHERE id <= ?", (token - MOST_UNDOS,))
    return str(token)


def amend(connection: sqlite3.Connection, token: str, what: str) -> None:
    """Keep something else for a token: less was done than was begun."""
    connection.execute("UPDATE undos SET what = ? WHERE id = ?", (what, int(token)))


def recall(connection: sqlite3.Connection, token: str) -> tuple[str, str] | None:
    """Return what was kept for a token that was not used yet, and its sentence; None otherwise."""
    number = int(token) if token.isascii() and token.isdigit() and len(token) < 19 else 0
    row = connection.execute("SELECT what, says FROM undos WHERE id = ? AND used = 0", (number,)).fetchone()
    return None if row is None else (str(row[0]), str(row[1]))


def use_up(connection: sqlite3.Connection, token: str) -> None:
    """Note that a token was used."""
    connection.execute("UPDATE undos SET used = 1 WHERE id = ?", (int(token),))


def may_take_back(connection: sqlite3.Connection, token: str) -> bool:
    """Tell whether taking back would work now: the token was not used, and no row of it has changed since."""
    kept = recall(connection, token)
    images = () if kept is None else msgspec.json.decode(kept[0], type=tuple[_Image, ...])
    return bool(images) and all(_row(connection, one.table, one.id) == one.after for one in images)


def take_back(connection: sqlite3.Connection, token: str) -> TakenBack:
    """Restore the rows of `token` within the open transaction, where none of them has changed since."""
    kept = recall(connection, token)
    if kept is None:
        return TakenBack("used")
    images = msgspec.json.decode(kept[0], type=list[_Image])
    if any(_row(connection, one.table, one.id) != one.after for one in images):
        return TakenBack("changed")
    connection.execute("SAVEPOINT before")
    try:
        for one in images:
            _restore(connection, one)
    except sqlite3.IntegrityError:  # something new has the name of what was deleted
        connection.execute("ROLLBACK TO before")
        return TakenBack("changed")
    use_up(connection, token)
    return TakenBack("undone", kept[1])


def _restore(connection: sqlite3.Connection, image: _Image) -> None:
    connection.execute(" ".join(("DELETE FROM", _known(image.table), "WHERE id = ?")), (image.id,))
    if image.before is not None:
        marks = ", ".join("?" * len(image.before))
        query = " ".join(("INSERT INTO", _known(image.table), f"({', '.join(image.before)}) VALUES ({marks})"))
        connection.execute(query, tuple(image.before.values()))


def _row(connection: sqlite3.Connection, table: str, row_id: int) -> Row | None:
    found = connection.execute(" ".join(("SELECT * FROM", _known(table), "WHERE id = ?")), (row_id,)).fetchone()
    return None if found is None else dict(found)


def _known(table: str) -> str:
    if table not in CHANGEABLE:
        raise ValueError(table)
    return table
