# SPDX-License-Identifier: Apache-2.0
"""How loud it was in the last seconds, as a line of small bars that moves when told and never by itself. No timer."""

from collections import deque

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.theme import tokens_of

QUIET_DB, LOUD_DB = -60.0, -6.0
PITCH_PX, BAR_PX = 5, 2
KEPT = 200


class LevelView(QWidget):
    """`feed` moves it on by one bar; `clear` leaves a thin flat line. Bars that were too loud have another colour."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._bars: deque[tuple[float, bool]] = deque(maxlen=KEPT)
        self.setAccessibleName(name or tr("Level of the microphone"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def heights(self) -> tuple[float, ...]:
        """The bars from the oldest to the newest, each from 0 to 1."""
        return tuple(height for height, _clipped in self._bars)

    def sizeHint(self) -> QSize:
        """Ask for a line."""
        return QSize(360, 40)

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(80, 24)

    def feed(self, rms_db: float, *, clipped: bool = False) -> None:
        """Add a bar for `rms_db` below full scale."""
        share = (rms_db - QUIET_DB) / (LOUD_DB - QUIET_DB)
        self._bars.append((max(0.0, min(1.0, share)), clipped))
        self.update()

    def clear(self) -> None:
        """Show a flat line."""
        if self._bars:
            self._bars.clear()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the newest bars, the last one at the end of the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, width = self.height() / 2, self.width()
        places = max(1, (width - BAR_PX) // PITCH_PX)
        bars = list(self._bars)[-places:]
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if mirrored:
            painter.translate(width, 0)
            painter.scale(-1, 1)
        self._draw_rest(painter, width - len(bars) * PITCH_PX, middle)
        tokens = tokens_of(self.palette())
        for place, (height, clipped) in enumerate(bars):
            painter.setPen(_pen(tokens.danger if clipped else tokens.accent))
            x = width - (len(bars) - place) * PITCH_PX + PITCH_PX / 2
            reach = max(0.75, height * (middle - 2))
            painter.drawLine(QPointF(x, middle - reach), QPointF(x, middle + reach))
        painter.end()

    def _draw_rest(self, painter: QPainter, until: float, middle: float) -> None:
        painter.setPen(_pen(self.palette().color(QPalette.ColorRole.Mid).name()))
        painter.drawLine(QPointF(BAR_PX, middle), QPointF(max(until, BAR_PX), middle))


def _pen(colour: str) -> QPen:
    pen = QPen(colour)
    pen.setWidth(BAR_PX)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
