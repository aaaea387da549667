# SPDX-License-Identifier: Apache-2.0
"""The chat pane in the window: shows the session, passes on wishes, keeps history calls off the GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from edgeassist.api import Conversation, Notice, PaneContext, SavedTurn, Task
from edgeassist.core.units import elided
from edgeassist.kit.background import InOrder
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.composer import Composer
from edgeassist.kit.copy_button import CopyButton
from edgeassist.kit.parts import button, column, row, words
from edgeassist.panes.chat.session import ChatSession, Save, unread_line
from edgeassist.panes.chat.transcript import Transcript, centred
from edgeassist.wire import TERMINAL, AnyEvent, Delta, Generate

UNOPENED = "Your chats could not be opened. You can ask all the same; this chat stays only in this window."
UNSAVED = "This chat could not be saved. It goes on, but only in this window."
PLACEHOLDER = "Ask anything. Nothing leaves this computer."
SMALL_PLACEHOLDER = "Ask something simple. Nothing leaves this computer."
NO_MODEL = "No model is loaded. Load one, then try again."
CHAT = Task("chat")
WAITING = "You can type already; sending starts when a model is loaded."


class ChatView(QWidget):
    """Heading, reading column and composer, put together; holds no conversation."""

    reading_changed = Signal()

    def __init__(self, transcript: Callable[[], str]) -> None:
        """`transcript` gives the whole conversation as text."""
        super().__init__()
        self._reading = False
        self.setProperty("role", "page")
        self.heading = words("", "quiet", wrap=False)
        self.new_chat = button("New chat", lambda: None)
        self.copy_chat = CopyButton("Copy chat", transcript, name="Copy the whole conversation")
        self.transcript = Transcript()
        self.composer = Composer("Your question", PLACEHOLDER)
        top = QWidget()
        top.setLayout(row(self.heading, None, self.copy_chat, self.new_chat, spacing=12))
        upper = centred(top, margins=(24, 12, 24, 8))
        lower = centred(self.composer, margins=(24, 4, 24, 16))
        self.setLayout(column(upper, self.transcript, lower, spacing=0))

    @property
    def reading(self) -> bool:
        """There is a conversation that can be read without a model."""
        return self._reading

    def head(self, question: str) -> None:
        """Name the conversation by its first question; empty for none."""
        self.heading.setText(elided(question.strip().split("\n")[0], 48))

    def suit(self, *, small: bool) -> None:
        """Invite to what the model can do: a `small` one is asked for something simple."""
        self.composer.input.setPlaceholderText(SMALL_PLACEHOLDER if small else PLACEHOLDER)
        self.transcript.offer_samples(small=small)

    def offer(self, *, reading: bool) -> None:
        """Offer what can be done with a conversation, if there is one."""
        self.copy_chat.setVisible(reading)
        self.new_chat.setVisible(reading)
        if reading != self._reading:
            self._reading = reading
            self.reading_changed.emit()


class ChatPane:
    """What the window calls. Every method runs on the GUI thread."""

    def __init__(self, context: PaneContext) -> None:
        self._context = context
        self._session = ChatSession()
        self._view = ChatView(self._session.transcript)
        self._storing = InOrder(self._view, "chat-history")
        self._conversation: Conversation | None = None
        self._events: Bridge[AnyEvent] | None = None
        self._job: int | None = None
        self._pending: Generate | None = None
        self._opening: object = None
        self._told_unsaved = False
        self._connect()
        self.model_changed()
        self._open(self._latest)

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
        """Nothing runs here that painting does not own; the stream views stop themselves."""

    def model_changed(self) -> None:
        """Let a question be sent only while something can answer it, and may."""
        model = self._context.model
        self._session.fit_to(model.context_tokens if model is not None else 0)
        if model is not None:
            self._session.steady = model.small
            self._view.suit(small=model.small)
        self._refresh()

    def save(self) -> None:
        """Save what was painted and go on."""
        if self._session.busy and self._session.exchanges[-1].answer:
            self._save(Save(self._session.exchanges[-1].answer, partial=True))

    def close(self) -> None:
        """Cancel, save what was painted and wait until it is on disk."""
        last = self._session.interrupt()
        self._cancel_job()
        if last is not None:
            self._save(last)
        self._storing.close()

    def send(self, text: str) -> None:
        """Commit the question, then have it answered."""
        conversation = self._conversation
        request = self._session.ask(text)
        self._view.transcript.add(self._session.exchanges[-1])
        self._refresh()
        self._commit(lambda: conversation.add_question(text) if conversation else None, request)

    def try_again(self) -> None:
        """Have the last question answered anew."""
        if self._session.busy or not self._session.exchanges or not self._ready:
            return
        conversation = self._conversation
        request = self._session.again()
        self._view.transcript.last.restart(self._session.exchanges[-1])
        self._refresh()
        self._commit(lambda: conversation.drop_answer() if conversation else None, request)

    def stop(self) -> None:
        """Ask for the end of the answer; before its start, end it here."""
        if self._job is not None:
            self._context.cancel(self._job)
        elif self._session.busy:
            self._pending = None
            self._session.interrupt()
            self._end()

    def new_chat(self) -> None:
        """Put this conversation away and begin another."""
        last = self._session.interrupt()
        self._cancel_job()
        if last is not None:
            self._save(last)
        self._view.composer.input.setFocus()
        self._open(self._fresh)

    def shorten(self) -> None:
        """Put the refused question where it can be shortened; what stands there already, Ctrl+Z brings back."""
        self._view.composer.put(self._session.exchanges[-1].question)

    def _connect(self) -> None:
        view = self._view
        view.composer.submitted.connect(self.send)
        view.composer.stopped.connect(self.stop)
        view.composer.edited.connect(lambda _: self._remark())
        view.new_chat.clicked.connect(self.new_chat)
        view.transcript.again_wished.connect(self.try_again)
        view.transcript.new_chat_wished.connect(self.new_chat)
        view.transcript.shorten_wished.connect(self.shorten)
        view.transcript.sample_chosen.connect(view.composer.suggest)
        escape = QShortcut(QKeySequence("Esc"), view)
        escape.activated.connect(self.stop)
        self._escape = escape

    def _latest(self) -> Conversation:
        return self._context.history.latest()

    def _fresh(self) -> Conversation:
        return self._context.history.start()

    @property
    def _ready(self) -> bool:
        """A question could be taken and answered now."""
        return not self._obstacle and self._opening is None

    @property
    def _obstacle(self) -> str:
        """Why nothing can be asked: no model, or one that must not chat; empty for nothing."""
        offer = self._context.offers(CHAT)
        return NO_MODEL if self._context.model is None else "" if offer.ok else offer.why

    def _open(self, which: Callable[[], Conversation]) -> None:
        """Show another conversation. Nothing can be sent until it is there, since it would be wiped then."""
        opening = self._opening = object()
        self._conversation = self._pending = None
        self._refresh()

        def show(conversation: Conversation | None, turns: tuple[SavedTurn, ...]) -> None:
            if self._opening is not opening:
                return
            self._opening, self._conversation = None, conversation
            self._session.open(turns)
            self._view.transcript.show_exchanges(self._session.exchanges)
            self._refresh()

        def not_opened(error: Exception) -> None:
            self._tell(UNOPENED, error)
            show(None, ())

        def read() -> tuple[Conversation, tuple[SavedTurn, ...]]:
            conversation = which()
            return conversation, conversation.turns()

        self._storing.do(read, lambda found: show(*found), failed=not_opened)

    def _commit(self, work: Callable[[], None], request: Generate) -> None:
        """Run `work` on the history thread, then generate, whether or not it could be stored.

        What follows a question that is not stored must not be stored either: it would replace the answer before.
        """
        self._pending, conversation = request, self._conversation

        def not_stored(error: Exception) -> None:
            if self._conversation is conversation:
                self._conversation = None
            self._tell_unsaved(error)
            self._generate(request)

        self._storing.do(work, lambda _: self._generate(request), failed=not_stored)

    def _generate(self, request: Generate) -> None:
        if request is not self._pending:
            return
        self._pending = None
        self._events = Bridge(self._view, self.on_event_arrived)
        self._job = self._context.generate(request, self._events)

    def on_event_arrived(self, event: AnyEvent) -> None:
        """Show what the engine says and save what is due."""
        before, painted = self._session.status, len(self._session.exchanges[-1].answer)
        due = self._session.on_event(event)
        if due is not None:
            self._save(due)
        if isinstance(event, Delta):
            self._view.transcript.last.grow(self._session.exchanges[-1].answer[painted:])
        if isinstance(event, TERMINAL):
            self._end()
            self._give_back()
        elif self._session.status is not before:
            self._refresh()

    def _end(self) -> None:
        self._drop_bridge()
        self._view.transcript.last.answer.finish()
        self._refresh()

    def _give_back(self) -> None:
        """Put a question that was refused for its length where it can be shortened, unless another one is there."""
        refused, composer = self._session.exchanges[-1], self._view.composer
        if refused.too_long and not composer.text:
            composer.put(refused.question)

    def _cancel_job(self) -> None:
        self._pending = None
        if self._job is not None:
            self._context.cancel(self._job)
        self._drop_bridge()

    def _drop_bridge(self) -> None:
        if self._events is not None:
            self._events.close()
        self._events, self._job = None, None

    def _save(self, due: Save) -> None:
        conversation = self._conversation
        if conversation is None:
            return

        def saved(_: None) -> None:
            self._told_unsaved = False

        self._storing.do(
            lambda: conversation.save_answer(due.text, partial=due.partial), saved, failed=self._tell_unsaved
        )

    def _tell_unsaved(self, error: Exception) -> None:
        if not self._told_unsaved:
            self._told_unsaved = True
            self._tell(UNSAVED, error)

    def _tell(self, text: str, error: Exception) -> None:
        hint = getattr(error, "hint", "") or "Copy what you need before you close the window."
        self._context.tell(Notice(text, hint, f"{type(error).__name__}: {error}", "warn"))

    def _refresh(self) -> None:
        view, session = self._view, self._session
        view.head(session.exchanges[0].question if session.exchanges else "")
        view.offer(reading=bool(session.exchanges))
        view.composer.set_busy(busy=session.busy)
        view.composer.set_ready(ready=self._ready)
        self._escape.setEnabled(session.busy)
        if session.exchanges and view.transcript.views:
            view.transcript.last.refresh(last=True)
            view.transcript.last.hold(self._obstacle)
        self._remark()

    def _remark(self) -> None:
        """Say what will be read, or why sending must wait."""
        model, draft = self._context.model, self._view.composer.text
        remark = ""
        if model is None:
            remark = WAITING if draft else ""
        elif self._obstacle:
            remark = self._obstacle
        elif draft:
            tokens = self._session.estimated_tokens(draft)
            gone = unread_line(self._session.left_out(draft))
            remark = f"About {tokens:,} tokens will be read" + (f". {gone}" if gone else "")
            if tokens > model.context_tokens:
                remark = f"Perhaps too long: about {tokens:,} tokens, and the model reads {model.context_tokens:,}"
        self._view.composer.remark.setText(remark)
