# SPDX-License-Identifier: Apache-2.0
"""Where a question that was asked is put in other words, in its place. Emits the new words; keeps nothing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from edgeassist.core.language import tr
from edgeassist.kit.input import Input
from edgeassist.kit.parts import button, column, row, words


class QuestionEditor(QFrame):
    """The question as it stands, ready to be changed. Enter asks it, Esc leaves it as it was."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, question: str) -> None:
        super().__init__()
        self.setProperty("role", "composer")
        self.input = Input(tr("Your question in other words"), "")
        self.input.setPlainText(question)
        self.send = button(tr("Ask this"), self._ask, tone="primary")
        self.cancel = button(tr("Cancel"), self.left.emit, name=tr("Leave the question as it was"))
        hint = words(tr("The question and answers as they were are kept beside it."), "small")
        layout = column(self.input, hint, spacing=8, margins=(14, 10, 14, 10))
        layout.addLayout(row(None, self.cancel, self.send))
        self.setLayout(layout)
        self.input.submitted.connect(self._ask)

    def begin(self) -> None:
        """Go to the end of the text."""
        self.input.moveCursor(self.input.textCursor().MoveOperation.End)
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        if text := self.input.toPlainText().strip():
            self.asked.emit(text)
