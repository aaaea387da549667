# SPDX-License-Identifier: Apache-2.0
"""A line to search in. Where it only filters what is in sight, Esc empties it before it means anything else."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class SearchField(QLineEdit):
    """A line edit named for what it searches."""

    def __init__(self, name: str, hint: str, *, clears: bool = True) -> None:
        super().__init__()
        self._clears = clears
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setMaxLength(200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the line on Esc where it `clears`; pass it on when it is empty."""
        if event.key() == Qt.Key.Key_Escape and self._clears and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
