# SPDX-License-Identifier: Apache-2.0
"""The banner that says which model suits this computer for a task. Asks the desk, and nobody else."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from edgeassist.kit.bridge import Bridge
from edgeassist.kit.choice_row import ChoiceRow
from edgeassist.kit.parts import button, column, words
from edgeassist.ui.ports import Desk, Offers

TASKS = (("", "Any task"), ("chat", "Chat"), ("summarize", "Summarize"), ("translate", "Translate"), ("code", "Code"))


class Recommendation(QFrame):
    """One sentence for the chosen task. Emits `more_wished` with the task to see what else there is."""

    more_wished = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._answers: Bridge[tuple[int, Offers]] = Bridge(self, self._on_answered)
        self.setProperty("role", "notice")
        self.setAccessibleName("Recommendation")
        self.sentence = words("", "reading")
        self.tasks = ChoiceRow("Task", TASKS)
        self.tasks.chosen.connect(self.ask)
        self.more = button("See which fit", lambda: self.more_wished.emit(self.tasks.key), role="link")
        self.tasks.add(self.more)
        self.setLayout(column(self.sentence, self.tasks, spacing=8, margins=(16, 12, 16, 12)))
        self.hide()

    def ask(self) -> None:
        """Have the sentence found anew; nothing goes out for it."""
        self._asked += 1
        number = self._asked
        self._desk.find_models("", self.tasks.key, lambda offers: self._answers((number, offers)), online=False)

    def _on_answered(self, answer: tuple[int, Offers]) -> None:
        number, offers = answer
        if number == self._asked:
            self.sentence.setText(offers.sentence)
            self.setVisible(bool(offers.sentence))
