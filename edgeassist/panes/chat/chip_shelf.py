# SPDX-License-Identifier: Apache-2.0
"""Where the chips of attached files stand: some lines of them, the rest behind a scroll bar. Knows no file."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy

from edgeassist.core.language import tr
from edgeassist.panes.chat.attachments import Attachments

LINES = 2
"""So many lines of chips are seen at once, and a part of the next, which tells that there are more."""
_SEEN = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.Resize, QEvent.Type.LayoutRequest)


class ChipShelf(QScrollArea):
    """Is seen while its chips are; in a low window it gives way down to one line, never the text or the buttons."""

    def __init__(self, chips: Attachments) -> None:
        super().__init__()
        self._chips, self._least = chips, 1
        hidden = chips.isHidden()
        self.setAccessibleName(tr("Attached files"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(chips)
        chips.setVisible(not hidden)
        chips.installEventFilter(self)
        self.setVisible(not hidden)

    def sizeHint(self) -> QSize:
        """Ask for all lines, up to the most."""
        return QSize(super().sizeHint().width(), min(self._chips.height(), round((LINES + 0.5) * self._line_px)))

    def minimumSizeHint(self) -> QSize:
        """Ask for as many lines as it keeps."""
        spacing = self._chips.flow.spacing()
        return QSize(0, min(self._chips.height(), self._least * (self._line_px + spacing) - spacing))

    def keep(self, lines: int) -> None:
        """Give way to what stands around it only down to so many lines."""
        self._least = lines
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let no chip be wider than the shelf: its cross would be out of sight."""
        super().resizeEvent(event)
        self._chips.be_within(self.viewport().width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow how high the chips are, and whether there are any."""
        if watched is self._chips and event.type() in _SEEN:
            self.setVisible(not self._chips.isHidden())
            self.updateGeometry()
        return super().eventFilter(watched, event)

    @property
    def _line_px(self) -> int:
        return max((chip.sizeHint().height() for chip in self._chips.chips), default=0)
