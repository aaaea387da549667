# SPDX-License-Identifier: Apache-2.0
"""A quiet button that puts a text on the clipboard and says for a moment that it did."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent

from edgeassist.core.language import later, tr
from edgeassist.kit.parts import PushButton, dressed

SAID_MS = 1500
COPIED = later("Copied")


class CopyButton(PushButton):
    """`content` is asked for its text when the button is pressed. Its timer runs only while it says `COPIED`."""

    def __init__(self, text: str, content: Callable[[], str], *, name: str) -> None:
        super().__init__(text)
        self._text, self._content, self._name = text, content, name
        dressed(self, self.on_pressed, role="link", name=name)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAID_MS)
        self._timer.timeout.connect(self.on_said)

    def rename(self, text: str, name: str) -> None:
        """Offer something else from now on."""
        if (text, name) != (self._text, self._name):
            self._text, self._name = text, name
            self.on_said()

    @Slot()
    def on_pressed(self) -> None:
        """Copy, and say so where it can be seen."""
        QGuiApplication.clipboard().setText(self._content())
        if self.isVisible():
            self.setText(tr(COPIED))
            self.setAccessibleName(tr(COPIED))
            self._timer.start()

    @Slot()
    def on_said(self) -> None:
        """Offer it again."""
        self.setText(self._text)
        self.setAccessibleName(self._name)

    def hideEvent(self, event: QHideEvent) -> None:
        """Say nothing to nobody."""
        self._timer.stop()
        self.on_said()
        super().hideEvent(event)
