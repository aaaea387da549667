# SPDX-License-Identifier: Apache-2.0
"""The rooms and devices that commands may name, and how they are changed. Says plainly that this home is simulated."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from edgeassist.core.language import code, later, tr
from edgeassist.intents.home.first_names import name_in
from edgeassist.intents.names import Appliance, Named, Names
from edgeassist.kit.choice_button import ChoiceButton
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, row, words
from edgeassist.panes.voice.home_rows import MOST_LETTERS, HomeRow, spoken

WHAT = later(
    "This home is simulated: commands switch these devices inside EdgeAssist only, so that you can try them. "
    "Nothing in your house is touched. New names can be said at once."
)
NONE = later("No rooms and no devices yet.")
ELSEWHERE = later("Without a room")
KINDS = {
    "light": later("Lamp"),
    "switch": later("Plug or switch"),
    "cover": later("Blind, curtain or door"),
    "climate": later("Heating"),
    "fan": later("Fan"),
    "lock": later("Lock"),
    "media_player": later("TV or music"),
    "vacuum": later("Robot vacuum"),
}


class HomeSheet(QFrame):
    """Shows `Names`. Rooms and devices are told by their ids; `undo_wished` takes back the last change."""

    closed = Signal()
    room_added = Signal(str)
    device_added = Signal(str, str, str)
    renamed = Signal(str, str)
    removed = Signal(str)
    undo_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("My home"))
        self.back = button(tr("‹ Back to Voice"), self.closed.emit, role="link", name=tr("Back to Voice"))
        self.done, self.trouble = words(""), words("")
        self.undo = button(tr("Undo"), self.undo_wished.emit)
        self.room, self.device = _field(tr("New room"), tr("Attic")), _field(tr("New device"), tr("Reading lamp"))
        self.kind = ChoiceButton(tr("Kind"), tuple((code, tr(kind)) for code, kind in KINDS.items()))
        self.place = ChoiceButton(tr("Room"), empty=tr("No room yet"))
        self.add_room = button(tr("Add the room"), self.on_room_added)
        self.add_device = button(tr("Add the device"), self.on_device_added, tone="primary")
        self.rooms: list[QFrame] = []
        self.rows: list[HomeRow] = []
        self._shown: tuple[Names, bool] | None = None
        self.room.returnPressed.connect(self.on_room_added)
        self.device.returnPressed.connect(self.on_device_added)
        for field in (self.room, self.device):
            field.textChanged.connect(lambda _text: self._offer())
        self._build()
        self._offer()

    def _build(self) -> None:
        self.told = QFrame()
        self.told.setProperty("role", "card")
        said = row(self.done, self.undo, margins=(16, 8, 16, 8))
        said.setStretch(0, 1)
        self.told.setLayout(said)
        self.trouble.setProperty("tone", "danger")
        self.adding = QFrame()
        self.adding.setProperty("role", "card")
        inside = column(words(tr("Add a room"), "name"), spacing=6, margins=(16, 12, 16, 14))
        inside.addLayout(row(self.room, self.add_room))
        inside.addSpacing(8)
        inside.addWidget(words(tr("Add a device"), "name"))
        inside.addWidget(self.device)
        ways = QFrame()
        ways.setLayout(FlowLayout(self.kind, self.place, self.add_device))
        inside.addWidget(ways)
        self.adding.setLayout(inside)
        layout = column(spacing=12, margins=(24, 16, 24, 16))
        layout.addLayout(row(words(tr("My home"), "title", wrap=False), None, self.back))
        self._rows = column(spacing=12)
        for part in (words(tr(WHAT), "quiet"), self.told, self.trouble):
            layout.addWidget(part)
        layout.addLayout(self._rows)
        layout.addWidget(self.adding)
        layout.addStretch(1)
        self.setLayout(layout)
        self.show_done("", undo=False)
        self.show_trouble("")

    def show_names(self, names: Names, *, own: bool = True) -> None:
        """Show these rooms with what is in them, and the lists; without `own` nothing here can be changed."""
        self.adding.setVisible(own)
        if self._shown == (names, own):
            return
        self._shown = (names, own)
        self.place.offer(tuple((one.id, name_in(code(), one)) for one in names.areas))
        for gone in self._rows_gone():
            gone.hide()
            gone.deleteLater()
        for room in names.areas:
            inside = [one for one in names.appliances if one.area == room.id]
            head = HomeRow(room, spoken(room), role="name", fixed=not own, removable=not inside)
            self._add(spoken(room), head, inside, own=own)
        known = {room.id for room in names.areas}
        if loose := [one for one in names.appliances if one.area not in known]:
            self._add(tr(ELSEWHERE), None, loose, own=own)
        if names.lists:
            self._card(
                tr("Lists"), [spoken(one) for one in names.lists], words(tr("Lists"), "name"), *_lines(names.lists)
            )
        if not self.rooms:
            self._card(tr(NONE), [], words(tr(NONE), "name"))
        self._offer()

    def show_done(self, sentence: str, *, undo: bool) -> None:
        """Say what was changed, and offer the way back; empty says nothing."""
        self.done.setText(sentence)
        self.undo.setAccessibleName(tr("Undo: {command}", command=sentence))
        at_undo = self.undo.hasFocus()
        self.undo.setVisible(undo)
        self.told.setVisible(bool(sentence))
        if undo and not (self.room.hasFocus() or self.device.hasFocus()):
            self.undo.setFocus()  # the row that had the keyboard may be gone
        elif at_undo:
            self.back.setFocus()

    def show_trouble(self, sentence: str) -> None:
        """Say what could not be done; empty says nothing."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    def clear(self, *, room: bool = False, device: bool = False) -> None:
        """Empty the line of what was added, and leave the keyboard there."""
        for field, over in ((self.room, room), (self.device, device)):
            if over:
                field.clear()
                field.setFocus()

    def on_room_added(self) -> None:
        """Hand over the name of a room."""
        if name := self.room.text().strip():
            self.room_added.emit(name)

    def on_device_added(self) -> None:
        """Hand over a device."""
        name = self.device.text().strip()
        if name and self.place.code:
            self.device_added.emit(name, self.kind.code, self.place.code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _offer(self) -> None:
        self.add_room.setEnabled(bool(self.room.text().strip()))
        self.add_device.setEnabled(bool(self.device.text().strip() and self.place.code))

    def _rows_gone(self) -> list[QFrame]:
        """Take out every room and return them."""
        gone, self.rooms, self.rows = self.rooms, [], []
        for one in gone:
            self._rows.removeWidget(one)
        return gone

    def _add(self, title: str, head: HomeRow | None, devices: list[Appliance], *, own: bool) -> None:
        made = [HomeRow(one, _line(one), fixed=not own) for one in devices]
        for line in (*([head] if head is not None else []), *made):
            line.renamed.connect(partial(self.renamed.emit, line.named.id))
            line.removed.connect(partial(self.removed.emit, line.named.id))
            self.rows.append(line)
        self._card(title, [_line(one) for one in devices], head or words(title, "name"), *made)

    def _card(self, title: str, lines: list[str], *parts: QFrame) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        card.setAccessibleName(f"{title}: {'; '.join(lines)}" if lines else title)
        card.setLayout(column(*parts, spacing=4, margins=(16, 12, 16, 12)))
        self.rooms.append(card)
        self._rows.addWidget(card)


def _field(name: str, example: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(tr("for example: {example}", example=example))
    made.setMaxLength(MOST_LETTERS)
    made.setMinimumWidth(60)
    return made


def _lines(named: tuple[Named, ...]) -> list[QFrame]:
    return [words(spoken(one)) for one in named]


def _line(one: Appliance) -> str:
    kind = tr(KINDS[one.kind]) if one.kind in KINDS else one.kind.replace("_", " ")
    small = code() == "en" and one.kind != "media_player"
    return f"{spoken(one)} · {kind[:1].lower() + kind[1:] if small else kind}"
