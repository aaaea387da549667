# SPDX-License-Identifier: Apache-2.0
"""What comes and goes above the page moves nothing under the pointer; the page takes its place when that is safe."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from edgeassist.api import Notice
from edgeassist.kit.parts import column
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.steady_top import SHIELD_MS, STILL_MS, SteadyTop
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk

HANG_MS = 120_000
Open = Callable[[FakeDesk], MainWindow]
Show = Callable[[QWidget], QWidget]


class Room(QWidget):
    """A page with one button, and a sentence above it that can come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.page, self.said = QWidget(), QLabel("said")
        self.said.setFixedHeight(50)
        self.said.hide()
        self.pressed: list[str] = []
        self.button = QPushButton("press", self.page)
        self.button.setGeometry(100, 100, 80, 40)
        self.button.clicked.connect(lambda: self.pressed.append("press"))
        self.top = SteadyTop(self, self.page, self.said)
        layout = column(self.top, spacing=0)
        layout.addWidget(self.page, 1)
        self.setLayout(layout)
        self.resize(400, 400)

    @property
    def page_top(self) -> int:
        return self.page.y()

    def say(self, *, seen: bool) -> None:
        self.said.setVisible(seen)
        settle()


@pytest.fixture
def room(shown: Show) -> Room:
    """A room whose two timers a test starts anew: a busy computer lets none run out before the test has looked."""
    made = Room()
    for timer, wait_ms in ((made.top._still, STILL_MS), (made.top._shielded, SHIELD_MS)):
        assert timer.interval() == wait_ms
        timer.setInterval(HANG_MS)
    shown(made)
    point(made, QPoint(-1, -1))
    return made


def point(room: Room, at: QPoint) -> None:
    """Bring the pointer over the page, or (a negative place) off the window."""
    over = room.rect().contains(at)
    for widget in (room.page, room.button):
        widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, over)
    QApplication.sendEvent(room.page, QEvent(QEvent.Type.Enter if over else QEvent.Type.Leave))
    settle()


def test_without_a_pointer_over_the_page_it_gives_way_at_once(room: Room) -> None:
    room.say(seen=True)
    assert (room.page_top, room.top.inside.height()) == (50, 50)
    room.say(seen=False)
    assert (room.page_top, room.top.inside.height()) == (0, 0)
    assert not room.top.waiting


def test_what_comes_lies_over_the_page_while_the_pointer_is_there(room: Room) -> None:
    point(room, QPoint(120, 120))
    room.say(seen=True)
    assert room.page_top == 0
    assert room.said.isVisible()
    assert room.said.mapTo(room, QPoint(0, 0)) == QPoint(0, 0)
    assert room.childAt(10, 10) is room.said


def test_what_goes_leaves_its_room_while_the_pointer_is_there(room: Room) -> None:
    room.say(seen=True)
    point(room, QPoint(120, 170))
    room.say(seen=False)
    assert room.page_top == 50
    assert room.top.waiting


@pytest.mark.parametrize("seen", [True, False])
def test_it_settles_when_the_pointer_leaves_the_page(room: Room, seen: bool) -> None:
    room.say(seen=not seen)
    point(room, QPoint(120, 170))
    room.say(seen=seen)
    point(room, QPoint(-1, -1))
    assert room.page_top == (50 if seen else 0)
    assert not room.top.waiting
    assert room.top.shield.isHidden()


def test_what_comes_and_goes_again_has_moved_nothing(room: Room) -> None:
    point(room, QPoint(120, 120))
    room.say(seen=True)
    room.say(seen=False)
    assert room.page_top == 0
    assert not room.top.waiting


def test_a_pointer_that_lies_still_lets_it_settle_and_a_press_right_then_hits_nothing(room: Room) -> None:
    point(room, QPoint(120, 120))
    room.say(seen=True)
    room.top._still.start(1)
    until(lambda: not room.top.waiting)
    assert room.page_top == 50
    assert room.top.shield.isVisible()
    assert room.childAt(120, 160) is room.top.shield
    QTest.mouseClick(room.top.shield, Qt.MouseButton.LeftButton, pos=QPoint(120, 110))
    assert room.pressed == []
    room.top._shielded.start(1)
    until(room.top.shield.isHidden)
    QTest.mouseClick(room.button, Qt.MouseButton.LeftButton)
    assert room.pressed == ["press"]


def test_another_width_changes_the_height_of_what_is_wrapped(room: Room) -> None:
    long = QLabel("many words " * 30)
    long.setWordWrap(True)
    room.top.take(long)
    until(lambda: room.page_top > 0)
    before = room.page_top
    room.resize(200, 400)
    until(lambda: room.page_top > before)
    assert room.top.inside.width() == 200


def test_in_the_window_a_notice_moves_no_button_under_the_pointer(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    stack = window.stack
    before = stack.mapTo(window, QPoint(0, 0))
    stack.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    bar = window.tell(Notice("A timer is over."))
    settle()
    assert bar.isVisible()
    assert stack.mapTo(window, QPoint(0, 0)) == before
    window.show_models()
    settle()
    window.stack.show_pane(window.pages[0])
    until(lambda: stack.mapTo(window, QPoint(0, 0)).y() > before.y())
    stack.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    window.notices[0].on_dismissed()
    until(lambda: stack.mapTo(window, QPoint(0, 0)) == before)
