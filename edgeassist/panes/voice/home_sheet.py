# SPDX-License-Identifier: Apache-2.0
"""The rooms and devices that commands may name. Says that this home is simulated, and how it is changed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from edgeassist.intents.names import Appliance, Named, Names
from edgeassist.kit.parts import button, column, row, words

WHAT = (
    "This home is simulated: commands switch these devices inside EdgeAssist only, so that you can try them. "
    "Nothing in your house is touched."
)
CHANGE = "To change it, run “edgeassist home --help” in a terminal."
NONE = "No rooms and no devices yet."
ELSEWHERE = "Without a room"
_KINDS = {"cover": "blind, curtain or door", "climate": "heating"}


class HomeSheet(QFrame):
    """Shows `Names`."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("My home")
        self.back = button("‹ Back to Voice", self.closed.emit, role="link", name="Back to Voice")
        self.rooms: list[QFrame] = []
        layout = column(spacing=12, margins=(24, 16, 24, 16))
        layout.addLayout(row(words("My home", "title", wrap=False), None, self.back))
        layout.addWidget(words(WHAT, "quiet"))
        layout.addWidget(words(CHANGE, "quiet"))
        self._rows = column(spacing=12)
        layout.addLayout(self._rows)
        layout.addStretch(1)
        self.setLayout(layout)

    def show_names(self, names: Names) -> None:
        """Show these rooms with what is in them, and the lists."""
        for gone in self.rows_gone():
            gone.hide()
            gone.deleteLater()
        for room in names.areas:
            self._add(_spoken(room), [_device(one) for one in names.appliances if one.area == room.id])
        known = {room.id for room in names.areas}
        if loose := [_device(one) for one in names.appliances if one.area not in known]:
            self._add(ELSEWHERE, loose)
        if names.lists:
            self._add("Lists", [_spoken(one) for one in names.lists])
        if not self.rooms:
            self._add(NONE, [])

    def rows_gone(self) -> list[QFrame]:
        """Take out every room and return them."""
        gone, self.rooms = self.rooms, []
        for one in gone:
            self._rows.removeWidget(one)
        return gone

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _add(self, title: str, lines: list[str]) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        card.setAccessibleName(f"{title}: {'; '.join(lines)}" if lines else title)
        inside = [words(title, "name"), *(words(line) for line in lines)]
        card.setLayout(column(*inside, spacing=4, margins=(16, 12, 16, 12)))
        self.rooms.append(card)
        self._rows.addWidget(card)


def _device(one: Appliance) -> str:
    return f"{_spoken(one)} · {_KINDS.get(one.kind, one.kind.replace('_', ' '))}"


def _spoken(named: Named) -> str:
    others = ", ".join(named.aliases)
    return f"{named.name} (or {others})" if others else named.name
