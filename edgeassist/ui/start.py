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

from PySide6.QtCore import QEvent, QLocale, QObject, QSocketNotifier, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from edgeassist.api import Notice
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.theme import Theme
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.mirroring import mirror
from edgeassist.ui.ports import Desk

_log = logging.getLogger(__name__)
PROBE = "EDGEASSIST_STARTUP_PROBE"


def run(desk_factory: Callable[[], Desk], argv: Sequence[str], *, theme: str = "system") -> int:
    """Show the window in the colours of `theme`, then make the desk; return the exit code when the window is closed."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(list(argv))
    app.setApplicationName("EdgeAssist")
    app.setDesktopFileName("edgeassist")
    colours = Theme(app, theme)
    mirror(app, QLocale.system().textDirection())
    window = MainWindow()
    faults = _Faults(window)
    signals = _Signals(window)
    app.commitDataRequest.connect(lambda _: window.save())
    opening = _Opening(window, colours, desk_factory)
    window.show()
    try:
        return app.exec()
    finally:
        window.shut()
        opening.close()
        signals.close()
        faults.close()


class _Opening(QObject):
    """Makes the desk once the empty shell has been painted."""

    def __init__(self, window: MainWindow, theme: Theme, desk_factory: Callable[[], Desk]) -> None:
        super().__init__(window)
        self._window, self._theme, self._factory = window, theme, desk_factory
        self._begun = False
        window.installEventFilter(self)

    def close(self) -> None:
        """Watch no longer."""
        self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin after the first paint."""
        if not self._begun and event.type() == QEvent.Type.Paint:
            self._begun = True
            QTimer.singleShot(0, self.on_painted)
        return super().eventFilter(watched, event)

    @Slot()
    def on_painted(self) -> None:
        """Make the desk and fill the shell."""
        try:
            desk = self._factory()
        except Exception as error:
            _log.exception("the desk could not be made")
            hint = getattr(error, "hint", "") or "Close the window and start EdgeAssist again."
            self._window.tell(Notice(str(error), hint, traceback.format_exc(), "danger"))
            return
        self._theme.choose(desk.theme())
        self._window.attach(desk)
        if os.environ.get(PROBE):
            QTimer.singleShot(0, self._report)

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
                "Something went wrong in the window. Your chats are safe, and you can go on.",
                "If it happens again, close the window and open it again.",
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
        """Close the window."""
        self._window.close()

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
