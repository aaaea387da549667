# SPDX-License-Identifier: Apache-2.0
"""The chat pane in the window: shows the session, passes on wishes, keeps history calls off the GUI thread."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor

from edgeassist.api import Conversation, Handoff, Notice, PaneContext, Task
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Draft, Message
from edgeassist.kit.background import InOrder
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.input import LONG_CHARS
from edgeassist.panes.chat.answering import Answering
from edgeassist.panes.chat.attaching import Paper
from edgeassist.panes.chat.attachments import Attachments, PaperReader
from edgeassist.panes.chat.chat_list import ChatList
from edgeassist.panes.chat.drafts import DraftKeeper
from edgeassist.panes.chat.exchange import Exchange, Version
from edgeassist.panes.chat.exchange_view import Around
from edgeassist.panes.chat.model_bar import model_bar
from edgeassist.panes.chat.older import older_in, with_older
from edgeassist.panes.chat.opened import Opened, beside_the_last, numbers, read_chat
from edgeassist.panes.chat.pasting import keep_text
from edgeassist.panes.chat.room import Room
from edgeassist.panes.chat.session import ChatSession
from edgeassist.panes.chat.sheets import ChatSheets
from edgeassist.panes.chat.view import ChatView

UNOPENED = "Your chats could not be opened. You can ask all the same; this chat stays only in this window."
UNSAVED = "This chat could not be saved. It goes on, but only in this window."
UNKEPT = "That text is too long to be typed in, and could not be kept as a file."
UNTURNED = "That version could not be shown."
NO_MODEL = "No model is loaded. Load one, then try again."
CHAT = Task("chat")
COUNTING = "Counting what will be read…"
WAITING = "You can type already; sending starts when a model is loaded."
KINDS = "Documents (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;All files (*)"
_WISHES = ("summarize", "translate")


class ChatPane:
    """What the window calls. Every method runs on the GUI thread."""

    def __init__(self, context: PaneContext) -> None:
        self._context = context
        self._session = ChatSession()
        self._attachments = Attachments(lambda: context.documents)
        self._view = ChatView(self._session.transcript, self._attachments)
        self._storing = InOrder(self._view, "chat-history")
        self._papers = PaperReader(self._view, lambda: context.documents, self._on_paper_read)
        self._drafts = DraftKeeper(self._view, self._storing, self._draft)
        self._room = Room(context, self._session, self._view, self._keep_manner, self._refresh_sending)
        self._list = ChatList(lambda: context.history, self._storing, context.tell)
        self._sheets = ChatSheets(context, self._view, self._storing, self._session, self._manner_chosen)
        self._sheets.belong_to(self._list)
        self._choice = FileChoice(self._view, self._attachments.add)
        self._answering = Answering(self._view, context, self._session, self._storing, self)
        self._opening: object = None
        self._pasted: Path | None = None
        self._weighing = False
        self._view.mount(self._list, self._sheets.entries)
        self._connect()
        self.model_changed()
        self._open(self._latest)
        self._list.refresh()

    @property
    def widget(self) -> ChatView:
        """The pane's own widget."""
        return self._view

    @property
    def session(self) -> ChatSession:
        """The conversation in front."""
        return self._session

    def shown(self) -> None:
        """Go to the input."""
        self._view.composer.input.setFocus()

    def hidden(self) -> None:
        """Keep the draft and stop what waits; the stream views stop themselves."""
        self._drafts.keep()
        self._room.rest()

    def model_changed(self) -> None:
        """Let a question be sent only while something can answer it, and may."""
        model = self._context.model
        self._session.fit_to(model.context_tokens if model is not None else 0)
        if model is not None:
            self._session.steady, self._session.model = model.small, model.name
            self._view.suit(small=model.small)
        self._room.model_changed()
        self._offer_model()
        self._refresh()

    def take(self, handoff: Handoff) -> None:
        """Make text from another pane the draft."""
        self._view.show_chat()
        if len(handoff.text) > LONG_CHARS:
            self._attach_text(handoff.title, handoff.text)
        else:
            self._view.composer.put(handoff.text)

    def save(self) -> None:
        """Save what was painted and go on."""
        self._drafts.keep()
        self._answering.save_now()

    def close(self) -> None:
        """Cancel, save what was painted and wait until it is on disk."""
        self._answering.leave()
        self._drafts.keep()
        self._room.close()
        self._papers.close()
        self._attachments.close_reader()
        self._storing.close()

    def send(self, text: str) -> None:
        """Ask a question with what is attached, when all of it fits; otherwise give it back with the ways out."""
        papers, asked_in = self._attachments.papers, self._conversation
        self._weighing = True
        self._refresh_sending()

        def weighed(done: Callable[[], None]) -> None:
            self._weighing = False
            if self._conversation is asked_in and not self._session.busy:
                done()
            self._refresh()

        self._room.weigh(
            text,
            papers,
            lambda: weighed(lambda: self._ask(text)),
            lambda: weighed(lambda: self._view.composer.put(text)),
        )

    def try_again(self) -> None:
        """Have the last question answered anew, beside the answer there is."""
        if self._session.busy or not self._session.exchanges or not self._ready:
            return
        request = self._session.again()
        self._view.transcript.last.restart(self._session.exchanges[-1])
        self._refresh()
        self._answering.commit(beside_the_last, request)

    def go_on(self) -> None:
        """Have the last answer go on where it ended."""
        if self._session.busy or not self._session.exchanges or not self._ready:
            return
        request = self._session.go_on()
        self._view.transcript.last.restart(self._session.exchanges[-1])
        self._view.transcript.last.grow()
        self._refresh()
        self._answering.commit(lambda _: None, request)

    def edit(self, said: Exchange, text: str) -> None:
        """Ask a question in other words: a branch beside it, with its files."""
        places = [at for at, one in enumerate(self._session.exchanges) if one is said]
        if self._session.busy or not places or not self._ready:
            return
        asked = said.asked
        request = self._session.edit(places[0], text)
        self._view.transcript.cut(places[0])
        self._view.transcript.add(self._session.exchanges[-1])
        self._refresh()
        self._answering.commit(
            lambda stored: stored.edit(asked.id, text) if asked else stored.add_question(text), request
        )

    def turn(self, version: Version | None, step: int) -> None:
        """Put the version before or after `version` in front, with all that follows it."""
        conversation = self._conversation
        if self._session.busy or version is None or conversation is None:
            return

        def chosen() -> tuple[Message, ...]:
            versions = conversation.siblings(version.id)
            place = versions.index(version.id) + step
            return conversation.choose(versions[max(0, min(place, len(versions) - 1))])

        self._storing.do(chosen, self._show_path, failed=lambda error: self._tell(UNTURNED, error))

    def stop(self) -> None:
        """Ask for the end of the answer; before its start, end it here."""
        self._answering.stop()

    def new_chat(self) -> None:
        """Put this conversation away and begin another."""
        self._switch(self._fresh)

    def open_chat(self, chat_id: int, message: int | None = None) -> None:
        """Show a stored conversation, at one of its messages where that is given."""
        self._switch(lambda: self._context.history.open(chat_id), message)

    def shorten(self) -> None:
        """Put the refused question where it can be shortened; what stands there already, Ctrl+Z brings back."""
        self._view.composer.put(self._session.exchanges[-1].question)

    def _connect(self) -> None:
        view, listed = self._view, self._list
        view.composer.submitted.connect(self.send)
        view.composer.stopped.connect(self.stop)
        view.composer.edited.connect(self._on_edited)
        view.composer.spare_long_texts()
        view.composer.long_text_pasted.connect(lambda text: self._attach_text("Pasted text", text))
        view.composer.long_text_returned.connect(lambda _text: self._attachments.remove(self._pasted))
        view.attachments.changed.connect(self._on_edited)
        view.attach.clicked.connect(lambda: self._choice.ask_for("Attach a file", KINDS, self._attachments.add))
        view.dropped.connect(self._on_dropped)
        view.new_chat.clicked.connect(self.new_chat)
        view.transcript.again_wished.connect(self.try_again)
        view.transcript.go_on_wished.connect(self.go_on)
        view.transcript.edited.connect(self.edit)
        view.transcript.turned.connect(self.turn)
        view.transcript.handed.connect(self._hand)
        view.transcript.new_chat_wished.connect(self.new_chat)
        view.transcript.shorten_wished.connect(self.shorten)
        view.transcript.sample_chosen.connect(view.composer.suggest)
        listed.chat_chosen.connect(self.open_chat)
        listed.hit_chosen.connect(self.open_chat)
        listed.new_wished.connect(self.new_chat)
        listed.gone.connect(self._on_gone)
        listed.restored.connect(lambda: self._switch(self._latest))
        self._escape = QShortcut(QKeySequence("Esc"), view)
        self._escape.activated.connect(self.stop)

    def _latest(self) -> Conversation:
        return self._context.history.latest()

    def _fresh(self) -> Conversation:
        return self._context.history.start()

    @property
    def _conversation(self) -> Conversation | None:
        return self._answering.conversation

    @_conversation.setter
    def _conversation(self, conversation: Conversation | None) -> None:
        self._answering.conversation = conversation

    @property
    def _ready(self) -> bool:
        """A question could be taken and answered now."""
        return not self._obstacle and self._opening is None and not self._weighing and not self._reading

    @property
    def _reading(self) -> str:
        """The name of a file that must be read first; empty for none."""
        waiting = (paper.name for said in self._session.exchanges for paper in said.papers if paper.waiting)
        return self._attachments.waiting or next(waiting, "")

    @property
    def _obstacle(self) -> str:
        """Why nothing can be asked: no model, or one that must not chat; empty for nothing."""
        offer = self._context.offers(CHAT)
        return NO_MODEL if self._context.model is None else "" if offer.ok else offer.why

    def _switch(self, which: Callable[[], Conversation], message: int | None = None) -> None:
        """Put this conversation away, its answer saved as far as it came, and show another."""
        self._answering.leave()
        self._room.abandon()
        self._view.show_chat()
        self._view.composer.input.setFocus()
        self._open(which, message)

    def _open(self, which: Callable[[], Conversation], message: int | None = None) -> None:
        """Show another conversation. Nothing can be sent until it is there, since it would be wiped then."""
        opening = self._opening = object()
        self._drafts.keep()
        if self._conversation is not None:
            self._view.composer.input.clear()
            self._attachments.show_stored(())
        self._drafts.belong_to(None, Draft())
        self._conversation = None
        self._refresh()

        def show(found: Opened) -> None:
            if self._opening is opening:
                self._opening, self._conversation = None, found.conversation
                self._show(found)

        def not_opened(error: Exception) -> None:
            self._tell(UNOPENED, error)
            show(Opened())

        self._storing.do(lambda: read_chat(which(), message), show, failed=not_opened)

    def _show(self, found: Opened) -> None:
        self._session.manner = found.manner
        self._show_path(found.path)
        self._drafts.belong_to(found.conversation, found.draft)
        if not self._view.composer.text:
            self._view.composer.input.setPlainText(found.draft.text)
            self._view.composer.input.moveCursor(QTextCursor.MoveOperation.End)
            self._attachments.show_stored(found.draft.attachments)
        self._list.mark_current(found.conversation.id if found.conversation is not None else None)
        self._offer_model()
        sought = [said for said in self._session.exchanges if found.sought in numbers(said)]
        if sought:
            self._view.transcript.go_to(sought[0])
        self._refresh()

    def _show_path(self, path: tuple[Message, ...]) -> None:
        """Show what is on the path in front; files that were read already are not read again."""
        session = self._session
        known = {paper.attachment: paper for said in session.exchanges for paper in said.papers if not paper.waiting}
        session.open(path, session.manner)
        for said in session.exchanges:
            said.papers = tuple(known.get(paper.attachment, paper) for paper in said.papers)
        session.older = older_in(session.manner, session.exchanges)
        self._papers.read(tuple(p.attachment for said in session.exchanges for p in said.papers if p.waiting))
        self._view.transcript.show_exchanges(session.exchanges)
        self._view.transcript.show_summary(session.older.summary, session.older.summed)
        self._refresh()

    def _on_paper_read(self, read: Paper) -> None:
        for said in self._session.exchanges:
            said.papers = tuple(
                read if paper.waiting and paper.attachment.path == read.attachment.path else paper
                for paper in said.papers
            )
        self._refresh()

    def _ask(self, text: str) -> None:
        """Commit the question, then have it answered."""
        papers = self._room.costed(self._attachments.take())
        request = self._session.ask(text, papers)
        self._drafts.sent()
        self._view.transcript.add(self._session.exchanges[-1])
        first, model = len(self._session.exchanges) == 1, self._context.model
        if first and model is not None and not self._session.manner.model:
            self._session.manner = replace(self._session.manner, model=model.id)
        manner, files = self._session.manner, tuple(paper.attachment for paper in papers)

        def add(stored: Conversation) -> None:
            stored.add_question(text, attachments=files)
            if first:
                stored.keep_manner(manner)

        self._answering.commit(add, request)

    def grew(self) -> None:
        """There is more of the answer."""
        self._view.transcript.last.grow()

    def went_on(self) -> None:
        """The answer began, or is thought about."""
        self._refresh()

    def stored(self) -> None:
        """Something new is in history."""
        self._list.mark_current(self._conversation.id if self._conversation is not None else None)
        self._list.refresh()
        self._refresh()

    def unstored(self, error: Exception) -> None:
        """History takes nothing any more; a question it did not take stands in the box again."""
        self._drafts.belong_to(self._conversation, Draft())
        self._tell(UNSAVED, error)
        if self._conversation is None and not self._view.composer.text:
            self._view.composer.put(self._session.exchanges[-1].question)

    def ended(self) -> None:
        """The answer is over. Where nothing came, the one before it stands again."""
        self._refresh()
        now, conversation = self._session.exchanges[-1], self._conversation
        if now.answered is not None and not now.answer and now.failure is None and conversation is not None:
            self._storing.do(conversation.path, self._show_path)
        if now.too_long and not self._view.composer.text:
            self._view.composer.put(now.question)

    def _keep_manner(self) -> None:
        """Store how this chat goes on; before its first question that waits."""
        session, conversation = self._session, self._conversation
        session.manner = with_older(session.manner, session.older, session.exchanges)
        manner = session.manner
        if conversation is not None and session.exchanges:
            self._storing.do(lambda: conversation.keep_manner(manner), failed=self._answering.not_stored)

    def _manner_chosen(self, manner: Manner) -> None:
        self._session.manner = manner
        self._keep_manner()
        self._offer_model()
        self._refresh()

    def _offer_model(self) -> None:
        """Offer the model that this chat was held with, where that is another and still here."""
        context, manner = self._context, self._session.manner
        bar = model_bar(context, manner, lambda model: self._manner_chosen(replace(manner, model=model)))
        self._view.show_bar(bar)

    def _hand(self, wish: str, text: str) -> None:
        """Pass an answer, or the whole chat, to the pane that serves `wish`."""
        question = self._session.exchanges[0].question if self._session.exchanges else ""
        self._context.hand_off(Handoff(text or self._session.transcript(), wish, f"Chat: {question[:60]}"))

    def _on_gone(self, chat_id: int) -> None:
        if self._conversation is not None and self._conversation.id == chat_id:
            self._conversation = None
            self._switch(self._fresh)

    def _on_dropped(self, path: Path) -> None:
        self._view.show_chat()
        self._attachments.add(path)

    def _attach_text(self, title: str, text: str) -> None:
        """Have a text that is too long for the input go along as a file."""

        def keep() -> Path:
            return keep_text(self._context.folder, title, text)

        def kept(path: Path) -> None:
            self._pasted = path
            self._attachments.add(path)

        self._storing.do(keep, kept, failed=lambda error: self._tell(UNKEPT, error))

    def _on_edited(self) -> None:
        self._drafts.touch()
        self._refresh_sending()

    def _draft(self) -> Draft:
        return Draft(self._view.composer.text, self._attachments.stored)

    def _tell(self, text: str, error: Exception) -> None:
        hint = getattr(error, "hint", "") or "Copy what you need before you close the window."
        self._context.tell(Notice(text, hint, f"{type(error).__name__}: {error}", "warn"))

    def _refresh(self) -> None:
        view, session = self._view, self._session
        view.head(session.exchanges[0].question if session.exchanges else "")
        view.offer(reading=bool(session.exchanges))
        view.composer.set_busy(busy=session.busy)
        self._escape.setEnabled(session.busy)
        wishes = frozenset(wish for wish in _WISHES if self._context.can_hand_off(wish))
        view.transcript.show_around(Around(busy=session.busy, model=session.model, wishes=wishes))
        if view.transcript.views:
            view.transcript.last.hold(self._obstacle)
        self._refresh_sending()

    def _refresh_sending(self) -> None:
        """Say what will be read, or why sending must wait."""
        self._view.composer.set_ready(ready=self._ready)
        self._room.refresh()
        self._view.composer.remark.setText(self._remark())
        self._view.composer.remark.setToolTip(self._room.details if self._view.composer.text else "")

    def _remark(self) -> str:
        draft = self._view.composer.text
        if self._context.model is None:
            return WAITING if draft else ""
        if self._weighing:
            return COUNTING
        if self._obstacle or self._reading:
            return self._obstacle or f"Reading {self._reading}…"
        return self._room.line if draft or self._attachments.papers else ""
