# SPDX-License-Identifier: Apache-2.0
"""The copy before another version begins is made beside the window, which stays awake and says what it waits for."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QAbstractButton

from edgeassist.kit.theme import Theme
from edgeassist.ui import before_desk
from edgeassist.ui.before_desk import BeforeDesk
from edgeassist.ui.main_window import MainWindow
from tests.gui.conftest import settle, until
from tests.support.threads import HANG_S

ROOT = Path(__file__).resolve().parents[2]
SAID = "Your data is being copied."
TOLD = (SAID, "That may take a minute.")
UPDATED = """
import sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QAbstractButton
from PySide6.QtWidgets import QApplication
from edgeassist.app import upgrading, window
from edgeassist.core.paths import places
from tests.support.older_data import older_history
here = places()
here.create()
here.settings.write_text("welcomed = true")
older_history(here)
real = upgrading.begin
def begin(places):
    print("copied beside", threading.current_thread() is not threading.main_thread())
    return real(places)
upgrading.begin = begin
make = window._make_desk
def made(*arguments):
    desk = make(*arguments)
    services = desk._services
    print("begun", services.beginning.before, services.chats.latest().title)
    QTimer.singleShot(0, QApplication.topLevelWidgets()[0].close)
    return desk
window._make_desk = made
raise SystemExit(window.run_window())
"""


@pytest.fixture
def window(theme: Theme) -> Iterator[MainWindow]:
    """The empty shell, as it is before there is a desk."""
    made = MainWindow()
    made.show()
    yield made
    made.close()
    made.deleteLater()


def told(window: MainWindow) -> list[str]:
    return [bar.text for bar in window.notices]


def wait_for(event: threading.Event) -> None:
    assert event.wait(HANG_S)


def test_the_window_is_awake_meanwhile_and_then_goes_on(window: MainWindow) -> None:
    may_end, turns, done = threading.Event(), [0], list[str]()
    ticking = QTimer(window, interval=1)
    ticking.timeout.connect(lambda: turns.__setitem__(0, turns[0] + 1))
    ticking.start()
    before = BeforeDesk(window, partial(wait_for, may_end), lambda: done.append("on"), TOLD)
    until(lambda: SAID in told(window) and turns[0] > 3)
    assert done == []
    may_end.set()
    until(lambda: done == ["on"])
    assert SAID not in told(window)
    before.close()


def test_what_is_done_at_once_says_nothing(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(before_desk, "SAID_AFTER_MS", 10_000)
    where, done = list[bool](), list[str]()
    before = BeforeDesk(
        window,
        lambda: where.append(threading.current_thread() is threading.main_thread()),
        lambda: done.append("on"),
        TOLD,
    )
    until(lambda: done == ["on"])
    assert (where, SAID in told(window)) == ([False], False)
    before.close()


def test_a_sentence_that_was_dismissed_stays_gone(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(before_desk, "SAID_AFTER_MS", 1)
    may_end, done = threading.Event(), list[str]()
    before = BeforeDesk(window, partial(wait_for, may_end), lambda: done.append("on"), TOLD)
    until(lambda: SAID in told(window))
    next(bar for bar in window.notices if bar.text == SAID).on_dismissed()
    may_end.set()
    until(lambda: done == ["on"])
    assert SAID not in told(window)
    before.close()


def test_a_window_that_was_closed_gets_no_desk(window: MainWindow) -> None:
    may_end, done = threading.Event(), list[str]()
    before = BeforeDesk(window, partial(wait_for, may_end), lambda: done.append("on"), TOLD)
    before.close()
    may_end.set()
    until(lambda: all(one.name != "before the desk" for one in threading.enumerate()))
    assert done == []


def test_the_window_of_another_version_copies_first_and_then_opens_the_data(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "EDGEASSIST_HOME": str(tmp_path)}
    environment["EDGEASSIST_NO_SELF_BENCHMARK"] = "1"
    command = [sys.executable, "-c", UPDATED]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert (ended.returncode, ended.stdout.splitlines()) == (0, ["copied beside True", "begun 0.0.9 of old"]), (
        ended.stderr
    )


def test_whatever_is_pressed_in_the_empty_window_harms_nothing(window: MainWindow) -> None:
    before = BeforeDesk(window, lambda: None, lambda: None, TOLD)
    for one in window.findChildren(QAbstractButton):
        if one.isVisible() and one.isEnabled():
            one.click()
    for shortcut in window.findChildren(QShortcut):
        shortcut.activated.emit()
    for action in window.findChildren(QAction):
        action.trigger()
    settle()
    assert window.isVisible()
    before.close()


def test_closing_again_after_the_window_went_does_nothing(theme: Theme) -> None:
    gone, done = MainWindow(), list[str]()
    before = BeforeDesk(gone, lambda: None, lambda: done.append("on"), TOLD)
    until(lambda: done == ["on"])
    gone.close()
    shiboken6.delete(gone)
    before.close()
    assert not shiboken6.isValid(gone)
