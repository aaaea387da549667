# SPDX-License-Identifier: Apache-2.0
"""The window process starts, reports when it can be used, and ends with exit code 0."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from edgeassist.api import SavedTurn
from edgeassist.kit.theme import Theme
from edgeassist.kit.tokens import DARK, LIGHT
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.start import _Signals, since_process_start_ms
from tests.gui.conftest import until
from tests.gui.fakes import FakeContext, FakeDesk
from tests.gui.gaps import measure

ROOT = Path(__file__).resolve().parents[2]
FIRST_FRAME = """
from PySide6.QtWidgets import QApplication
from edgeassist.app import window
def look(*_):
    print(QApplication.topLevelWidgets()[0].grab().toImage().pixelColor(640, 400).name())
    QApplication.exit(0)
    raise OSError("only a look at what was painted before there is a desk")
window._make_desk = look
raise SystemExit(window.run_window())
"""
LOOKS = """
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from edgeassist.ui.start import run
from tests.gui.fakes import FakeDesk
def look():
    icon = QApplication.topLevelWidgets()[0].windowIcon()
    if icon.isNull():
        QTimer.singleShot(10, look)
        return
    drawn = icon.pixmap(QSize(64, 64)).toImage()
    print(drawn.width(), drawn.pixelColor(32, 8).name(), QGuiApplication.desktopFileName())
    QApplication.exit(0)
def desk():
    print(QApplication.topLevelWidgets()[0].windowIcon().isNull())
    QTimer.singleShot(0, look)
    return FakeDesk()
raise SystemExit(run(desk, ["edgeassist"]))
"""


def test_the_probe_prints_one_line_and_closes() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "EDGEASSIST_STARTUP_PROBE": "1"}
    command = [sys.executable, "-m", "tests.gui.real_window", "light"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert ended.returncode == 0
    assert re.search(r"^interactive after \d+ ms$", ended.stdout, re.MULTILINE)


@pytest.mark.parametrize(("theme", "colour"), [("light", LIGHT.bg), ("dark", DARK.bg)])
def test_the_first_frame_has_the_wished_colours(theme: str, colour: str, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text(f'theme = "{theme}"\n', encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "EDGEASSIST_HOME": str(tmp_path)}
    command = [sys.executable, "-c", FIRST_FRAME]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == colour.lower()


@pytest.mark.skipif(sys.platform == "darwin", reason="there the program carries its icon")
def test_the_window_has_the_program_s_icon_once_it_was_painted_and_the_name_of_its_menu_entry() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", LOOKS]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert ended.stdout.split() == ["True", "64", "#1f5fa8", "edgeassist"], ended.stderr


@pytest.mark.parametrize("system", ["posix", "nt"])
def test_a_signal_closes_the_window(
    open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    window, former = open_window(desk), signal.getsignal(signal.SIGTERM)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(os, "name", system)
        if system == "nt":
            elsewhere.delattr(os, "set_blocking")
        signals = _Signals(window)
    signal.raise_signal(signal.SIGTERM)
    until(lambda: not window.isVisible())
    signals.close()
    assert signal.getsignal(signal.SIGTERM) == former
    assert desk.closed == 1


def test_a_log_out_that_is_called_off_leaves_a_window_that_saved_and_works(
    open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk, context: FakeContext
) -> None:
    window = open_window(desk)
    pane = window.pages[0].pane
    assert isinstance(pane, ChatPane)
    until(lambda: pane.widget.composer.ready)
    pane.send("hello")
    until(lambda: context.engine.running)
    context.engine.stream("Hal")
    until(lambda: pane.session.exchanges[-1].answer == "Hal")
    window.save()
    until(lambda: context.history.latest().said[-1] == SavedTurn("assistant", "Hal", partial=True))
    assert (desk.closed, window.isVisible()) == (0, True)
    context.engine.stream("f.")
    until(lambda: pane.session.exchanges[-1].answer == "Half.")


def test_the_age_of_a_process_grows() -> None:
    first = since_process_start_ms()
    assert 0 < first <= since_process_start_ms()


def test_the_bench_measures_gaps_while_streaming(app: QApplication, theme: Theme) -> None:
    gaps = measure(tokens=200, per_second=1000)
    assert gaps.tokens == 200
    assert 0 < gaps.paints <= 200
    assert 0 < gaps.p99_ms <= gaps.longest_ms
