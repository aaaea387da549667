# SPDX-License-Identifier: Apache-2.0
"""Long texts come in piece by piece: nothing is lost, mixed or taken for whole before it is, whatever a person does."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.panes.translate.draft import kept
from edgeassist.panes.translate.editors import SourceEditor
from edgeassist.panes.translate.pouring import PIECE_CHARS
from edgeassist.panes.translate.session import Phase
from edgeassist.panes.translate.translation import Pair, Translation
from tests.gui.conftest import settle, until
from tests.gui.test_translate_pane import TEXT, Desk
from tests.support.translating import translation

Show = Callable[[QWidget], QWidget]


def lines(word: str, count: int = 4000) -> str:
    return "".join(f"{word} {number} is here.\n" for number in range(count))


@pytest.fixture
def editor(shown: Show) -> Iterator[SourceEditor]:
    made = SourceEditor("Text", "")
    made.resize(400, 200)
    shown(made)
    yield made
    made.hide()


@pytest.fixture
def desk(shown: Show) -> Iterator[Desk]:
    made = Desk().open(shown)
    yield made
    made.pane.hidden()
    made.pane.close()


def paste(editor: SourceEditor, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    editor.insertFromMimeData(data)


def poured(editor: SourceEditor) -> str:
    until(lambda: not editor.pouring)
    return editor.toPlainText()


def test_a_second_paste_follows_the_first_one_whole(editor: SourceEditor) -> None:
    first, second = lines("First"), lines("Second")
    paste(editor, first)
    paste(editor, second)
    assert editor.pouring
    found = poured(editor)
    assert found == first + second


def test_a_text_put_in_the_place_of_one_that_pours_is_all_there_is(editor: SourceEditor) -> None:
    paste(editor, lines("Old"))
    editor.put("Short.")
    assert not editor.pouring
    settle()
    assert editor.toPlainText() == "Short."
    editor.put(lines("Older"))
    editor.put(lines("New"))
    assert poured(editor) == lines("New")


def test_a_click_while_a_text_pours_in_does_not_shuffle_it(editor: SourceEditor) -> None:
    text = lines("Word")
    paste(editor, text)
    editor.go_to(3)
    settle()
    editor.go_to(PIECE_CHARS // 2)
    assert poured(editor) == text


def test_what_is_typed_while_a_text_pours_in_stays_where_it_was_typed(editor: SourceEditor) -> None:
    text = lines("Word")
    paste(editor, text)
    editor.go_to(0)
    QTest.keyClicks(editor, "Mine. ")
    assert poured(editor) == "Mine. " + text


def test_a_text_pours_into_the_middle_of_another(editor: SourceEditor) -> None:
    editor.setPlainText("Before. After.")
    editor.go_to(len("Before. "))
    text = lines("Word")
    paste(editor, text)
    assert poured(editor) == f"Before. {text}After."


def test_all_of_it_can_be_taken_in_at_once(editor: SourceEditor) -> None:
    paste(editor, lines("Word"))
    editor.pour_all()
    assert not editor.pouring
    assert editor.toPlainText() == lines("Word")
    editor.undo()
    assert editor.toPlainText() == "", "one undo takes back one paste"


@pytest.mark.parametrize("text", ["", "\r\n", "a\r\nb\rc", "\x00a\x00", "😀" * 20, "\u202eabc", "e\u0301" * 9])
def test_a_short_text_of_any_letters_goes_in_as_it_is(editor: SourceEditor, text: str) -> None:
    paste(editor, text)
    assert editor.toPlainText() == text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


@pytest.mark.parametrize("letter", ["x", "😀", "語", "\u05d0"])
def test_a_paragraph_without_blanks_is_broken_and_no_letter_lost(editor: SourceEditor, letter: str) -> None:
    paste(editor, letter * 15_000)
    assert poured(editor).replace("\n", "") == letter * 15_000
    assert editor.document().blockCount() > 1


def test_turning_the_page_while_a_text_pours_keeps_all_of_it(desk: Desk) -> None:
    text = lines("Word")
    desk.view.text.source.put(text)
    assert desk.view.text.source.pouring
    desk.pane.hidden()
    desk.pane.save()
    until(lambda: kept(desk.context.folder).text == text)
    assert desk.translator.asked == []


def test_closing_while_a_text_pours_keeps_all_of_it(shown: Show) -> None:
    desk = Desk().open(shown)
    text = lines("Word", 9000)
    desk.view.text.source.put(text)
    desk.pane.hidden()
    desk.pane.close()
    assert kept(desk.context.folder).text == text


def test_half_a_text_is_not_translated(desk: Desk) -> None:
    text = lines("Word")
    desk.view.text.source.put(text)
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.translator.asked == []
    until(lambda: desk.translator.asked != [])
    assert desk.translator.asked == [text]


def test_of_a_translation_that_grows_faster_than_it_is_shown_only_the_newest_is_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.translator.gate.clear()
    text = " ".join(f"Sentence {number} is here." for number in range(200))
    desk.view.text.source.put(text)
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: desk.target.startswith("SENTENCE 0"))
    whole, taken = translation(text, Pair("en", "es")), 0
    grown = desk.pane.session.on_grown

    def counted(told: Translation) -> None:
        nonlocal taken
        taken += 1
        grown(told)

    monkeypatch.setattr(desk.pane.session, "on_grown", counted)
    for count in range(1, 200):
        desk.pane.text._on_told(replace(whole, rendered=whole.rendered[:count], done=False))
    until(lambda: "SENTENCE 198" in desk.target)
    assert taken == 1
    desk.translator.gate.set()
    desk.settled()
    assert desk.target == text.upper()


def test_what_came_before_a_stop_is_there_after_it_and_nothing_of_an_older_run(desk: Desk) -> None:
    desk.translate(TEXT)
    desk.translator.gate.clear()
    desk.view.text.source.put("Four is new. Five is new.")
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: desk.target.startswith("FOUR"))
    desk.press(Qt.Key.Key_Escape)
    until(lambda: desk.phase is Phase.STOPPED)
    settle()
    assert desk.target.startswith("FOUR IS NEW.")
    assert "FIVE" not in desk.target


def test_what_was_done_before_a_failure_stays(desk: Desk) -> None:
    desk.view.text.source.put(TEXT)
    desk.pane.text.run()
    desk.settled()
    desk.pane.session.begin()
    desk.pane.text._newest = replace(translation(TEXT, Pair("en", "es"), upto=2), done=False)
    desk.pane.text._on_failed(RuntimeError("gone"))
    assert desk.phase is Phase.FAILED
    assert desk.target == TEXT.upper()
    assert desk.view.text.go_on.isVisible()


def test_a_long_text_says_that_it_came_back_the_same(desk: Desk) -> None:
    text = lines("Word", 1200)
    desk.translate(text)
    until(lambda: "all kept, but this small model often translates wrongly" in desk.view.text.checks.counts.text())
    whole = desk.pane.session.checkable
    assert whole is not None
    desk.pane.session.on_checked(whole, whole=True)
    desk.pane.text.refresh()
    until(lambda: "it came back saying the same" in desk.view.text.checks.counts.text())
