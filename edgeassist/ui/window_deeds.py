# SPDX-License-Identifier: Apache-2.0
"""What the window's own keys do, and all that the palette can run. Both overlays are made at their first use."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from edgeassist.core.language import tr
from edgeassist.core.units import elided
from edgeassist.kit.binding import bind
from edgeassist.kit.shortcuts import keys_of, place_keys
from edgeassist.ui.costs_place import GROUP as COSTS
from edgeassist.ui.pane_page import PanePage
from edgeassist.ui.quick_changes import QuickChanges

if TYPE_CHECKING:
    from edgeassist.ui.keys_sheet import KeysSheet
    from edgeassist.ui.main_window import MainWindow
    from edgeassist.ui.overlay import Overlay
    from edgeassist.ui.palette import Palette
    from edgeassist.ui.ports import Desk
    from edgeassist.ui.ranking import Entry

_CHAT = "chat"


class WindowDeeds:
    """Binds the window's keys when made. `deeds` has the name of each of `kit.shortcuts` and what it does."""

    def __init__(self, window: "MainWindow", desk: "Desk") -> None:
        self._window, self._desk = window, desk
        self._palette: Palette | None = None
        self.changes = QuickChanges(window, desk)
        self.sheet: KeysSheet | None = None
        self._left: WeakKeyDictionary[QWidget, QWidget] = WeakKeyDictionary()
        self.deeds: dict[str, Callable[[], object]] = {
            "palette": self.show_palette,
            "home": window.stack.show_home,
            "keys": self.show_keys,
            "guide": window.stack.show_help,
            "next-region": partial(self.go_on, 1),
            "previous-region": partial(self.go_on, -1),
            "new-chat": self.new_chat,
            "settings": window.stack.show_settings,
            "find-models": window.find_models,
            "import-model": window.choose_file,
            "live": partial(window.stack.show_settings, COSTS),
            "offline": self.changes.turn_offline,
            "theme": self.changes.turn_theme,
            "larger": partial(self.changes.resize_text, 1),
            "smaller": partial(self.changes.resize_text, -1),
            "usual-size": partial(self.changes.resize_text, 0),
            "quit": window.close,
        }
        for name, deed in self.deeds.items():
            bind(name, window, deed)
        window.stack.turned.connect(self.leave)

    @property
    def palette(self) -> "Palette":
        """The palette, made when first wanted."""
        if self._palette is None:
            from edgeassist.ui.palette import Palette

            self._palette = Palette(self._window, self.entries, self._searches)
        return self._palette

    def show_palette(self) -> None:
        """Open the palette, or close it."""
        if self.palette.isVisible():
            self.palette.leave()
            return
        if self.sheet is not None:
            self.sheet.leave()
        self.palette.open()

    def show_keys(self) -> None:
        """Show every key, or close that."""
        if self.sheet is None:
            from edgeassist.ui.keys_sheet import KeysSheet

            self.sheet = KeysSheet(self._window, self._places())
        if self.sheet.isVisible():
            self.sheet.leave()
        else:
            self.sheet.open()

    @property
    def over(self) -> "Overlay | None":
        """What lies over the window now."""
        return next((made for made in (self._palette, self.sheet) if made is not None and made.isVisible()), None)

    def leave(self) -> None:
        """Close what lies over the window."""
        for made in (self._palette, self.sheet):
            if made is not None and made.isVisible():
                made.leave()

    def entries(self) -> "list[Entry]":
        """Return all that can be run now."""
        from edgeassist.ui.palette_entries import entries

        return entries(self._window, self.changes, self.deeds)

    def new_chat(self) -> None:
        """Bring the chat to the front and begin another conversation."""
        for page in self._window.pages:
            if page.spec.id == _CHAT and page.can_open():
                self._window.stack.show_pane(page)
                for title, act in page.offered():
                    if title == tr("New chat"):
                        act()

    def search_chats(self, text: str) -> None:
        """Bring the chat to the front and look for `text` in all that was said there."""
        for page in self._window.pages:
            if page.spec.id == _CHAT and page.can_open():
                self._window.stack.show_pane(page)
                page.search_for(text)

    def _searches(self, text: str) -> "tuple[Entry, ...]":
        """Return what looks for `text` where the palette itself does not."""
        from edgeassist.ui.ranking import Entry

        if not any(page.spec.id == _CHAT for page in self._window.pages):
            return ()
        title = tr("Search your chats for “{text}”", text=elided(text, 40))
        return (Entry(title, partial(self.search_chats, text), tr("Chats"), keys_of("chat-find")),)

    def go_on(self, step: int) -> None:
        """Bring the keyboard to the next part of the window: top bar, rail, notices, each part of the page.

        It comes back to where it was in that part.
        """
        regions = [part for part in self._regions() if part.isVisible()]
        now = QApplication.focusWidget()
        inside = (place for place, part in enumerate(regions) if now is not None and _holds(part, now))
        at = next(inside, None)
        if at is not None and now is not None:
            self._left[regions[at]] = now
        at = (-1 if step > 0 else 0) if at is None else at
        for ahead in range(1, len(regions) + 1):
            there = regions[(at + ahead * step) % len(regions)]
            first = self._stop_in(there)
            if first is not None:
                first.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _regions(self) -> tuple[QWidget, ...]:
        *around, stack = self._window.regions
        front = self._window.stack.currentWidget()
        return (*around, *(front.regions if isinstance(front, PanePage) else (stack,)))

    def _stop_in(self, part: QWidget) -> QWidget | None:
        """Return where the keyboard was last in `part`, else where Tab would come to first in it."""
        left = self._left.get(part)
        if left is not None and isValid(left) and _holds(part, left) and left.isVisible() and left.isEnabled():
            return left
        return _first_stop(part)

    def _places(self) -> tuple[tuple[str, str], ...]:
        named = [(tr(page.spec.title), place_keys(at)) for at, page in enumerate(self._window.pages, 1)]
        return (*named, (tr("Models"), place_keys(len(named) + 1)))


def _holds(part: QWidget, one: QWidget) -> bool:
    return part is one or part.isAncestorOf(one)


def _first_stop(part: QWidget) -> QWidget | None:
    """Return where the keyboard was last in `part`, else where Tab would come to first in it."""
    last = part.focusWidget()
    if last is not None and last.isVisible() and last.isEnabled() and last.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return last
    after = part.nextInFocusChain()
    for _ in range(2000):
        if after is None or after is part:
            return None
        stops = after.focusPolicy() & Qt.FocusPolicy.TabFocus
        if stops and part.isAncestorOf(after) and after.isVisible() and after.isEnabled():
            return after
        after = after.nextInFocusChain()
    return None
