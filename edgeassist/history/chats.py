# SPDX-License-Identifier: Apache-2.0
"""The person's conversations: what was said is on disk when a call returns. Knows no window and no engine.

A chat takes a row with its first question, so an empty one is never stored and needs no cleaning up.
"""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from edgeassist.core.errors import NotFound
from edgeassist.core.units import elided
from edgeassist.history.database import Database
from edgeassist.history.turns import SavedTurn, from_column, to_column

_TITLE_CHARACTERS = 60


class ChatGone(NotFound):
    """The conversation was deleted meanwhile, or holds no question to answer."""

    code = "chat-gone"
    hint = "Start a new conversation."


class QuestionNotSaved(NotFound):
    """The question is not stored, or another program asked one after it: its answer has no place."""

    code = "question-not-saved"
    hint = "Copy the answer if you need it, then ask again. What was saved before is safe."

    def __init__(self) -> None:
        super().__init__("This answer cannot be saved: its question is not the last one that was stored.")


class Chat:
    """One conversation. Any thread may call; each call is one transaction.

    An answer belongs to the question last added here, or last read by `turns`, and to no other: when `add_question`
    fails, the answer before it stays as it was.
    """

    def __init__(self, database: Database, clock: Callable[[], float], chat_id: int | None = None) -> None:
        self._database, self._clock, self._id = database, clock, chat_id
        with database.reading() as connection:
            self._question = _last_question(connection, chat_id)

    @property
    def id(self) -> int | None:
        """The row's number; None until the first question."""
        return self._id

    @property
    def title(self) -> str:
        """The first question's first line, made harmless; empty before it."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT title FROM chats WHERE id = ?", (self._id,)).fetchone()
        return str(row[0]) if row else ""

    def turns(self) -> tuple[SavedTurn, ...]:
        """Return what was said, oldest first."""
        query = "SELECT role, text, partial FROM messages WHERE chat = ? ORDER BY position"
        with self._database.reading() as connection:
            rows = connection.execute(query, (self._id,)).fetchall()
            self._question = _last_question(connection, self._id)
        return tuple(SavedTurn(role, from_column(text), bool(partial)) for role, text, partial in rows)

    def add_question(self, text: str) -> None:
        """Commit the person's turn before anything is generated."""
        self._question = None
        with self._database.writing() as connection:
            chat_id = self._id or self._row(connection, text)
            self._touch(connection, chat_id)
            question = self._append(connection, chat_id, "user", text, partial=False)
        self._id, self._question = chat_id, question

    def save_answer(self, text: str, *, partial: bool) -> None:
        """Write or overwrite the answer to the last question; raise `QuestionNotSaved` when that is not stored."""
        with self._database.writing() as connection:
            chat_id = self._id or 0
            self._touch(connection, chat_id)
            message = self._answer(connection, chat_id)
            if message is None:
                self._append(connection, chat_id, "assistant", text, partial=partial)
            else:
                values = (to_column(text), partial, message)
                connection.execute("UPDATE messages SET text = ?, partial = ? WHERE id = ?", values)

    def drop_answer(self) -> None:
        """Forget the last answer, keeping its question; without an answer nothing happens.

        Raise `QuestionNotSaved` when the last question is not stored.
        """
        with self._database.writing() as connection:
            message = self._answer(connection, self._id or 0)
            connection.execute("DELETE FROM messages WHERE id = ?", (message,))

    def _now_ms(self) -> int:
        return round(self._clock() * 1000)

    def _row(self, connection: sqlite3.Connection, question: str) -> int:
        title = elided(question.strip().partition("\n")[0], _TITLE_CHARACTERS)
        values = (self._now_ms(), title)
        cursor = connection.execute("INSERT INTO chats (created_at, touched_at, title) VALUES (?, 0, ?)", values)
        return cursor.lastrowid or 0

    def _touch(self, connection: sqlite3.Connection, chat_id: int) -> None:
        """Make this chat the one last touched, even when the clock was set back."""
        query = "UPDATE chats SET touched_at = max(?, (SELECT max(touched_at) + 1 FROM chats)) WHERE id = ?"
        if connection.execute(query, (self._now_ms(), chat_id)).rowcount != 1:
            raise ChatGone("This conversation is no longer stored.")

    def _append(self, connection: sqlite3.Connection, chat_id: int, role: str, text: str, *, partial: bool) -> int:
        cursor = connection.execute(
            "INSERT INTO messages (chat, position, role, text, partial, created_at) VALUES"
            " (?, (SELECT coalesce(max(position), 0) + 1 FROM messages WHERE chat = ?), ?, ?, ?, ?)",
            (chat_id, chat_id, role, to_column(text), partial, self._now_ms()),
        )
        return cursor.lastrowid or 0

    def _answer(self, connection: sqlite3.Connection, chat_id: int) -> int | None:
        """Return the row of the answer to our question, None when there is none yet."""
        if _last_question(connection, chat_id) != self._question:
            raise QuestionNotSaved
        query = "SELECT id, role FROM messages WHERE chat = ? ORDER BY position DESC LIMIT 1"
        row = connection.execute(query, (chat_id,)).fetchone()
        return int(row[0]) if row and row[1] == "assistant" else None


def _last_question(connection: sqlite3.Connection, chat_id: int | None) -> int | None:
    query = "SELECT id FROM messages WHERE chat = ? AND role = 'user' ORDER BY position DESC LIMIT 1"
    row = connection.execute(query, (chat_id,)).fetchone()
    return int(row[0]) if row else None


class Chats:
    """All conversations in the database at `path`, opened at once.

    `problem` is one sentence about a damaged file that was kept aside, or empty. Raises `HistoryTooNew` for a later
    format and `HistoryUnavailable` for a file that cannot be opened.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = Database(path), clock

    @property
    def problem(self) -> str:
        """What was wrong with the file found, in one sentence; empty when nothing was."""
        return self._database.problem

    def latest(self) -> Chat:
        """Return the conversation last touched, or a new one."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT id FROM chats ORDER BY touched_at DESC, id DESC LIMIT 1").fetchone()
        return Chat(self._database, self._clock, row[0] if row else None)

    def start(self) -> Chat:
        """Begin a new conversation; nothing is stored before its first question."""
        return Chat(self._database, self._clock)

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self._database.close()
