# SPDX-License-Identifier: Apache-2.0
"""A few words of which exactly one is chosen. Knows nothing of what they mean."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button


class ChoiceRow(QWidget):
    """Shows `options` as (key, word) beside each other and emits `chosen` with the key a person picks."""

    chosen = Signal(str)

    def __init__(self, name: str, options: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.key = options[0][0]
        self.buttons: dict[str, QPushButton] = {}
        self._flow = FlowLayout(spacing=4)
        for key, word in options:
            made = button(word, partial(self._pick, key), role="choice", name=f"{name}: {word}")
            made.setCheckable(True)
            self.buttons[key] = made
            self._flow.addWidget(made)
        self.setLayout(self._flow)
        self.choose(self.key)

    def add(self, more: QWidget) -> None:
        """Show something else after the words."""
        self._flow.addWidget(more)

    def choose(self, key: str) -> None:
        """Mark `key` as chosen without a word to anyone."""
        self.key = key
        for one, made in self.buttons.items():
            made.setChecked(one == key)

    def _pick(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)
