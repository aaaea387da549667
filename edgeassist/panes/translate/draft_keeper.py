# SPDX-License-Identifier: Apache-2.0
"""Writes the draft soon after it became another one, so that a kill costs seconds. GUI thread; the writing is not."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from edgeassist.kit.background import InOrder
from edgeassist.panes.translate.draft import Draft, keep

SOON_MS = 2000
"""Whoever types on has it written this often, and no oftener."""


class DraftKeeper(QObject):
    """`draft` tells what there is now. Its timer runs only between a change and its writing."""

    def __init__(self, owner: QObject, folder: Callable[[], Path], draft: Callable[[], Draft], order: InOrder) -> None:
        super().__init__(owner)
        self._folder, self._draft, self._order = folder, draft, order
        self._begun, self._written = False, Draft()
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(SOON_MS)
        self._due.timeout.connect(self.keep)

    def begin(self, found: Draft) -> None:
        """Take what was read; before that nothing is written over it."""
        self._begun, self._written = True, found

    def touched(self) -> None:
        """There may be another draft: have it written soon."""
        if self._begun and not self._due.isActive():
            self._due.start()

    @Slot()
    def keep(self) -> None:
        """Have it written now if it is another one; nothing is due any more."""
        self._due.stop()
        now = self._draft()
        if self._begun and now != self._written:
            before, self._written = self._written, now
            self._order.do(lambda: keep(self._folder(), now), failed=lambda _error: self._not_written(before))

    def _not_written(self, before: Draft) -> None:
        """Have the next change, or closing, try again."""
        self._written = before
