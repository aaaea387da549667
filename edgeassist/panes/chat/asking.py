# SPDX-License-Identifier: Apache-2.0
"""Asks: sends, tries again, goes on, edits. Each is weighed first; what does not fit or is not stored is given back."""

from collections.abc import Callable
from dataclasses import replace

from edgeassist.api import Conversation, Notice
from edgeassist.core.language import later, tr
from edgeassist.panes.chat.answering import Answering, Question
from edgeassist.panes.chat.drafts import DraftKeeper
from edgeassist.panes.chat.exchange import Exchange
from edgeassist.panes.chat.front import Front
from edgeassist.panes.chat.opened import beside_the_last
from edgeassist.panes.chat.session import Course, Wish

SHORTEN, SHORTEN_OR_ANEW = later("Shorten your question."), later("Start a new chat or shorten your question.")
LONG_FILE = later("“{name}” is too long for this model. Nothing was asked.")
LONG_FILES = later("The attached files are too long for this model, “{name}” most of all. Nothing was asked.")
LONG_FILE_HINT = later("Choose above your question: read only its beginning, or summarize it. Or remove it.")
NO_ROOM = later("This is too long for the model together with what was said before. Nothing was asked.")
NO_ROOM_HINT = later("Make room above the input, or start a new chat.")


class Asking:
    """GUI thread only. What a person typed is at any moment in the box, in an editor, in `text` or in the chat."""

    def __init__(self, front: Front, answering: Answering, drafts: DraftKeeper) -> None:
        self._front, self._answering, self._drafts = front, answering, drafts
        self._session, self._transcript = front.session, front.view.transcript
        self._weighed: object = None
        self.text = ""
        """What was typed and is being weighed."""

    def send(self, text: str) -> None:
        """Ask a question with what is attached; give it back when nothing can be asked now, or it does not fit."""
        if not self._free:
            self._give_back(text)
            return
        wish = Wish(text, self._front.view.attachments.papers)

        def refuse() -> None:
            self._give_back(text)
            self._tell_too_long()

        self._weigh(wish, lambda: self._ask(text), refuse, text)

    def try_again(self) -> None:
        """Have the last question answered anew, beside the answer there is."""
        exchanges = self._session.exchanges
        if exchanges and self._free:
            now = exchanges[-1]
            wish = Wish(now.question, now.papers, len(exchanges) - 1)
            self._weigh(wish, lambda: self._answer_again(now), self._tell_no_room)

    def go_on(self) -> None:
        """Have the last answer go on where it ended."""
        exchanges = self._session.exchanges
        if exchanges and exchanges[-1].can_go_on and self._free:
            now = exchanges[-1]
            wish = Wish(now.question, now.papers, len(exchanges) - 1, now.said)
            self._weigh(wish, lambda: self._answer_on(now), self._tell_no_room)

    def edit(self, said: Exchange, text: str) -> None:
        """Ask a question in other words: a branch beside it, with its files."""
        place = next((at for at, one in enumerate(self._session.exchanges) if one is said), None)
        if place is None or not self._free:
            self._transcript.edit(said, text)
            return

        def refuse() -> None:
            self._transcript.edit(said, text)
            self._tell_no_room()

        self._weigh(Wish(text, said.papers, place), lambda: self._ask_instead(place, said, text), refuse, text)

    def give_up(self) -> None:
        """Weigh nothing any more, since it is not wished any more: what was to be asked is given back."""
        text = self.text
        self._weighed_no_more()
        if text:
            self._give_back(text)

    def _weighed_no_more(self) -> None:
        self._weighed, self.text, self._front.weighing = None, "", False
        self._transcript.show_waiting("")

    @property
    def _free(self) -> bool:
        return self._front.ready and not self._session.busy

    def _weigh(self, wish: Wish, go: Callable[[], None], refuse: Callable[[], None], text: str = "") -> None:
        """Call `go` when all of it fits, `refuse` when not, neither once it was given up."""
        token = self._weighed = object()
        self.text, self._front.weighing = text, True
        self._front.refresh_sending()

        def weighed(then: Callable[[], None]) -> None:
            if self._weighed is token:
                self._weighed_no_more()
                then()
                self._front.refresh()

        self._front.room.weigh(wish, lambda: weighed(go), lambda: weighed(refuse))
        if self._weighed is token:
            self._transcript.show_waiting(text)
            self._front.refresh()

    def _give_back(self, text: str) -> None:
        """Put what was not asked into the box, before what was typed there meanwhile."""
        composer = self._front.view.composer
        composer.put("\n".join(filter(None, (text, composer.text))))

    def _tell_too_long(self) -> None:
        """Say why nothing was sent, until it fits: the line below the input alone is easily not seen."""
        room, view = self._front.room, self._front.view
        given = [paper for paper in view.attachments.papers if paper.given]
        alone = self._session.reading(Wish(view.composer.text.strip()))
        if given and alone.tokens <= room.ledger.limit_tokens:
            longest = max(given, key=lambda paper: len(paper.given))
            view.show_refusal(tr(LONG_FILE if len(given) == 1 else LONG_FILES, name=longest.name), tr(LONG_FILE_HINT))
        else:
            view.show_refusal(room.line, tr(SHORTEN_OR_ANEW if self._session.exchanges else SHORTEN))

    def _tell_no_room(self) -> None:
        self._front.context.tell(Notice(tr(NO_ROOM), tr(NO_ROOM_HINT), tone="warn"))

    def _ask(self, text: str) -> None:
        """Commit the question, then have it answered."""
        session, attachments = self._session, self._front.view.attachments
        before, papers = session.course, attachments.papers
        costed = self._front.room.costed(attachments.take())
        request = session.ask(text, costed)
        self._drafts.sent()
        self._transcript.add(session.exchanges[-1])
        self._front.view.show_bar(None)  # who goes on with the model in use has answered what it offers
        first, model = len(session.exchanges) == 1, self._front.context.model
        if first and model is not None and not session.manner.model:
            session.manner = replace(session.manner, model=model.id)
        manner, files = session.manner, tuple(paper.attachment for paper in costed)

        def add(stored: Conversation) -> None:
            stored.add_question(text, attachments=files)
            if first:
                stored.keep_manner(manner)

        def undo() -> None:
            self._go_back(before)
            attachments.bring_back(papers)
            self._give_back(text)

        self._answering.commit(Question(request, add, undo, text))

    def _answer_again(self, now: Exchange) -> None:
        before = self._session.course
        request = self._session.again()
        self._transcript.last.restart(self._session.exchanges[-1])

        def undo() -> None:
            self._session.course = before
            self._transcript.last.restart(now)

        self._answering.commit(Question(request, beside_the_last, undo))

    def _answer_on(self, now: Exchange) -> None:
        status, failure = now.status, now.failure
        request = self._session.go_on()
        self._transcript.last.restart(now)
        self._transcript.last.grow()

        def undo() -> None:
            now.status, now.failure = status, failure

        self._answering.commit(Question(request, lambda _stored: None, undo))

    def _ask_instead(self, place: int, said: Exchange, text: str) -> None:
        before, asked = self._session.course, said.asked
        papers = self._front.room.costed(said.papers)
        request = self._session.edit(place, text, papers)
        self._transcript.cut(place)
        self._transcript.add(self._session.exchanges[-1])
        self._front.view.composer.input.setFocus()
        files = tuple(paper.attachment for paper in papers)

        def branch(stored: Conversation) -> None:
            if asked is not None:
                stored.edit(asked.id, text, attachments=files)
            else:
                stored.add_question(text, attachments=files)

        def undo() -> None:
            self._go_back(before)
            self._transcript.edit(said, text)

        self._answering.commit(Question(request, branch, undo, text))

    def _go_back(self, course: Course) -> None:
        """Show the conversation as it was before a question that was not stored."""
        session = self._session
        session.course = course
        self._transcript.show_exchanges(session.exchanges)
        self._transcript.show_summary(session.older.summary, session.older.summed)
