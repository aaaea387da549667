# SPDX-License-Identifier: Apache-2.0
"""Starts the window process and ends it well: application, theme, faults in slots, signals, log-out."""

import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from edgeassist.api import Notice
from edgeassist.core.language import tr
from edgeassist.core.settings import Settings
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.icons import program_icon
from edgeassist.kit.theme import Theme
from edgeassist.kit.translating import Translating
from edgeassist.ui.applying import Applying
from edgeassist.ui.keepsakes import Keepsakes
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.mirroring import mirror
from edgeassist.ui.ports import Desk
from edgeassist.ui.window_keeping import WindowKeeping
from edgeassist.ui.window_state import KeptState, WindowState

if TYPE_CHECKING:
    from edgeassist.ui.before_desk import BeforeDesk

_log = logging.getLogger(__name__)
PROBE = "EDGEASSIST_STARTUP_PROBE"
Owed = Callable[[], tuple[Callable[[], None], tuple[str, str]] | None]
"""Returns work that must be done before the desk is made, and what is said of it; None, as nearly always, for none."""


def run(
    desk_factory: Callable[[], Desk],
    argv: Sequence[str],
    wanted: Settings | None = None,
    *,
    kept: KeptState | None = None,
    owed: Owed | None = None,
) -> int:
    """Show the window in the colours and the language that are `wanted`, where it was `kept`, then make the desk.

    `owed` is asked once the window was painted; what it returns is done first, on another thread. Return the exit code
    when the window is closed.
    """
    wanted = wanted or Settings()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = Program(list(argv))
    app.setApplicationName("EdgeAssist")
    app.setDesktopFileName("edgeassist")
    shell = Shell(app, wanted, kept)
    app.before_quit = shell.on_quit
    app.commitDataRequest.connect(lambda _: shell.on_session_ends())
    opening = _Opening(shell, desk_factory, owed)
    shell.window.show()
    try:
        return app.exec()
    finally:
        opening.close()
        shell.close()


class Program(QApplication):
    """Asks nothing on the way out when the system wishes the end: a log-out waits for no answer, and is never refused.

    Its own `event` and no filter, for a filter of the application would see every event of every widget.
    """

    before_quit: Callable[[], None] | None = None

    def event(self, event: QEvent) -> bool:
        """Tell `before_quit` first: Qt closes the windows next, and one that stays open would call the end off."""
        if event.type() == QEvent.Type.Quit and self.before_quit is not None:
            self.before_quit()
        return super().event(event)


class Shell:
    """The window there is, in the colours and the language that hold; another language takes another window."""

    def __init__(self, app: QApplication, wanted: Settings, kept: KeptState | None) -> None:
        self._app, self._kept = app, kept
        self._colours = Theme(app, wanted.theme, contrast=wanted.contrast)
        self._words = Translating(app)
        self._spoken = wanted.language
        self._desk: Desk | None = None
        mirror(app, self._words.speak(wanted.language))
        self._open()

    def _open(self, before: WindowState | None = None) -> None:
        self.window = MainWindow()
        self._keeping = WindowKeeping(self.window, self._kept, before) if self._kept is not None else None
        self._faults = _Faults(self.window)
        self._signals = _Signals(self.window)

    def attach(self, desk: Desk) -> None:
        """Fill the window."""
        self._desk = desk
        self._applying = Applying(self.window, self._colours, desk, self.speak)
        self.window.attach(desk)

    def speak(self, wish: str) -> None:
        """Have everything said in the language `wish`: a new window takes this one's place, and all work goes on."""
        if wish == self._spoken or self._desk is None:
            return
        self._spoken = wish
        before, place = self.window, self.window.stack.place
        kept = Keepsakes.of(before)
        stood = self._let_go()
        mirror(self._app, self._words.speak(wish))
        self._open(stood)
        self.window.show()
        before.shut(desk_goes_on=True)
        before.hide()
        before.deleteLater()
        self.attach(self._desk)
        kept.hand_to(self.window)
        self.window.stack.go_to(place)

    def on_quit(self) -> None:
        """Let the window be closed without a question."""
        self.window.ask_nothing()

    def on_session_ends(self) -> None:
        """Save, and let the window be closed without a question."""
        self.window.ask_nothing()
        self.window.save()

    def close(self) -> None:
        """Save and stop everything."""
        if self._keeping is not None:
            self._keeping.close()
        self.window.shut()
        self._signals.close()
        self._faults.close()

    def _let_go(self) -> WindowState | None:
        """Watch the window no longer, and return how it stands: it is in sight, so no file is waited for."""
        self._signals.close()
        self._faults.close()
        return self._keeping.hand_on() if self._keeping is not None else None


