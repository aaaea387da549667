# SPDX-License-Identifier: Apache-2.0
"""The way into the window: is there a display, is another window open already, then open one."""

import gc
import os
import sys
from collections.abc import Callable, MutableMapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.app.logs import ensure_streams, log_crashes, start_log
from edgeassist.core.paths import FolderUnavailable, Places
from edgeassist.core.paths import places as user_places

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from edgeassist.app.single import SingleInstance
    from edgeassist.app.upgrading import Beginning
    from edgeassist.app.version_note import Told
    from edgeassist.ui.ports import Desk

NO_BENCHMARK = "EDGEASSIST_NO_SELF_BENCHMARK"
"""Set in the environment: this computer is not measured in the background."""
EXIT_NO_DISPLAY = 2
EXIT_UNAVAILABLE = 7
USUAL_PERCENT = 100
_USE_CLI = "Use the command line instead: edgeassist --help"


def run_window(files: Sequence[Path] = ()) -> int:
    """Open the window, and in it the models and field packs `files`; return the exit code when it has closed."""
    ensure_streams()
    gc.disable()  # until the window is open: what is loaded on the way stays, and there is much of it
    try:
        return _run_window(files)
    finally:
        gc.enable()


def _run_window(files: Sequence[Path]) -> int:
    if reason := no_display():
        return _refuse(f"EdgeAssist cannot open its window: {reason}. {_USE_CLI}", EXIT_NO_DISPLAY)
    places = user_places()
    try:
        places.create()
        single = _single(places)
        claimed = single.claim()
    except OSError as error:
        return _without_folders(Path(error.filename or places.data), error.strerror)
    if not claimed:
        return _summon(single, files)
    if files:
        single.leave_note(files)
    try:
        from edgeassist.app.window_file import WindowFile
        from edgeassist.core.settings import load
        from edgeassist.ui.start import run

        wanted, _ = load(places.settings, note=False)  # the desk tells what is wrong with them
        scale_everything(wanted.text_percent, os.environ)
        begun: list[Beginning] = []
        make, owed = partial(_make_desk, places, single, begun), partial(_owed, places, single, begun)
        return run(make, sys.argv[:1], wanted, kept=WindowFile(places.data), owed=owed)
    finally:
        single.release()


def _without_folders(folder: Path, reason: str | None) -> int:
    """Say in the terminal and in a box that `folder` cannot be used: a double-click shows no terminal."""
    from PySide6.QtCore import qInstallMessageHandler

    from edgeassist.app.lone_box import Words, tell_no_start
    from edgeassist.core.language import tr

    def words() -> Words:
        unavailable = FolderUnavailable(folder, reason)
        safe = tr("Nothing was changed: the chats, models and settings that you have stay as they are.")
        return str(unavailable), f"{safe} {tr(unavailable.hint)}"

    unavailable = FolderUnavailable(folder, reason)
    code = _refuse(f"{unavailable} {unavailable.hint}", unavailable.exit_code)
    qInstallMessageHandler(_on_qt_message)
    tell_no_start(words)
    return code


def _single(places: Places) -> "SingleInstance":
    from edgeassist.kit.import_hook import read_no_sources

    read_no_sources()
    from PySide6.QtCore import qInstallMessageHandler

    from edgeassist.app.single import SingleInstance

    qInstallMessageHandler(_on_qt_message)
    return SingleInstance(places.cache)


def scale_everything(percent: int, environ: MutableMapping[str, str]) -> None:
    """Have Qt draw all of the window at `percent`, on top of what the system or a person asks of it already."""
    if percent != USUAL_PERCENT:
        try:
            asked = float(environ.get("QT_SCALE_FACTOR") or 1)
        except ValueError:
            asked = 1.0
        environ["QT_SCALE_FACTOR"] = f"{asked * percent / USUAL_PERCENT:.3f}"


def no_display() -> str:
    """Return why no window can be shown here; empty when one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    return "" if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") else "this session has no display"


def _owed(
    places: Places, single: "SingleInstance", begun: "list[Beginning]"
) -> "tuple[Callable[[], None], Told] | None":
    """Return what must be done before the data is opened and what is said of it, where it may take more than a moment.

    Who starts the program again meanwhile, or opens a file in it, gets that once there is a desk.
    """
    from edgeassist.app.upgrading import begin, meanwhile, owes
    from edgeassist.net.switch import SWITCH

    if not owes(places):
        return None
    single.offline_wished.connect(SWITCH.force)
    single.keep(_raise_window)
    return lambda: begun.append(begin(places)), meanwhile(places)


def _raise_window() -> None:
    from PySide6.QtGui import QGuiApplication

    for one in QGuiApplication.topLevelWindows():
        one.raise_()
        one.requestActivate()


def _make_desk(places: Places, single: "SingleInstance", begun: "list[Beginning]") -> "Desk":
    """Build what the window talks to; runs after its first paint, and after `begun`."""
    from PySide6.QtCore import QTimer

    from edgeassist.app.desk import ServiceDesk
    from edgeassist.app.folder_watch import FolderWatch
    from edgeassist.app.outside import Outside
    from edgeassist.app.services import open_services
    from edgeassist.net.gate import GATE
    from edgeassist.net.switch import SWITCH

    QTimer.singleShot(0, _collect_again)
    start_log(places.logs)
    log_crashes(places.logs)
    desk = ServiceDesk(open_services(places, begun[0] if begun else None))
    if not os.environ.get(NO_BENCHMARK):
        desk.measure_laptop()
    if GATE.door is not None:
        Outside(GATE.door, single)
    FolderWatch(single, places.data / "commands", desk.look_at_clock, "*.sqlite3*")
    FolderWatch(single, places.settings.parent, desk.preferences().look)
    single.offline_wished.connect(SWITCH.force)
    single.summoned.connect(desk.come_forward)
    if sys.platform == "darwin":
        _hear_of_files(desk.come_forward)
    QTimer.singleShot(0, single.listen)  # the desk has the window by then: what was asked for meanwhile is heard
    return desk


def _hear_of_files(come_forward: Callable[[tuple[Path, ...]], None]) -> None:
    """Open what the system hands to the running program; elsewhere than on macOS a second start does that."""
    from PySide6.QtCore import QCoreApplication

    from edgeassist.app.opening import SUFFIXES
    from edgeassist.kit.handed_files import HandedFiles

    program = QCoreApplication.instance()
    if program is not None:
        HandedFiles(program, SUFFIXES).handed.connect(come_forward)


def _collect_again() -> None:
    """The window is open: what was loaded stays, and looking through it each time would hold the window up."""
    gc.freeze()
    gc.enable()


def _summon(single: "SingleInstance", files: Sequence[Path]) -> int:
    """Ask the window that is open already to come forward and open `files`; say so when it does not answer."""
    from PySide6.QtCore import QCoreApplication

    from edgeassist.net.switch import SWITCH

    waiting_loop = QCoreApplication(sys.argv[:1])
    answered = single.summon(files=files, offline=SWITCH.forced)
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
