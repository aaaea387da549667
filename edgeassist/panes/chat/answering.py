# SPDX-License-Identifier: Apache-2.0
"""Has one question answered: stored first, then asked, saved on the way, ended once. Shows nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject

from edgeassist.api import Conversation, PaneContext
from edgeassist.history.turns import Message
from edgeassist.kit.background import InOrder
from edgeassist.kit.bridge import Bridge
from edgeassist.panes.chat.exchange import Exchange
from edgeassist.panes.chat.session import ChatSession, Save
from edgeassist.wire import TERMINAL, AnyEvent, Delta, Generate


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered: `store` keeps it, on the history thread; `undo` takes it back when it was not stored.

    `text` is what a person typed for it.
    """

    request: Generate
    store: Callable[[Conversation], object]
    undo: Callable[[], None]
    text: str = ""


class Onlooker(Protocol):
    """Who shows how it goes. All calls come on the GUI thread."""

    def grew(self) -> None:
        """There is more of the answer."""

    def went_on(self) -> None:
        """The answer began."""

    def ended(self) -> None:
        """The answer is over."""

    def stored(self) -> None:
        """Something new is in history."""

    def unstored(self, error: Exception) -> None:
        """History takes no more of this; told once until something is stored again."""

    def lost(self, conversation: Conversation | None) -> None:
        """What is asked from now on goes on without `conversation`."""

    def refused(self, error: Exception) -> None:
        """History did not take the question, so it was not asked."""

    def missed(self, question: str, error: Exception) -> None:
        """History did not take a question of a chat that was left meanwhile."""


class Answering:
    """`conversation` is where it is stored; None when it cannot be."""

    def __init__(
        self, owner: QObject, context: PaneContext, session: ChatSession, storing: InOrder, onlooker: Onlooker
    ) -> None:
        self._owner, self._context, self._session = owner, context, session
        self._storing, self._onlooker = storing, onlooker
        self.conversation: Conversation | None = None
        self._events: Bridge[AnyEvent] | None = None
        self._job: int | None = None
        self._pending: Generate | None = None
        self._told_unsaved = False
        self._refused: Conversation | None = None

    def commit(self, question: Question) -> None:
        """Store the question, then have it answered. One that is not stored is taken back and not answered.

        When the next one is not stored either, it is answered all the same, in the window only: a person who sends
        again wishes that. What follows it is not stored: it would replace the answer before.
        """
        self._pending, conversation = question.request, self.conversation

        def write() -> tuple[Message, ...]:
            if conversation is None:
                return ()
            question.store(conversation)
            return conversation.path()

        def written(path: tuple[Message, ...]) -> None:
            if self._refused is conversation:
                self._refused = None
            if question.request is self._pending:
                self._session.adopt(path)
                self._onlooker.stored()
            self._generate(question.request)

        def not_written(error: Exception) -> None:
            if self.conversation is not conversation:
                self._onlooker.missed(question.text, error)
                return
            if self._refused is conversation:
                self._onlooker.lost(conversation)
                self.conversation = self._refused = None
                self.not_stored(error)
                self._generate(question.request)
            else:
                self._refused, self._pending = conversation, None
                question.undo()
                self._onlooker.refused(error)

        self._storing.do(write, written, failed=not_written)

    def save(self, due: Save, *, ended: bool = False) -> None:
        """Store the answer as far as it came; once it `ended`, take its number."""
        conversation = self.conversation
        if conversation is None:
            return

        def write() -> tuple[Message, ...]:
            conversation.save_answer(due.text, partial=due.partial, model=due.model)
            return conversation.path() if ended else ()

        def saved(path: tuple[Message, ...]) -> None:
            self._told_unsaved = False
            if path and self.conversation is conversation and not self._session.busy:
                self._session.adopt(path)
                self._onlooker.stored()

        self._storing.do(write, saved, failed=self.not_stored)

    def save_now(self) -> None:
        """Store what was painted, and go on."""
        if self._session.busy and self._session.exchanges[-1].answer:
            now = self._session.exchanges[-1]
            self.save(Save(now.answer, partial=True, model=now.model))

    def not_stored(self, error: Exception) -> None:
        """Say once that it could not be stored."""
        if not self._told_unsaved:
            self._told_unsaved = True
            self._onlooker.unstored(error)

    def stop(self) -> None:
        """Ask for the end of the answer; before its start, end it here."""
        if self._job is not None:
            self._context.cancel(self._job)
        elif self._session.busy:
            self._pending = None
            self._session.interrupt()
            self._end()

    def leave(self) -> None:
        """End it without waiting for the engine, what came so far stored."""
        last = self._session.interrupt()
        self._pending = None
        if self._job is not None:
            self._context.cancel(self._job)
        self._drop_bridge()
        if last is not None:
            self.save(last)

    def _generate(self, request: Generate) -> None:
        if request is not self._pending:
            return
        self._pending = None
        self._events = Bridge(self._owner, partial(self._arrived, self._session.exchanges[-1]))
        self._job = self._context.generate(request, self._events)

    def _arrived(self, asked: Exchange, event: AnyEvent) -> None:
        """Pass on what the engine says of `asked` and save what is due; nothing when another chat is in front."""
        if not any(said is asked for said in self._session.exchanges[-1:]):
            return
        before = self._session.status
        due = self._session.on_event(event)
        ended = isinstance(event, TERMINAL)
        if due is not None:
            self.save(due, ended=ended)
        if isinstance(event, Delta):
            self._onlooker.grew()
        if ended:
            self._end()
        elif self._session.status is not before:
            self._onlooker.went_on()

    def _end(self) -> None:
        self._drop_bridge()
        self._onlooker.ended()

    def _drop_bridge(self) -> None:
        if self._events is not None:
            self._events.close()
        self._events, self._job = None, None
