# SPDX-License-Identifier: Apache-2.0
"""The way to the palette in the top bar: looks like a line to type in, with its key; in a narrow bar just a lens."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy

from edgeassist.core.language import tr
from edgeassist.kit.binding import with_keys, written
from edgeassist.kit.icons import IconLabel
from edgeassist.kit.parts import PushButton, dressed, row, words
from edgeassist.kit.scaling import keep_height
from edgeassist.kit.shortcuts import keys_of


class SearchChip(PushButton):
    """A press opens the palette."""

    def __init__(self, on_wished: Callable[[], None]) -> None:
        super().__init__()
        dressed(self, on_wished, role="chip", name=tr("Search or run"))
        keep_height(self, 30)
        keys = keys_of("palette")
        self.setToolTip(with_keys(tr("Search or run"), keys))
        self._words = words(tr("Search or run…"), "quiet", wrap=False)
        self._keys = words(written(keys).replace("+", " "), "cap", wrap=False)
        self._keys.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._row = row(IconLabel("search"), self._words, self._keys, spacing=8, margins=(8, 0, 6, 0))
        self.setLayout(self._row)
        self.show_brief(brief=False)

    def show_brief(self, *, brief: bool) -> None:
        """Show the lens alone, or the words too."""
        for part in (self._words, self._keys):
            part.setVisible(not brief)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Be as wide as the words are in other letters."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            QTimer.singleShot(0, self, self._fit)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as wide as the words are as they are dressed by now."""
        super().showEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self._row.invalidate()
        self.setFixedWidth(self._row.sizeHint().width() + 2)
