# SPDX-License-Identifier: Apache-2.0
"""One conversation: what was said is on disk when a call returns. Knows no window, no engine, no other conversation.

A chat takes a row with its first question, so an empty one is never stored and needs no cleaning up.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from edgeassist.core.errors import NotFound
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.history import tree
from edgeassist.history.database import Database
from edgeassist.history.manner import Manner, draft_of, drop_draft, keep_draft, keep_manner, manner_of
from edgeassist.history.tree import New
from edgeassist.history.turns import Attachment, Draft, Message, SavedTurn

_TITLE_CHARACTERS = 60


class ChatGone(NotFound):
    """The conversation was deleted meanwhile, or holds no question to answer."""

    code = "chat-gone"
    hint = later("Start a new conversation.")


class MessageGone(NotFound):
    """A message that is not in this conversation, or not of the kind that was meant."""

    code = "message-gone"
    hint = later("Open the conversation again; nothing was changed.")

    def __init__(self) -> None:
        super().__init__(tr("This message is not in the conversation any more."))


class QuestionNotSaved(NotFound):
    """The question is not stored, or another program asked one after it: its answer has no place."""

    code = "question-not-saved"
    hint = later("Copy the answer if you need it, then ask again. What was saved before is safe.")

    def __init__(self) -> None:
        super().__init__(tr("This answer cannot be saved: its question is not the last one that was stored."))


class Chat:
    """One conversation. Any thread may call; each call is one transaction.

    An answer belongs to the question last added here, or last read by `turns`, and to no other: when `add_question`
    fails, the answer before it stays as it was.
    """

    def __init__(self, database: Database, clock: Callable[[], float], chat_id: int | None = None) -> None:
        self._database, self._clock, self._id = database, clock, chat_id
        self._generation = database.generation
        self._anew = False
        with database.reading() as connection:
            self._question = tree.last_question(connection, chat_id)

    @property
    def id(self) -> int | None:
        """The row's number; None until the first question."""
        return self._id

    @property
    def title(self) -> str:
        """The name given to it, at first the first question's first line, made harmless; empty before it."""
        with self._reading() as connection:
            row = connection.execute("SELECT title FROM chats WHERE id = ?", (self._id,)).fetchone()
        return str(row[0]) if row else ""

    def turns(self) -> tuple[SavedTurn, ...]:
        """Return what was said on the path in front, oldest first."""
        return tuple(SavedTurn(one.role, one.text, one.partial) for one in self.path())

    def path(self) -> tuple[Message, ...]:
        """Return the messages in front, oldest first, each knowing how many versions stand beside it."""
        with self._reading() as connection:
            messages = tree.path(connection, self._id)
        asked = [one.id for one in messages if one.role == "user"]
        question = asked[-1] if asked else None
        self._question, self._anew = question, self._anew and question == self._question
        return messages

    def add_question(self, text: str, *, attachments: tuple[Attachment, ...] = ()) -> None:
        """Commit the person's turn before anything is generated; its draft is then done with."""
        self._question = None
        with self._writing() as connection:
            chat_id = self._id or self._row(connection, text)
            self._touch(connection, chat_id)
            above = tree.leaf(connection, chat_id)
            new = New("user", text, attachments=attachments)
            question = tree.append(connection, chat_id, above[0] if above else None, new, now_ms=self._now_ms())
            drop_draft(connection, self._id)
        self._id, self._question, self._anew = chat_id, question, False

    def save_answer(self, text: str, *, partial: bool, model: str = "") -> None:
        """Write or overwrite the answer to the last question; raise `QuestionNotSaved` when that is not stored."""
        new = New("assistant", text, partial, model)
        with self._writing() as connection:
            chat_id = self._id or 0
            self._touch(connection, chat_id)
            answer = self._answer(connection, chat_id)
            if answer is None or self._anew:
                tree.append(connection, chat_id, self._question, new, now_ms=self._now_ms())
            else:
                tree.overwrite(connection, answer, new)
        self._anew = False

    def edit(self, message: int, text: str, *, attachments: tuple[Attachment, ...] | None = None) -> int:
        """Ask question `message` in other words: a new branch beside it, put in front; return its number.

        The old question and all below it stay. Its attachments come along unless others are given.
        """
        with self._writing() as connection:
            self._touch(connection, self._id or 0)
            parent = self._placed(connection, message, "user")[0]
            files = tree.attachments(connection, message) if attachments is None else attachments
            new = New("user", text, attachments=files)
            question = tree.append(connection, self._id or 0, parent, new, now_ms=self._now_ms())
        self._question, self._anew = question, False
        return question

    def regenerate(self, message: int | None = None) -> int:
        """Get ready for another answer beside answer `message`, the last one by default; return its question's number.

        The old answer is kept. The path changes with the first `save_answer`: until then, nothing is written when the
        answer is the last one; an earlier answer's question comes in front.
        """
        with self._writing() as connection:
            last = tree.leaf(connection, self._id)
            wanted = message if message is not None else (last[0] if last else 0)
            question = self._placed(connection, wanted, "assistant")[0]
            if question is None:
                raise MessageGone
            if last is None or last[1] != question:
                tree.put_in_front(connection, self._id or 0, question)
        self._question, self._anew = question, True
        return question

    def siblings(self, message: int) -> tuple[int, ...]:
        """Return the numbers of the versions of `message`, itself among them, oldest first."""
        with self._reading() as connection:
            return tree.siblings(connection, self._id or 0, message)

    def choose(self, message: int) -> tuple[Message, ...]:
        """Put the branch of `message` in front, with the newest version at every fork below it; return the path."""
        with self._writing() as connection:
            self._placed(connection, message, "")
            tree.put_in_front(connection, self._id or 0, tree.newest_below(connection, message))
        self._anew = False
        return self.path()

    def manner(self) -> Manner:
        """Return which model answers here and how; empty before the first question."""
        with self._reading() as connection:
            return manner_of(connection, self._id)

    def keep_manner(self, manner: Manner) -> None:
        """Keep which model answers here and how; raise `ChatGone` before the first question."""
        with self._writing() as connection:
            if not keep_manner(connection, self._id, manner):
                raise ChatGone(tr("This conversation is not stored."))

    def draft(self) -> Draft:
        """Return what was typed and not sent; before the first question that of new conversations."""
        with self._reading() as connection:
            return draft_of(connection, self._id)

    def keep_draft(self, draft: Draft) -> None:
        """Keep what is typed and not sent; an empty draft is forgotten."""
        with self._writing() as connection:
            keep_draft(connection, self._id, draft)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection; raise `ChatGone` once a restored backup took the database's place."""
        with self._database.reading() as connection:
            self._check()
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._database.writing() as connection:
            self._check()
            yield connection

    def _check(self) -> None:
        if self._database.generation != self._generation:
            raise ChatGone(tr("A backup was restored since this conversation was opened."))

    def _now_ms(self) -> int:
        return round(self._clock() * 1000)

    def _row(self, connection: sqlite3.Connection, question: str) -> int:
        title = elided(question.strip().partition("\n")[0], _TITLE_CHARACTERS)
        query = "INSERT INTO chats (uid, created_at, touched_at, title) VALUES (lower(hex(randomblob(16))), ?, 0, ?)"
        return connection.execute(query, (self._now_ms(), title)).lastrowid or 0

    def _touch(self, connection: sqlite3.Connection, chat_id: int) -> None:
        """Make this chat the one last touched, even when the clock was set back."""
        query = (
            "UPDATE chats SET touched_at = max(?, (SELECT max(touched_at) + 1 FROM chats))"
            " WHERE id = ? AND deleted_at IS NULL"
        )
        if connection.execute(query, (self._now_ms(), chat_id)).rowcount != 1:
            raise ChatGone(tr("This conversation is no longer stored."))

    def _answer(self, connection: sqlite3.Connection, chat_id: int) -> int | None:
        """Return the row of the answer to our question, None when there is none yet."""
        if tree.last_question(connection, chat_id) != self._question:
            raise QuestionNotSaved
        last = tree.leaf(connection, chat_id)
        return last[0] if last and last[2] == "assistant" else None

    def _placed(self, connection: sqlite3.Connection, message: int, role: str) -> tuple[int | None, str]:
        """Return the parent and role of `message`; raise `MessageGone` unless it is here and of `role` (empty: any)."""
        found = tree.place(connection, self._id or 0, message)
        if found is None or (role and found[1] != role):
            raise MessageGone
        return found
