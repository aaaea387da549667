# SPDX-License-Identifier: Apache-2.0
"""The box of a program that cannot start: what is wrong, what is safe, what to do; then the end with the same code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.app import lone_box
from tests.support.source_tree import ROOT
from tests.support.x_server import lacking, x_server

Show = Callable[[QWidget], QWidget]
PROGRAM = """
from PySide6.QtCore import QTimer
from edgeassist.app import lone_box, window
made = lone_box.no_start
def closed_at_once(words):
    box = made(words)
    print(box.text(), box.informativeText(), box.buttons()[0].text(), sep="\\n")
    QTimer.singleShot(0, box.accept)
    return box
lone_box.no_start = closed_at_once
raise SystemExit(window.run_window())
"""


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_it_says_all_of_it_as_plain_words_and_any_key_of_leaving_closes_it(shown: Show, key: Qt.Key) -> None:
    box = lone_box.no_start(("<b>/data</b> cannot be used: it is locked.", "Nothing was changed."))
    shown(box)
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert box.informativeText() == "<b>/data</b> cannot be used: it is locked.\n\nNothing was changed."
    QTest.keyClick(box, key)
    assert not box.isVisible()


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:configfile=x"])
def test_where_nobody_sees_it_nobody_is_waited_for(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    asked: list[str] = []

    def words() -> tuple[str, str]:
        asked.append("words")
        return "It is locked.", "Nothing was changed."

    lone_box.tell_no_start(words)
    assert asked == []


@pytest.mark.skipif(bool(lacking()), reason=lacking())
@pytest.mark.parametrize(("language", "close"), [("en", "Close"), ("de", "Schließen")])
def test_a_folder_that_cannot_be_written_is_told_in_a_box_and_the_code_stays(
    tmp_path: Path, language: str, close: str
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text(f'language = "{language}"\n')
    (tmp_path / "data").write_text("no folder")
    with x_server() as display:
        environ = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "EDGEASSIST_HOME": str(tmp_path)}
        command = [sys.executable, "-c", PROGRAM]
        done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 7, done.stderr
    assert len(done.stderr.splitlines()) == 1
    said = done.stdout.splitlines()
    assert said[1].startswith(str(tmp_path / "data"))
    assert "EDGEASSIST_HOME" in said[3]
    assert said[-1] == close
