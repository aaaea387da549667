# SPDX-License-Identifier: Apache-2.0
"""A short sentence at the foot of the window about what was just done, with its way back. Gone after ten seconds.

For deeds that leave nothing else to see, such as those done by key. It takes no keyboard, moves nothing, and hides
nothing that is worked with: it lies over the status strip.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QEnterEvent, QHideEvent
from PySide6.QtWidgets import QFrame, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.announcing import announce
from edgeassist.kit.parts import button, row, words

STAYS_MS = 10_000
_MOVED = (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class Toast(QFrame):
    """Lies in `over` on its `strip`, one sentence at a time; above it where something else has the strip's place.

    Its timer runs only while it can be seen and is not pointed at.
    """

    def __init__(self, over: QWidget, strip: QWidget) -> None:
        super().__init__(over)
        self._over, self._strip = over, strip
        self._undo: Callable[[], object] = lambda: None
        self.setProperty("role", "toast")
        self._words = words("", wrap=False)
        self.undo = button(tr("Undo"), self._take_back, role="link")
        self._row = row(self._words, self.undo, None, spacing=12, margins=(16, 0, 16, 0))
        self.setLayout(self._row)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(STAYS_MS)
        self.timer.timeout.connect(self.put_away)
        for one in (over, strip):
            one.installEventFilter(self)
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
        if event.type() in _MOVED and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Be as high as the words are in other letters."""
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
        width, strip_px = self._over.width(), self._strip.height()
        self._words.setWordWrap(False)
        self._row.invalidate()
        long = self.sizeHint().width() > width
        self._words.setWordWrap(long)
        self._row.setStretch(0, 1000 if long else 0)
        height = max(strip_px, self.heightForWidth(width), self.minimumSizeHint().height())
        foot = self._over.height() - (0 if self._strip.isVisible() else strip_px)
        self.setGeometry(0, foot - height, width, height)
