# SPDX-License-Identifier: Apache-2.0
"""Cards beside each other, as many in a row as fit. Moves what moved and leaves the rest, and the focus, alone."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

CARD_PX = 320
GAP_PX = 16


class CardGrid(QWidget):
    """Lays `cards` out in the order given. A card left out is hidden and deleted."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._cards: list[QWidget] = []
        self._columns = 1
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP_PX)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._grid)

    @property
    def columns(self) -> int:
        """How many cards stand beside each other."""
        return self._columns

    def arrange(self, cards: Sequence[QWidget]) -> None:
        """Show exactly these."""
        if self._cards == [*cards]:
            return
        kept = set(cards)
        for gone in self._cards:
            if gone not in kept:
                self._grid.removeWidget(gone)
                gone.hide()
                gone.deleteLater()
        before, self._cards = self._cards, [*cards]
        same = next((at for at, (old, new) in enumerate(zip(before, cards, strict=False)) if old is not new), None)
        self._lay_out(min(len(before), len(cards)) if same is None else same)
        self._order()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the number of columns."""
        super().resizeEvent(event)
        columns = max(1, (self.width() + GAP_PX) // (CARD_PX + GAP_PX))
        if columns != self._columns:
            self._columns = columns
            self._lay_out(0)

    def _lay_out(self, first: int) -> None:
        """Put the cards from `first` on where they belong."""
        moved = self._cards[first:]
        for card in moved:
            self._grid.removeWidget(card)  # an item that `takeAt` returns lives on, and with it a stale height
        for place, card in enumerate(moved, first):
            self._grid.addWidget(card, place // self._columns, place % self._columns, Qt.AlignmentFlag.AlignTop)
            card.show()
        for index in range(max(self._columns, self._grid.columnCount())):
            self._grid.setColumnStretch(index, 1 if index < self._columns else 0)

    def _order(self) -> None:
        """Let Tab visit the cards in the order the eye does."""
        stops = [stop for card in self._cards for stop in card.findChildren(QWidget) if _is_stop(stop)]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
