# SPDX-License-Identifier: Apache-2.0
"""Takes conversations in from the JSON that `export` writes, or from a database: nothing half, and nothing twice."""

import json
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import msgspec

from edgeassist.core.errors import BadInput
from edgeassist.core.files import read_small
from edgeassist.core.first_bytes import first_bytes
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.history.database import Database
from edgeassist.history.export import FORMAT, VERSION
from edgeassist.history.manner import parameters_to_column
from edgeassist.history.record import ChatRecord, MessageRecord
from edgeassist.history.salvage import legible
from edgeassist.history.turns import attachments_to_column, plain, to_column
from edgeassist.history.words import spaced

_MOST_BYTES = 1024**3
_UID = re.compile(r"[0-9a-f]{32}")
_TITLE_CHARACTERS = 200
_MOST_MS = 253_402_300_799_999
_DATABASE = b"SQLite format 3\0"


class NotHistory(BadInput):
    """A file that holds no exported conversations."""

    code = "not-history"
    hint = later("Choose a .json file that EdgeAssist exported. Nothing was changed.")

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(tr("{path} cannot be taken in: {reason}.", path=path, reason=why))


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came in: new conversations, known ones that grew, and messages in both."""

    new_chats: int
    grown_chats: int
    messages: int


class _File(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    version: int
    chats: tuple[ChatRecord, ...]


def take_in(database: Database, path: Path) -> TakenIn:
    """Add what the file has and the database lacks, in one transaction; raise `NotHistory`.

    The file is an export, or a database, damaged or whole, of which all that can be read is taken.

    Conversations and messages are known by their uid. One that is known keeps its name and folder here; from the bin
    it comes back.
    """
    found = _salvaged(path) if _is_database(path, database.path) else _read(path)
    new = grown = messages = 0
    with database.writing() as connection:
        for chat in found:
            number = _known(connection, chat)
            added = _add(connection, number or _create(connection, chat), chat, is_new=number is None)
            new, grown = new + (number is None), grown + (number is not None and added > 0)
            messages += added
    return TakenIn(new, grown, messages)


def _is_database(path: Path, own: Path) -> bool:
    """Tell whether the file is a database; it may be `own`, which is open."""
    try:
        return (first_bytes if path.samefile(own) else read_small)(path, len(_DATABASE)) == _DATABASE
    except OSError:
        return False


def _salvaged(path: Path) -> tuple[ChatRecord, ...]:
    """Return the conversations of a database that are whole in themselves; raise `NotHistory` when there is none."""
    found = tuple(chat for chat in legible(path) if _is_sound(chat))
    if not found:
        raise NotHistory(path, tr("no conversation in it can be read"))
    return found


def _is_sound(chat: ChatRecord) -> bool:
    """Tell whether values that came from damaged rows are what they must be."""
    try:
        msgspec.convert(msgspec.to_builtins(chat, builtin_types=(bytes,)), ChatRecord)
    except (msgspec.ValidationError, ValueError, TypeError):
        return False
    return not _fault(chat)


def _read(path: Path) -> tuple[ChatRecord, ...]:
    try:
        content = read_small(path, _MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise NotHistory(path, tr("it is larger than 1 GB"))
        table = json.loads(content)
    except OSError as error:
        raise NotHistory(path, error.strerror or tr("it cannot be read")) from error
    except (ValueError, RecursionError) as error:
        raise NotHistory(path, tr("it is no JSON")) from error
    if not isinstance(table, dict) or table.get("format") != FORMAT:
        raise NotHistory(path, tr("it is no export of EdgeAssist's conversations"))
    if table.get("version") != VERSION:
        found = elided(str(table.get("version")))
        raise NotHistory(path, tr("it has format {found}; this EdgeAssist knows {known}", found=found, known=VERSION))
    try:
        chats = msgspec.convert(table, _File).chats
    except (msgspec.ValidationError, RecursionError) as error:
        raise NotHistory(path, elided(str(error), 200)) from error
    if fault := next((fault for chat in chats if (fault := _fault(chat))), ""):
        raise NotHistory(path, fault)
    return chats


def _fault(chat: ChatRecord) -> str:
    """Return what is wrong with the conversation's build; empty when nothing is."""
    known: set[str] = set()
    for one in chat.messages:
        if not _UID.fullmatch(one.uid) or one.uid in known:
            return tr("a message has no name of its own")
        if one.parent is not None and one.parent not in known:
            return tr("a message hangs below one that is not there")
        known.add(one.uid)
    if not _UID.fullmatch(chat.uid) or (chat.leaf is not None and chat.leaf not in known):
        return tr("a conversation is not whole")
    times = [chat.created_ms, chat.touched_ms, *(one.created_ms for one in chat.messages)]
    return "" if all(0 <= time <= _MOST_MS for time in times) else tr("a time is none")


def _known(connection: sqlite3.Connection, chat: ChatRecord) -> int | None:
    row = connection.execute("SELECT id FROM chats WHERE uid = ?", (chat.uid,)).fetchone()
    return int(row[0]) if row else None


def _create(connection: sqlite3.Connection, chat: ChatRecord) -> int:
    values = (
        chat.uid, plain(elided(chat.title, _TITLE_CHARACTERS)), chat.created_ms, chat.touched_ms,
        plain(elided(chat.folder, _TITLE_CHARACTERS)), chat.pinned, chat.archived, plain(chat.model),
        plain(chat.persona), parameters_to_column(chat.parameters),
    )  # fmt: skip
    query = (
        "INSERT INTO chats (uid, title, created_at, touched_at, folder, pinned, archived, model, persona, parameters)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    return connection.execute(query, values).lastrowid or 0


def _add(connection: sqlite3.Connection, number: int, chat: ChatRecord, *, is_new: bool) -> int:
    """Store the messages that are not there; return how many. The branch in front changes with a newer version only."""
    known = dict(connection.execute("SELECT uid, id FROM messages WHERE chat = ?", (number,)).fetchall())
    query = "SELECT coalesce(max(position), 0) FROM messages WHERE chat = ?"
    (position,) = connection.execute(query, (number,)).fetchone()
    added = 0
    for one in chat.messages:
        if one.uid not in known:
            added += 1
            known[one.uid] = _put(connection, number, position + added, known.get(one.parent or ""), one)
    (touched,) = connection.execute("SELECT touched_at FROM chats WHERE id = ?", (number,)).fetchone()
    if chat.leaf is not None and (is_new or chat.touched_ms > touched):
        values = (known[chat.leaf], max(touched, chat.touched_ms), number)
        connection.execute("UPDATE chats SET leaf = ?, touched_at = ? WHERE id = ?", values)
    connection.execute("UPDATE chats SET deleted_at = NULL WHERE id = ?", (number,))
    return added


def _put(connection: sqlite3.Connection, chat: int, position: int, parent: int | None, one: MessageRecord) -> int:
    text = to_column(one.text)
    form = spaced(text) if isinstance(text, str) else ""
    values = (one.uid, chat, position, parent, one.role, text, form, one.partial, plain(one.model))
    query = (
        "INSERT INTO messages"
        " (uid, chat, position, parent, role, text, spaced, partial, model, attachments, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    files = attachments_to_column(one.attachments)
    return connection.execute(query, (*values, files, one.created_ms)).lastrowid or 0
