# SPDX-License-Identifier: Apache-2.0
"""One group of settings: its title, a part that somebody else hands in and that is made when first seen, its rows."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QWidget

from edgeassist.core.folding import plain
from edgeassist.core.language import tr
from edgeassist.kit.choice_button import ChoiceButton
from edgeassist.kit.form import FormRow
from edgeassist.kit.parts import column, dressed, words
from edgeassist.kit.reading_order import follow_all
from edgeassist.kit.scaling import text_scale
from edgeassist.kit.step_button import StepButton

PLACE_PX = 176
_AROUND_PX = 26
_LEAST = 2
"""One letter names no part of the settings."""


class SettingsGroup(QWidget):
    """`parts` are handed in as functions that make a widget."""

    def __init__(self, title: str, further: str = "") -> None:
        """`further` are other words by which a search finds it."""
        super().__init__()
        self.setProperty("role", "page")
        self.setAccessibleName(tr(title))
        self.title, self._further = title, further
        self.rows: list[FormRow] = []
        self.parts: list[QWidget] = []
        self._makers: list[Callable[[], QWidget]] = []
        self._parts, self._rows = column(spacing=16), column(spacing=0)
        layout = column(words(tr(title), "title"), spacing=12, margins=(0, 0, 0, 16))
        layout.addLayout(self._parts)
        layout.addLayout(self._rows)
        self.setLayout(layout)

    def add_part(self, make: Callable[[], QWidget]) -> None:
        """Have what `make` returns stand above the rows once the group is chosen."""
        self._makers.append(make)

    def add_row(self, made: FormRow) -> None:
        """Append a setting."""
        self.rows.append(made)
        self._rows.addWidget(made)

    def open(self) -> None:
        """Show all of it."""
        while self._makers:
            made = self._makers.pop(0)()
            self.parts.append(made)
            self._parts.addWidget(made)
        for part in self.parts:
            part.show()
        for one in self.rows:
            one.look_for(())
        self.show()
        self.order()

    def order(self) -> None:
        """Have Tab come to the parts first, in whatever order they were made."""
        follow_all((*self.parts, *self.rows))

    def look_for(self, wanted: tuple[str, ...]) -> bool:
        """Show the rows that have all `wanted` plain words, else all of a group called so; return whether any."""
        title, further = plain(tr(self.title)), f" {plain(self._further)}"
        whole = all(len(word) >= _LEAST and (word in title or f" {word}" in further) for word in wanted)
        found = [one.look_for(wanted) for one in self.rows]
        if any(found) or not whole:
            for part in self.parts:
                part.hide()
            self.setVisible(any(found))
            return any(found)
        self.open()
        return True


class GroupList(QFrame):
    """The groups' names below each other, of which one is chosen; arrows choose. Where they have no room, `menu` does.

    `menu` is laid out by whoever has the list.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Groups of settings"))
        self.buttons: dict[str, QPushButton] = {}
        self.menu = ChoiceButton(tr("Groups of settings"), empty=tr("Groups of settings"))
        self.menu.chosen.connect(self.chosen)
        self._group = QButtonGroup(self)
        self._names = column(spacing=4)
        self.setLayout(self._names)

    def add(self, key: str, title: str) -> None:
        """Append a group."""
        made = dressed(StepButton(tr(title)), lambda: self.chosen.emit(key), role="place")
        made.setCheckable(True)
        made.stepped.connect(lambda by: self._step(key, by))
        self.buttons[key] = made
        self._group.addButton(made)
        self._names.addWidget(made)
        self.menu.offer((*self.menu.choices, (key, tr(title))))
        for before in tuple(self.buttons.values())[-2:-1]:
            QWidget.setTabOrder(before, made)

    def choose(self, key: str) -> None:
        """Mark `key` without a word to anyone; the empty one marks none."""
        self.menu.show_code(key)
        self._group.setExclusive(bool(key))
        for one, made in self.buttons.items():
            made.setChecked(one == key)

    def _step(self, key: str, by: int) -> None:
        """Choose the group before or after, and stop at the ends."""
        keys = list(self.buttons)
        at = keys.index(key) + by
        if 0 <= at < len(keys):
            self.buttons[keys[at]].setFocus(Qt.FocusReason.OtherFocusReason)
            self.buttons[keys[at]].click()

    def fold(self, *, folded: bool, most_px: int) -> int:
        """Show the menu alone, no wider than `most_px`, or the names; return the width of the widest name."""
        widest = max((round(PLACE_PX * text_scale()), *map(_bold_width, self.buttons.values())))
        for made in self.buttons.values():
            made.setMinimumWidth(widest)
        self.menu.setMinimumWidth(min(widest, most_px))
        self.menu.setVisible(folded)
        self.setVisible(not folded)
        return widest


def _bold_width(made: QPushButton) -> int:
    """Return the width that a button needs once it is chosen."""
    made.ensurePolished()
    font = QFont(made.font())
    font.setWeight(QFont.Weight.DemiBold)
    letters_px: int = QFontMetrics(font).horizontalAdvance(made.text())
    return letters_px + round(_AROUND_PX * text_scale())
