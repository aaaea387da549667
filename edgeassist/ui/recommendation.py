# SPDX-License-Identifier: Apache-2.0
"""The banner that says which model suits this computer for a task. Asks the desk, and nobody else."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame

from edgeassist.core.language import later, tr
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.parts import button, column, words
from edgeassist.kit.segmented import Segmented
from edgeassist.ui.ports import Desk
from edgeassist.ui.views import Offers

TASKS = (
    ("", later("Any task")),
    ("chat", later("Chat")),
    ("summarize", later("Summarize")),
    ("translate", later("Translate")),
    ("code", later("Code")),
)


class Recommendation(QFrame):
    """One sentence for the chosen task. Emits `more_wished` with the task to see what else there is.

    `flat` in a low window: one line, and no task to choose.
    """

    more_wished = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked, self._told, self.flat = 0, "", False
        self._answers: Bridge[tuple[int, Offers]] = Bridge(self, self._on_answered)
        self.setProperty("role", "notice")
        self.setAccessibleName(tr("Recommendation"))
        self.sentence = words("", "reading")
        self.tasks = Segmented(tr("Task"), tuple((key, tr(word)) for key, word in TASKS))
        self.tasks.chosen.connect(self.ask)
        self.more = button(tr("See which fit"), lambda: self.more_wished.emit(self.tasks.key), role="link")
        self.tasks.add(self.more)
        self._layout: QBoxLayout = column(self.sentence, self.tasks, spacing=8, margins=(16, 12, 16, 12))
        self._layout.setStretch(0, 1)
        self.setLayout(self._layout)
        self.hide()

    def ask(self) -> None:
        """Have the sentence found anew; nothing goes out for it."""
        self._asked += 1
        number = self._asked
        self._desk.find_models("", self.tasks.key, lambda offers: self._answers((number, offers)), online=False)

    def flatten(self, *, flat: bool) -> None:
        """Take one line, or as much as there is to say."""
        if flat is self.flat:
            return
        self.flat = flat
        ways = QBoxLayout.Direction
        self._layout.setDirection(ways.LeftToRight if flat else ways.TopToBottom)
        for made in self.tasks.buttons.values():
            made.setVisible(not flat)
        self.sentence.setWordWrap(not flat)
        self.sentence.setMinimumWidth(1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as fits into the line."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(0, self.width() - self.more.sizeHint().width() - 48)
        short = self.sentence.fontMetrics().elidedText(self._told, Qt.TextElideMode.ElideRight, room)
        self.sentence.setText(short if self.flat else self._told)
        self.sentence.setToolTip(self._told if self.flat else "")

    def _on_answered(self, answer: tuple[int, Offers]) -> None:
        number, offers = answer
        if number == self._asked:
            self._told = offers.sentence
            self._fit()
            self.setVisible(bool(offers.sentence))
