# SPDX-License-Identifier: Apache-2.0
"""The line that a command is typed into; works where no microphone is. Up brings back what was typed before."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from edgeassist.core.language import tr
from edgeassist.core.units import grouped
from edgeassist.intents.said import MOST_CHARACTERS
from edgeassist.kit.parts import button, column, row, words

MOST_LETTERS = MOST_CHARACTERS
_PASTED = 100_000
_KEPT = 50


def too_long(count: int) -> str:
    """Say that `count` letters are too many."""
    return tr("{count} letters: a command has {most} at most.", count=grouped(count), most=grouped(MOST_LETTERS))


class _Line(QLineEdit):
    """The line itself."""

    def __init__(self) -> None:
        super().__init__()
        self._sent: list[str] = []
        self._at = 0
        self.setMaxLength(_PASTED)  # what is too long is said, never cut
        self.setPlaceholderText(tr("Or type a command"))
        self.setAccessibleName(tr("Command"))
        self.setMinimumWidth(60)

    def remember(self, text: str) -> None:
        """Keep what was sent."""
        self._sent = [*self._sent, text][-_KEPT:]
        self._at = len(self._sent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through what was sent."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not step or not self._sent:
            super().keyPressEvent(event)
            return
        self._at = max(0, min(len(self._sent), self._at + step))
        self.setText(self._sent[self._at] if self._at < len(self._sent) else "")


class CommandLine(QFrame):
    """`submitted` carries what was typed."""

    submitted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.line = _Line()
        self.run = button(tr("Run"), self.on_submitted, tone="primary", name=tr("Run the command"))
        self.limit = words("", "small")
        self.line.returnPressed.connect(self.on_submitted)
        self.line.textChanged.connect(self._measure)
        layout = column(self.limit, spacing=4)
        layout.addLayout(row(self.line, self.run))
        self.setLayout(layout)
        self._measure("")

    def put(self, text: str) -> None:
        """Put `text` in, where nothing is being typed."""
        if not self.line.text().strip():
            self.line.setText(text)

    def begin_with(self, letter: str) -> None:
        """Take a letter that was typed elsewhere, and the keyboard with it."""
        self.line.setFocus()
        self.line.insert(letter)

    def on_submitted(self) -> None:
        """Hand over what was typed, and empty the line."""
        text = self.line.text().strip()
        if 0 < len(text) <= MOST_LETTERS:
            self.line.remember(text)
            self.line.clear()
            self.submitted.emit(text)

    def _measure(self, text: str) -> None:
        count = len(text.strip())
        over = count > MOST_LETTERS
        self.run.setEnabled(bool(count) and not over)
        self.limit.setText(too_long(count) if over else "")
        self.limit.setVisible(over)
