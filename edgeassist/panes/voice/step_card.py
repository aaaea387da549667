# SPDX-License-Identifier: Apache-2.0
"""One step of a command: what happens in plain words, what became of it, and the way back. Shows a `Card`."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from edgeassist.core.language import later, tr
from edgeassist.intents.commands import State, Step
from edgeassist.kit.bold_words import BoldWords
from edgeassist.kit.parts import button, column, mark, row, words
from edgeassist.panes.voice import phrasing
from edgeassist.panes.voice.meaning_fold import MeaningFold
from edgeassist.panes.voice.session import Card

_STATES: dict[State, tuple[str, str]] = {
    "ready": (later("Doing it…"), ""),
    "asking": ("", ""),
    "done": (later("Done"), "ok"),
    "undone": (later("Taken back"), ""),
    "declined": (later("Left undone"), ""),
    "timed-out": (later("No answer: left undone"), ""),
    "cannot": (later("Cannot"), "warn"),
    "failed": (later("Failed"), "danger"),
}


class StepCard(QFrame):
    """`undo_wished` carries the number of the step."""

    undo_wished = Signal(int)

    def __init__(self, card: Card, place: int = 0) -> None:
        """`place` is the number shown beside it; 0 for a card that is alone."""
        super().__init__()
        self.setProperty("role", "card")
        self.number = card.step.id
        self.place = words(str(place) if place else "", "name", wrap=False)
        self.sentence = BoldWords()
        self.answer = BoldWords(role="quiet")
        self.state = words("", wrap=False)
        self.undo = button(tr("Undo"), self.on_undo_pressed)
        self.fold = MeaningFold(card)
        texts = QWidget()
        texts.setLayout(column(self.sentence, self.answer, spacing=2))
        first = row(texts, self.state, self.undo, spacing=12)
        first.setStretch(0, 1)
        beside = column(spacing=2)
        beside.addLayout(first)
        beside.addWidget(self.fold)
        layout = row(self.place, spacing=12, margins=(16, 12, 16, 10))
        layout.addLayout(beside, 1)
        layout.setAlignment(self.place, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self.place.setVisible(bool(place))
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show how it stands."""
        step = card.step
        state, tone = (later("Waits for your answer"), "") if card.waits else _STATES[step.state]
        state = tr(state) if state else ""
        answers = step.state == "done" and step.preview.risk == "none" and step.outcome is not None
        self.sentence.show_words(step.preview.sentence or step.intent.name)
        said = _said(step)
        self.answer.show_words(said)
        mark(self.answer, role="name" if answers else "quiet")
        self.answer.setVisible(bool(said))
        self.state.setText("" if answers else state)
        self.state.setVisible(bool(self.state.text()))
        mark(self.state, tone=tone, role="" if tone else "small")
        may_undo = step.state == "done" and step.outcome is not None and bool(step.outcome.undo)
        self.undo.setVisible(may_undo)
        spoken = phrasing.plain(step.preview.sentence)
        self.undo.setAccessibleName(tr("Undo: {command}", command=spoken))
        self.setAccessibleName(f"{spoken}. {state}".strip())
        self.setAccessibleDescription(said)

    def on_undo_pressed(self) -> None:
        """Ask to take it back."""
        self.undo_wished.emit(self.number)


def _said(step: Step) -> str:
    """Return what there is to say beyond what was to happen."""
    if step.state != "cannot" and step.outcome is None:
        return ""
    said = step.outcome.sentence if step.outcome is not None else step.preview.cannot
    return "" if phrasing.plain(said).rstrip(".") == phrasing.plain(step.preview.sentence).rstrip(".") else said
