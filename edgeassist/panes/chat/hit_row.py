# SPDX-License-Identifier: Apache-2.0
"""What the search found as Qt shows it: a title, two lines of text, the found words marked. Shows, and no more."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from edgeassist.core.direction import begins_right
from edgeassist.kit.theme import Theme
from edgeassist.kit.tokens import SMALL_PX, TEXT_PX
from edgeassist.panes.chat.chat_row import LINE, Index, fill, font_of, paint_ring, write
from edgeassist.panes.chat.hits import Found

_INSET_PX, _PADDING_PX, _LINES = 10, 8, 2


class HitRows(QAbstractListModel):
    """The hits; more are added at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: tuple[Found, ...] = ()

    def show_hits(self, hits: tuple[Found, ...]) -> None:
        """Show others."""
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def add(self, hits: tuple[Found, ...]) -> None:
        """Show more."""
        if hits:
            self.beginInsertRows(QModelIndex(), len(self.hits), len(self.hits) + len(hits) - 1)
            self.hits += hits
            self.endInsertRows()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a hit, its title, or what a screen reader says of it."""
        hit = self.hits[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return hit
            case Qt.ItemDataRole.DisplayRole:
                return hit.title
            case Qt.ItemDataRole.ToolTipRole:
                return hit.excerpt
            case Qt.ItemDataRole.AccessibleTextRole:
                return hit.spoken
        return None


class HitPainter(QStyledItemDelegate):
    """Draws a hit in the palette's colours, its found words on the colour of marks."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the one size: a title and two lines."""
        return QSize(80, (_LINES + 1) * (option.fontMetrics.height() + 2) + 2 * _PADDING_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one."""
        hit = index.data(LINE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.setOpacity(0.35)
            fill(painter, option, QPalette.ColorRole.Mid)
            painter.setOpacity(1.0)
        inside = option.rect.adjusted(_INSET_PX, _PADDING_PX, -_INSET_PX, -_PADDING_PX)
        line_px = option.fontMetrics.height() + 2
        title = QRect(inside.left(), inside.top(), inside.width(), line_px)
        write(painter, option, title, (hit.title, font_of(option, TEXT_PX, bold=True), QPalette.ColorRole.Text))
        _write_excerpt(painter, option, inside.adjusted(0, line_px, 0, 0), hit)
        paint_ring(painter, option)
        painter.restore()


def _write_excerpt(painter: QPainter, option: QStyleOptionViewItem, where: QRect, hit: Found) -> None:
    layout = QTextLayout(hit.excerpt, font_of(option, SMALL_PX))
    wrap = QTextOption()
    wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    rtl = begins_right(hit.excerpt)
    wrap.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    wrap.setAlignment(
        QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute
    )
    layout.setTextOption(wrap)
    layout.setFormats([_marked(hit.excerpt, start, end, option) for start, end in hit.marks])
    layout.beginLayout()
    y = 0.0
    for _ in range(_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(where.width())
        line.setPosition(QPointF(0, y))
        y += line.height() + 1
    layout.endLayout()
    painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
    painter.setClipRect(where)
    layout.draw(painter, QPointF(where.topLeft()))
    painter.setClipping(False)


def _marked(text: str, start: int, end: int, option: QStyleOptionViewItem) -> QTextLayout.FormatRange:
    """Return a mark; Qt counts in UTF-16."""
    made = QTextLayout.FormatRange()
    made.start = len(text[:start].encode("utf-16-le", "surrogatepass")) // 2
    made.length = len(text[start:end].encode("utf-16-le", "surrogatepass")) // 2
    dress = QTextCharFormat()
    dress.setBackground(mark_color())
    dress.setForeground(option.palette.color(QPalette.ColorRole.Text))
    made.format = dress
    return made


def mark_color() -> QColor:
    """Return the colour behind found words."""
    app = QApplication.instance()
    theme = app.findChild(Theme) if app is not None else None
    return QColor(theme.tokens.mark) if isinstance(theme, Theme) else QApplication.palette().mid().color()
