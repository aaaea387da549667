# SPDX-License-Identifier: Apache-2.0
"""What is shown when it is not sure what was meant, or not known at all: the two best guesses, or the ways on."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from edgeassist.core.language import tr
from edgeassist.core.units import elided
from edgeassist.intents.intent import Intent
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, words

MOST_LETTERS = 64


class GuessCard(QFrame):
    """`chosen` carries the intents of a guess; `none_wished` says that neither was meant."""

    chosen = Signal(object)
    none_wished = Signal()

    def __init__(self, guesses: tuple[tuple[Intent, ...], ...], meant: tuple[str, ...]) -> None:
        """`meant` says of each guess what it would do."""
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Did you mean one of these?"))
        self.buttons: list[QPushButton] = []
        layout = column(words(tr("Did you mean …?"), "name"), spacing=8, margins=(16, 12, 16, 12))
        for guess, said in zip(guesses, meant, strict=True):
            made = button(elided(said, MOST_LETTERS), partial(self.chosen.emit, guess), name=said)
            self.buttons.append(made)
            layout.addWidget(made)
        self.neither = button(tr("Neither") if len(guesses) > 1 else tr("No"), self.none_wished.emit, role="link")
        ways = QWidget()
        ways.setLayout(FlowLayout(self.neither))
        layout.addWidget(ways)
        self.setLayout(layout)


class MissedCard(QFrame):
    """Says why nothing is done; `chat_wished`, `teach_wished` and `language_wished` are the ways on."""

    chat_wished = Signal()
    teach_wished = Signal()
    language_wished = Signal()

    def __init__(self, why: str, *, chat: bool, languages: str) -> None:
        """`languages` names those that commands are understood in."""
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(why)
        self.why = words(why)
        self.chat = button(tr("Ask it in Chat"), self.chat_wished.emit)
        self.teach = button(tr("Teach this phrase…"), self.teach_wished.emit)
        self.languages = words(tr("Commands are understood in {languages}.", languages=languages), "small")
        self.language = button(tr("Another language…"), self.language_wished.emit)
        ways = QWidget()
        ways.setLayout(FlowLayout(self.chat, self.teach, self.language))
        self.setLayout(column(self.why, self.languages, ways, spacing=10, margins=(16, 12, 16, 12)))
        self.chat.setVisible(chat)
