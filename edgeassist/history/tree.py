# SPDX-License-Identifier: Apache-2.0
"""The messages of one conversation as a tree: which path is in front, what stands beside a message. Plain queries.

Every function works within the caller's connection and transaction.
"""

import sqlite3
from dataclasses import dataclass

from edgeassist.history.turns import (
    Attachment,
    Message,
    attachments_from_column,
    attachments_to_column,
    from_column,
    plain,
    to_column,
)
from edgeassist.history.words import spaced

_UP = (
    "WITH RECURSIVE up(id, depth) AS (SELECT leaf, 0 FROM chats WHERE id = ? UNION ALL"
    " SELECT messages.parent, depth + 1 FROM up JOIN messages ON messages.id = up.id"
    " WHERE messages.parent IS NOT NULL)"
)
_BESIDE = "(SELECT count(*) FROM messages AS s WHERE s.parent IS m.parent AND s.chat = m.chat"
_PATH = " ".join((
    _UP, "SELECT m.id, m.parent, m.role, m.text, m.partial, m.model, m.attachments, m.created_at,",
    _BESIDE, "AND s.id <= m.id),", _BESIDE, ") FROM up JOIN messages AS m ON m.id = up.id ORDER BY up.depth DESC",
))  # fmt: skip
_LAST_QUESTION = " ".join((
    _UP, "SELECT m.id FROM up JOIN messages AS m ON m.id = up.id WHERE m.role = 'user' ORDER BY up.depth LIMIT 1",
))  # fmt: skip

_APPEND = (
    "INSERT INTO messages"
    " (uid, chat, position, parent, role, text, spaced, partial, model, attachments, created_at)"
    " VALUES (lower(hex(randomblob(16))), ?, (SELECT coalesce(max(position), 0) + 1 FROM messages WHERE chat = ?),"
    " ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class New:
    """A message to be stored."""

    role: str
    text: str
    partial: bool = False
    model: str = ""
    attachments: tuple[Attachment, ...] = ()


def path(connection: sqlite3.Connection, chat_id: int | None) -> tuple[Message, ...]:
    """Return the messages in front, oldest first."""
    return tuple(_message(row) for row in connection.execute(_PATH, (chat_id,)))


def _message(row: tuple[int, int | None, str, str | bytes, int, str, str, int, int, int]) -> Message:
    number, parent, role, text, partial, model, attachments, created, sibling, siblings = row
    said, files = from_column(text), attachments_from_column(attachments)
    return Message(number, parent, role, said, bool(partial), model, files, created, sibling, siblings)


def leaf(connection: sqlite3.Connection, chat_id: int | None) -> tuple[int, int | None, str] | None:
    """Return the number, parent and role of the message in front; None in an empty conversation."""
    query = "SELECT m.id, m.parent, m.role FROM chats JOIN messages AS m ON m.id = chats.leaf WHERE chats.id = ?"
    row = connection.execute(query, (chat_id,)).fetchone()
    return (row[0], row[1], row[2]) if row else None


def last_question(connection: sqlite3.Connection, chat_id: int | None) -> int | None:
    """Return the last question on the path in front."""
    row = connection.execute(_LAST_QUESTION, (chat_id,)).fetchone()
    return int(row[0]) if row else None


def place(connection: sqlite3.Connection, chat_id: int, number: int) -> tuple[int | None, str] | None:
    """Return the parent and role of message `number` of this chat; None when it is not there."""
    row = connection.execute(
        "SELECT parent, role FROM messages WHERE id = ? AND chat = ?", (number, chat_id)
    ).fetchone()
    return (row[0], row[1]) if row else None


def append(connection: sqlite3.Connection, chat_id: int, parent: int | None, new: New, *, now_ms: int) -> int:
    """Store a message below `parent`, put it in front and return its number."""
    values = (new.partial, plain(new.model), attachments_to_column(new.attachments), now_ms)
    cursor = connection.execute(_APPEND, (chat_id, chat_id, parent, new.role, *_stored(new.text), *values))
    number = cursor.lastrowid or 0
    put_in_front(connection, chat_id, number)
    return number


def overwrite(connection: sqlite3.Connection, number: int, new: New) -> None:
    """Give message `number` another text; a `model` that is not named stays."""
    connection.execute(
        "UPDATE messages SET text = ?, spaced = ?, partial = ?, model = coalesce(nullif(?, ''), model) WHERE id = ?",
        (*_stored(new.text), new.partial, plain(new.model), number),
    )


def _stored(text: str) -> tuple[str | bytes, str]:
    column = to_column(text)
    return column, spaced(text) if isinstance(column, str) else ""


def put_in_front(connection: sqlite3.Connection, chat_id: int, number: int | None) -> None:
    """Make `number` the message in front."""
    connection.execute("UPDATE chats SET leaf = ? WHERE id = ?", (number, chat_id))


def siblings(connection: sqlite3.Connection, chat_id: int, number: int) -> tuple[int, ...]:
    """Return the versions of message `number`, itself among them, oldest first; empty when it is not there."""
    query = (
        "SELECT s.id FROM messages AS m JOIN messages AS s ON s.parent IS m.parent AND s.chat = m.chat"
        " WHERE m.id = ? AND m.chat = ? ORDER BY s.id"
    )
    return tuple(one for (one,) in connection.execute(query, (number, chat_id)))


def newest_below(connection: sqlite3.Connection, number: int) -> int:
    """Return the end of the path that takes the newest version at every fork below `number`."""
    query = (
        "WITH RECURSIVE down(id) AS (SELECT ? UNION ALL"
        " SELECT (SELECT max(id) FROM messages WHERE parent = down.id) FROM down WHERE down.id IS NOT NULL)"
        " SELECT max(id) FROM down"
    )
    return int(connection.execute(query, (number,)).fetchone()[0])


def attachments(connection: sqlite3.Connection, number: int) -> tuple[Attachment, ...]:
    """Return what went along with message `number`."""
    row = connection.execute("SELECT attachments FROM messages WHERE id = ?", (number,)).fetchone()
    return attachments_from_column(row[0]) if row else ()
