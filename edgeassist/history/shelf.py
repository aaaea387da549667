# SPDX-License-Identifier: Apache-2.0
"""The list of conversations: names, pins, folders, the archive, and deleting with time to think again.

Any thread may call; each call is one transaction. Knows nothing of what was said.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from edgeassist.core.language import tr
from edgeassist.core.units import elided
from edgeassist.history.chat import ChatGone
from edgeassist.history.database import Database
from edgeassist.history.turns import plain
from edgeassist.history.words import folded

KEEP_DELETED_MS = 30 * 24 * 3600 * 1000
_ANY_MS = 2**63 - 1
"""Later than any moment that is stored: a clock may have been wrong."""
_TITLE_CHARACTERS = 200
_ENTRIES = "SELECT id, title, folder, pinned, archived, deleted_at, model, created_at, touched_at FROM chats WHERE"

Place = Literal["shelf", "archive", "bin"]
_WHERE: dict[Place, str] = {
    "shelf": "deleted_at IS NULL AND archived = 0",
    "archive": "deleted_at IS NULL AND archived = 1",
    "bin": "deleted_at IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One conversation in the list. `deleted_ms` is None unless it is in the bin; `folder` may be empty."""

    id: int
    title: str
    folder: str
    pinned: bool
    archived: bool
    deleted_ms: int | None
    model: str
    created_ms: int
    touched_ms: int


class Shelf:
    """All conversations as a list."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock
        self._watching: list[Callable[[], None]] = []

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Have `changed` called, on any thread, after `tell_changed`; returns what ends that, to be called once."""
        self._watching.append(changed)
        return lambda: self._watching.remove(changed)

    def tell_changed(self) -> None:
        """Say that the list is another one now: whoever changes it behind the back of what shows it calls this."""
        for changed in tuple(self._watching):
            changed()

    def entries(self, place: Place = "shelf", *, folder: str | None = None) -> tuple[Entry, ...]:
        """Return what is in `place`, pinned first, then the one last touched; only of `folder` when one is given."""
        query = (
            f"{_ENTRIES} {_WHERE[place]} AND (?1 IS NULL OR folder = ?1) ORDER BY pinned DESC, touched_at DESC, id DESC"
        )
        with self._database.reading() as connection:
            rows = connection.execute(query, (folder,)).fetchall()
        return tuple(_entry(row) for row in rows)

    def entry(self, chat_id: int) -> Entry:
        """Return one conversation wherever it is; raise `ChatGone`."""
        with self._database.reading() as connection:
            row = connection.execute(f"{_ENTRIES} id = ?", (chat_id,)).fetchone()
        if row is None:
            raise ChatGone(tr("There is no such conversation."))
        return _entry(row)

    def folders(self) -> tuple[str, ...]:
        """Return the folders in use, by name."""
        query = "SELECT DISTINCT folder FROM chats WHERE deleted_at IS NULL AND folder <> ''"
        with self._database.reading() as connection:
            return tuple(sorted((name for (name,) in connection.execute(query)), key=folded))

    def rename(self, chat_id: int, title: str) -> None:
        """Give it another name; an empty one is not taken."""
        if name := plain(elided(title.strip(), _TITLE_CHARACTERS)):
            self._change(chat_id, "title = ?", name)

    def pin(self, chat_id: int, *, pinned: bool = True) -> None:
        """Keep it at the top of the list, or no longer."""
        self._change(chat_id, "pinned = ?", pinned)

    def move(self, chat_id: int, folder: str) -> None:
        """Put it into `folder`; empty takes it out of every folder. A folder exists while something is in it."""
        self._change(chat_id, "folder = ?", plain(elided(folder.strip(), _TITLE_CHARACTERS)))

    def archive(self, chat_id: int, *, archived: bool = True) -> None:
        """Take it out of the list without deleting it, or put it back."""
        self._change(chat_id, "archived = ?", archived)

    def delete(self, chat_id: int) -> None:
        """Put it into the bin, where `undelete` finds it for 30 days."""
        self._change(chat_id, "deleted_at = ?", self._now_ms())

    def undelete(self, chat_id: int) -> None:
        """Take it out of the bin as it was; one that is not there stays as it is. Raise `ChatGone` after the purge."""
        with self._database.writing() as connection:
            if connection.execute("UPDATE chats SET deleted_at = NULL WHERE id = ?", (chat_id,)).rowcount != 1:
                raise ChatGone(tr("This conversation is no longer stored."))

    def purge(self, *, everything: bool = False) -> int:
        """Forget what was in the bin for 30 days, or `everything` in it, and empty conversations; return how many."""
        before_ms = _ANY_MS if everything else self._now_ms() - KEEP_DELETED_MS
        with self._database.writing() as connection:
            gone = [
                chat_id
                for (chat_id,) in connection.execute(
                    "SELECT id FROM chats WHERE deleted_at < ?"
                    " OR NOT EXISTS (SELECT 1 FROM messages WHERE messages.chat = chats.id)",
                    (before_ms,),
                )
            ]
            forget(connection, gone)
        return len(gone)

    def _now_ms(self) -> int:
        return round(self._clock() * 1000)

    def _change(self, chat_id: int, assignment: str, value: str | int | None) -> None:
        query = " ".join(("UPDATE chats SET", assignment, "WHERE id = ? AND deleted_at IS NULL"))
        with self._database.writing() as connection:
            if connection.execute(query, (value, chat_id)).rowcount != 1:
                raise ChatGone(tr("This conversation is no longer stored."))


def forget(connection: sqlite3.Connection, chat_ids: list[int]) -> None:
    """Take conversations out of the database with all that belongs to them."""
    for chat_id in chat_ids:
        connection.execute("UPDATE chats SET leaf = NULL WHERE id = ?", (chat_id,))
        connection.execute("DELETE FROM messages WHERE chat = ?", (chat_id,))
        connection.execute("DELETE FROM drafts WHERE chat = ?", (chat_id,))
        connection.execute("DELETE FROM chats WHERE id = ?", (chat_id,))


def _entry(row: tuple[int, str, str, int, int, int | None, str, int, int]) -> Entry:
    number, title, folder, pinned, archived, deleted, model, created, touched = row
    return Entry(number, title, folder, bool(pinned), bool(archived), deleted, model, created, touched)
