# SPDX-License-Identifier: Apache-2.0
"""Closing while something is to ring says so once; it can be silenced, and never holds up the system."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from edgeassist.kit.notice import NoticeBar
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import Awaited
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk

ROOT = Path(__file__).resolve().parents[2]
QUIT = """
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from edgeassist.ui.ports import Awaited
from edgeassist.ui.start import run
from tests.gui.fakes import FakeDesk
made = FakeDesk()
def wish():
    app, (window,) = QApplication.instance(), [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    window._on_answer(Awaited("at 7 am"))
    print(window.close())
    for bar in window.notices:
        bar.on_dismissed()
    event = QEvent(QEvent.Type.Quit)
    QCoreApplication.sendEvent(app, event)
    print(event.isAccepted(), window.isVisible())
    QTimer.singleShot(120_000, lambda: app.exit(3))
def desk():
    QTimer.singleShot(0, wish)
    return made
code = run(desk, ["edgeassist"])
print(made.closed)
raise SystemExit(code)
"""

Open = Callable[[FakeDesk], MainWindow]


@pytest.fixture
def window(open_window: Open, desk: FakeDesk) -> MainWindow:
    made = open_window(desk)
    desk.report(Awaited("at 7 am"))
    settle()
    return made


def asked(window: MainWindow) -> NoticeBar:
    (bar,) = window.notices
    return bar


def press(window: MainWindow, text: str) -> None:
    next(one for one in asked(window).buttons if one.text() == text).click()
    settle()


def test_with_nothing_to_ring_it_closes_without_a_word(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    desk.report(Awaited("at 7 am"))
    desk.report(Awaited())
    settle()
    assert window.close()
    assert desk.closed == 1


def test_it_says_when_something_rings_and_stays(window: MainWindow, desk: FakeDesk) -> None:
    assert not window.close()
    assert window.isVisible()
    assert desk.closed == 0
    assert asked(window).text == "Something you set rings at 7 am, but only while EdgeAssist is open."
    until(asked(window).buttons[0].hasFocus)


def test_a_second_wish_to_close_closes(window: MainWindow, desk: FakeDesk) -> None:
    window.close()
    assert window.close()
    assert desk.closed == 1


def test_the_answer_is_done(window: MainWindow, desk: FakeDesk) -> None:
    window.close()
    press(window, "Keep open")
    assert window.notices == []
    assert not window.close()
    press(window, "Close anyway")
    assert window.isHidden()
    assert desk.closed == 1


def test_esc_keeps_it_open_and_the_next_close_asks_again(window: MainWindow, desk: FakeDesk) -> None:
    window.close()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.notices == []
    assert not window.close()
    assert desk.closed == 0


def test_it_can_be_silenced_for_good(window: MainWindow, desk: FakeDesk) -> None:
    window.close()
    press(window, "Close, and never ask")
    assert desk.closed == 1
    assert desk.preferences().values()["ask_before_closing"] is False


def test_who_wants_no_question_is_asked_none(window: MainWindow, desk: FakeDesk) -> None:
    desk.preferences().change("ask_before_closing", value=False)
    assert window.close()
    assert desk.closed == 1


def test_the_system_is_not_held_up(window: MainWindow, desk: FakeDesk) -> None:
    window.leave()
    assert desk.closed == 1
    assert window.isHidden()


def test_a_quit_of_the_system_is_not_refused() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", QUIT]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert (ended.returncode, ended.stdout.split()) == (0, ["False", "True", "False", "1"]), ended.stderr


def test_an_end_of_the_session_asks_nothing_but_what_is_set_later_is_asked_about(
    window: MainWindow, desk: FakeDesk
) -> None:
    window.ask_nothing()
    desk.report(Awaited("at 8 am"))
    settle()
    assert not window.close()
    press(window, "Keep open")
    window.ask_nothing()
    assert window.close()
    assert desk.closed == 1


def test_a_minimized_window_comes_forward_with_its_question(window: MainWindow) -> None:
    window.showMinimized()
    settle()
    assert not window.close()
    assert not window.isMinimized()
    assert asked(window).isVisible()


def test_enter_presses_the_button_that_has_the_keys(window: MainWindow) -> None:
    window.close()
    stay = asked(window).buttons[1]
    stay.setFocus()
    QTest.keyClick(stay, Qt.Key.Key_Return)
    settle()
    assert window.notices == []
    window.close()
    QTest.keyClick(asked(window).buttons[0], Qt.Key.Key_Enter)
    settle()
    assert not window.isVisible()
