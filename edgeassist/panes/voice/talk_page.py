# SPDX-License-Identifier: Apache-2.0
"""The page one talks to: the microphone, the sentence, a card per step, and the typed line below. Shows looks."""

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from edgeassist.core.language import later, tr
from edgeassist.intents.samples import samples_in
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.parts import button, column, mark, row, words
from edgeassist.panes.voice import phrasing
from edgeassist.panes.voice.ask_card import AskCard
from edgeassist.panes.voice.command_line import CommandLine
from edgeassist.panes.voice.doubt_card import GuessCard, MissedCard
from edgeassist.panes.voice.ear import EarLook
from edgeassist.panes.voice.session import Card, Look
from edgeassist.panes.voice.step_card import StepCard
from edgeassist.panes.voice.talk_view import TalkView

PAGE_PX = 640
LOW_PX = 600
WORKING = {
    "working": later("Working it out…"),
    "asking-model": later("No template fits; asking the language model…"),
}


class TalkPage(QWidget):
    """Cards stay the same widgets while their step does, so that the focus stays where it is."""

    undo_wished = Signal(int)
    allowed = Signal(int)
    refused = Signal(int)
    guess_chosen = Signal(object)
    neither_wished = Signal()
    chat_wished = Signal()
    teach_wished = Signal()
    language_wished = Signal()
    example_chosen = Signal(str)
    earlier_wished = Signal()

    def __init__(self, language: str) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAccessibleName(tr("Talk"))
        self._language = language
        self.talk = TalkView()
        self.line = CommandLine()
        self.earlier = button(tr("Earlier"), self.earlier_wished.emit, role="link")
        self.sentence = words("", "heard")
        self.remark = words("", "quiet")
        self.cards: dict[int, StepCard | AskCard] = {}
        self.doubt: GuessCard | MissedCard | None = None
        self.trouble: NoticeBar | None = None
        self._doubted: object = None
        self._told = ("", "")
        self._chat = False
        self._in_view = 0
        self.setFocusProxy(self.talk.button)
        self._build()

    def _build(self) -> None:
        for label in (self.sentence, self.remark):
            label.setMinimumWidth(1)  # one long word must not widen the page
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.hide()
        self.examples = _examples(self._language, self.example_chosen)
        self._steps = column(spacing=12)
        self._inside = column(self.sentence, self.remark, self.examples, spacing=12)
        self._inside.addLayout(self._steps)
        self._inside.addStretch(1)
        middle = QWidget()
        middle.setLayout(self._inside)
        page = QWidget()
        page.setProperty("role", "page")
        page.setLayout(_centred(middle, (24, 12, 24, 8)))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setStyleSheet("QScrollArea { border: none; }")
        self.area.setAccessibleName(tr("Command"))
        self.area.setWidget(page)
        self.area.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self.on_grown())
        layout = column(spacing=0)
        layout.addLayout(row(None, self.earlier, margins=(12, 6, 16, 0)))
        layout.addLayout(_centred(self.talk, (24, 4, 24, 4)))
        layout.addWidget(self.area, 1)
        layout.addLayout(_centred(self.line, (24, 4, 24, 14)))
        self.setLayout(layout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the talk button to the height."""
        super().resizeEvent(event)
        self.talk.set_low(low=self.height() < LOW_PX)

    def show_language(self, language: str) -> None:
        """Take commands in another language from now on."""
        self._language = language
        before, self.examples = self.examples, _examples(language, self.example_chosen)
        self._inside.replaceWidget(before, self.examples)
        self.examples.setVisible(not before.isHidden())
        before.hide()
        before.deleteLater()

    def show_ear(self, ear: EarLook, look: Look) -> None:
        """Show what the microphone does, and what it heard so far."""
        self.talk.show_look(ear, self._language)
        self._rest_focus(self.line.line if ear.show == "none" else self.talk.button)
        self._show_sentence(look, ear)
        self._show_trouble(look.trouble or ear.trouble, look.hint or ear.hint)
        self.examples.setVisible(self._is_empty(look, ear))

    def show_look(self, look: Look, ear: EarLook, *, chat: bool) -> None:
        """Show what was said and what is to come of it."""
        self._chat = chat
        self.show_ear(ear, look)
        self._show_cards(look.cards, self.talk.button if look.spoken else self.line.line)
        self._show_doubt(look)

    def bring_into_view(self, step_id: int) -> None:
        """Scroll to a card that must be seen, now and whenever the page grows."""
        self._in_view = step_id
        self.on_grown()

    def on_grown(self) -> None:
        """Keep in sight what must be seen."""
        card = self.cards.get(self._in_view)
        if card is not None:
            self.area.ensureWidgetVisible(card, 0, 12)

    def _rest_focus(self, place: QWidget) -> None:
        """Have the page's focus rest on the talk button; on the line where nothing can be said."""
        before = self.focusProxy()
        if before is not place:
            self.setFocusProxy(place)
            if place is self.line.line and before is not None and before.hasFocus():
                place.setFocus()

    def _is_empty(self, look: Look, ear: EarLook) -> bool:
        idle = look.phase == "empty" and not look.remark and not ear.busy
        return idle and not look.cards

    def _show_sentence(self, look: Look, ear: EarLook) -> None:
        live = ear.partial
        said = f"{live} …" if live else tr("“{text}”", text=look.sentence) if look.sentence and not ear.busy else ""
        self.sentence.setText(said)
        self.sentence.setVisible(bool(said))
        role = "partial" if live else "heard"
        if self.sentence.property("role") != role:
            mark(self.sentence, role=role)
        working = WORKING.get(look.phase, "")
        remark = "" if ear.busy else tr(working) if working else look.remark
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))

    def _show_trouble(self, text: str, hint: str) -> None:
        if (text, hint) == self._told:
            return
        self._told = (text, hint)
        if self.trouble is not None:
            self.trouble.hide()
            self.trouble.deleteLater()
            self.trouble = None
        if text:
            self.trouble = NoticeBar(text, hint=hint, tone="warn")
            self._inside.insertWidget(0, self.trouble)

    def _show_cards(self, cards: tuple[Card, ...], rest: QWidget) -> None:
        """Show these; the keyboard goes to `rest` where the card that had it goes."""
        wanted = {card.step.id: card for card in cards}
        for number in [number for number, view in self.cards.items() if not _fits(view, wanted.get(number))]:
            gone = self.cards.pop(number)
            if gone.isAncestorOf(self.window().focusWidget() or self):
                rest.setFocus()
            self._steps.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, card in enumerate(cards):
            view = self.cards.get(card.step.id)
            if view is None:
                made = self._made(card, place + 1 if len(cards) > 1 else 0)
                self.cards[card.step.id] = made
                self._steps.insertWidget(place, made)
            else:
                view.show_card(card)

    def _made(self, card: Card, place: int) -> StepCard | AskCard:
        if card.step.state == "asking":
            asks = AskCard(card)
            asks.allowed.connect(self.allowed)
            asks.refused.connect(self.refused)
            return asks
        made = StepCard(card, place)
        made.undo_wished.connect(self.undo_wished)
        return made

    def _show_doubt(self, look: Look) -> None:
        now = (look.guesses, look.offers, look.missed, look.sentence, self._chat)
        if now == self._doubted:
            return
        self._doubted = now
        if self.doubt is not None:
            self.doubt.hide()
            self.doubt.deleteLater()
            self.doubt = None
        if look.guesses:
            guesses = GuessCard(look.guesses, phrasing.offered(look.guesses, look.offers, look.sentence))
            guesses.chosen.connect(self.guess_chosen)
            guesses.none_wished.connect(self.neither_wished)
            self.doubt = guesses
        elif look.missed:
            languages = phrasing.understood_in(self._language)
            missed = MissedCard(look.missed, chat=self._chat and bool(look.sentence), languages=languages)
            missed.chat_wished.connect(self.chat_wished)
            missed.teach_wished.connect(self.teach_wished)
            missed.language_wished.connect(self.language_wished)
            self.doubt = missed
        if self.doubt is not None:
            # It is about this sentence: a question still open from another one stands below.
            self._inside.insertWidget(self._inside.indexOf(self._steps), self.doubt)


def _centred(part: QWidget, margins: tuple[int, int, int, int]) -> QHBoxLayout:
    """Return a line with `part` in its middle, no wider than is easy to read."""
    part.setMaximumWidth(PAGE_PX)
    line = row(margins=margins, spacing=0)
    line.addStretch(1)
    line.addWidget(part, 100)
    line.addStretch(1)
    return line


def _fits(view: StepCard | AskCard, card: Card | None) -> bool:
    return card is not None and isinstance(view, AskCard) == (card.step.state == "asking")


def _examples(language: str, chosen: SignalInstance) -> QWidget:
    made = QWidget()
    made.setAccessibleName(tr("Examples"))
    heading = words(tr("Try one of these"), "small")
    heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    layout = column(heading, spacing=8, margins=(0, 8, 0, 8))
    for text in samples_in(language):
        made_one = button(
            tr("“{text}”", text=text), partial(chosen.emit, text), name=tr("Try: {command}", command=text)
        )
        layout.addWidget(made_one, 0, Qt.AlignmentFlag.AlignHCenter)
    made.setLayout(layout)
    return made
