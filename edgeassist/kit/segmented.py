# SPDX-License-Identifier: Apache-2.0
"""A few words of which exactly one is chosen, by a click or the arrow keys. Knows nothing of what they mean."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from edgeassist.core.language import with_colon
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import dressed, tip
from edgeassist.kit.step_button import StepButton


class Segmented(QWidget):
    """Shows `options` as (key, word) beside each other and emits `chosen` with the key a person picks.

    The row breaks into lines where it does not fit.
    """

    chosen = Signal(str)

    def __init__(self, name: str, options: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.key = options[0][0]
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(spacing=8)
        for place, (key, word) in enumerate(options):
            made = dressed(StepButton(word), lambda: None, role="choice", name=with_colon(name, word))
            made.setCheckable(True)
            made.stepped.connect(partial(self._step, key))
            self.buttons[key] = made
            self._group.addButton(made, place)
            self._flow.addWidget(made)
        self._group.idClicked.connect(lambda place: self._pick(options[place][0]))
        self.setLayout(self._flow)
        self.choose(self.key)

    def add(self, more: QWidget) -> None:
        """Show something else after the words."""
        self._flow.addWidget(more)

    def choose(self, key: str) -> None:
        """Mark `key` as chosen without a word to anyone."""
        self.key = key
        self.buttons[key].setChecked(True)

    def allow(self, key: str, why_not: str) -> None:
        """Let `key` be picked, or not, and say why in its tool tip; empty allows it."""
        made = self.buttons[key]
        made.setEnabled(not why_not)
        made.setToolTip(tip(why_not))
        made.setAccessibleDescription(why_not)

    def _step(self, key: str, by: int) -> None:
        """Pick the next one that can be picked, in that direction; stay at the ends."""
        order = list(self.buttons)[::by]
        for after in order[order.index(key) + 1 :]:
            if self.buttons[after].isEnabled():
                self.buttons[after].setFocus(Qt.FocusReason.OtherFocusReason)
                self.buttons[after].click()
                return

    def _pick(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)
