# SPDX-License-Identifier: Apache-2.0
"""The push button and the tool button that every other is made of: with the focus, Enter presses them as Space does.

Qt presses on Enter only in a dialog or where its button is the default one, and the window is neither.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PushButton(QPushButton):
    """A push button that Enter presses while it has the focus; in a dialog it never stands in for the default one."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter; what is another key's is Qt's."""
        if not _pressed(self, event):
            super().keyPressEvent(event)


class ToolButton(QToolButton):
    """A tool button that Enter presses."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter; what is another key's is Qt's."""
        if not _pressed(self, event):
            super().keyPressEvent(event)


def _pressed(made: QAbstractButton, event: QKeyEvent) -> bool:
    """Press `made` where `event` is Enter, and tell so; a key that is held down presses once."""
    if event.key() not in _ENTER:
        return False
    event.accept()
    if not event.isAutoRepeat():
        made.click()
    return True
