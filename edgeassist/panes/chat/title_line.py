# SPDX-License-Identifier: Apache-2.0
"""The title of a chat in one line that gives way to what stands beside it. Shows text, and no more."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStyle

from edgeassist.panes.chat.chat_row import is_right_to_left

LEAST_PX = 24


class TitleLine(QLabel):
    """As wide as its words where there is room; cut with an ellipsis where there is not."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "quiet")

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        whole = super().minimumSizeHint()
        return QSize(min(LEAST_PX, whole.width()), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits, at the leading edge, in the direction of its own first letter."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        edge = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        rtl, ltr = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
        painter = QPainter(self)
        painter.setLayoutDirection(rtl if is_right_to_left(self.text()) else ltr)
        aligned = edge | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self.contentsRect(), int(aligned), shown)
        painter.end()
