# SPDX-License-Identifier: Apache-2.0
"""Every GUI test runs offscreen and fails on what it leaves behind: threads, timers, windows, Qt messages
(and logs, as every test)."""

import gc
import os
import threading
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.kit.theme import Theme
from edgeassist.ui.main_window import MainWindow
from tests.gui.fakes import READY, FakeContext, FakeDesk, card, chat_row

_EXPECTED_QT = tuple(
    f"This plugin does not support {what}" for what in ("propagateSizeHints()", "raise()", "grabbing the keyboard")
)


@pytest.fixture(scope="session")
def app() -> QApplication:
    found = QApplication.instance()  # `tests/faults` borrows this fixture, and a process has one application
    made = found if isinstance(found, QApplication) else QApplication(["edgeassist-tests"])
    made.setQuitOnLastWindowClosed(False)
    return made


@pytest.fixture
def theme(app: QApplication) -> Theme:
    found = app.findChild(Theme)
    theme = found if isinstance(found, Theme) else Theme(app, "light")
    theme.choose("light")
    return theme


@pytest.fixture(autouse=True)
def nothing_left_behind(app: QApplication) -> Iterator[None]:
    """Fail the test when it leaks or says what it should not."""
    said: list[str] = []
    threads = set(threading.enumerate())
    gc.freeze()  # what earlier tests left alive need not be looked through again after this one

    def note(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if text not in _EXPECTED_QT:
            said.append(text)

    qInstallMessageHandler(note)
    yield
    bury()
    windows = [type(widget).__name__ for widget in app.topLevelWidgets() if not widget.parent()]
    timers = [timer for widget in app.allWidgets() for timer in widget.findChildren(QTimer) if timer.isActive()]
    qInstallMessageHandler(None)
    assert not windows, f"windows left: {windows}"
    assert not timers, f"timers left running: {timers}"
    assert not said, f"Qt said: {said}"
    assert set(threading.enumerate()) <= threads, "threads left running"


def bury() -> None:
    """Let Qt delete what was asked to be deleted."""
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(true: Callable[[], bool], what: str = "", limit_ms: int = 5000) -> None:
    """Run the event loop until `true()`; fail after `limit_ms`."""
    loop, deadline, look = QEventLoop(), QTimer(), QTimer()
    deadline.setSingleShot(True)
    deadline.timeout.connect(loop.quit)
    look.timeout.connect(lambda: loop.quit() if true() else None)
    deadline.start(limit_ms)
    look.start(1)
    if not true():
        loop.exec()
    look.stop()
    deadline.stop()
    assert true(), what or "waited in vain"


def settle() -> None:
    """Run the event loop until what is queued now has been handled."""
    done: list[bool] = []
    QTimer.singleShot(0, lambda: done.append(True))
    until(lambda: bool(done))


@pytest.fixture
def shown(theme: Theme) -> Iterator[Callable[[QWidget], QWidget]]:
    """Show a widget for the length of the test."""
    made: list[QWidget] = []

    def show(widget: QWidget) -> QWidget:
        made.append(widget)
        widget.show()
        settle()
        return widget

    yield show
    for widget in made:
        widget.close()
        widget.deleteLater()


@pytest.fixture
def context() -> FakeContext:
    return FakeContext()


@pytest.fixture
def desk(context: FakeContext) -> FakeDesk:
    return FakeDesk(rows=(chat_row(),), models=[card()], now=READY, pane_context=context)


@pytest.fixture
def open_window(theme: Theme) -> Iterator[Callable[[FakeDesk], MainWindow]]:
    """Open a main window on a desk; it is closed and buried afterwards."""
    made: list[MainWindow] = []

    def opened(desk: FakeDesk) -> MainWindow:
        window = MainWindow(desk)
        made.append(window)
        window.show()
        window.activateWindow()
        settle()
        return window

    yield opened
    for window in made:
        window.close()
        window.deleteLater()
