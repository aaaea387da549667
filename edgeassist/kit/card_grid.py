# SPDX-License-Identifier: Apache-2.0
"""Cards beside each other, as many in a row as fit. Moves what moved and leaves the rest, and the focus, alone."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from edgeassist.kit.scaling import KeepScaled, text_scale

CARD_PX = 320
GAP_PX = 16


class CardGrid(QWidget):
    """Lays cards out in the order given. A card left out is hidden; whoever made it may delete it.

    All columns are equally wide, whatever is in them. Tab goes from `after` to the first card; without it, cards come
    last.
    """

    def __init__(self, name: str, after: QWidget | None = None) -> None:
        super().__init__()
        self._after = after
        self.setAccessibleName(name)
        self._cards: list[QWidget] = []
        self._wide: set[QWidget] = set()
        self._columns = 1
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP_PX)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._grid)
        KeepScaled(self, self._fit)

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
                self._wide.discard(gone)
        before, self._cards = self._cards, [*cards]
        same = next((at for at, (old, new) in enumerate(zip(before, cards, strict=False)) if old is not new), None)
        self._lay_out(min(len(before), len(cards)) if same is None else same)
        self._order(set(before))

    def widen(self, card: QWidget, *, wide: bool) -> None:
        """Give `card` a whole row, or only its place again."""
        if wide is not (card in self._wide) and card in self._cards:
            (self._wide.add if wide else self._wide.discard)(card)
            self._lay_out(self._cards.index(card))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the number of columns."""
        super().resizeEvent(event)
        self._fit(text_scale())

    def _fit(self, factor: float) -> None:
        columns = max(1, (self.width() + GAP_PX) // (round(CARD_PX * factor) + GAP_PX))
        if columns != self._columns:
            self._columns = columns
            self._lay_out(0)

    def _lay_out(self, first: int) -> None:
        """Put the cards from `first` on where they belong."""
        moved = self._places()[first:]
        for card, *_ in moved:
            self._grid.removeWidget(card)  # an item that `takeAt` returns lives on, and with it a stale height
        for card, line, place, span in moved:
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            card.setMinimumWidth(1)
            self._grid.addWidget(card, line, place, 1, span, Qt.AlignmentFlag.AlignTop)
            if card.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                card.show()  # a card that was left out; Qt shows a new one by itself, and all of them at once
        for index in range(max(self._columns, self._grid.columnCount())):
            self._grid.setColumnStretch(index, 1 if index < self._columns else 0)

    def _places(self) -> list[tuple[QWidget, int, int, int]]:
        """Return each card with its line, its place there, and how many places it takes."""
        placed, line, place = [], 0, 0
        for card in self._cards:
            span = self._columns if card in self._wide else 1
            if place + span > self._columns:
                line, place = line + 1, 0
            placed.append((card, line, place, span))
            place += span
        return placed

    def _order(self, before: set[QWidget]) -> None:
        """Let Tab visit new cards where the eye meets them; the others are in order already, unless some moved."""
        for place, card in enumerate(self._cards):
            if card in before:
                continue
            stops = _stops(card)
            following = next((other for other in self._cards[place + 1 :] if other in before), None)
            if place and (earlier := _stops(self._cards[place - 1])):
                stops.insert(0, earlier[-1])
            elif self._after is not None:
                stops.insert(0, self._after)
            elif following is not None and (later := _stops(following)):
                stops.insert(0, later[0].previousInFocusChain() or self)
            for one, after in pairwise(stops):
                QWidget.setTabOrder(one, after)


def _stops(card: QWidget) -> list[QWidget]:
    """Return what Tab stops at inside `card`, in the order it was put there."""
    tab = Qt.FocusPolicy.TabFocus
    return [part for part in card.findChildren(QWidget) if part.focusPolicy() & tab]
