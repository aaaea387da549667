# SPDX-License-Identifier: Apache-2.0
"""Two halves beside each other; where there is little room the second is a sheet over the first, with a way back."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from edgeassist.core.direction import begins_right
from edgeassist.core.language import tr
from edgeassist.kit.parts import box, button, column, row
from edgeassist.kit.scaling import KeepScaled, text_scale

NARROW_PX = 900


class SplitPage(QSplitter):
    """`narrow` tells whether only one half has room; then `show_second` and `show_first` choose which.

    `back` names where the way back leads ("Back to the summary"). `turned` tells whether the second half can be seen.
    """

    turned = Signal(bool)

    def __init__(self, first: QWidget, second: QWidget, *, back: str = "", narrow_px: int = NARROW_PX) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._narrow_px = narrow_px
        self._second_wished = self._alone = self._seen = self._sized = False
        self.narrow = False
        self.first, self.second = first, second
        self.back = button(back or tr("Back"), self.show_first, role="link", name=back or tr("Back"))
        self._way = box("way")
        self._way.setLayout(row(self.back, None, margins=(12, 6, 12, 6)))
        self._half = QWidget()
        self._half.setLayout(column(self._way, second, spacing=0))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for half in (first, self._half):
            self.addWidget(half)
            half.setMinimumWidth(1)
        self.setSizes([1, 1])
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 1)
        self._arrange()
        KeepScaled(self, self._on_scaled)

    @property
    def second_seen(self) -> bool:
        """The second half is beside the first, or in front of it."""
        return not self._alone and (self._second_wished or not self.narrow)

    def set_alone(self, *, alone: bool) -> None:
        """Leave the second half out, because there is nothing to show in it."""
        self._alone = alone
        self._arrange()

    @Slot()
    def show_second(self) -> None:
        """Bring the second half to the front where there is room for one only."""
        self._second_wished = True
        self._arrange()
        if self.narrow and not self._alone:
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def show_first(self) -> None:
        """Go back to the first half."""
        had = self._half.isAncestorOf(focus) if (focus := self.focusWidget()) is not None else False
        self._second_wished = False
        self._arrange()
        if had and self.narrow:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _arrow(self) -> str:
        """The sign that points to where one came from. In words written from the right Qt draws it turned by itself."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return "›" if mirrored and not begins_right(self.back.accessibleName()) else "‹"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc close the sheet."""
        if event.key() == Qt.Key.Key_Escape and self.narrow and self.second_seen:
            self.show_first()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the halves into the room."""
        super().resizeEvent(event)
        self._sized = True
        self._fit()

    def _on_scaled(self, _factor: float) -> None:
        """Fit the halves of the same room with larger or smaller text; before it has a size there is nothing to fit."""
        if self._sized:
            self._fit()

    def _fit(self) -> None:
        narrow = self.width() < self._narrow_px * text_scale()
        if narrow != self.narrow:
            self.narrow = narrow
            self._arrange()

    def _arrange(self) -> None:
        seen = self.second_seen
        self.back.setText(f"{self._arrow} {self.back.accessibleName()}")
        self._way.setVisible(self.narrow)
        self._half.setVisible(seen)
        self.first.setVisible(not (self.narrow and seen))
        if seen != self._seen:
            self._seen = seen
            self.turned.emit(seen)
