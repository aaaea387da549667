# SPDX-License-Identifier: Apache-2.0
"""Whole conversations as values, for files that leave the program and come back. Reads the database, writes nothing."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from edgeassist.history.database import Database
from edgeassist.history.manner import Parameter, parameters_from_column
from edgeassist.history.turns import Attachment, attachments_from_column, from_column

Role = Literal["user", "assistant", "system"]


class MessageRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message. `parent` is the uid of the one above it, None at the root; it stands before this one."""

    uid: str
    parent: str | None
    role: Role
    text: str
    created_ms: int
    partial: bool = False
    model: str = ""
    attachments: tuple[Attachment, ...] = ()


class ChatRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One conversation with all its branches. `leaf` is the uid of the message in front."""

    uid: str
    title: str
    created_ms: int
    touched_ms: int
    leaf: str | None
    messages: tuple[MessageRecord, ...]
    folder: str = ""
    pinned: bool = False
    archived: bool = False
    model: str = ""
    persona: str = ""
    parameters: dict[str, Parameter] = {}

    def front(self) -> tuple[MessageRecord, ...]:
        """Return the messages in front, oldest first."""
        known = {one.uid: one for one in self.messages}
        path: list[MessageRecord] = []
        one = known.get(self.leaf or "")
        while one is not None:
            path.append(one)
            one = known.get(one.parent or "")
        return tuple(reversed(path))


def records(database: Database, chat_ids: Iterable[int] | None = None) -> Iterator[ChatRecord]:
    """Yield the conversations of these numbers, or all that are not in the bin, the one last touched first.

    A number that is not there is left out.
    """
    wanted = list(_all(database) if chat_ids is None else chat_ids)
    for number in wanted:
        with database.reading() as connection:
            one = _record(connection, number)
        if one is not None:
            yield one


def _all(database: Database) -> list[int]:
    query = "SELECT id FROM chats WHERE deleted_at IS NULL ORDER BY touched_at DESC"
    with database.reading() as connection:
        return [number for (number,) in connection.execute(query)]


def _record(connection: sqlite3.Connection, number: int) -> ChatRecord | None:
    query = (
        "SELECT uid, title, created_at, touched_at, (SELECT uid FROM messages WHERE id = leaf), folder, pinned,"
        " archived, model, persona, parameters FROM chats WHERE id = ?"
    )
    row = connection.execute(query, (number,)).fetchone()
    if row is None:
        return None
    uid, title, created, touched, leaf, folder, pinned, archived, model, persona, parameters = row
    return ChatRecord(
        uid=uid, title=title, created_ms=created, touched_ms=touched, leaf=leaf, folder=folder, pinned=bool(pinned),
        archived=bool(archived), model=model, persona=persona, parameters=dict(parameters_from_column(parameters)),
        messages=tuple(_messages(connection, number)),
    )  # fmt: skip


def _messages(connection: sqlite3.Connection, number: int) -> Iterator[MessageRecord]:
    query = (
        "SELECT m.uid, p.uid, m.role, m.text, m.created_at, m.partial, m.model, m.attachments FROM messages AS m"
        " LEFT JOIN messages AS p ON p.id = m.parent WHERE m.chat = ? ORDER BY m.position"
    )
    for uid, parent, role, text, created, partial, model, attachments in connection.execute(query, (number,)):
        yield MessageRecord(
            uid=uid, parent=parent, role=role, text=from_column(text), created_ms=created, partial=bool(partial),
            model=model, attachments=attachments_from_column(attachments),
        )  # fmt: skip
