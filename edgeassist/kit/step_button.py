# SPDX-License-Identifier: Apache-2.0
"""One of several buttons of which one is chosen: arrow keys lead through them in their order, however they lie."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from edgeassist.kit.parts import PushButton


class StepButton(PushButton):
    """Emits `stepped` with 1 or -1 at an arrow key; Qt would look for a neighbour by where the buttons lie."""

    stepped = Signal(int)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the keyboard on to the chosen one when Tab leads here."""
        super().focusInEvent(event)
        group = self.group()
        chosen = group.checkedButton() if group is not None else None
        tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if tabbed and chosen is not None and chosen is not self and chosen.isEnabled():
            chosen.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on or back at an arrow."""
        on = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        if event.key() in (Qt.Key.Key_Down, on):
            self.stepped.emit(1)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(-1)
        else:
            super().keyPressEvent(event)
