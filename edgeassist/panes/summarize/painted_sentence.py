# SPDX-License-Identifier: Apache-2.0
"""A sentence painted as a whole, so that the chip with its place flows behind the last word in either direction."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPalette,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from edgeassist.core.direction import begins_right
from edgeassist.kit.scaling import text_scale
from edgeassist.kit.tokens import RADIUS_CARD_PX, READING_LINE_PX, READING_TEXT_PX, SMALL_PX

EDGE, TEXT_LEFT, TOP = 12, 28, 8
"""Where the words stand in the row, in pixels."""
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
        self._height = 0.0
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def _line_px(self) -> int:
        return round(READING_LINE_PX * text_scale())

    @property
    def _chip_px(self) -> int:
        return round(_CHIP_HEIGHT * text_scale())

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
        return QSize(320, self._line_px)

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(80, self._line_px)

    def paintEvent(self, _event: object) -> None:
        """Draw hover, ring, dot, words and chip."""
        self._lay_out(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        dot_x = self.width() - EDGE - _DOT if mirrored else EDGE
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Accent))
        painter.drawEllipse(QRectF(dot_x, TOP + self._line_px / 2 - _DOT / 2, _DOT, _DOT))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        self._layout.draw(painter, QPointF(EDGE if mirrored else TEXT_LEFT, TOP))
        if self._chip:
            self._paint_chip(painter)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font, size or direction."""
        super().changeEvent(event)
        if event.type() in (
            QEvent.Type.FontChange,
            QEvent.Type.StyleChange,
            QEvent.Type.LayoutDirectionChange,
        ):
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
        if begins_right(self._text):
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout = QTextLayout(self._text, self._reading_font())
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        room = max(40, width - TEXT_LEFT - EDGE)
        self._layout.beginLayout()
        y, last = 0.0, 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(room)
            line.setPosition(QPointF(0, y + (self._line_px - line.height()) / 2))
            last, y = line.naturalTextWidth(), y + self._line_px
        self._layout.endLayout()
        self._height = y + 2 * TOP + self._place_chip(room, last, y)

    def _place_chip(self, room: float, last: float, y: float) -> float:
        """Put the chip behind the last word, or on a line of its own; return what that adds to the height."""
        if not self._chip:
            return 0
        wide = min(room, QFontMetricsF(self._small_font()).horizontalAdvance(self._chip) + 2 * _CHIP_PAD)
        fits = last + _CHIP_GAP + wide <= room
        lead = last + _CHIP_GAP if fits else 0.0
        top = TOP + y + (self._line_px - self._chip_px) / 2 - (self._line_px if fits else 0)
        left = EDGE if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else TEXT_LEFT
        x = left + room - lead - wide if begins_right(self._text) else left + lead
        self._chip_at = QRectF(x, top, wide, self._chip_px)
        return 0 if fits else self._line_px

    def _reading_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(READING_TEXT_PX * text_scale()))
        return font

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(SMALL_PX * text_scale()))
        return font
