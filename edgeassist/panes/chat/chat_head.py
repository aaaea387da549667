# SPDX-License-Identifier: Apache-2.0
"""The line above a chat: its title, and what can be done with all of it. What has no room is in the menu."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStyle, QWidget

from edgeassist.core.direction import begins_right
from edgeassist.core.language import tr
from edgeassist.kit.copy_button import CopyButton
from edgeassist.kit.more_button import Entry, MoreButton
from edgeassist.kit.parts import button, row

_BETWEEN_PX, _LEAST_PX = 12, 24


class ChatHead(QWidget):
    """Nothing in it is ever cut: the title gives way first, then copying, then the new chat."""

    def __init__(self, transcript: Callable[[], str], on_list_wished: Callable[[], None]) -> None:
        """`transcript` gives the whole conversation as text."""
        super().__init__()
        self.title = TitleLine()
        self.chats = button(tr("Chats"), on_list_wished, name=tr("Show your chats"))
        self.new_chat = button(tr("New chat"), lambda: None)
        self.copy_chat = CopyButton(tr("Copy chat"), transcript, name=tr("Copy the whole conversation"))
        self.entries: Callable[[], tuple[Entry, ...]] = tuple
        self.more = MoreButton(tr("More for this chat"), self._all_entries)
        self._offered: set[QPushButton] = set()
        self.setLayout(row(self.chats, self.title, None, self.copy_chat, self.new_chat, self.more, spacing=_BETWEEN_PX))
        self._fit()

    def offer(self, *, chats: bool, copy: bool, new: bool) -> None:
        """Offer the way to the list, copying the chat, and a new one: here, or in the menu."""
        wishes = ((self.chats, chats), (self.copy_chat, copy), (self.new_chat, new))
        self._offered = {made for made, wished in wishes if wished}
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it as narrow as what always stays."""
        return QSize(self._needed_px(self._staying(2)), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room now."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again once all inside has its other letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self._fit)

    def _staying(self, left_out: int) -> set[QPushButton]:
        """Return what is offered without the first `left_out` that give way."""
        return self._offered - {*(self.copy_chat, self.new_chat)[:left_out]}

    def _needed_px(self, shown: set[QPushButton]) -> int:
        widths = [made.sizeHint().width() + _BETWEEN_PX for made in (*shown, self.more)]
        return sum(widths) + _LEAST_PX

    @Slot()
    def _fit(self) -> None:
        fitting = (few for few in map(self._staying, range(2)) if self._needed_px(few) <= self.width())
        shown = next(fitting, self._staying(2))
        for made in (self.chats, self.copy_chat, self.new_chat):
            made.setVisible(made in shown)

    def _all_entries(self) -> tuple[Entry, ...]:
        """Return the menu: what had no room, then the rest."""
        wishes = ((self.new_chat, self.new_chat.click), (self.copy_chat, self.copy_chat.on_pressed))
        squeezed = (Entry(made.text(), wish) for made, wish in wishes if made in self._offered and made.isHidden())
        return (*squeezed, *self.entries())


class TitleLine(QLabel):
    """The title in one line, as wide as its words where there is room; cut with an ellipsis where there is not."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "quiet")

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        whole = super().minimumSizeHint()
        return QSize(min(_LEAST_PX, whole.width()), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits, at the leading edge, in the direction of its own first letter."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        edge = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        rtl, ltr = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
        painter = QPainter(self)
        painter.setLayoutDirection(rtl if begins_right(self.text()) else ltr)
        aligned = edge | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self.contentsRect(), int(aligned), shown)
        painter.end()
