# SPDX-License-Identifier: Apache-2.0
"""Reads what can still be read of a damaged database, row by row. Changes nothing in it.

What comes out is added like an exported file: known messages are not doubled, so it goes well with a restored backup.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from edgeassist.core.language import later, tr
from edgeassist.history.manner import parameters_from_column
from edgeassist.history.record import ChatRecord, MessageRecord, Role
from edgeassist.history.turns import attachments_from_column, from_column

_CHAT = (
    "SELECT uid, title, created_at, touched_at, leaf, folder, pinned, archived, model, persona, parameters, deleted_at"
    " FROM chats WHERE id = ?"
)
_MESSAGE = (
    "SELECT id, uid, chat, parent, role, text, created_at, partial, model, attachments FROM messages WHERE id = ?"
)
_MOST_ROWS = 5_000_000
_LOST = later("Recovered conversation")


def legible(path: Path) -> tuple[ChatRecord, ...]:
    """Return the conversations that can be read, with the messages that can be read; empty when nothing can.

    A message whose parent cannot be read hangs below the readable one before it. Slow: minutes for a long history.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            messages: dict[int, list[tuple[int, int | None, MessageRecord]]] = {}
            for number in range(1, _highest(connection, "messages") + 1):
                for chat, parent, record in _read_message(connection, number):
                    messages.setdefault(chat, []).append((number, parent, record))
            chats = (_chat(connection, number, found) for number, found in sorted(messages.items()))
            return tuple(chat for chat in chats if chat is not None)
    except sqlite3.Error:
        return ()


def _highest(connection: sqlite3.Connection, table: str) -> int:
    """Return the highest row number ever given, by whichever page can be read; about, when only the end can be."""
    asks = (("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)), ("SELECT max(id) FROM messages", ()))
    for query, values in asks:
        try:
            row = connection.execute(query, values).fetchone()
        except sqlite3.DatabaseError:
            continue
        if row and isinstance(row[0], int):
            return min(row[0], _MOST_ROWS)
    return 0


def _read_message(connection: sqlite3.Connection, number: int) -> Iterator[tuple[int, int | None, MessageRecord]]:
    try:
        row = connection.execute(_MESSAGE, (number,)).fetchone()
        if row is None:
            return
        _id, uid, chat, parent, role, text, created, partial, model, attachments = row
        record = MessageRecord(
            uid=uid, parent=None, role=msgspec.convert(role, Role), text=from_column(text), created_ms=int(created),
            partial=bool(partial), model=str(model), attachments=attachments_from_column(attachments),
        )  # fmt: skip
    except (sqlite3.Error, msgspec.ValidationError, TypeError, ValueError):
        return
    yield int(chat), parent, record


def _chat(
    connection: sqlite3.Connection, number: int, found: list[tuple[int, int | None, MessageRecord]]
) -> ChatRecord | None:
    """Return the conversation, under another name when its own cannot be read; None for one in the bin."""
    uids: dict[int, str] = {}
    messages = []
    last = None
    for row, parent, record in found:
        above = None if parent is None else uids.get(parent, last)
        messages.append(msgspec.structs.replace(record, parent=above))
        uids[row] = last = record.uid
    first, latest = found[0][2], found[-1][2]
    lost = ChatRecord(
        uid=first.uid, title=tr(_LOST), created_ms=first.created_ms, touched_ms=latest.created_ms, leaf=latest.uid,
        messages=tuple(messages),
    )  # fmt: skip
    try:
        row_of_chat = connection.execute(_CHAT, (number,)).fetchone()
        if row_of_chat is None:
            return lost
        uid, title, created, touched, leaf, folder, pinned, archived, model, persona, parameters, deleted = row_of_chat
        if deleted is not None:
            return None
        return ChatRecord(
            uid=uid, title=title, created_ms=int(created), touched_ms=int(touched), leaf=uids.get(leaf, latest.uid),
            folder=folder, pinned=bool(pinned), archived=bool(archived), model=model, persona=persona,
            parameters=dict(parameters_from_column(parameters)), messages=lost.messages,
        )  # fmt: skip
    except (sqlite3.Error, TypeError, ValueError):
        return lost
