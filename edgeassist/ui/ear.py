# SPDX-License-Identifier: Apache-2.0
"""The microphone in the top bar: open or not, bound to the microphone itself and never to a wish."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Slot

from edgeassist.core.language import later, tr
from edgeassist.kit.icons import IconLabel
from edgeassist.kit.parts import PushButton, dressed, mark, row, words
from edgeassist.kit.scaling import keep_height

OPEN = later("Microphone on")


class Ear(PushButton):
    """Says `Microphone on` while it is. A press begins or ends dictation; the keyboard stays where it is."""

    def __init__(self, on_wished: Callable[[], None]) -> None:
        super().__init__()
        dressed(self, on_wished, role="chip")
        keep_height(self, 30)
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
        self.word.setText(tr(OPEN) if open_now else "")
        self.word.setVisible(open_now)
        mark(self.word, tone="danger" if open_now else "")
        told = tr("The microphone is on. Press to end.") if open_now else self._offer()
        self.setToolTip(told)
        self.setAccessibleName(told)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Be as wide as the drawing is in another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self._fit)

    @Slot()
    def _fit(self) -> None:
        self._row.invalidate()
        self.setFixedWidth(self._row.sizeHint().width())

    def _offer(self) -> str:
        into = tr("Dictate into the text under the cursor.")
        also = tr("Or hold {keys} while you speak.", keys=self._keys)
        return f"{into} {also}" if self._keys else into
