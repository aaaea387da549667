# SPDX-License-Identifier: Apache-2.0
"""Every GUI test runs offscreen and fails on what it leaves behind: timers, windows, Qt messages
(and threads and logs, as every test). What it left is cleared away, so that no other test fails for it."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

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
    gc.freeze()  # what earlier tests left alive need not be looked through again after this one

    def note(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if text not in _EXPECTED_QT:
            said.append(text)

    qInstallMessageHandler(note)
    yield
    bury()
    windows = [widget for widget in app.topLevelWidgets() if not widget.parent()]
    timers = [timer for widget in app.allWidgets() for timer in widget.findChildren(QTimer) if timer.isActive()]
    names, running = [type(widget).__name__ for widget in windows], [str(timer) for timer in timers]
    _clear_away(windows, timers)
    qInstallMessageHandler(None)
    assert not names, f"windows left: {names}"
    assert not running, f"timers left running: {running}"
    assert not said, f"Qt said: {said}"


def _clear_away(windows: list[QWidget], timers: list[QTimer]) -> None:
    """End what a test left, a window's threads included."""
    for timer in timers:
        timer.stop()
    for window in windows:
        window.close()
        window.deleteLater()
    bury()


def bury() -> None:
    """Let Qt delete what was asked to be deleted."""
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(true: Callable[[], bool], what: str = "", limit_ms: int = 120_000) -> None:
    """Run the event loop until `true()`, be it for a moment only; fail after `limit_ms`, a hang on any machine."""
    loop, deadline, look = QEventLoop(), QTimer(), QTimer()
    met: list[bool] = []

    def see() -> None:
        if not met and true():
            met.append(True)
            loop.quit()

    deadline.setSingleShot(True)
    deadline.timeout.connect(loop.quit)
    look.timeout.connect(see)
    deadline.start(limit_ms)
    look.start(1)
    see()
    if not met:
        loop.exec()
    look.stop()
    deadline.stop()
    assert met or true(), what or "waited in vain"


def settle() -> None:
    """Run the event loop until what is queued now has been handled."""
    done: list[bool] = []
    QTimer.singleShot(0, lambda: done.append(True))
    until(lambda: bool(done))


@pytest.fixture
def shown(theme: Theme) -> Iterator[Callable[[QWidget], QWidget]]:
    """Show a widget for the length of the test."""
    with ExitStack() as ends:

        def show(widget: QWidget) -> QWidget:
            ends.callback(widget.deleteLater)
            ends.callback(widget.close)
            widget.show()
            settle()
            return widget

        yield show


@pytest.fixture
def context() -> FakeContext:
    return FakeContext()


@pytest.fixture
def desk(context: FakeContext) -> FakeDesk:
    return FakeDesk(rows=(chat_row(),), models=[card()], now=READY, pane_context=context)


@pytest.fixture
def open_window(theme: Theme) -> Iterator[Callable[[FakeDesk], MainWindow]]:
    """Open a main window on a desk; it is closed and buried afterwards."""
    with ExitStack() as ends:

        def opened(desk: FakeDesk) -> MainWindow:
            window = MainWindow(desk)
            ends.callback(window.deleteLater)
            ends.callback(window.close)
            window.show()
            window.activateWindow()
            settle()
            return window

        yield opened
