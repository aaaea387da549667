# SPDX-License-Identifier: Apache-2.0
"""A button that shows what is chosen, and opens a menu of what could be. Knows no sense of the choices."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy

from edgeassist.core.language import with_colon
from edgeassist.core.units import elided
from edgeassist.kit.parts import PushButton, dressed

Choices = tuple[tuple[str, str], ...]
"""Code and words of each, in the order of the menu."""
_MOST_LETTERS = 40


class ChoiceButton(PushButton):
    """`chosen` carries the code that a person picked; `name` says what is chosen here."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Choices = (), *, empty: str = "…") -> None:
        """`empty` stands there while nothing can be chosen."""
        super().__init__()
        self._name, self._empty = name, empty
        self.choices: Choices = ()
        self.code = ""
        dressed(self, self.on_pressed)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.offer(choices)

    def offer(self, choices: Choices, code: str = "") -> None:
        """Take these choices; `code` is chosen, or what was before, or the first."""
        self.choices = choices
        codes = [one for one, _words in choices]
        self.show_code(next((one for one in (code, self.code) if one in codes), codes[0] if codes else ""))

    def show_code(self, code: str) -> None:
        """Show what is chosen now."""
        self.code = code
        words = dict(self.choices).get(code, self._empty)
        self.setText(f"{elided(words, _MOST_LETTERS)} ▾")
        self.setAccessibleName(with_colon(self._name, words))
        self.setEnabled(bool(self.choices))

    def on_pressed(self) -> None:
        """Open the menu."""
        self.open()

    def open(self) -> QMenu:
        """Open the menu below the button and return it; it is gone once closed."""
        menu = QMenu(self)
        menu.setAccessibleName(self._name)
        for code, words in self.choices:
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(code == self.code)
            action.triggered.connect(partial(self._pick, code))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        return menu

    def _pick(self, code: str, _checked: bool = False) -> None:
        self.show_code(code)
        self.chosen.emit(code)
