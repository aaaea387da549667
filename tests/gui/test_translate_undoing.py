# SPDX-License-Identifier: Apache-2.0
"""Undoing in the text to translate takes back a word, and a person's own words and what was checked outlive it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from edgeassist.panes.translate.draft import Draft, keep
from edgeassist.panes.translate.editors import SourceEditor
from edgeassist.panes.translate.session import Phase
from edgeassist.testing import FakeContext
from tests.gui.conftest import until
from tests.gui.test_translate_pane import TEXT, Desk, Show

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(shown: Show) -> SourceEditor:
    made = SourceEditor("Text", "")
    made.resize(400, 200)
    shown(made)
    made.setFocus()
    return made


@pytest.fixture
def desk(shown: Show) -> Iterator[Desk]:
    made = Desk().open(shown)
    yield made
    made.pane.hidden()
    made.pane.close()


def undone(editor: SourceEditor, times: int) -> list[str]:
    found: list[str] = []
    for _ in range(times):
        QTest.keyClick(editor, Qt.Key.Key_Z, CTRL)
        found.append(editor.toPlainText())
    return found


def test_undoing_takes_back_what_was_typed_word_by_word_and_redoing_brings_it(editor: SourceEditor) -> None:
    QTest.keyClicks(editor, "Take two tablets.")
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    QTest.keyClicks(editor, " Drink water.")
    steps = ["Take two tablets. Drink ", "Take two tablets. ", "Take two ", "Take ", ""]
    assert undone(editor, 5) == steps
    QTest.keyClick(editor, Qt.Key.Key_Z, CTRL | SHIFT)
    QTest.keyClick(editor, Qt.Key.Key_Z, CTRL | SHIFT)
    assert editor.toPlainText() == "Take two "


def test_what_was_taken_away_comes_back_in_one_go_and_before_what_was_typed(editor: SourceEditor) -> None:
    QTest.keyClicks(editor, "One two")
    for _ in range(3):
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClicks(editor, "three")
    assert editor.toPlainText() == "One three"
    assert undone(editor, 3) == ["One ", "One two", "One "]


def test_words_of_an_input_method_are_taken_back_one_by_one(editor: SourceEditor) -> None:
    for said in ("我们", "去", "医院"):
        event = QInputMethodEvent()
        event.setCommitString(said)
        QApplication.sendEvent(editor, event)
    assert editor.toPlainText() == "我们去医院"
    assert undone(editor, 3) == ["我们去", "我们", ""]


def test_a_new_line_begins_a_new_step(editor: SourceEditor) -> None:
    QTest.keyClicks(editor, "One")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "Two")
    assert undone(editor, 1) == ["One\n"]


def test_own_words_come_back_with_the_text_that_undoing_took_away(desk: Desk) -> None:
    desk.translate(TEXT)
    target = desk.view.text.target
    target.go_to(15)
    target.setFocus()
    QTest.keyClicks(target, "MY ")
    mine = desk.target
    assert "MY " in mine
    desk.view.text.source.setFocus()
    assert undone(desk.view.text.source, 1) == [""]
    assert desk.target == ""
    QTest.keyClick(desk.view.text.source, Qt.Key.Key_Z, CTRL | SHIFT)
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settled()
    assert desk.target == mine


def test_own_words_are_there_when_the_window_is_opened_again(shown: Show) -> None:
    context = FakeContext(model=Desk().context.model)
    keep(context.folder, Draft(TEXT, "en", "es"))
    found: list[str] = []
    for visit in range(2):
        desk = Desk(context).open(shown)
        assert desk.phase is Phase.KEPT
        desk.view.text.go_on.click()
        desk.settled()
        if visit == 0:
            desk.view.text.target.go_to(3)
            desk.view.text.target.setFocus()
            QTest.keyClicks(desk.view.text.target, " MINE")
        found.append(desk.target)
        desk.pane.hidden()
        desk.pane.close()
    assert found == ["ONE MINE IS HERE. TWO IS THERE. THREE IS GONE."] * 2


def test_what_translating_back_found_stays_while_one_types_on(desk: Desk) -> None:
    desk.translate(TEXT)
    checks = desk.view.text.checks
    checks.back.click()
    desk_sees = "1 sentence to look at"
    until(lambda: checks.counts.text() == desk_sees)
    source = desk.view.text.source
    source.go_to(len(TEXT))
    source.setFocus()
    QTest.keyClicks(source, " Drink water.")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settled()
    assert desk.target.endswith("DRINK WATER.")
    assert checks.counts.text() == desk_sees
