# SPDX-License-Identifier: Apache-2.0
"""Room above the page for what comes and goes, so that nothing moves under the pointer. Knows no sentence and no page.

While the pointer is over the page, what comes lies over the page's upper edge, and what goes leaves its room empty. The
page takes its new place once the pointer has left it or lies still, or another page is in front.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, QTimer, Slot
from PySide6.QtGui import QCursor, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from edgeassist.kit.parts import column

STILL_MS = 1500
"""A pointer that lay still so long is not on its way to anything."""
SHIELD_MS = 300
"""A press so soon after the page moved was meant for what was there before: nothing gets it."""


class SteadyTop(QWidget):
    """Stands in the layout above `page` as the room; `parts` lie in `inside`, a child of `around` as high as they need.

    Its timers run only while the page has still to take its place.
    """

    def __init__(self, around: QWidget, page: QWidget, *parts: QWidget) -> None:
        super().__init__()
        self._around, self._page = around, page
        self._at = QPoint()
        self.inside = _Inside(around, self.fit)
        self._parts = column(*parts, spacing=0)
        self.inside.setLayout(self._parts)
        self.shield = QWidget(around)
        self.shield.hide()
        self._still, self._shielded = QTimer(self), QTimer(self)
        for timer, wait_ms, act in (
            (self._still, STILL_MS, self.on_waited),
            (self._shielded, SHIELD_MS, self.shield.hide),
        ):
            timer.setSingleShot(True)
            timer.setInterval(wait_ms)
            timer.timeout.connect(act)
        page.installEventFilter(self)
        self.setFixedHeight(0)

    @property
    def wanted_px(self) -> int:
        """The height that the parts need at this width."""
        wrapped = self._parts.totalHeightForWidth(self.width()) if self._parts.hasHeightForWidth() else -1
        return wrapped if wrapped >= 0 else self._parts.totalSizeHint().height()

    @property
    def waiting(self) -> bool:
        """The page has not taken its place yet."""
        return self._still.isActive()

    def take(self, part: QWidget) -> None:
        """Hold `part` as the lowest."""
        self._parts.addWidget(part)

    @Slot()
    def fit(self) -> None:
        """Show the parts whole; give them the room at once unless the pointer is over the page."""
        self._lay()
        if self.wanted_px == self.height():
            self._still.stop()
        elif not self._page.underMouse():
            self.settle()
        elif not self._still.isActive():
            self._at = QCursor.pos()
            self._still.start()

    @Slot()
    def settle(self) -> None:
        """Let the page take its place now."""
        self._still.stop()
        if self.height() != self.wanted_px:
            self.setFixedHeight(self.wanted_px)
            if (layout := self._around.layout()) is not None:
                layout.activate()  # in one step with what came: no picture in between

    @Slot()
    def on_waited(self) -> None:
        """Let the page take its place if the pointer lay still, and keep from it a press meant for what was there."""
        if self._page.underMouse() and QCursor.pos() != self._at:
            self._at = QCursor.pos()
            self._still.start()
            return
        self.settle()
        self.shield.setGeometry(self._page.geometry())
        self.shield.raise_()
        self.shield.show()
        self._shielded.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the window's width; the layout under way takes no other height now."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self.fit)

    def moveEvent(self, event: QMoveEvent) -> None:
        """Follow the window."""
        super().moveEvent(event)
        self._lay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Settle once the pointer has left the page."""
        if watched is self._page and event.type() == QEvent.Type.Leave and self.waiting:
            self.settle()
        return super().eventFilter(watched, event)

    def _lay(self) -> None:
        at = self.mapTo(self._around, QPoint(0, 0))
        self.inside.setGeometry(QRect(at, QSize(self.width(), self.wanted_px)))
        self.inside.raise_()


class _Inside(QWidget):
    """Calls `fit` whenever what lies in it needs another height."""

    def __init__(self, around: QWidget, fit: Callable[[], None]) -> None:
        super().__init__(around)
        self._fit = fit
        self.setProperty("role", "page")

    def event(self, event: QEvent) -> bool:
        """Hear of parts that come, go, or wrap otherwise."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done
