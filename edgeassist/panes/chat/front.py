# SPDX-License-Identifier: Apache-2.0
"""The conversation in front as the window shows it: can something be asked now, and what is said about it."""

from edgeassist.api import PaneContext, Task
from edgeassist.core.language import later, tr
from edgeassist.kit.binding import bind
from edgeassist.kit.parts import tip
from edgeassist.panes.chat.exchange_view import Around
from edgeassist.panes.chat.room import Room
from edgeassist.panes.chat.session import ChatSession
from edgeassist.panes.chat.view import ChatView

NO_MODEL = later("No model is loaded. Load one, then try again.")
CHAT = Task("chat")
COUNTING = later("Counting what will be read…")
WAITING = later("You can type already; sending starts when a model is loaded.")
_WISHES = ("summarize", "translate")


class Front:
    """What the parts of the pane share. GUI thread only.

    `opening`: another conversation is on its way. `weighing`: it is being counted whether a question fits.
    """

    def __init__(self, context: PaneContext, session: ChatSession, view: ChatView, room: Room) -> None:
        self.context, self.session, self.view, self.room = context, session, view, room
        self.opening = False
        self.weighing = False
        self._title = ""
        self.escape = bind("chat-stop", view, lambda: None)

    @property
    def ready(self) -> bool:
        """A question could be taken and answered now, but for an answer that still runs."""
        return not (self.opening or self.weighing or self.obstacle or self.reading)

    @property
    def reading(self) -> str:
        """The name of a file that must be read first; empty for none."""
        waiting = (paper.name for said in self.session.exchanges for paper in said.papers if paper.waiting)
        return self.view.attachments.waiting or next(waiting, "")

    @property
    def obstacle(self) -> str:
        """Why nothing can be asked: no model, or one that must not chat; empty for nothing."""
        offer = self.context.offers(CHAT)
        return tr(NO_MODEL) if self.context.model is None else "" if offer.ok else offer.why

    def name(self, title: str) -> None:
        """Call the conversation `title`; by its first question where that is empty."""
        self._title, exchanges = title, self.session.exchanges
        self.view.head(title or exchanges[0].question if exchanges else "")

    def refresh(self) -> None:
        """Show how everything stands."""
        view, session = self.view, self.session
        self.name(self._title)
        view.offer(reading=bool(session.exchanges))
        view.composer.set_busy(busy=session.busy or self.weighing)
        self.escape.setEnabled(session.busy or self.weighing)
        wishes = frozenset(wish for wish in _WISHES if self.context.can_hand_off(wish))
        view.transcript.show_around(Around(busy=session.busy, model=session.model, wishes=wishes))
        self.refresh_sending()

    def refresh_sending(self) -> None:
        """Say what will be read, or why sending must wait."""
        view = self.view
        view.composer.set_ready(ready=self.ready)
        self.room.refresh()
        fits = self.room.fits
        if fits:
            view.show_refusal("")
        view.attachments.say_too_long(too_long=not fits)
        view.composer.remark.setText(self._remark())
        view.composer.remark.setToolTip(tip(self.room.details) if view.composer.text else "")
        if view.transcript.views:
            reading = self.reading
            view.transcript.last.hold(self.obstacle or (tr("Reading {name}…", name=reading) if reading else ""))

    def _remark(self) -> str:
        draft = self.view.composer.text
        if self.context.model is None:
            return tr(WAITING) if draft else ""
        if self.weighing:
            return tr(COUNTING)
        if self.obstacle or self.reading:
            return self.obstacle or tr("Reading {name}…", name=self.reading)
        if self.view.refused_below:
            return self.view.refused_below
        return self.room.line if draft or self.view.attachments.papers else ""
