# SPDX-License-Identifier: Apache-2.0
"""F1: the guide over the pages, at the page about what was in front, and the way back to that."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from edgeassist.core.guide import FIRST, Guide
from edgeassist.ui.pane_page import PanePage

if TYPE_CHECKING:
    from edgeassist.ui.guide_page import GuideView


class Helping(QObject):
    """Lays the guide into `pages` when it is first wanted. Emits `turned` when it came or went, `diagnosis_wished`."""

    diagnosis_wished = Signal()
    turned = Signal()

    def __init__(self, pages: QStackedWidget) -> None:
        super().__init__(pages)
        self._pages = pages
        self._before: QWidget | None = None
        self.view: GuideView | None = None

    def show(self, name: str = "") -> None:
        """Bring the guide to the front, at `name` or at the page about what is in front; in front already, it stays."""
        front = self._pages.currentWidget()
        if self.view is None:
            from edgeassist.ui.guide_page import GuideView

            self.view = GuideView(Guide())
            self.view.left.connect(self.leave)
            self.view.diagnosis_wished.connect(self.diagnosis_wished)
            self._pages.addWidget(self.view)
        if front is self.view and not name:
            return
        if front is not self.view:
            self._before = front
            name = name or _about(front)
        self._pages.setCurrentWidget(self.view)
        self.view.show_page(name or FIRST)
        self.turned.emit()

    def leave(self) -> bool:
        """Go back to what was in front before; False where the guide is not in front."""
        if self.view is None or self._pages.currentWidget() is not self.view or self._before is None:
            return False
        self._pages.setCurrentWidget(self._before)
        if isinstance(self._before, PanePage):
            self._before.enter()
        self.turned.emit()
        return True


def _about(front: QWidget | None) -> str:
    """Return the name of the guide's page about `front`: a pane's is its id, another's is told by `guide_page`."""
    if isinstance(front, PanePage):
        return front.spec.id
    return str(front.property("guide_page") or "") if front is not None else ""
