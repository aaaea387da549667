# SPDX-License-Identifier: Apache-2.0
"""A small line over time, painted in the theme's colours. Knows no unit and reads nothing."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from edgeassist.core.language import tr
from edgeassist.core.units import written
from edgeassist.kit.theme import tokens_of

PLOT_PX = 56
SPAN_S = 3600.0
_GAP_S = 30.0
"""A longer silence is no line: nobody watched."""
_EDGE_PX = 2
_HEADROOM = 0.25

Point = tuple[float, float]
"""When, in seconds, and how much."""


class LivePlot(QWidget):
    """Shows `points` of the last 60 minutes, or fewer where there are fewer; time runs to the right everywhere."""

    def __init__(self, name: str, tone: str = "accent", *, low: float | None = None, high: float | None = None) -> None:
        """`low` and `high` are shown at least, where given. `tone` names a token."""
        super().__init__()
        self._tone, self._low, self._high = tone, low, high
        self._points: tuple[Point, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(PLOT_PX)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def sizeHint(self) -> QSize:
        """Return the least that shows something."""
        return QSize(120, PLOT_PX)

    def show_points(self, points: Sequence[Point]) -> None:
        """Show these, oldest first."""
        newest = points[-1][0] if points else 0.0
        self._points = tuple(point for point in points if newest - point[0] <= SPAN_S)
        values = [value for _, value in self._points]
        self.setAccessibleDescription(_described(values))
        self.update()

    def lines(self) -> list[list[QPointF]]:
        """Return what is painted: one line for each stretch without a gap."""
        if not self._points:
            return []
        width, height = self.width() - 2 * _EDGE_PX, self.height() - 2 * _EDGE_PX
        low, high = self._bounds()
        begin, end = self._points[0][0], self._points[-1][0]
        span, room = max(end - begin, 1.0), max(high - low, 1e-9)
        left, across = (_EDGE_PX, width / span) if end > begin else (_EDGE_PX + width, 0.0)
        ground, down = _EDGE_PX + height, height / room
        longest_s = max(_GAP_S, 4 * span / len(self._points))
        line: list[QPointF] = []
        found, before_s = [line], begin
        for at_s, value in self._points:
            if at_s - before_s > longest_s:
                line = []
                found.append(line)
            line.append(QPointF(left + (at_s - begin) * across, ground - (value - low) * down))
            before_s = at_s
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines, and the ground they stand on."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.line), tokens.line_px))
        ground = self.height() - 1
        painter.drawLine(0, ground, self.width(), ground)
        painter.setPen(QPen(QColor(getattr(tokens, self._tone)), 2))
        for line in self.lines():
            if len(line) == 1:
                painter.drawEllipse(line[0], 1, 1)
            else:
                painter.drawPolyline(QPolygonF(line))
        painter.end()

    def _bounds(self) -> tuple[float, float]:
        values = [value for _, value in self._points]
        low, high = min(values), max(values)
        if self._low is not None:
            low = min(low, self._low)
        if self._high is not None:
            high = max(high, self._high)
        else:
            high += _HEADROOM * (high - low)
        return (low, high) if high > low else (low - 1, high + 1)


def _described(values: Sequence[float]) -> str:
    """Return the course in words, for who cannot see it."""
    if not values:
        return tr("Nothing to show yet")
    low, high, now = (written(f"{value:.1f}") for value in (min(values), max(values), values[-1]))
    return tr("From {low} to {high}, now {now}", low=low, high=high, now=now)
