# SPDX-License-Identifier: Apache-2.0
"""One sentence of a summary: its words, the chip with its place at their end, and what is doubtful below.

Painted as a whole, so that the chip flows behind the last word in either direction of writing.
"""

import unicodedata

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPalette,
    QPen,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QSizePolicy

from edgeassist.kit.parts import mark, words
from edgeassist.kit.tokens import RADIUS_CARD_PX, READING_LINE_PX, READING_TEXT_PX, SMALL_PX
from edgeassist.panes.summarize.rows import Row

_EDGE, _TEXT_LEFT, _TOP = 12, 28, 8
_CHIP_PAD, _CHIP_GAP, _CHIP_HEIGHT, _DOT = 6, 8, 18, 5


class SentenceButton(QAbstractButton):
    """The painted part. The wider it is, the lower."""

    def __init__(self) -> None:
        super().__init__()
        self._text, self._chip = "", ""
        self._laid_at = -1
        self._heights: dict[int, int] = {}
        self._layout = QTextLayout()
        self._chip_at = QRectF()
        self._height = float(READING_LINE_PX)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_words(self, text: str, chip: str) -> None:
        """Show another sentence with its place."""
        if (text, chip) != (self._text, self._chip):
            self._text, self._chip = text, chip
            self._measure_anew()

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high the sentence is at `width`."""
        if width not in self._heights:
            self._lay_out(width)
            self._heights[width] = round(self._height)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """Ask for a readable line; the height is told by `heightForWidth` alone."""
        return QSize(320, READING_LINE_PX)

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(80, READING_LINE_PX)

    def paintEvent(self, _event: object) -> None:
        """Draw hover, ring, dot, words and chip."""
        self._lay_out(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        dot_x = self.width() - _EDGE - _DOT if mirrored else _EDGE
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Accent))
        painter.drawEllipse(QRectF(dot_x, _TOP + READING_LINE_PX / 2 - _DOT / 2, _DOT, _DOT))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        self._layout.draw(painter, QPointF(_EDGE if mirrored else _TEXT_LEFT, _TOP))
        if self._chip:
            self._paint_chip(painter)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font or direction."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange):
            self._measure_anew()

    def _measure_anew(self) -> None:
        self._laid_at = -1
        self._heights.clear()
        self.updateGeometry()
        self.update()

    def _paint_frame(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2))
            painter.drawRoundedRect(inside, RADIUS_CARD_PX - 1, RADIUS_CARD_PX - 1)
        elif self.underMouse():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
            painter.drawRoundedRect(inside, RADIUS_CARD_PX - 1, RADIUS_CARD_PX - 1)

    def _paint_chip(self, painter: QPainter) -> None:
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Window))
        painter.drawRoundedRect(self._chip_at.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(self._small_font())
        painter.setPen(self.palette().color(QPalette.ColorRole.Link))
        painter.drawText(self._chip_at, Qt.AlignmentFlag.AlignCenter, self._chip)

    def _lay_out(self, width: int) -> None:
        if width == self._laid_at:
            return
        self._laid_at = width
        option = QTextOption()
        if begins_from_right(self._text):
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout = QTextLayout(self._text, self._reading_font())
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        room = max(40, width - _TEXT_LEFT - _EDGE)
        self._layout.beginLayout()
        y, last = 0.0, 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(room)
            line.setPosition(QPointF(0, y + (READING_LINE_PX - line.height()) / 2))
            last, y = line.naturalTextWidth(), y + READING_LINE_PX
        self._layout.endLayout()
        self._height = y + 2 * _TOP + self._place_chip(room, last, y)

    def _place_chip(self, room: float, last: float, y: float) -> float:
        """Put the chip behind the last word, or on a line of its own; return what that adds to the height."""
        if not self._chip:
            return 0
        wide = min(room, QFontMetricsF(self._small_font()).horizontalAdvance(self._chip) + 2 * _CHIP_PAD)
        fits = last + _CHIP_GAP + wide <= room
        lead = last + _CHIP_GAP if fits else 0.0
        top = _TOP + y + (READING_LINE_PX - _CHIP_HEIGHT) / 2 - (READING_LINE_PX if fits else 0)
        left = _EDGE if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else _TEXT_LEFT
        x = left + room - lead - wide if begins_from_right(self._text) else left + lead
        self._chip_at = QRectF(x, top, wide, _CHIP_HEIGHT)
        return 0 if fits else READING_LINE_PX

    def _reading_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(READING_TEXT_PX)
        return font

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(SMALL_PX)
        return font


class SentenceView(QFrame):
    """A row of the summary. `chosen` is emitted by a click, Enter or Space."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.row = Row("")
        self.current = False
        self.button = SentenceButton()
        self.button.clicked.connect(lambda _checked: self.chosen.emit())
        self.button.setParent(self)
        self.remark: QLabel | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        copy = QAction("Copy this sentence", self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.triggered.connect(self.on_copy_wished)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._dress()

    def show_row(self, row: Row) -> None:
        """Show another sentence."""
        if row == self.row:
            return
        self.row = row
        self.button.show_words(row.text, row.chip)
        self.button.setAccessibleName(row.spoken)
        self.button.setAccessibleDescription(row.measure)
        self.button.setToolTip(row.measure)
        self._show_remark(row.remark)
        self._dress()
        self._place()
        self.updateGeometry()

    def show_current(self, *, current: bool, reachable: bool) -> None:
        """Stand out as the one whose place is shown, or not; `reachable`: Tab comes here."""
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if reachable else Qt.FocusPolicy.ClickFocus)
        if current != self.current:
            self.current = current
            self._dress()

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high the row is at `width`."""
        remark = self.remark.heightForWidth(width) if self.remark is not None and self.row.remark else 0
        return self.button.heightForWidth(width) + max(0, remark)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place sentence and remark."""
        super().resizeEvent(event)
        self._place()

    def on_copy_wished(self) -> None:
        """Put the sentence and its place on the clipboard."""
        QGuiApplication.clipboard().setText(f"{self.row.text} ({self.row.chip})")

    def _place(self) -> None:
        high = self.button.heightForWidth(self.width())
        self.button.setGeometry(0, 0, self.width(), high)
        if self.remark is not None:
            self.remark.setGeometry(0, high, self.width(), max(0, self.height() - high))

    def _show_remark(self, remark: str) -> None:
        if remark and self.remark is None:
            self.remark = words("")
            self.remark.setParent(self)
            self.remark.setProperty("tone", "warn")
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left, right = (_EDGE, _TEXT_LEFT) if mirrored else (_TEXT_LEFT, _EDGE)
            self.remark.setContentsMargins(left, 0, right, _TOP)
        if self.remark is not None:
            self.remark.setText(remark)
            self.remark.setVisible(bool(remark))

    def _dress(self) -> None:
        role = "notice" if self.current or self.row.doubtful else "sentence"
        tone = "warn" if self.row.doubtful and not self.current else ""
        if (role, tone) != (self.property("role"), self.property("tone")):
            mark(self, role=role, tone=tone)


def begins_from_right(text: str) -> bool:
    """Return whether the first letter of `text` that has a direction is written from right to left."""
    kinds = (unicodedata.bidirectional(one) for one in text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)
