# SPDX-License-Identifier: Apache-2.0
"""The microphone in the top bar: open or not, bound to the microphone itself and never to a wish."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from edgeassist.kit.icons import IconLabel
from edgeassist.kit.parts import dressed, mark, row, words

OPEN = "Microphone on"


class Ear(QPushButton):
    """Says `Microphone on` while it is. A press begins or ends dictation; the keyboard stays where it is."""

    def __init__(self, on_wished: Callable[[], None]) -> None:
        super().__init__()
        dressed(self, on_wished, role="chip")
        self.setFixedHeight(30)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is dictated goes where the keyboard is
        self._keys, self.open = "", False
        self._icon, self.word = IconLabel("mic"), words("", wrap=False)
        self._row = row(self._icon, self.word, spacing=8, margins=(8, 0, 8, 0))
        self.setLayout(self._row)
        self.show_open(open_now=False)

    def show_keys(self, keys: str) -> None:
        """Name the key that does the same."""
        self._keys = keys
        self.show_open(open_now=self.open)

    def show_open(self, *, open_now: bool) -> None:
        """Show whether the microphone is open."""
        self.open = open_now
        self.word.setText(OPEN if open_now else "")
        self.word.setVisible(open_now)
        mark(self.word, tone="danger" if open_now else "")
        keys = f" Or hold {self._keys} while you speak." if self._keys else ""
        told = "The microphone is on. Press to end." if open_now else f"Dictate into the text under the cursor.{keys}"
        self.setToolTip(told)
        self.setAccessibleName(told)
        self._row.invalidate()
        self.setFixedWidth(self._row.sizeHint().width())
