# SPDX-License-Identifier: Apache-2.0
"""The chat pane in the window: puts its parts together and passes on wishes. History is never read on this thread."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from edgeassist.api import Conversation, Handoff, Notice, PaneContext
from edgeassist.core.language import later, tr
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Draft
from edgeassist.kit.background import InOrder
from edgeassist.kit.binding import bind
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.input import LONG_CHARS
from edgeassist.panes.chat.answering import Answering
from edgeassist.panes.chat.asking import Asking
from edgeassist.panes.chat.attachments import Attachments
from edgeassist.panes.chat.chat_list import ChatList
from edgeassist.panes.chat.drafts import DraftKeeper
from edgeassist.panes.chat.front import Front
from edgeassist.panes.chat.model_bar import model_bar
from edgeassist.panes.chat.older import with_older
from edgeassist.panes.chat.opening import Keepsake, Opening, notice_of
from edgeassist.panes.chat.pasting import keep_text
from edgeassist.panes.chat.room import Room
from edgeassist.panes.chat.runnable import Runnable, runnable
from edgeassist.panes.chat.session import ChatSession
from edgeassist.panes.chat.sheets import ChatSheets
from edgeassist.panes.chat.telling import hint_of
from edgeassist.panes.chat.view import ChatView

UNSAVED = later("This chat could not be saved. It goes on, but only in this window.")
LEFT = later("The chat you left was not saved.")
UNSENT = later("Your question was not sent, because it could not be saved. It stands in the box again.")
UNSENT_HINT = later("Sent once more as things are, it is answered, but stays only in this window.")
UNTAKEN = later("A question in the chat you left was not sent, because it could not be saved.")
UNTAKEN_HINT = later("The details below hold its words.")
UNKEPT = later("That text is too long to be typed in, and could not be kept as a file.")
KINDS = later("Documents (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;All files (*)")


class ChatPane:
    """What the window calls. Every method runs on the GUI thread."""

    def __init__(self, context: PaneContext) -> None:
        self._context = context
        self._session = session = ChatSession()
        self._attachments = Attachments(lambda: context.documents)
        self._view = view = ChatView(session.transcript, self._attachments)
        self._storing = storing = InOrder(view, "chat-history")
        self._drafts = DraftKeeper(view, storing, self._draft)
        self._room = Room(context, session, view, self._keep_manner, self._on_counted)
        self._front = Front(context, session, view, self._room)
        self._list = ChatList(lambda: context.history, storing, context.tell)
        self._sheets = ChatSheets(context, view, storing, session, self._manner_chosen)
        self._sheets.belong_to(self._list)
        self._choice = FileChoice(view, self._attach)
        self._answering = Answering(view, context, session, storing, self)
        self._asking = Asking(self._front, self._answering, self._drafts)
        self._opening = Opening(self._front, self._asking, self._answering, self._drafts, storing)
        self._opening.shown = self._on_opened
        self._pasted: Path | None = None
        self._at_once, self._unsaved = "", False
        view.mount(self._list, self._sheets.entries)
        self._connect()
        self._connect_transcript()
        self.model_changed()
        self._opening.open(self._first)
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
        """Go to the input, which may send by other keys now."""
        self._view.composer.set_send_keys(ctrl=self._context.setting("send_with") == "ctrl-enter")
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
        self._front.refresh()

    def take(self, handoff: Handoff) -> None:
        """Make text from another pane the draft, behind a draft there is; what is sent at once has its own chat."""
        self._view.show_chat()
        composer = self._view.composer
        if len(handoff.text) > LONG_CHARS:
            self._attach_text(handoff.title, handoff.text)
        elif handoff.at_once:
            self._at_once = handoff.text
            if self._session.exchanges or self._front.opening:
                self.new_chat()
            else:
                self._ask_at_once()
        else:
            composer.put("\n\n".join(filter(None, (composer.text.rstrip(), handoff.text))))

    def runnable(self) -> Runnable:
        """Return what the palette can run here."""
        return runnable(self.new_chat, self._sheets.entries(), self._list.page.rows.lines, self.open_chat)

    def save(self) -> None:
        """Save what was painted and go on."""
        self._drafts.keep()
        self._answering.save_now()

    def search_for(self, text: str) -> None:
        """Search all chats for `text`."""
        self._sheets.find(text)

    def keepsake(self) -> Keepsake:
        """Return what another window goes on with: which chat is in front, and what answers cost."""
        return Keepsake(self._number, self._session.costs)

    def take_up(self, keepsake: object) -> None:
        """Show the chat of the window before."""
        if isinstance(keepsake, Keepsake):
            self._session.costs.update(keepsake.costs)
            number = keepsake.chat_id
            self._opening.open(self._fresh if number is None else lambda: self._context.history.open(number))

    def close(self) -> None:
        """Cancel, save what was painted and wait until it is on disk."""
        self._asking.give_up()
        self._answering.leave()
        self._drafts.keep()
        self._room.close()
        self._opening.close()
        self._attachments.close_reader()
        self._list.end_work()
        self._storing.close()

    def send(self, text: str) -> None:
        """Ask a question with what is attached, when all of it fits; otherwise give it back with the ways out."""
        self._asking.send(text)

    def try_again(self) -> None:
        """Have the last question answered anew, beside the answer there is."""
        self._asking.try_again()

    def stop(self) -> None:
        """Ask for the end of the answer; before its start, end it here. What is only weighed is given back."""
        if self._front.weighing:
            self._asking.give_up()
            self._front.refresh()
        self._answering.stop()

    def new_chat(self) -> None:
        """Put this conversation away and begin another."""
        self._hand_back_unsaved()
        self._opening.switch(self._fresh)

    def open_chat(self, chat_id: int, message: int | None = None) -> None:
        """Show a stored conversation, at one of its messages where that is given."""
        self._hand_back_unsaved()
        self._opening.switch(lambda: self._context.history.open(chat_id), message)

    def grew(self) -> None:
        """There is more of the answer."""
        self._view.transcript.last.grow()

    def went_on(self) -> None:
        """The answer began, or is thought about."""
        self._front.refresh()

    def stored(self) -> None:
        """Something new is in history."""
        self._unsaved = False
        self._mark_current()
        self._list.refresh()
        self._front.refresh()

    def unstored(self, error: Exception) -> None:
        """History takes nothing of this chat any more."""
        self._unsaved = True
        self._drafts.belong_to(self._answering.conversation, Draft())
        self._context.tell(notice_of(UNSAVED, error))

    def lost(self, conversation: Conversation | None) -> None:
        """Have no older words of it come back where a new chat begins."""
        self._drafts.lost(conversation)

    def _hand_back_unsaved(self) -> None:
        """Hand the words of a chat that is nowhere but in this window to whoever leaves it."""
        unsaved, self._unsaved = self._unsaved, False
        if unsaved and self._session.exchanges:
            self._context.tell(Notice(tr(LEFT), tr(UNTAKEN_HINT), self._session.transcript(), "warn"))

    def refused(self, error: Exception) -> None:
        """History did not take a question, so it was not asked."""
        hint = " ".join(filter(None, (hint_of(error), tr(UNSENT_HINT))))
        self._context.tell(Notice(tr(UNSENT), hint, f"{type(error).__name__}: {error}", "warn"))
        self._front.refresh()

    def missed(self, question: str, error: Exception) -> None:
        """History did not take a question of a chat that was left meanwhile."""
        self._context.tell(
            Notice(tr(UNTAKEN), tr(UNTAKEN_HINT), f"{question}\n\n{type(error).__name__}: {error}", "warn")
        )

    def ended(self) -> None:
        """The answer is over. Where nothing came, the one before it stands again."""
        conversation, before = self._answering.conversation, self._session.bring_back()
        now = self._session.exchanges[-1]
        if now is not self._view.transcript.last.exchange:
            self._view.transcript.last.restart(now)
        if conversation is not None and before is not None:
            self._storing.do(lambda: conversation.choose(before.id))
        self._front.refresh()
        if now.too_long and not self._view.composer.text:
            self._view.composer.put(now.question)

    def _connect(self) -> None:
        view, listed = self._view, self._list
        view.composer.submitted.connect(self.send)
        view.composer.stopped.connect(self.stop)
        view.composer.edited.connect(self._on_edited)
        view.composer.spare_long_texts()
        view.composer.long_text_pasted.connect(partial(self._attach_text, tr("Pasted text")))
        view.composer.long_text_returned.connect(lambda _text: self._attachments.remove(self._pasted))
        view.attachments.changed.connect(self._on_edited)
        view.attach.clicked.connect(lambda: self._choice.ask_for(tr("Attach a file"), tr(KINDS), self._attach))
        view.dropped.connect(self._attach)
        view.new_chat.clicked.connect(self.new_chat)
        listed.chat_chosen.connect(self.open_chat)
        listed.hit_chosen.connect(self.open_chat)
        listed.new_wished.connect(self.new_chat)
        listed.gone.connect(self._on_gone)
        listed.listed.connect(self._on_listed)
        listed.restored.connect(lambda: self._put_in_front(self._latest))
        self._front.escape.activated.connect(self.stop)
        bind("chat-new", view, self.new_chat)
        bind("chat-find", view, self._sheets.find)

    def _connect_transcript(self) -> None:
        transcript = self._view.transcript
        transcript.again_wished.connect(self.try_again)
        transcript.go_on_wished.connect(self._asking.go_on)
        transcript.edited.connect(self._asking.edit)
        transcript.turned.connect(self._opening.turn)
        transcript.handed.connect(self._hand)
        transcript.new_chat_wished.connect(self.new_chat)
        transcript.shorten_wished.connect(self._shorten)
        transcript.sample_chosen.connect(self._view.composer.suggest)

    def _first(self) -> Conversation:
        """Return the new chat where something was typed into it and not sent, else the one last touched."""
        fresh = self._fresh()
        return fresh if fresh.draft() != Draft() else self._latest()

    def _latest(self) -> Conversation:
        return self._context.history.latest()

    def _fresh(self) -> Conversation:
        return self._context.history.start()

    def _on_opened(self) -> None:
        self._mark_current()
        self._offer_model()
        self._ask_at_once()

    def _ask_at_once(self) -> None:
        """Send what was pressed to be sent; what stood in the box, Ctrl+Z brings back."""
        text, self._at_once = self._at_once, ""
        if text:
            self._view.composer.put(text)
            self._view.composer.submit_soon()

    def _on_counted(self) -> None:
        self._front.refresh_sending()

    def _mark_current(self) -> None:
        self._list.mark_current(self._number)
        self._on_listed()

    def _on_listed(self) -> None:
        """Call the chat in front what the list calls it."""
        self._front.name(self._list.page.title_of(self._number))

    @property
    def _number(self) -> int | None:
        """The number of the chat in front; None for one that is not stored."""
        conversation = self._answering.conversation
        return conversation.id if conversation is not None else None

    def _shorten(self) -> None:
        """Put the refused question where it can be shortened; what stands there already, Ctrl+Z brings back."""
        self._view.composer.put(self._session.exchanges[-1].question)

    def _keep_manner(self) -> None:
        """Store how this chat goes on; before its first question that waits."""
        session, conversation = self._session, self._answering.conversation
        session.manner = with_older(session.manner, session.older, session.exchanges)
        manner = session.manner
        if conversation is not None and session.exchanges:
            self._storing.do(lambda: conversation.keep_manner(manner), failed=self._answering.not_stored)

    def _manner_chosen(self, manner: Manner) -> None:
        self._session.manner = manner
        self._keep_manner()
        self._offer_model()
        self._front.refresh()

    def _offer_model(self) -> None:
        """Offer the model that this chat was held with, where that is another and still here."""
        context, manner = self._context, self._session.manner
        bar = model_bar(context, manner, lambda model: self._manner_chosen(replace(manner, model=model)))
        self._view.show_bar(bar)

    def _hand(self, wish: str, text: str) -> None:
        """Pass an answer, or the whole chat, to the pane that serves `wish`."""
        question = self._session.exchanges[0].question if self._session.exchanges else ""
        self._context.hand_off(
            Handoff(text or self._session.transcript(), wish, tr("Chat: {question}", question=question[:60]))
        )

    def _on_gone(self, chat_id: int) -> None:
        if self._number == chat_id:
            self._unsaved = False
            self._answering.conversation = None
            self._put_in_front(self._fresh)

    def _put_in_front(self, which: Callable[[], Conversation]) -> None:
        """Show another conversation; where only the list has room and is seen, its way back stays in sight."""
        listed = self._list.isVisible()
        self._opening.switch(which)
        if listed:
            self._view.show_list()

    def _attach(self, path: Path) -> None:
        """Have a file go along, and let a person type the question about it at once."""
        self._view.show_chat()
        self._attachments.add(path)
        self._view.composer.input.setFocus()

    def _attach_text(self, title: str, text: str) -> None:
        """Have a text that is too long for the input go along as a file."""

        def keep() -> Path:
            return keep_text(self._context.folder, title, text)

        def kept(path: Path) -> None:
            self._pasted = path
            self._attachments.add(path)

        self._storing.do(keep, kept, failed=lambda error: self._context.tell(notice_of(UNKEPT, error)))

    def _on_edited(self) -> None:
        self._drafts.touch()
        self._front.refresh_sending()

    def _draft(self) -> Draft:
        """Return what stands in the box, and what is only on its way out of it."""
        text = "\n".join(filter(None, (self._asking.text, self._view.composer.text)))
        return Draft(text, self._attachments.stored)
