# SPDX-License-Identifier: Apache-2.0
"""Which text a person worked on last, page by page, so that "this" means something. Reads it only when asked."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from shiboken6 import isValid

from edgeassist.kit.editing import Field, field, worked_on


class Attention(QObject):
    """Follows the keyboard among the pages of `deck`."""

    def __init__(self, deck: QStackedWidget) -> None:
        super().__init__(deck)
        self._deck = deck
        self._fields: list[Field] = []
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.on_focus_changed)

    def text(self, *, outside: QWidget | None) -> tuple[str, QWidget | None]:
        """Return what was worked on last in any page but `outside`, and that page; empty where there is nothing."""
        for one in reversed(self._fields):
            if isValid(one) and not (outside is not None and outside.isAncestorOf(one)) and (text := worked_on(one)):
                return text, self._page(one)
        return "", None

    @Slot(QWidget, QWidget)
    def on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Remember a text that got the keyboard; a few are enough, one of each page."""
        found = field(now)
        if found is None or not self._deck.isAncestorOf(found):
            return
        page = self._page(found)
        self._fields = [one for one in self._fields if isValid(one) and self._page(one) is not page]
        self._fields.append(found)

    def _page(self, one: QWidget) -> QWidget | None:
        at: QWidget | None = one
        while at is not None and at.parentWidget() is not self._deck:
            at = at.parentWidget()
        return at
