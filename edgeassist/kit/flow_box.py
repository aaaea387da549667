# SPDX-License-Identifier: Apache-2.0
"""A row that breaks into lines and is exactly as high as they are, whatever stands around it."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from edgeassist.kit.flow_layout import FlowLayout


class FlowBox(QWidget):
    """Holds its parts in a `FlowLayout`; follows its width and what is hidden in it."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self.flow = FlowLayout(*parts)
        self.setLayout(self.flow)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to another width."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit the height to other parts."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def _fit(self) -> None:
        self.setFixedHeight(max(0, self.flow.heightForWidth(self.width())))
