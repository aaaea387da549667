# SPDX-License-Identifier: Apache-2.0
"""The control that fits an option: a switch, words to choose among, a menu, or a line that reads what is typed.

Each shows a value without a word to anyone, and emits `wished` with what a person made of it; None is what cannot be
read. Knows no file and no other option.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from edgeassist.core.language import own_name, tr
from edgeassist.core.settings import Option, Value
from edgeassist.kit.choice_button import ChoiceButton
from edgeassist.kit.parts import row, words
from edgeassist.kit.scaling import keep_width
from edgeassist.kit.segmented import Segmented

Choices = tuple[tuple[str, str], ...]
LINE_PX, NUMBER_PX = 280, 96


class Field(QWidget):
    """What every control is; `dropped` tells that a person gave up what was typed."""

    wished = Signal(object)
    dropped = Signal()

    def show_value(self, value: Value) -> None:
        """Show `value`."""

    def offer(self, choices: Choices) -> None:
        """Take what may be chosen, where that is known only at run time."""


class SwitchField(Field):
    """On or off."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.box = QCheckBox(tr("On"))
        self.box.setAccessibleName(tr(option.title))
        self.box.setAccessibleDescription(tr(option.told))
        self.box.clicked.connect(lambda now: self.wished.emit(bool(now)))
        self.setLayout(row(self.box, None, spacing=0))
        self.setFocusProxy(self.box)

    def show_value(self, value: Value) -> None:
        """Show whether it is on."""
        self.box.setChecked(bool(value))


class WordsField(Field):
    """A few words beside each other."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.words = Segmented(tr(option.title), tuple(zip(option.one_of, map(own_name, option.titles), strict=True)))
        self.words.setAccessibleDescription(tr(option.told))
        self.words.chosen.connect(self.wished.emit)
        self.setLayout(row(self.words, spacing=0))

    def show_value(self, value: Value) -> None:
        """Mark the word."""
        self.words.choose(str(value))
        self.setFocusProxy(self.words.buttons[str(value)])


class MenuField(Field):
    """A menu of what there is on this computer; what is chosen and not there stays on show."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.menu = ChoiceButton(tr(option.title))
        self.menu.setAccessibleDescription(tr(option.told))
        self.menu.chosen.connect(self.wished.emit)
        self.setLayout(row(self.menu, None, spacing=0))
        self.setFocusProxy(self.menu)
        self._there: Choices = ()

    def offer(self, choices: Choices) -> None:
        """Take what there is."""
        self._there = choices
        self.show_value(self.menu.code)

    def show_value(self, value: Value) -> None:
        """Show what is chosen."""
        code = str(value)
        known = any(code == one for one, _words in self._there)
        self.menu.offer(self._there if known else (*self._there, (code, code or tr("As the system"))), code)


class LineField(Field):
    """A line of text or a number. Enter or leaving it is the wish; Esc brings back what was; Up and Down count."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option = option
        self._shown = self._held = ""
        self.line = QLineEdit()
        self.line.setAccessibleName(f"{tr(option.title)}, {tr(option.unit)}" if option.unit else tr(option.title))
        self.line.setAccessibleDescription(tr(option.told))
        self.line.setMaxLength(1000)
        self._counts = not isinstance(option.default, str)
        keep_width(self.line, NUMBER_PX if self._counts else LINE_PX)
        self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.line.editingFinished.connect(self.on_finished)
        self._beside = words(tr(option.unit), "small", wrap=False)
        self.setLayout(row(self.line, self._beside, None, spacing=8))
        self.setFocusProxy(self.line)

    def show_value(self, value: Value) -> None:
        """Show it, unless that is what stands there."""
        self._shown = self._held = self._option.shown(value)
        self.line.setText(self._shown)
        unit, zero = tr(self._option.unit), tr(self._option.zero)
        mark = "\N{RIGHT-TO-LEFT MARK}" if self.isRightToLeft() else ""
        self._beside.setText(mark + f"{unit} ({zero})".strip() if value == 0 and zero else unit)

    def on_finished(self) -> None:
        """Wish for what was typed; the same as before is no wish."""
        text = self.line.text() if not self._counts else self.line.text().strip()
        if text != self._shown:
            self._shown = text
            self.wished.emit(self._option.read(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Count up and down; bring back what holds on Esc, which leads on where that stands there already."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        now = self._option.read(self.line.text())
        if step and self._counts and isinstance(now, int):
            self._count(now, step)
        elif event.key() == Qt.Key.Key_Escape and self.line.text() != self._held:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def _count(self, now: int, step: int) -> None:
        option = self._option
        width = 10 if option.unit == "%" else 256 if option.high > 100_000 else 1
        wanted = min(max((now // width + step) * width, option.low), option.high or now + width)
        self.line.setText(str(wanted))
        self.on_finished()


def field_for(option: Option) -> Field:
    """Return the control that fits `option`."""
    if isinstance(option.default, bool):
        return SwitchField(option)
    if option.chosen_here:
        return MenuField(option)
    return WordsField(option) if option.one_of else LineField(option)