class _Opening(QObject):
    """Makes the desk once the empty shell has been painted."""

    def __init__(self, shell: Shell, desk_factory: Callable[[], Desk], owed: Owed | None) -> None:
        super().__init__(shell.window)
        self._shell, self._window, self._factory, self._owed = shell, shell.window, desk_factory, owed
        self._before: BeforeDesk | None = None
        self._begun = False
        self._window.installEventFilter(self)

    def close(self) -> None:
        """Watch no longer."""
        if self._before is not None:
            self._before.close()
        if isValid(self) and isValid(self._window):
            self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin after the first paint."""
        if not self._begun and event.type() == QEvent.Type.Paint:
            self._begun = True
            QTimer.singleShot(0, self.on_painted)
        return super().eventFilter(watched, event)

    @Slot()
    def on_painted(self) -> None:
        """Do what goes before, then make the desk and fill the shell."""
        owed = self._owed() if self._owed is not None else None
        if owed is None:
            self._fill()
            return
        work, said = owed
        from edgeassist.ui.before_desk import BeforeDesk

        self._before = BeforeDesk(self._window, work, self._fill, said)

    def _fill(self) -> None:
        try:
            desk = self._factory()
        except Exception as error:
            _log.exception("the desk could not be made")
            hint = tr(getattr(error, "hint", "")) or tr("Close the window and start EdgeAssist again.")
            self._window.tell(Notice(str(error), hint, traceback.format_exc(), "danger"))
            return
        self._shell.attach(desk)
        if os.environ.get(PROBE):
            QTimer.singleShot(0, self._report)
        QTimer.singleShot(0, self.on_filled)

    @Slot()
    def on_filled(self) -> None:
        """Give this window and all later ones the program's icon: no start waits until it is drawn."""
        if sys.platform != "darwin":  # there the program carries it
            QGuiApplication.setWindowIcon(program_icon())

    @Slot()
    def _report(self) -> None:
        sys.stdout.write(f"interactive after {since_process_start_ms():.0f} ms\n")
        sys.stdout.flush()
        self._window.close()


class _Faults:
    """Turns an exception that nobody caught, on any thread, into a banner; the program goes on."""

    def __init__(self, window: MainWindow) -> None:
        self._show: Bridge[Notice] = Bridge(window, self._tell)
        self._window = window
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self.on_uncaught
        threading.excepthook = self.on_thread_uncaught

    def on_uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log and show `error`."""
        _log.error("uncaught in the window process", exc_info=(kind, error, trace))
        self._show(
            Notice(
                tr("Something went wrong in the window. Your chats are safe, and you can go on."),
                tr("If it happens again, close the window and open it again."),
                "".join(traceback.format_exception(kind, error, trace)),
                "danger",
            )
        )

    def _tell(self, notice: Notice) -> None:
        self._window.tell(notice)

    def on_thread_uncaught(self, args: threading.ExceptHookArgs) -> None:
        """Log and show what ended a thread."""
        if args.exc_value is not None:
            self.on_uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def close(self) -> None:
        """Put the former hooks back."""
        self._show.close()
        sys.excepthook, threading.excepthook = self._before


class _Signals(QObject):
    """Closes the window on SIGTERM, SIGINT and SIGHUP, as far as the system has them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._pipe = None if os.name == "nt" else _Pipe(self, self.on_signalled)
        names = [name for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]
        self._before = {name: signal.signal(getattr(signal, name), self.on_handled) for name in names}

    def on_handled(self, _number: int, _frame: FrameType | None) -> None:
        """Close the window as soon as the loop runs again; where there is a pipe, that has carried the signal."""
        if self._pipe is None:
            QTimer.singleShot(0, self.on_signalled)

    @Slot()
    def on_signalled(self) -> None:
        """Close the window, without a question."""
        self._window.leave()

    def close(self) -> None:
        """Put the former handlers back."""
        for name, handler in self._before.items():
            signal.signal(getattr(signal, name), handler)
        if self._pipe is not None:
            self._pipe.close()


class _Pipe:
    """Wakes Qt's loop by what Python writes on a signal. Not for Windows: there Qt cannot wait for a pipe."""

    def __init__(self, owner: QObject, on_read: Callable[[], None]) -> None:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        self._on_read = on_read
        self._notifier = QSocketNotifier(self._reader, QSocketNotifier.Type.Read, owner)
        self._notifier.activated.connect(self.on_activated)
        self._before = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)

    def on_activated(self) -> None:
        """Empty the pipe and say so."""
        os.read(self._reader, 64)
        self._on_read()

    def close(self) -> None:
        """Wait no longer."""
        signal.set_wakeup_fd(self._before)
        self._notifier.setEnabled(False)
        os.close(self._reader)
        os.close(self._writer)


def since_process_start_ms() -> float:
    """Return the age of this process in milliseconds (to 10 ms on Linux, where it counts in clock ticks)."""
    import time

    stat = Path("/proc/self/stat")
    if stat.is_file():
        started_s = int(stat.read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
        return 1000 * (time.clock_gettime(time.CLOCK_BOOTTIME) - started_s)
    import psutil

    return 1000 * (time.time() - float(psutil.Process().create_time()))
