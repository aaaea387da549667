# SPDX-License-Identifier: Apache-2.0
"""The window stands where it stood: size, place, page and the widths of halves; never where nobody can grasp it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QSplitter

from edgeassist.api import BasePane, PaneContext, PaneSpec
from edgeassist.kit.theme import Theme
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import PaneRow
from edgeassist.ui.window_keeping import WindowKeeping
from edgeassist.ui.window_state import WindowState
from tests.gui.conftest import settle
from tests.gui.fakes import FakeDesk, chat_row

Shown = Callable[[WindowState], tuple[MainWindow, WindowKeeping]]


@dataclass
class Memory:
    state: WindowState = field(default_factory=WindowState)

    def read(self) -> WindowState:
        return self.state

    def write(self, state: WindowState) -> None:
        self.state = state


class Halves(BasePane):
    def __init__(self) -> None:
        self.widget = QSplitter()
        self.widget.addWidget(QLabel("left"))
        self.widget.addWidget(QLabel("right"))


def halves_row() -> PaneRow:
    def build(_context: PaneContext) -> BasePane:
        return Halves()

    return PaneRow("halves", "Halves", PaneSpec("halves", "Halves", "pane", build), origin="tests")


@pytest.fixture
def shown(theme: Theme) -> "object":
    with ExitStack() as ends:

        def show(state: WindowState) -> tuple[MainWindow, WindowKeeping]:
            window = MainWindow()
            keeping = WindowKeeping(window, Memory(state))
            ends.callback(window.deleteLater)
            ends.callback(window.close)
            window.show()
            window.attach(FakeDesk(rows=(halves_row(), chat_row())))
            settle()
            return window, keeping

        yield show


def screen() -> tuple[int, int]:
    room = QApplication.primaryScreen().availableSize()
    return room.width(), room.height()


def test_size_and_place_are_those_it_had(shown: Shown) -> None:
    window, keeping = shown(WindowState(left=20, top=30, width=640, height=480))
    assert (window.pos().x(), window.pos().y(), window.width(), window.height()) == (20, 30, 640, 480)
    assert keeping.state == WindowState(
        left=20, top=30, width=640, height=480, page="halves", splits=keeping.state.splits
    )


def test_where_its_screen_is_gone_it_keeps_its_size_only(shown: Shown) -> None:
    window, _keeping = shown(WindowState(left=20_000, top=30, width=640, height=480))
    assert window.pos().x() < screen()[0]
    assert (window.width(), window.height()) == (640, 480)


def test_it_is_never_larger_than_the_screen(shown: Shown) -> None:
    window, _keeping = shown(WindowState(left=0, top=0, width=9_000, height=9_000))
    assert (window.width(), window.height()) <= screen()


def test_maximized_comes_back_maximized_over_its_usual_size(shown: Shown) -> None:
    window, keeping = shown(WindowState(left=20, top=30, width=640, height=480, maximized=True))
    assert window.isMaximized()
    now = keeping.state
    assert (now.width, now.height, now.maximized) == (640, 480, True)


@pytest.mark.parametrize(
    ("kept", "front"), [("chat", "chat"), ("halves", "halves"), ("", "halves"), ("gone", "halves")]
)
def test_the_page_in_front_is_the_one_it_was(kept: str, front: str, shown: Shown) -> None:
    _window, keeping = shown(WindowState(width=640, height=480, page=kept))
    assert keeping.state.page == front


def test_the_models_page_comes_back_too(shown: Shown) -> None:
    window, keeping = shown(WindowState(width=640, height=480, page="models"))
    assert window.stack.currentWidget() is window.models
    assert keeping.state.page == "models"


def test_halves_have_the_widths_they_had(shown: Shown) -> None:
    _window, keeping = shown(WindowState(left=9, top=9, width=900, height=480, splits={"halves 0": (200, 600)}))
    left, right = keeping.state.splits["halves 0"]
    assert left / right == pytest.approx(1 / 3, abs=0.05)


def test_closing_writes_it_on_another_thread(shown: Shown) -> None:
    window, _keeping = shown(WindowState(left=20, top=30, width=640, height=480))
    memory = Memory()
    again = WindowKeeping(window, memory)
    window.resize(700, 500)
    again.close()
    assert (memory.state.width, memory.state.height) == (700, 500)


def test_what_was_handed_on_counts_and_no_longer_changes(shown: Shown) -> None:
    window, keeping = shown(WindowState(left=20, top=30, width=640, height=480, page="chat"))
    handed = keeping.hand_on()
    assert (handed.width, handed.height, handed.page) == (640, 480, "chat")
    window.stack.show_models()
    assert keeping.state.page == "chat"
    memory = Memory(WindowState(width=900, height=700, page="halves"))
    assert WindowKeeping(window, memory, handed).state.page == "chat"
    assert memory.state.page == "halves"


def test_the_first_time_it_has_its_usual_size(shown: Shown) -> None:
    window, _keeping = shown(WindowState())
    assert window.width() > 480


def test_the_settings_are_no_page_to_come_back_to(shown: Shown) -> None:
    window, keeping = shown(WindowState(width=640, height=480, page="chat"))
    window.stack.show_settings()
    assert keeping.state.page == "chat"
