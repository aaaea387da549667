# SPDX-License-Identifier: Apache-2.0
"""Draws one line of the palette: the title at the start, its kind and its keys at the end. Only colours of palettes."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from edgeassist.core.direction import begins_right
from edgeassist.kit.binding import written
from edgeassist.kit.theme import tokens_of
from edgeassist.kit.tokens import RADIUS_CONTROL_PX
from edgeassist.ui.ranking import Entry

ENTRY = Qt.ItemDataRole.UserRole
_PAD_PX, _INSET_PX, _GAP_PX = 14, 10, 16
_LEAST_TITLE = 0.55

Index = QModelIndex | QPersistentModelIndex


class EntryPainter(QStyledItemDelegate):
    """Every line is of one height. What is marked has the colour of choices and a ring."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the one size."""
        return QSize(80, option.fontMetrics.height() + _PAD_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a line."""
        entry: Entry = index.data(ENTRY)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # keys and names keep their own
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            tokens = tokens_of(option.palette)
            painter.setPen(option.palette.color(QPalette.ColorRole.Accent))
            painter.setBrush(QColor(tokens.accent_weak))
            inside = option.rect.adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(inside, RADIUS_CONTROL_PX, RADIUS_CONTROL_PX)
        room = option.rect.adjusted(_INSET_PX, 0, -_INSET_PX, 0)
        end = "   ".join(filter(None, (entry.group, written(entry.keys))))
        quiet = QFont(option.font)
        room = self._write_end(painter, option, room, (end, quiet))
        shown = option.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        painter.setFont(option.font)
        if begins_right(shown):
            painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        painter.drawText(room, _places(option, Qt.AlignmentFlag.AlignLeft), shown)
        painter.restore()

    @staticmethod
    def _write_end(
        painter: QPainter, option: QStyleOptionViewItem, room: QRect, written_so: tuple[str, QFont]
    ) -> QRect:
        """Write quiet words at the end of the line; return what room that leaves."""
        text, font = written_so
        measures = QFontMetrics(font)
        most = round(room.width() * (1 - _LEAST_TITLE))
        shown = measures.elidedText(text, Qt.TextElideMode.ElideLeft, most)
        painter.setFont(font)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(room, _places(option, Qt.AlignmentFlag.AlignRight), shown)
        taken = measures.horizontalAdvance(shown) + _GAP_PX if shown else 0
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        return room.adjusted(taken, 0, 0, 0) if mirrored else room.adjusted(0, 0, -taken, 0)


def _places(option: QStyleOptionViewItem, edge: Qt.AlignmentFlag) -> int:
    """Return the flags that put a line of text at `edge`, or at the other one in a mirrored window."""
    wanted = QStyle.visualAlignment(option.direction, edge)
    single = Qt.TextFlag.TextSingleLine.value
    return int((wanted | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute).value) | single
