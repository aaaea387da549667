# SPDX-License-Identifier: Apache-2.0
"""One of a few words by keyboard: Tab leads to the chosen one, arrows through all in their order, however they lie."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from edgeassist.kit.parts import button, column
from edgeassist.kit.segmented import Segmented
from tests.gui.conftest import settle

Show = Callable[[QWidget], QWidget]
WORDS = tuple((letter, f"Choice {letter}") for letter in "abcde")


@pytest.fixture
def few(shown: Show) -> Segmented:
    page = QWidget()
    made = Segmented("Letter", WORDS)
    page.setLayout(column(button("Before", lambda: None), made, None))
    page.resize(260, 300)
    shown(page)
    page.activateWindow()
    settle()
    return made


def press(key: Qt.Key) -> QPushButton:
    at = QApplication.focusWidget()
    assert at is not None
    QTest.keyClick(at, key)
    now = QApplication.focusWidget()
    assert isinstance(now, QPushButton)
    return now


@pytest.mark.parametrize("chosen", ["a", "c", "e"])
def test_tab_leads_to_the_chosen_one(few: Segmented, chosen: str) -> None:
    few.choose(chosen)
    page = few.parentWidget()
    assert page is not None
    page.findChildren(QPushButton)[0].setFocus()
    assert press(Qt.Key.Key_Tab) is few.buttons[chosen]


def test_arrows_choose_one_after_the_other_over_several_lines(few: Segmented) -> None:
    picked: list[str] = []
    few.chosen.connect(picked.append)
    few.buttons["a"].setFocus()
    for _ in range(6):
        press(Qt.Key.Key_Right)
    assert picked == ["b", "c", "d", "e"]
    press(Qt.Key.Key_Up)
    assert (few.key, few.buttons["d"].isChecked()) == ("d", True)


def test_what_cannot_be_chosen_is_passed_over(few: Segmented) -> None:
    few.allow("b", "Not here.")
    few.buttons["a"].setFocus()
    assert press(Qt.Key.Key_Down) is few.buttons["c"]


def test_right_to_left_the_left_key_leads_on(few: Segmented) -> None:
    few.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    settle()
    few.buttons["a"].setFocus()
    assert press(Qt.Key.Key_Left) is few.buttons["b"]
    assert press(Qt.Key.Key_Right) is few.buttons["a"]
