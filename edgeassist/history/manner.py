# SPDX-License-Identifier: Apache-2.0
"""What belongs to a conversation beside its messages: who answers and how, and what is typed but not sent."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from edgeassist.history.turns import (
    Draft,
    attachments_from_column,
    attachments_to_column,
    from_column,
    plain,
    to_column,
)

Parameter = bool | int | float | str
UNSTORED = 0
"""The number under which the draft of a conversation without a row is kept."""


@dataclass(frozen=True, slots=True)
class Manner:
    """Which model answers (its id; empty: the default), as whom (`persona` is a system text), with which settings."""

    model: str = ""
    persona: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


def parameters_to_column(parameters: Mapping[str, Parameter]) -> str:
    """Return the parameters as JSON."""
    return json.dumps(dict(parameters))


def parameters_from_column(stored: str) -> Mapping[str, Parameter]:
    """Undo `parameters_to_column`; what is no table of plain values is an empty one."""
    try:
        return msgspec.convert(json.loads(stored), dict[str, Parameter])
    except (ValueError, msgspec.ValidationError):
        return {}


def manner_of(connection: sqlite3.Connection, chat_id: int | None) -> Manner:
    """Return the manner of a conversation, an empty one without a row."""
    row = connection.execute("SELECT model, persona, parameters FROM chats WHERE id = ?", (chat_id,)).fetchone()
    return Manner(row[0], row[1], parameters_from_column(row[2])) if row else Manner()


def keep_manner(connection: sqlite3.Connection, chat_id: int | None, manner: Manner) -> bool:
    """Write the manner; return whether there is such a conversation."""
    values = (plain(manner.model), plain(manner.persona), parameters_to_column(manner.parameters), chat_id)
    query = "UPDATE chats SET model = ?, persona = ?, parameters = ? WHERE id = ? AND deleted_at IS NULL"
    return connection.execute(query, values).rowcount == 1


def draft_of(connection: sqlite3.Connection, chat_id: int | None) -> Draft:
    """Return the draft of a conversation; None stands for one without a row."""
    query = "SELECT text, attachments FROM drafts WHERE chat = ?"
    row = connection.execute(query, (chat_id or UNSTORED,)).fetchone()
    return Draft(from_column(row[0]), attachments_from_column(row[1])) if row else Draft()


def keep_draft(connection: sqlite3.Connection, chat_id: int | None, draft: Draft) -> None:
    """Write the draft, or forget it when it is empty."""
    if draft == Draft():
        drop_draft(connection, chat_id)
        return
    values = (chat_id or UNSTORED, to_column(draft.text), attachments_to_column(draft.attachments))
    connection.execute("INSERT OR REPLACE INTO drafts (chat, text, attachments) VALUES (?, ?, ?)", values)


def drop_draft(connection: sqlite3.Connection, chat_id: int | None) -> None:
    """Forget the draft."""
    connection.execute("DELETE FROM drafts WHERE chat = ?", (chat_id or UNSTORED,))
