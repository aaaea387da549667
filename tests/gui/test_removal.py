# SPDX-License-Identifier: Apache-2.0
"""The question before EdgeAssist goes: nothing but a press on the one button is a yes, and it says what stays."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget

from edgeassist.app import removal

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def box(shown: Show) -> QMessageBox:
    made = removal.question("/data/EdgeAssist")
    shown(made)
    return made


def test_it_says_what_stays_and_where(box: QMessageBox) -> None:
    assert "/data/EdgeAssist" in box.informativeText()
    assert "stay" in box.informativeText()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_a_key_pressed_in_passing_removes_nothing(box: QMessageBox, key: Qt.Key) -> None:
    QTest.keyClick(box, key)
    assert not box.isVisible()
    assert removal.answer_of(box) == removal.NO


def test_closing_the_question_removes_nothing(box: QMessageBox) -> None:
    box.close()
    assert removal.answer_of(box) == removal.NO


def test_only_the_button_that_says_so_removes(box: QMessageBox) -> None:
    remove = next(one for one in box.buttons() if "Remove" in one.text())
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert removal.answer_of(box) == removal.YES


def test_what_is_said_of_an_open_program_is_never_a_yes(shown: Show) -> None:
    box = removal.told_open()
    shown(box)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert removal.answer_of(box) == removal.NO


@pytest.mark.parametrize("words", [(), ("ask",), ("delete", "/data"), ("ask", "/data", "more"), ("ask", "/data")])
def test_where_nobody_can_be_asked_the_answer_is_neither(words: tuple[str, ...]) -> None:
    """Wrong words, or no display: the set-up must not take that for an answer."""
    environ = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environ.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, "-m", "edgeassist", "--removal", *words]
    ended = subprocess.run(command, check=False, env=environ, capture_output=True, stdin=subprocess.DEVNULL)
    assert ended.returncode not in (removal.YES, removal.NO, 0)
