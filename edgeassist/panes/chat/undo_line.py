# SPDX-License-Identifier: Apache-2.0
"""A sentence with a way back, in place of a question beforehand: stays ten seconds, or until the next deed."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton

from edgeassist.kit.flow_box import FlowBox
from edgeassist.kit.notice import Action
from edgeassist.kit.parts import button, column, words

STAYS_MS = 10_000


class UndoLine(QFrame):
    """`say` shows a sentence and the ways on, `put_away` ends it. Its timer runs only while it can be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: tuple[QPushButton, ...] = ()
        self._stays = False
        self.setProperty("role", "notice")
        self._sentence = words("")
        self._ways = FlowBox()
        layout = column(self._sentence, spacing=6, margins=(10, 8, 10, 8))
        layout.addWidget(self._ways)
        self.setLayout(layout)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(STAYS_MS)
        self.timer.timeout.connect(self.put_away)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty when nothing is."""
        return "" if self.isHidden() else self._sentence.text()

    def say(self, text: str, *actions: Action, stays: bool = False) -> None:
        """Say something with what can be done about it; `stays` until put away."""
        self._drop_buttons()
        self._stays = stays
        self._sentence.setText(text)
        self.setAccessibleName(text)
        self.buttons = tuple(button(one.text, one.pressed, tone="primary" if one.primary else "") for one in actions)
        for made in self.buttons:
            self._ways.flow.addWidget(made)
        self._ways.setVisible(bool(actions))
        self.show()
        self._run()

    @Slot()
    def put_away(self) -> None:
        """Say nothing any more."""
        self.timer.stop()
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Count the seconds in which it can be seen."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        self.timer.stop()

    def _run(self) -> None:
        self.timer.stop()
        if self.isVisible() and not self._stays:
            self.timer.start()

    def _drop_buttons(self) -> None:
        for made in self.buttons:
            self._ways.flow.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.buttons = ()
