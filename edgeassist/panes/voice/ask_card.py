# SPDX-License-Identifier: Apache-2.0
"""A step that asks first: what would be done to what, the words to say, the time left. The safe answer stands first."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from edgeassist.core.language import tr
from edgeassist.core.units import elided
from edgeassist.kit.bold_words import BoldWords
from edgeassist.kit.parts import button, column, row, words
from edgeassist.panes.voice import phrasing
from edgeassist.panes.voice.meaning_fold import MeaningFold
from edgeassist.panes.voice.session import Card

_TAKES_AWAY = ("delete", "clear", "remove", "empty", "forget")


class AskCard(QFrame):
    """`allowed` and `refused` carry the number of the step."""

    allowed = Signal(int)
    refused = Signal(int)

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.setProperty("role", "ask")
        self.number = card.step.id
        verb = phrasing.verb(card.step)
        takes_away = card.step.preview.verb.casefold().startswith(_TAKES_AWAY)
        self.question = BoldWords(role="name")
        self.waiting = words("", "quiet")
        self.before = words("", "small")
        self.keep = button(tr("Keep") if takes_away else tr("No"), self.on_refused)
        self.do = button(verb, self.on_allowed, tone="danger" if card.step.preview.risk == "risky" else "")
        self.fold = MeaningFold(card)
        texts = QWidget()
        texts.setLayout(column(self.before, self.question, self.waiting, spacing=3))
        first = row(texts, self.keep, self.do, spacing=10)
        first.setStretch(0, 1)
        layout = column(spacing=4, margins=(16, 12, 16, 10))
        layout.addLayout(first)
        layout.addWidget(self.fold)
        self.setLayout(layout)
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show how long it still waits."""
        asked = phrasing.question(card.step.preview)
        line = phrasing.waiting(card.step.say, card.left_s)
        before = tr("Still open, from “{sentence}”:", sentence=elided(card.before, 80)) if card.before else ""
        if self.waiting.text() != line or self.before.text() != before:
            self.before.setText(before)
            self.before.setVisible(bool(before))
            self.question.show_words(asked)
            self.waiting.setText(line)
            spoken = f"{before} {phrasing.plain(asked)}".strip()
            self.setAccessibleName(spoken)
            aloud = phrasing.waiting_aloud(card.step.say)
            self.setAccessibleDescription(aloud)
            self.waiting.setAccessibleName(aloud)
            self.keep.setAccessibleName(tr("{answer}: {question}", answer=self.keep.text(), question=spoken))
            self.do.setAccessibleName(tr("{answer}: {question}", answer=self.do.text(), question=spoken))

    def on_allowed(self) -> None:
        """Pass on the yes."""
        self.allowed.emit(self.number)

    def on_refused(self) -> None:
        """Pass on the no."""
        self.refused.emit(self.number)
