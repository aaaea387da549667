# SPDX-License-Identifier: Apache-2.0
"""The way into the window: is there a display, is another window open already, then open one."""

import gc
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.app.logs import ensure_streams, start_log
from edgeassist.core.paths import FolderUnavailable, Places
from edgeassist.core.paths import places as user_places

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from edgeassist.app.single import SingleInstance
    from edgeassist.ui.ports import Desk

EXIT_NO_DISPLAY = 2
EXIT_UNAVAILABLE = 7
_USE_CLI = "Use the command line instead: edgeassist --help"


def run_window() -> int:
    """Open the window and return the exit code when it has closed."""
    ensure_streams()
    if reason := no_display():
        return _refuse(f"EdgeAssist cannot open its window: {reason}. {_USE_CLI}", EXIT_NO_DISPLAY)
    places = user_places()
    try:
        places.create()
        single = _single(places)
        claimed = single.claim()
    except OSError as error:
        unavailable = FolderUnavailable(Path(error.filename or places.data), error.strerror or "unknown")
        return _refuse(f"{unavailable} {unavailable.hint}", unavailable.exit_code)
    if not claimed:
        return _summon(single)
    try:
        from edgeassist.core.settings import load
        from edgeassist.ui.start import run

        wanted, _ = load(places.settings)  # the desk tells what is wrong with them
        return run(partial(_make_desk, places, single), sys.argv[:1], theme=wanted.theme)
    finally:
        single.release()


def _single(places: Places) -> "SingleInstance":
    from PySide6.QtCore import qInstallMessageHandler

    from edgeassist.app.single import SingleInstance

    qInstallMessageHandler(_on_qt_message)
    return SingleInstance(places.cache)


def no_display() -> str:
    """Return why no window can be shown here; empty when one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    return "" if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") else "this session has no display"


def _make_desk(places: Places, single: "SingleInstance") -> "Desk":
    """Build what the window talks to; runs after its first paint."""
    from edgeassist.app.clock_watch import ClockWatch
    from edgeassist.app.desk import ServiceDesk
    from edgeassist.app.services import open_services

    gc.freeze()  # what is loaded by now stays: looking through it each time would hold the window up
    start_log(places.logs)
    desk = ServiceDesk(open_services(places))
    ClockWatch(single, places.data / "commands", desk.look_at_clock)
    single.summoned.connect(desk.come_forward)
    single.listen()
    return desk


def _summon(single: "SingleInstance") -> int:
    """Ask the window that is open already to come forward; say so when it does not answer."""
    from PySide6.QtCore import QCoreApplication

    waiting_loop = QCoreApplication(sys.argv[:1])
    answered = single.summon()
    waiting_loop.shutdown()
    if answered:
        return 0
    holder = single.holder()
    who = f" (process {holder})" if holder else ""
    return _refuse(
        f"EdgeAssist is open already{who} but does not answer. Nothing is lost: wait a moment, or end that process "
        "and start EdgeAssist again.",
        EXIT_UNAVAILABLE,
    )


def _on_qt_message(kind: "QtMsgType", _context: "QMessageLogContext", text: str) -> None:
    """Turn Qt's own end, which would be a core dump, into one line; pass everything else on."""
    from PySide6.QtCore import QtMsgType

    if kind == QtMsgType.QtFatalMsg:
        reason = " ".join(text.partition(".")[0].split())
        sys.stderr.write(f"EdgeAssist cannot open its window: {reason}. {_USE_CLI}\n")
        sys.stderr.flush()
        os._exit(EXIT_NO_DISPLAY)
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtWarningMsg) and not text.startswith("qt.qpa.plugin"):
        sys.stderr.write(f"{text}\n")


def _refuse(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code
