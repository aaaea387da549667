# SPDX-License-Identifier: Apache-2.0
"""How much of what the model can read is taken, what it reads, and the ways to make room. Shows a `Ledger`."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy

from edgeassist.core.language import tr, trn
from edgeassist.core.units import grouped
from edgeassist.kit.flow_box import FlowBox
from edgeassist.kit.fold import Fold
from edgeassist.kit.meter import Meter
from edgeassist.kit.parts import button, column, words
from edgeassist.panes.chat.ledger import Ledger

SHOWN_FROM = 0.5
TIGHT = 0.85


@dataclass(frozen=True, slots=True)
class Ways:
    """What can be done to make room: `enlarge_to` tokens (0: not), the oldest dropped, older turns summed up.

    `no_summary` says why they cannot be, `elsewhere` that another pane can; `cut` names a file too long. `forgets`:
    the model leaves the oldest out by itself, which is told.
    """

    enlarge_to: int = 0
    drop: bool = False
    sum_up: bool = False
    no_summary: str = ""
    elsewhere: bool = False
    cut: str = ""
    forgets: bool = False


class RoomBar(QFrame):
    """Hidden while there is plenty of room and nothing is left out."""

    enlarge_wished = Signal()
    drop_wished = Signal()
    sum_up_wished = Signal()
    hand_wished = Signal()
    cut_wished = Signal()
    paper_hand_wished = Signal()
    stop_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wanted = False
        self.setProperty("role", "room")
        self.setAccessibleName(tr("What the model will read"))
        self.meter = Meter(tr("How much the model can still read"))
        self.meter.line.setWordWrap(True)
        self.list = Fold(tr("What will be read"))
        self.why = words("", "small")
        self.enlarge = button(tr("Enlarge"), self.enlarge_wished.emit)
        self.drop = button(tr("Drop oldest"), self.drop_wished.emit, name=tr("Leave the oldest questions out"))
        self.sum_up = button(tr("Summarize older turns"), self.sum_up_wished.emit)
        self.hand = button(tr("Summarize in its own pane"), self.hand_wished.emit)
        self.cut = button(tr("Read only the beginning"), self.cut_wished.emit)
        self.paper_hand = button(tr("Summarize it"), self.paper_hand_wished.emit, name=tr("Summarize the file"))
        self.stop = button(tr("Stop"), self.stop_wished.emit, name=tr("Stop summing up"))
        ways = (self.cut, self.paper_hand, self.enlarge, self.drop, self.sum_up, self.hand, self.stop)
        layout = column(self.meter, self.why, spacing=6, margins=(4, 4, 4, 4))
        layout.addWidget(FlowBox(*ways))
        layout.addWidget(self.list)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def want(self, *, wanted: bool) -> None:
        """Show it however much room there is."""
        self._wanted = wanted
        if wanted and not self.list.unfolded:
            self.list.on_toggled()
            self.list.body.verticalScrollBar().setValue(0)
        self.setVisible(wanted)

    def show_ledger(self, ledger: Ledger, ways: Ways, *, empty: bool) -> None:
        """Show what would be read; `empty`: there is no question and no chat yet."""
        tight = ledger.part >= TIGHT and not ways.forgets
        tone = "danger" if not ledger.fits else "warn" if tight else ""
        left = ledger.limit_tokens - ledger.total_tokens
        self.meter.show_share(ledger.part, _with_room(ledger.line, ledger.in_words(left) if left > 0 else 0), tone)
        self.list.clear()
        self.list.add(ledger.details)
        self.list.body.verticalScrollBar().setValue(0)
        offered = tight or not ledger.fits
        self.enlarge.setVisible(offered and bool(ways.enlarge_to))
        self.enlarge.setText(tr("Enlarge to {tokens}", tokens=grouped(ways.enlarge_to)))
        self.drop.setVisible(offered and ways.drop)
        self.sum_up.setVisible(offered and ways.sum_up and not ways.no_summary)
        self.hand.setVisible(offered and ways.sum_up and bool(ways.no_summary) and ways.elsewhere)
        self.why.setText(ways.no_summary if offered and ways.sum_up else "")
        self.why.setVisible(bool(self.why.text()))
        for made in (self.cut, self.paper_hand):
            made.setVisible(bool(ways.cut))
        self.paper_hand.setVisible(bool(ways.cut) and ways.elsewhere)
        self.cut.setAccessibleName(tr("Read only the beginning of {name}", name=ways.cut))
        self.stop.hide()
        shown = not ways.forgets and (ledger.part >= SHOWN_FROM or bool(ledger.unread))
        shown = shown or not ledger.fits
        self.setVisible(bool(ledger.context_tokens) and not empty and (self._wanted or shown))

    def show_work(self, line: str) -> None:
        """Say what is being done, with the way to stop it."""
        self.why.setText(line)
        self.why.show()
        for made in (self.cut, self.paper_hand, self.enlarge, self.drop, self.sum_up, self.hand):
            made.hide()
        self.stop.show()
        self.show()


def _with_room(line: str, count: int) -> str:
    """Return the ledger's line with about how many words more would fit, if any."""
    if not count:
        return line
    return trn("{line}; {n} more would fit", "{line}; {n} more would fit", count, n=grouped(count), line=line)
