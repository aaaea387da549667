# SPDX-License-Identifier: Apache-2.0
"""A label whose lines, written from right to left, begin below each other and lose no letter at their ends.

Qt counts the space at which it broke such a line, moves the line by it, and cuts off as much at its end.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QStyle

from edgeassist.core.direction import begins_right


class WrappedLabel(QLabel):
    """Paints its lines itself where they are broken and written from right to left, else as Qt does.

    What can be selected is Qt's: it paints the selection, too.
    """

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text with no space at the end of a line."""
        selectable = bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)
        plain = self.textFormat() == Qt.TextFormat.PlainText and self.wordWrap() and not selectable
        if not plain or not begins_right(self.text()):
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.drawFrame(painter)
        margin = self.margin()
        where = self.contentsRect().adjusted(margin, margin, -margin, -margin)
        side = QStyle.visualAlignment(Qt.LayoutDirection.RightToLeft, self.alignment())
        text = "\n".join(broken(self.text(), self.font(), where.width()))
        flags = int(side) | int(Qt.TextFlag.TextForceRightToLeft)
        self.style().drawItemText(painter, where, flags, self.palette(), self.isEnabled(), text, self.foregroundRole())
        painter.end()


def broken(text: str, font: QFont, width_px: int) -> Iterator[str]:
    """Yield the lines of `text`, from right to left, as they fit `width_px`; none ends in a space."""
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, font)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width_px)
            units = paragraph.encode("utf-16-le")[2 * line.textStart() : 2 * (line.textStart() + line.textLength())]
            yield units.decode("utf-16-le", "replace").rstrip()
        layout.endLayout()
