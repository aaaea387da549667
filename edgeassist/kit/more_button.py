# SPDX-License-Identifier: Apache-2.0
"""The three dots: everything that can be done here and is seldom wanted. The menu is made when it is opened."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QMenu

from edgeassist.kit.icons import IconButton


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu."""

    text: str
    wish: Callable[[], None]
    enabled: bool = True


class MoreButton(IconButton):
    """Opens a menu of what `entries` returns at that moment."""

    def __init__(self, name: str, entries: Callable[[], tuple[Entry, ...]]) -> None:
        super().__init__("more", name)
        self._entries = entries
        self.clicked.connect(self.on_pressed)

    @Slot()
    def on_pressed(self) -> None:
        """Open the menu below the button."""
        self.open()

    def open(self) -> QMenu:
        """Open the menu and return it; it is gone once closed."""
        menu = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        for entry in self._entries():
            action = menu.addAction(entry.text)
            action.setEnabled(entry.enabled)
            action.triggered.connect(lambda _checked=False, wish=entry.wish: wish())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        return menu
