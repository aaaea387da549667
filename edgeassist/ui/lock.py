# SPDX-License-Identifier: Apache-2.0
"""The lock in the top bar: whether anything is going over the network now, what, and what never will."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from edgeassist.core.units import elided
from edgeassist.kit.icons import IconLabel
from edgeassist.kit.parts import dressed, row, words
from edgeassist.ui.views import WorkView

OFFLINE = (
    "EdgeAssist opens a connection only when you press Search Hugging Face, Get, Resume, Try again, Go on or Repair. "
    "What you and a model write is never sent."
)


class Lock(QPushButton):
    """Says `Online` while a fetch runs or a search waits for its answer, `Offline` else. `told` explains it."""

    def __init__(self, on_wished: Callable[[], None]) -> None:
        super().__init__()
        dressed(self, on_wished, role="chip")
        self.setFixedHeight(30)
        self.told = ""
        self._asking, self._fetched = False, ""
        self._icon, self.word = IconLabel("lock"), words("", wrap=False)
        self._row = row(self._icon, self.word, spacing=8, margins=(10, 0, 10, 0))
        self.setLayout(self._row)
        self._show()

    @property
    def online(self) -> bool:
        """Something is going over the network."""
        return self._asking or bool(self._fetched)

    @Slot(bool)
    def show_asking(self, asking: bool) -> None:  # what a signal carries
        """Hugging Face is being asked, or has answered."""
        self._asking = asking
        self._show()

    def show_works(self, works: tuple[WorkView, ...]) -> None:
        """Show whether one of `works` is a fetch that runs; called at a high rate."""
        names = [elided(work.name, 40) for work in works if work.kind == "fetch" and work.state == "running"]
        if (fetched := " and ".join(names)) != self._fetched:
            self._fetched = fetched
            self._show()

    def _show(self) -> None:
        word = "Online" if self.online else "Offline"
        fetching = f"fetching {self._fetched}" if self._fetched else ""
        now = " and ".join(filter(None, (fetching, "asking Hugging Face" if self._asking else "")))
        self.told = f"Online now: {now}. {OFFLINE}" if now else OFFLINE
        self._icon.show_as("globe" if self.online else "lock")
        self.word.setText(word)
        self.setToolTip(self.told)
        self.setAccessibleName(self.told if now else f"{word}. {OFFLINE}")
        self.setMinimumWidth(self._row.sizeHint().width())
