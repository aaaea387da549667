# SPDX-License-Identifier: Apache-2.0
"""The lines of the chat list as Qt shows them: model, painter and view, as quick with thousands as with ten.

Shows lines and emits wishes; knows nothing of the shelf.
"""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from edgeassist.core.direction import begins_right
from edgeassist.core.language import tr, trn
from edgeassist.kit.icons import pixmap
from edgeassist.kit.parts import tip
from edgeassist.kit.scaling import text_scale
from edgeassist.kit.tokens import RADIUS_CONTROL_PX, SMALL_PX, TEXT_PX
from edgeassist.panes.chat.library import Heading, Line, Row

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
_TITLE_CHARACTERS = 200
_INSET_PX, _FOLD_PX, _RING_PX, _PADDING_PX = 10, 12, 2, 16


class ChatRows(QStringListModel):
    """The lines. `renamed` tells the number of a chat and the name a person typed for it.

    Laying a list out asks for the number of lines at each of them; a list of strings answers that without Python.
    """

    renamed = Signal(int, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()
        self.current: int | None = None

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show other lines."""
        self.lines = lines
        self.setStringList([""] * len(lines))

    def mark_current(self, chat_id: int | None) -> None:
        """Mark the chat in front. Nothing is told of one that is marked: a name being typed there would be undone."""
        if chat_id == self.current:
            return
        before, self.current = self.current, chat_id
        for place in filter(None, (self.place(before), self.place(chat_id))):
            self.dataChanged.emit(place, place)

    def place(self, chat_id: int | None) -> QModelIndex | None:
        """Return where a chat stands; None when it is not to be seen."""
        found = (at for at, line in enumerate(self.lines) if isinstance(line, Row) and line.id == chat_id)
        at = None if chat_id is None else next(found, None)
        return None if at is None else self.index(at)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Chats and folders can be reached, chats be renamed; the other headings are only read."""
        line = self.lines[index.row()] if index.isValid() else None
        if line is None:
            return Qt.ItemFlag.NoItemFlags
        if isinstance(line, Row):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if line.folds else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line, its words, or what a screen reader says of it."""
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return line
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return _words(line)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(_words(line))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(line)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Pass on the name that a person typed; the list shows it when it is stored."""
        line = self.lines[index.row()]
        if role != Qt.ItemDataRole.EditRole or not isinstance(line, Row):
            return False
        if (name := str(value).strip()) and name != line.title:
            self.renamed.emit(line.id, name)
        return True

    def _spoken(self, line: Line) -> str:
        if isinstance(line, Row):
            chat = ", ".join(filter(None, (line.title, line.remark)))
            return tr("{chat}, open", chat=chat) if line.id == self.current else chat
        return _folder_spoken(line) if line.folds else line.text


class RowPainter(QStyledItemDelegate):
    """Draws a line in the palette's colours; every line is of one height."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the one size."""
        return QSize(80, option.fontMetrics.height() + _PADDING_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a chat or a heading."""
        line = index.data(LINE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, Row):
            self._paint_chat(painter, option, line, current=line.id == getattr(index.model(), "current", None))
        else:
            self._paint_heading(painter, option, line)
        paint_ring(painter, option)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Give a line to type the new name in."""
        made = QLineEdit(parent)
        made.setMaxLength(_TITLE_CHARACTERS)
        made.setAccessibleName(tr("New name of the chat"))
        return made

    @staticmethod
    def _paint_chat(painter: QPainter, option: QStyleOptionViewItem, line: Row, *, current: bool) -> None:
        if current or option.state & QStyle.StateFlag.State_MouseOver:
            role = QPalette.ColorRole.Base if current else QPalette.ColorRole.Mid
            painter.setOpacity(1.0 if current else 0.35)
            fill(painter, option, role)
            painter.setOpacity(1.0)
        inside = option.rect.adjusted(_INSET_PX, 0, -_INSET_PX, 0)
        if line.remark:
            inside = write_end(painter, option, inside, line.remark)
        font = font_of(option, TEXT_PX, bold=current)
        write(painter, option, inside, (line.title, font, QPalette.ColorRole.Text))

    @staticmethod
    def _paint_heading(painter: QPainter, option: QStyleOptionViewItem, line: Heading) -> None:
        inside = option.rect.adjusted(4, 4, -4, 0)
        if line.folds:
            inside = write_end(painter, option, inside, str(line.count))
            _paint_fold(painter, option, inside, folded=line.folded)
            away = _FOLD_PX + 6
            rtl = option.direction == Qt.LayoutDirection.RightToLeft
            inside = inside.adjusted(0, 0, -away, 0) if rtl else inside.adjusted(away, 0, 0, 0)
        write(painter, option, inside, (line.text, font_of(option, SMALL_PX), QPalette.ColorRole.PlaceholderText))


class ChatLines(QListView):
    """The list itself, dressed for a side column. `renaming` tells whether a name is being typed."""

    delete_wished = Signal()
    rename_wished = Signal()
    fold_wished = Signal(str, bool)
    taken = Signal(QModelIndex)
    undo_wished = Signal()
    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.viewport().setAutoFillBackground(False)

    @property
    def renaming(self) -> bool:
        """A name is being typed."""
        return self.state() == QAbstractItemView.State.EditingState

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, rename, delete, undo, fold; what is not for the list goes on."""
        line = self.currentIndex().data(LINE) if self.currentIndex().isValid() else None
        key = event.key()
        if self.renaming:
            event.accept()  # Enter takes the name; Qt hands it on to the list, where it would open the chat
        elif key == Qt.Key.Key_F2:
            self.rename_wished.emit()
        elif key == Qt.Key.Key_Delete:
            self.delete_wished.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wished.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and isinstance(line, Heading):
            opening = (key == Qt.Key.Key_Right) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
            self.fold_wished.emit(line.key, not opening)
        else:
            super().keyPressEvent(event)


def _folder_spoken(line: Heading) -> str:
    if line.folded:
        return trn("{folder}, {n} chat, folded", "{folder}, {n} chats, folded", line.count, folder=line.text)
    return trn("{folder}, {n} chat, unfolded", "{folder}, {n} chats, unfolded", line.count, folder=line.text)


def _words(line: Line) -> str:
    return line.title if isinstance(line, Row) else line.text


def fill(painter: QPainter, option: QStyleOptionViewItem, role: QPalette.ColorRole) -> None:
    """Fill the line with the colour of `role`; where high contrast knows no shades, give it an edge."""
    shades = option.palette.color(QPalette.ColorRole.Base) != option.palette.color(QPalette.ColorRole.AlternateBase)
    painter.setPen(Qt.PenStyle.NoPen if shades else QPen(option.palette.color(QPalette.ColorRole.Mid), 1))
    painter.setBrush(option.palette.color(role))
    painter.drawRoundedRect(QRectF(option.rect).adjusted(0, 1, 0, -1), RADIUS_CONTROL_PX, RADIUS_CONTROL_PX)


def write(
    painter: QPainter, option: QStyleOptionViewItem, where: QRect, what: tuple[str, QFont, QPalette.ColorRole]
) -> None:
    """Write one line at the leading edge, in the direction of its own first letter, cut with an ellipsis."""
    text, font, role = what
    painter.setFont(font)
    painter.setPen(option.palette.color(role))
    rtl = Qt.LayoutDirection.RightToLeft
    painter.setLayoutDirection(rtl if begins_right(text) else Qt.LayoutDirection.LeftToRight)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, where.width())
    edge = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
    painter.drawText(where, int(edge | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute), shown)


def write_end(painter: QPainter, option: QStyleOptionViewItem, where: QRect, text: str) -> QRect:
    """Write a small remark at the trailing edge, on less than half of the line; return the room that is left."""
    painter.setFont(small := font_of(option, SMALL_PX))
    painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, where.width() * 9 // 20)
    edge = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignRight)
    painter.drawText(where, int(edge | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute), shown)
    taken = QFontMetrics(small).horizontalAdvance(shown) + 8
    rtl = option.direction == Qt.LayoutDirection.RightToLeft
    return where.adjusted(taken, 0, 0, 0) if rtl else where.adjusted(0, 0, -taken, 0)


def font_of(option: QStyleOptionViewItem, size_px: int, *, bold: bool = False) -> QFont:
    """Return the interface's font in that size, as large as the text is now."""
    made = QFont(option.font)
    made.setPixelSize(round(size_px * text_scale()))
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def _paint_fold(painter: QPainter, option: QStyleOptionViewItem, where: QRect, *, folded: bool) -> None:
    rtl = option.direction == Qt.LayoutDirection.RightToLeft
    icon = "chevron-down" if not folded else "chevron-left" if rtl else "chevron-right"
    color = option.palette.color(QPalette.ColorRole.PlaceholderText).name()
    at = where.right() - _FOLD_PX if rtl else where.left()
    top = where.top() + (where.height() - _FOLD_PX) // 2
    drawn = pixmap(icon, color, size_px=_FOLD_PX, ratio=painter.device().devicePixelRatioF())
    painter.drawPixmap(at, top, drawn)


def paint_ring(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Draw the focus ring of the line that the keyboard is on."""
    wanted = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected
    if option.state & wanted != wanted:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Accent), _RING_PX))
    painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 2, -1, -2), RADIUS_CONTROL_PX, RADIUS_CONTROL_PX)
