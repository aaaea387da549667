# SPDX-License-Identifier: Apache-2.0
"""A phrase of one's own for what a sentence means already, with a look at what it would do; and all that was taught."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from edgeassist.core.language import later, tr
from edgeassist.intents.commands import Taught
from edgeassist.kit.bold_words import BoldWords
from edgeassist.kit.parts import button, column, mark, row, words

PAUSE_MS = 250
MOST_LETTERS = 500
HOW = later("Say or type a phrase of your own in place of a sentence that works already.")
NOTHING = later("You have taught nothing yet.")


class TeachSheet(QFrame):
    """`check_wished` carries a sentence after a pause in typing; `taught` a phrase and what it means."""

    closed = Signal()
    check_wished = Signal(str)
    taught = Signal(str, str)
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Teach a phrase"))
        self.back = button(tr("‹ Back to Voice"), self.closed.emit, role="link", name=tr("Back to Voice"))
        self.phrase, self.like = QLineEdit(), QLineEdit()
        self.check = BoldWords(role="quiet")
        self.trouble = words("")
        self.add = button(tr("Teach it"), self.on_add_pressed, tone="primary")
        self.empty = words(tr(NOTHING), "quiet")
        self.rows: list[QFrame] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.check_wished.emit(self.like.text().strip()))
        self._build()
        self.like.textChanged.connect(self._typed)
        self.phrase.textChanged.connect(self._typed)
        self.phrase.returnPressed.connect(self.like.setFocus)
        self.like.returnPressed.connect(self.on_add_pressed)
        self._typed("")

    def _build(self) -> None:
        for field, name, hint in (
            (self.phrase, tr("Your phrase"), tr("lights out")),
            (self.like, tr("Means the same as"), tr("turn off all the lights")),
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(tr("for example: {example}", example=hint))
            field.setMaxLength(MOST_LETTERS)
            field.setMinimumWidth(60)
        card = QFrame()
        card.setProperty("role", "card")
        self.trouble.setProperty("tone", "danger")
        inside = column(words(tr("Your phrase")), self.phrase, words(tr("Means the same as")), self.like, spacing=6)
        inside.setContentsMargins(16, 14, 16, 14)
        for said in (self.check, self.trouble):
            inside.addWidget(said)
            said.hide()
        inside.addSpacing(4)
        inside.addLayout(row(self.add, None))
        card.setLayout(inside)
        listed = QFrame()
        listed.setProperty("role", "card")
        self._list = column(words(tr("What you taught"), "name"), self.empty, spacing=8, margins=(16, 14, 16, 14))
        listed.setLayout(self._list)
        layout = column(spacing=12, margins=(24, 16, 24, 16))
        layout.addLayout(row(words(tr("Teach a phrase"), "title", wrap=False), None, self.back))
        parts: tuple[QWidget, ...] = (words(tr(HOW), "quiet"), card, listed)
        for part in parts:
            layout.addWidget(part)
        layout.addStretch(1)
        self.setLayout(layout)

    def begin(self, phrase: str = "") -> None:
        """Begin anew, with a phrase that was not understood."""
        self.phrase.setText(phrase)
        self.like.clear()
        self.show_trouble("", "")
        (self.like if phrase else self.phrase).setFocus()

    def rest(self) -> None:
        """Stop every timer."""
        self._pause.stop()

    def show_check(self, sentence: str, *, good: bool) -> None:
        """Say what the sentence would do, or why it cannot be used; empty says nothing."""
        self.check.show_words(sentence)
        self.check.setVisible(bool(sentence))
        mark(self.check, role="" if good else "quiet")

    def show_trouble(self, text: str, hint: str) -> None:
        """Say why the phrase cannot be learnt; empty says nothing."""
        self.trouble.setText(f"{text} {hint}".strip())
        self.trouble.setVisible(bool(text))

    def show_taught(self, phrases: tuple[Taught, ...]) -> None:
        """Show what was taught, the newest first."""
        for gone in self.rows:
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.rows = [self._row(one) for one in reversed(phrases)]
        for made in self.rows:
            self._list.addWidget(made)
        self.empty.setVisible(not phrases)

    def on_add_pressed(self) -> None:
        """Hand over the phrase."""
        phrase, like = self.phrase.text().strip(), self.like.text().strip()
        if phrase and like:
            self.taught.emit(phrase, like)
        else:
            (self.like if phrase else self.phrase).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _typed(self, _text: str) -> None:
        self.add.setEnabled(bool(self.phrase.text().strip() and self.like.text().strip()))
        self.show_trouble("", "")
        if self.like.text().strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.show_check("", good=True)

    def _row(self, one: Taught) -> QFrame:
        made = QFrame()
        made.setAccessibleName(tr("{phrase} means {command}", phrase=one.sentence, command=one.like))
        texts = QWidget()
        texts.setLayout(
            column(
                words(tr("“{text}”", text=one.sentence)),
                words(tr("means “{command}”", command=one.like), "small"),
                spacing=1,
            )
        )
        remove = button(
            tr("Remove"), partial(self.removed.emit, one.id), name=tr("Remove “{phrase}”", phrase=one.sentence)
        )
        layout = row(texts, remove)
        layout.setStretch(0, 1)
        made.setLayout(layout)
        return made
