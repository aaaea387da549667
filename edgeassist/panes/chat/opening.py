# SPDX-License-Identifier: Apache-2.0
"""Opens conversations: puts the one in front away, reads another in the background and shows it with its draft."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor

from edgeassist.api import Conversation, Notice
from edgeassist.core.language import later, tr
from edgeassist.history.turns import Attachment, Draft, Message
from edgeassist.kit.background import InOrder
from edgeassist.panes.chat.answering import Answering
from edgeassist.panes.chat.asking import Asking
from edgeassist.panes.chat.attaching import Paper
from edgeassist.panes.chat.attachments import PaperReader
from edgeassist.panes.chat.drafts import DraftKeeper
from edgeassist.panes.chat.exchange import Version
from edgeassist.panes.chat.front import Front
from edgeassist.panes.chat.older import older_in
from edgeassist.panes.chat.opened import Opened, numbers, read_chat
from edgeassist.panes.chat.telling import hint_of
from edgeassist.wire import Usage

UNOPENED = later("Your chats could not be opened. You can ask all the same; this chat stays only in this window.")
UNTURNED = later("That version could not be shown.")
KEEP_HINT = later("Copy what you need before you close the window.")

Which = Callable[[], Conversation]
"""Returns a conversation; blocks."""


def notice_of(text: str, error: Exception) -> Notice:
    """Return what is told about an error of history: `text`, given as `later` gives it, and what to do."""
    return Notice(tr(text), hint_of(error) or tr(KEEP_HINT), f"{type(error).__name__}: {error}", "warn")


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What goes on in another window: the chat in front, None for a new one, and what answers cost, by number."""

    chat_id: int | None
    costs: Mapping[int, Usage]


class Opening:
    """GUI thread only. `shown` is called when another conversation is in front."""

    def __init__(
        self, front: Front, asking: Asking, answering: Answering, drafts: DraftKeeper, storing: InOrder
    ) -> None:
        self._front, self._asking, self._answering = front, asking, answering
        self._drafts, self._storing = drafts, storing
        self._wanted: object = None
        self._papers = PaperReader(front.view, lambda: front.context.documents, self._on_paper_read)
        self.shown: Callable[[], None] = lambda: None

    def switch(self, which: Which, message: int | None = None) -> None:
        """Put this conversation away, its answer saved as far as it came, and show another."""
        view = self._front.view
        self._asking.give_up()
        self._answering.leave()
        self._front.room.abandon()
        view.show_chat()
        view.composer.input.setFocus()
        self.open(which, message)

    def open(self, which: Which, message: int | None = None) -> None:
        """Show another conversation. Nothing can be sent until it is there, since it would be wiped then."""
        front, wanted = self._front, object()
        self._wanted, front.opening = wanted, True
        self._drafts.keep()
        if self._answering.conversation is not None:
            front.view.composer.input.clear()
            front.view.attachments.clear()
        self._drafts.belong_to(None, Draft())
        self._answering.conversation = None
        front.refresh()

        def show(found: Opened) -> None:
            if self._wanted is wanted:
                front.opening, self._answering.conversation = False, found.conversation
                self._show(found)

        def not_opened(error: Exception) -> None:
            if self._wanted is wanted:
                front.context.tell(notice_of(UNOPENED, error))
                show(Opened())

        self._storing.do(lambda: read_chat(which(), message), show, failed=not_opened)

    def turn(self, version: Version | None, step: int) -> None:
        """Put the version before or after `version` in front, with all that follows it."""
        front, conversation = self._front, self._answering.conversation
        if front.session.busy or front.weighing or version is None or conversation is None:
            return
        course = front.session.course

        def chosen() -> tuple[Message, ...]:
            versions = conversation.siblings(version.id)
            place = versions.index(version.id) + step
            return conversation.choose(versions[max(0, min(place, len(versions) - 1))])

        def show(path: tuple[Message, ...]) -> None:
            there = self._answering.conversation is conversation and front.session.course == course
            if there and not front.weighing and not front.session.busy:
                self._show_path(path)

        self._storing.do(chosen, show, failed=lambda error: front.context.tell(notice_of(UNTURNED, error)))

    def close(self) -> None:
        """Read no file any more."""
        self._papers.close()

    def _show(self, found: Opened) -> None:
        view, session = self._front.view, self._front.session
        session.manner = found.manner
        self._show_path(found.path)
        self._drafts.belong_to(found.conversation, found.draft)
        self._show_draft(self._drafts.newest(found.conversation, found.draft))
        self.shown()
        sought = [said for said in session.exchanges if found.sought in numbers(said)]
        if sought:
            view.transcript.go_to(sought[0])
        self._front.refresh()

    def _show_draft(self, draft: Draft) -> None:
        """Show a draft before what was typed and attached while the conversation was being opened."""
        view = self._front.view
        text = "\n".join(filter(None, (draft.text, view.composer.text)))
        if text != view.composer.text:
            view.composer.input.setPlainText(text)
            view.composer.input.moveCursor(QTextCursor.MoveOperation.End)
        view.attachments.add_stored(draft.attachments)

    def _show_path(self, path: tuple[Message, ...]) -> None:
        """Show what is on the path in front; files that were read already are not read again."""
        view, session = self._front.view, self._front.session
        known = {paper.attachment: paper for said in session.exchanges for paper in said.papers if not paper.waiting}
        session.open(path, session.manner)
        for said in session.exchanges:
            said.papers = tuple(known.get(paper.attachment, paper) for paper in said.papers)
        session.older = older_in(session.manner, session.exchanges)
        self._papers.read(tuple(p.attachment for said in session.exchanges for p in said.papers if p.waiting))
        view.transcript.show_exchanges(session.exchanges)
        view.transcript.show_summary(session.older.summary, session.older.summed)
        self._front.refresh()

    def _on_paper_read(self, asked: Attachment, read: Paper) -> None:
        for said in self._front.session.exchanges:
            said.papers = tuple(read if paper.waiting and paper.attachment == asked else paper for paper in said.papers)
        self._front.refresh()
