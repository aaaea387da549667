# SPDX-License-Identifier: Apache-2.0
"""Puts the window where it stood when it was closed, and notes where it stands when it closes. Touches no file."""

from threading import Thread
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, QRect, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter

from edgeassist.ui.pane_page import PanePage
from edgeassist.ui.window_state import KeptState, WindowState, inside, rescaled, seen

if TYPE_CHECKING:
    from edgeassist.ui.main_window import MainWindow

MODELS = "models"


class WindowKeeping(QObject):
    """Make it before the window is shown; `close` writes. `before`: what the keeper of the window before handed on."""

    def __init__(self, window: "MainWindow", kept: KeptState, before: WindowState | None = None) -> None:
        super().__init__(window)
        self._window, self._kept = window, kept
        self._before = kept.read() if before is None else before
        self._page = self._before.page
        self._splits = dict(self._before.splits)
        self._placed: set[str] = set()
        if self._before.width:
            self._place(self._before)
        window.stack.first_page = self._before.page
        window.stack.turned.connect(self.on_turned)

    @property
    def state(self) -> WindowState:
        """How the window stands now."""
        window, normal = self._window, self._normal()
        for name, one in self._splitters():
            if name in self._placed and all(one.sizes()):
                self._splits[name] = tuple(one.sizes())
        return WindowState(
            left=normal.left(),
            top=normal.top(),
            width=normal.width(),
            height=normal.height(),
            maximized=window.isMaximized(),
            scale=window.devicePixelRatioF(),
            page=self._page,
            splits=self._splits,
        )

    def hand_on(self) -> WindowState:
        """Note nothing any more, and return how the window stands, for the keeper of the next one. Touches no file."""
        state = self.state
        self._window.stack.turned.disconnect(self.on_turned)
        return state

    def close(self) -> None:
        """Write it on a thread of its own, and wait for that: only once the window is out of sight."""
        writing = Thread(target=self._kept.write, args=(self.state,), name="window-state")
        writing.start()
        writing.join()

    @Slot()
    def on_turned(self) -> None:
        """Note the page in front, unless it is one that leads back to another; give its halves the widths they had."""
        front = self._window.stack.currentWidget()
        if isinstance(front, PanePage):
            self._page = front.spec.id
        elif front is not None and front is self._window.models:
            self._page = MODELS
        for name, one in self._splitters():
            if name not in self._placed:
                self._placed.add(name)
                if len(self._splits.get(name, ())) == one.count():
                    one.setSizes(self._splits[name])

    def _normal(self) -> QRect:
        window = self._window
        if window.isMaximized() or window.isFullScreen():
            return window.normalGeometry()
        return QRect(window.pos(), window.size())

    def _splitters(self) -> list[tuple[str, QSplitter]]:
        """Return the halves of the page in front, named by it and their place in it."""
        front = self._window.stack.currentWidget()
        if front is None:
            return []
        name = front.spec.id if isinstance(front, PanePage) else type(front).__name__
        halves = [front] if isinstance(front, QSplitter) else front.findChildren(QSplitter)
        return [(f"{name} {place}", one) for place, one in enumerate(halves)]

    def _place(self, state: WindowState) -> None:
        window = self._window
        state = rescaled(state, window.devicePixelRatioF())
        rooms = [_sides(one.availableGeometry()) for one in QGuiApplication.screens()]
        room = next((one for one in rooms if seen(state, [one])), None)
        most = window.screen().availableSize()
        state = replace(state, width=min(state.width, most.width()), height=min(state.height, most.height()))
        if room is not None:
            window.move(*inside(state, room))
        window.resize(state.width, state.height)
        if state.maximized:
            window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def _sides(room: QRect) -> tuple[int, int, int, int]:
    return room.x(), room.y(), room.width(), room.height()
