# SPDX-License-Identifier: Apache-2.0
"""One row of a form, made of an option: its title, control, help, a way back to its default, and what is wrong."""

import re
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QSizePolicy

from edgeassist.core.folding import places, plain
from edgeassist.core.language import later, own_name, tr
from edgeassist.core.settings import Option, Value
from edgeassist.kit.form_fields import Choices, field_for
from edgeassist.kit.icons import IconButton
from edgeassist.kit.parts import box, column, row, words
from edgeassist.kit.scaling import text_scale
from edgeassist.kit.theme import tokens_of

NARROW_PX = 620
_CODE = re.compile(r"`([^`]*)`")
EFFECTS = {
    "now": "",
    "load": later("Holds from the next time a model is loaded."),
    "start": later("Holds from the next start of EdgeAssist."),
}


class FormRow(QFrame):
    """Emits `wished` with the name and a good value that a person gave; what is wrong with another is said in place."""

    wished = Signal(str, object)
    reset_wished = Signal(str)

    def __init__(self, option: Option, further: str = "") -> None:
        """`further` are other words by which a search finds it."""
        super().__init__()
        self.option, self._further = option, further
        self._value = option.default
        self.setProperty("role", "entry")
        self.setAccessibleName(tr(option.title))
        self.field = field_for(option)
        self.field.wished.connect(self._on_wished)
        self.field.dropped.connect(self.forget)
        self._title = words(tr(option.title), "sentence")
        self._help = words(help_of(option), "small")
        self._fault = words("", "small")
        self._fault.setProperty("tone", "danger")
        self._fault.hide()
        back = word_of(option, option.default)
        self.back = IconButton("reload", tr("Reset “{title}” to {value}", title=tr(option.title), value=back))
        self.back.clicked.connect(lambda: self.reset_wished.emit(option.name))
        self._lay_out()
        self.show_value(option.default)

    @property
    def fault(self) -> str:
        """What is said to be wrong; empty for nothing."""
        return self._fault.text()

    def show_value(self, value: Value) -> None:
        """Show the value that holds; nothing is wrong with it."""
        self._value = value
        self.field.show_value(value)
        changed = value != self.option.default
        if self.back.hasFocus() and not changed:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.back.setVisible(changed)
        self.show_fault("")

    def offer(self, choices: Choices) -> None:
        """Take what may be chosen here."""
        self.field.offer(choices)

    def show_fault(self, reason: str) -> None:
        """Say why what was typed does not hold; it stays in the line to be mended, until `forget`."""
        still = word_of(self.option, self._value)
        self._fault.setText(tr("It {reason}. Still in force: {value}.", reason=reason, value=still) if reason else "")
        self._fault.setVisible(bool(reason))
        self.setAccessibleDescription(self._fault.text())

    @Slot()
    def forget(self) -> None:
        """Show again what holds instead of what was typed."""
        self.show_value(self._value)

    def look_for(self, wanted: tuple[str, ...]) -> bool:
        """Show the row if it has all of `wanted`, which are plain words, and mark them; return whether it is shown."""
        option = self.option
        title, told = tr(option.title), help_of(option)
        where = plain(" ".join((title, told, option.name, self._further, *map(own_name, option.titles))))
        found = all(word in where for word in wanted)
        _mark(self._title, title, wanted if found else ())
        _mark(self._help, told, wanted if found else ())
        self.setVisible(found)
        return found

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep nothing wrong for when it is seen again."""
        super().hideEvent(event)
        if self.fault and not event.spontaneous():
            self.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the control under the words where there is no room beside them."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        wanted = ways.TopToBottom if event.size().width() < NARROW_PX * text_scale() else ways.LeftToRight
        if self._across.direction() != wanted:
            self._across.setDirection(wanted)

    def _on_wished(self, value: Value | None) -> None:
        reason = tr("must be a whole number") if value is None else self.option.fault(value)
        if reason:
            self.show_fault(reason)
        elif value != self._value or self.fault:
            self.wished.emit(self.option.name, value)

    def _lay_out(self) -> None:
        kept = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        kept.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(kept)
        said = box("")
        said.setLayout(column(self._title, self._help, self._fault, None, spacing=2))
        done = box("")
        done.setLayout(row(self.field, self.back, spacing=8))
        for part in (said, done):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._across = row(said, done, spacing=16)
        self._across.setStretch(0, 1)
        self._across.setStretch(1, 1)
        own = column(spacing=0, margins=(0, 12, 0, 12))
        own.addLayout(self._across)
        self.setLayout(own)


def help_of(option: Option) -> str:
    """Return what the setting is for and when it holds, in the person's language."""
    effect = EFFECTS[option.takes_effect]
    told = _CODE.sub(r"“\1”", tr(option.told))
    return f"{told} {tr(effect)}" if effect else told


def word_of(option: Option, value: Value) -> str:
    """Return a value as a person reads it; a language of the window by its own name."""
    known = value in option.one_of or (value == 0 and bool(option.zero)) or isinstance(value, bool)
    if known:
        return own_name(option.word(value))
    return f"{value} {tr(option.unit)}".strip() or tr("empty")


def _mark(label: QLabel, text: str, wanted: tuple[str, ...]) -> None:
    """Show `text` with every `wanted` word marked; without any as plain text."""
    spans = sorted(place for word in wanted for place in places(word, text))
    if not spans:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        return
    colour, parts, at = tokens_of(label.palette()).mark, list[str](), 0
    for start, end in spans:
        if start >= at:
            parts += [escape(text[at:start]), f'<span style="background:{colour}">{escape(text[start:end])}</span>']
            at = end
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText("".join([*parts, escape(text[at:])]))
