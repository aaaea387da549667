# SPDX-License-Identifier: Apache-2.0
"""A short sentence at the foot of the window about what was just done, with its way back. Gone after ten seconds.

For deeds that leave nothing else to see, such as those done by key. It takes no keyboard and moves nothing.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QEnterEvent, QHideEvent
from PySide6.QtWidgets import QFrame, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.announcing import announce
from edgeassist.kit.parts import button, row, words
from edgeassist.kit.tokens import FOOTER_PX

STAYS_MS = 10_000
_BESIDE_PX, _ABOVE_PX = 24, 12


class Toast(QFrame):
    """Lies over `over`, one sentence at a time. Its timer runs only while it can be seen and is not pointed at."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._undo: Callable[[], object] = lambda: None
        self.setProperty("role", "overlay")
        self._words = words("", wrap=False)
        self.undo = button(tr("Undo"), self._take_back)
        self.setLayout(row(self._words, self.undo, spacing=12, margins=(16, 8, 8, 8)))
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(STAYS_MS)
        self.timer.timeout.connect(self.put_away)
        over.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty when nothing is."""
        return "" if self.isHidden() else self._words.text()

    def say(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Say `text` in place of what was said before, with a way back where there is one."""
        self._words.setText(text)
        self._undo = undo or (lambda: None)
        self.undo.setVisible(undo is not None)
        self.undo.setAccessibleName(tr("Undo: {what}", what=text))
        self.setAccessibleName(text)
        self.show()
        self._place()
        self.raise_()
        self.timer.start()
        announce(self, text)

    @Slot()
    def put_away(self) -> None:
        """Say nothing any more."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the window."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Be as wide as the words are in other letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            QTimer.singleShot(0, self, self._place)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while somebody points at it."""
        super().enterEvent(event)
        self.timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Count anew."""
        super().leaveEvent(event)
        if self.isVisible():
            self.timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        self.timer.stop()

    def _take_back(self) -> None:
        undo = self._undo
        self.put_away()
        undo()

    @Slot()
    def _place(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
        self._words.setWordWrap(False)
        width = self.sizeHint().width()
        room = self._over.width() - 2 * _BESIDE_PX
        if width > room:
            self._words.setWordWrap(True)
            width = room
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        height = max(height, self.minimumSizeHint().height())
        top = self._over.height() - height - FOOTER_PX - _ABOVE_PX
        self.setGeometry((self._over.width() - width) // 2, top, width, height)
