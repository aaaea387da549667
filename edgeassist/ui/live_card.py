# SPDX-License-Identifier: Apache-2.0
"""A card with one large figure, its course over the last hour, and a line about it. Knows not what it measures."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QWidget

from edgeassist.core.language import with_colon
from edgeassist.kit.parts import column, row, tip, words
from edgeassist.ui.live_plot import LivePlot, Point
from edgeassist.ui.live_words import Said
from edgeassist.ui.status_strip import FittingLabel

CARD_PX, GAP_PX = 190, 16


class LiveCard(QFrame):
    """`plot` is shown below the figure."""

    def __init__(self, title: str, plot: LivePlot) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.plot = plot
        self._title = title
        self.figure, self.unit = words("–", "big", wrap=False), FittingLabel(leading=True)
        self.unit.setProperty("role", "quiet")
        self.line = words("", "small")
        self.line.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        above = row(self.figure, spacing=6)
        above.addWidget(self.unit, 1)
        layout = column(words(title, "quiet"), spacing=4, margins=(16, 12, 16, 12))
        layout.addLayout(above)
        layout.addWidget(plot)
        layout.addWidget(self.line, 1)
        self.setLayout(layout)

    def show_said(self, said: Said) -> None:
        """Show these words."""
        self.figure.setText(said.figure)
        self.unit.offer(said.unit, said.unit.split(" ")[0])
        self.line.setText(said.line)
        self.setToolTip(tip(said.tip))
        self.setAccessibleName(with_colon(self._title, f"{said.figure} {said.unit}"))
        self.setAccessibleDescription(said.line)

    def show_points(self, points: Sequence[Point]) -> None:
        """Show this course."""
        self.plot.show_points(points)


class CardRow(QWidget):
    """Cards of one width beside each other, in as many rows as they need."""

    def __init__(self, cards: Sequence[QWidget], *, least_px: int = CARD_PX, shares: tuple[int, ...] = ()) -> None:
        """`shares` of the width for the cards of a row that holds all; else they are equally wide."""
        super().__init__()
        self._shares = shares or (1,) * len(cards)
        self._cards, self._least_px, self._columns = tuple(cards), least_px, 0
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP_PX)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._grid)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._arrange(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the cards for the new width."""
        super().resizeEvent(event)
        fit = max(1, min(len(self._cards), (event.size().width() + GAP_PX) // (self._least_px + GAP_PX)))
        while len(self._cards) % fit:
            fit -= 1
        self._arrange(fit)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for place in range(len(self._cards)):
            share = self._shares[place] if columns == len(self._cards) else 1
            self._grid.setColumnStretch(place, share if place < columns else 0)
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
