# SPDX-License-Identifier: Apache-2.0
"""The newest receipts, one line each; the one that is chosen tells everything. Shows figures, knows no text."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListWidget

from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import dotted
from edgeassist.kit.parts import column, words
from edgeassist.telemetry.reading import Receipt
from edgeassist.ui.live_words import receipt_details, receipt_line
from edgeassist.ui.receipt_folding import Bill, folded

_LINES = 6
MOST = 50
_KEPT = later("Every answer leaves a receipt here: its figures, none of its words.")
_NOT_KEPT = later("Receipts are not kept. Keep receipts, below, turns them on.")


class ReceiptList(QFrame):
    """Arrow keys go through the lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.receipts: tuple[Receipt, ...] = ()
        self.bills: tuple[Bill, ...] = ()
        self.lines = QListWidget()
        self.lines.setProperty("role", "receipts")
        self.lines.setAccessibleName(tr("Receipts of the last answers"))
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.lines.setUniformItemSizes(True)
        self.lines.currentRowChanged.connect(self._show_details)
        self.details = words("", "details")
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details.hide()
        self.empty = words(tr(_KEPT), "quiet")
        title = words(tr("Last answers"), "figure")
        self.setLayout(column(title, self.empty, self.lines, self.details, spacing=12, margins=(16,) * 4))
        self.lines.hide()

    def show_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Show these, newest first; the chosen one stays chosen."""
        chosen = self._bill
        self.receipts = tuple(receipts[:MOST])
        self.bills = folded(self.receipts)
        self.lines.blockSignals(True)
        self.lines.clear()
        self.lines.addItems([_line(one) for one in self.bills])
        first = chosen.parts[-1] if chosen is not None else None
        found = next((place for place, one in enumerate(self.bills) if one.parts[-1] == first), -1)
        self.lines.setCurrentRow(found)
        self.lines.blockSignals(False)
        self._fit()
        self._show_details(found)

    def add(self, receipt: Receipt) -> None:
        """Show one more."""
        self.show_receipts((receipt, *self.receipts))

    def show_kept(self, *, kept: bool) -> None:
        """Say, where the list is empty, whether there will be any."""
        self.empty.setText(tr(_KEPT if kept else _NOT_KEPT))

    @property
    def chosen(self) -> Receipt | None:
        """The receipt whose details are shown."""
        return self._bill.whole if self._bill is not None else None

    @property
    def _bill(self) -> Bill | None:
        row = self.lines.currentRow()
        return self.bills[row] if 0 <= row < len(self.bills) else None

    def _fit(self) -> None:
        shown = min(_LINES, len(self.bills))
        self.empty.setVisible(not shown)
        self.lines.setVisible(bool(shown))
        if shown:
            around = self.lines.height() - self.lines.viewport().height()
            self.lines.setFixedHeight(shown * self.lines.sizeHintForRow(0) + max(around, 4))

    def _show_details(self, row: int) -> None:
        there = 0 <= row < len(self.bills)
        self.details.setVisible(there)
        self.details.setText(receipt_details(self.bills[row].whole) if there else "")


def _line(bill: Bill) -> str:
    count = len(bill.parts)
    pieces = trn("in {n} piece", "in {n} pieces", count) if count > 1 else ""
    return dotted(receipt_line(bill.whole), pieces)
