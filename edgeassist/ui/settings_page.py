# SPDX-License-Identifier: Apache-2.0
"""The settings page, made from the schema: groups, rows, a search over all of them, reset with undo, files in and out.

Shows what `Preferences` says and wishes of it what a person changed. Holds no setting itself.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from edgeassist.core.folding import plain
from edgeassist.core.language import later, tr
from edgeassist.core.settings import GROUPS, Value, options, resettable
from edgeassist.kit.announcing import announce
from edgeassist.kit.bridge import Bridge, until_gone
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.form import FormRow
from edgeassist.kit.more_button import Entry, MoreButton
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import box, button, column, row, words
from edgeassist.kit.scaling import KeepScaled, text_scale
from edgeassist.kit.search_field import SearchField
from edgeassist.kit.tokens import READING_PX
from edgeassist.ui.section_words import option_words, section_words
from edgeassist.ui.settings_groups import GroupList, SettingsGroup
from edgeassist.ui.settings_ports import Preferences, Taken
from edgeassist.ui.settings_told import Reset, notice_of

NARROW_PX, _MARGINS_PX, _LINE_PX = 720, 32, 160
_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
_FIRST = "look"
Done = Reset | Taken
"""What was done to many settings at once, to be told and undone."""
SETTINGS_FILTER = later("Settings (*.toml)")


class SettingsPage(QWidget):
    """`add_section` lets others hand in parts. Emits `left` on Esc."""

    left = Signal()

    def __init__(self, preferences: Preferences, choice: FileChoice) -> None:
        super().__init__()
        self._preferences, self._choice = preferences, choice
        self.setProperty("role", "page")
        self.setAccessibleName(tr("Settings"))
        self.groups: dict[str, SettingsGroup] = {}
        self.rows: dict[str, FormRow] = {}
        self.current = _FIRST
        self.undo: NoticeBar | None = None
        self.done: Done | None = None
        self.field = SearchField(tr("Search the settings"), tr("Search…"))
        self.field.textChanged.connect(self._search)
        self.places = GroupList()
        self.places.chosen.connect(self.show_group)
        self.more = MoreButton(tr("More about all settings"), self._entries)
        self._empty = words("", "reading")
        self._clear = button(tr("Show all settings"), self.field.clear)
        self._banners, self._column = column(spacing=8), column(spacing=8)
        self._area = QScrollArea()
        self._lay_out()
        for key, title in GROUPS.items():
            self._add_group(key, title)
        for name, option in options().items():
            if not option.hidden:
                self._add_row(name)
        self._taken: Bridge[Taken] = Bridge(self, self.tell)
        heard: Bridge[dict[str, Value]] = Bridge(self, self._on_changed)
        until_gone(self, preferences.watch(heard))
        self._on_changed(preferences.values())
        self.show_group(self.current)

    def add_section(self, key: str, title: str, make: Callable[[], QWidget]) -> None:
        """Have what `make` returns stand first in the group `key`, a new one called `title` where there is none yet.

        It is made when a person first turns to that group, and hidden while another one is in front.
        """
        if key not in self.groups:
            self._add_group(key, title)
            self._fit(text_scale())
        self.groups[key].add_part(make)
        if key == self.current and not self.field.text():
            self.show_group(key)

    def enter(self) -> None:
        """Show what there is to choose from now, and take the keyboard."""
        self._offer(self.current)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_group(self, key: str) -> None:
        """Turn to the group `key`."""
        self.current = key
        if self.field.text():
            self.field.clear()  # which shows the group
            return
        for one, group in self.groups.items():
            group.setVisible(False)
            if one == key:
                group.open()
        self.places.choose(key)
        if self.isVisible():
            self._offer(key)
        self._empty_box.hide()
        self._area.verticalScrollBar().setValue(0)

    def show_setting(self, name: str) -> None:
        """Turn to the setting `name` and give it the keyboard."""
        self.show_group(options()[name].group)
        self.rows[name].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def reset(self, names: tuple[str, ...] = ()) -> None:
        """Give these settings (none: all) their defaults back, and offer to undo that."""
        before, known = self._preferences.values(), options()
        wanted = names or resettable()
        changed = {name: before[name] for name in wanted if before[name] != known[name].default}
        apart = not names and any(before[name] != known[name].default for name in ("model", "models_folder"))
        self.tell(Reset(changed, names[0] if len(names) == 1 else "", apart))
        if changed:
            self._preferences.reset(tuple(changed))

    def tell(self, done: Done) -> None:
        """Say what was done, and offer to undo it."""
        self._drop_undo()
        self.done, notice = done, notice_of(done)
        undo = (Action(tr("Undo"), partial(self._bring_back, done.before)),) if done.before else ()
        self.undo = NoticeBar(notice.text, hint=notice.hint, tone=notice.tone, actions=undo)
        self.undo.dismissed.connect(self._drop_undo)
        self._banners.addWidget(self.undo)
        self.undo.show()
        announce(self.undo, f"{notice.text} {notice.hint}".rstrip())

    def take_in(self, path: Path) -> None:
        """Take in what `path` holds, and offer to undo that."""
        self._preferences.take_in(path, self._taken)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Back out on Esc: of the notice first, then of the page."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.undo is not None:
            self._drop_undo()
        else:
            self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have the groups' names beside the rows, or in a menu above them where there is no room."""
        super().resizeEvent(event)
        self._fit(text_scale())

    def _fit(self, factor: float) -> None:
        beside = self.width() >= NARROW_PX * factor and self.height() >= self._beside_px()
        names_px = self.places.fold(folded=not beside, most_px=self.width() - _MARGINS_PX)
        side_px = names_px + round(_MARGINS_PX * factor)
        one_line = beside or self.width() >= side_px + _LINE_PX * factor
        self._ways.setDirection(_ACROSS if one_line else _DOWN)
        self._inside.setMaximumWidth(round((READING_PX + 160) * factor))
        self._across.setDirection(_ACROSS if beside else _DOWN)
        self._side.setMinimumWidth(side_px if beside else 0)
        self._side.setMaximumWidth(side_px if beside else 16_777_215)
        self._title.setVisible(beside)

    def _beside_px(self) -> int:
        """Return how high the page must be for all names to stand beside it."""
        parts = (self._title, self.field, self.places)
        return sum(part.sizeHint().height() for part in parts) + 2 * _MARGINS_PX

    def _on_changed(self, changed: dict[str, Value]) -> None:
        for name, value in changed.items():
            if name in self.rows:
                self.rows[name].show_value(value)
                if self.isVisible() and self.rows[name].option.chosen_here:
                    self.rows[name].offer(self._preferences.choices(name))

    def _offer(self, group: str) -> None:
        """Show what there is to choose from on this computer now."""
        for one in self.groups[group].rows:
            if one.option.chosen_here:
                one.offer(self._preferences.choices(one.option.name))

    def _on_wished(self, name: str, value: Value) -> None:
        if reason := self._preferences.change(name, value):
            self.rows[name].show_fault(reason)

    def _search(self, text: str) -> None:
        wanted = tuple(plain(text).split())
        if not wanted:
            self.show_group(self.current)
            return
        found = [group.look_for(wanted) for group in self.groups.values()]
        self.places.choose("")
        self._empty.setText(tr("No setting has “{text}” in its name or its help.", text=text.strip()))
        self._empty_box.setVisible(not any(found))

    def _bring_back(self, values: Mapping[str, Value]) -> None:
        self._drop_undo()
        for name, value in values.items():
            self._on_wished(name, value)

    def _entries(self) -> tuple[Entry, ...]:
        ask, ports = self._choice, self._preferences
        name = "edgeassist-settings.toml"
        return (
            Entry(tr("Import settings…"), lambda: ask.ask_for(tr("Choose settings"), SETTINGS_FILTER, self.take_in)),
            Entry(
                tr("Export settings…"),
                lambda: ask.ask_where(tr("Export the settings"), SETTINGS_FILTER, name, ports.export),
            ),
            Entry(tr("Reset all settings"), self.reset),
        )

    def _drop_undo(self) -> None:
        bar, self.undo, self.done = self.undo, None, None
        if bar is not None:
            bar.hide()
            bar.deleteLater()
            if not self.field.hasFocus() and self.focusWidget() is None:
                self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_group(self, key: str, title: str) -> None:
        group = SettingsGroup(title, section_words(key))
        group.hide()
        self.groups[key] = group
        self.places.add(key, title)
        self._column.insertWidget(self._column.count() - 1, group)

    def _add_row(self, name: str) -> None:
        made = self.rows[name] = FormRow(options()[name], option_words(name))
        made.wished.connect(self._on_wished)
        made.reset_wished.connect(lambda one: self.reset((one,)))
        self.groups[made.option.group].add_row(made)

    def _lay_out(self) -> None:
        self._side = QFrame()
        self._side.setProperty("role", "side")
        self._title = words(tr("Settings"), "title", wrap=False)
        side = column(self._title, spacing=12, margins=(16, 16, 16, 16))
        self._ways = row(self.places.menu)
        self._ways.addLayout(row(self.field, self.more), 1)
        side.addLayout(self._ways)
        side.addWidget(self.places)
        side.addStretch(1)
        self._side.setLayout(side)
        self._empty_box = box("")
        self._empty_box.setLayout(column(self._empty, row_of(self._clear), spacing=12))
        inside = self._inside = QWidget()
        inside.setProperty("role", "page")
        self._column.addWidget(self._empty_box)
        outer = column(spacing=12, margins=(24, 16, 24, 24))
        outer.addLayout(self._banners)
        outer.addLayout(self._column)
        outer.addStretch(1)
        inside.setLayout(outer)
        self._area.setProperty("role", "page")
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        self._across = row(self._side, self._area, spacing=0)
        self._across.setStretch(1, 1)
        self.setLayout(self._across)
        QWidget.setTabOrder(self.places.menu, self.field)
        KeepScaled(self, self._fit)


def row_of(*parts: QWidget) -> QWidget:
    """Return `parts` beside each other at their own widths."""
    made = QWidget()
    made.setLayout(row(*parts, None))
    return made
