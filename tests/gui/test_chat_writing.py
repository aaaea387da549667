# SPDX-License-Identifier: Apache-2.0
"""What a person types and copies in the chat pane: input methods, long questions, answers on the clipboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest

from edgeassist.api import SavedTurn
from edgeassist.kit.copy_button import COPIED
from edgeassist.panes.chat.question_view import PIECE_CHARS, SHOWN_CHARS, QuestionView, Whole
from edgeassist.testing import FakeContext
from tests.gui.chatting import Chat, Show, opened
from tests.gui.conftest import settle, until


@pytest.fixture
def chat(context: FakeContext, shown: Show) -> Iterator[Chat]:
    with opened(context, shown) as made:
        yield made


def test_the_round_button_sends_and_then_stops(chat: Chat) -> None:
    button = chat.view.composer.action
    assert not button.isEnabled()
    chat.type("hello")
    assert (button.isEnabled(), button.accessibleName()) == (True, "Send")
    button.click()
    until(lambda: bool(chat.engine.requests))
    assert button.accessibleName() == "Stop"
    until(lambda: not chat.view.composer.settling.isActive())
    button.click()
    until(lambda: not chat.pane.session.busy)
    assert button.accessibleName() == "Send"


def test_a_double_click_sends_once_and_stops_nothing(chat: Chat) -> None:
    composer = chat.view.composer
    chat.type("hello")
    QTest.mouseClick(composer.action, Qt.MouseButton.LeftButton)
    QTest.mousePress(composer.action, Qt.MouseButton.LeftButton)
    composer.settling.stop()  # the second press came in time, its release does not
    QTest.mouseRelease(composer.action, Qt.MouseButton.LeftButton)
    until(lambda: bool(chat.engine.requests))
    assert (chat.pane.session.busy, composer.action.accessibleName()) == (True, "Stop")
    chat.stream("All of it.")
    chat.finish()
    assert chat.status == ""
    assert len(chat.engine.requests) == 1


def test_after_the_time_of_a_double_click_a_press_stops(chat: Chat) -> None:
    composer = chat.view.composer
    chat.send("hello")
    assert composer.settling.interval() == QGuiApplication.styleHints().mouseDoubleClickInterval()
    composer.settling.stop()
    QTest.mouseClick(composer.action, Qt.MouseButton.LeftButton)
    until(lambda: not chat.pane.session.busy)
    assert chat.status == "Stopped"


def test_details_are_folded_until_wanted_and_can_be_copied(chat: Chat) -> None:
    chat.send("hello")
    chat.engine.fail(message="It died.", detail="signal 9")
    until(lambda: chat.last.failure is not None)
    failure = chat.last.failure
    assert failure is not None
    assert not failure._box.isVisible()
    failure.on_details_toggled()
    assert failure._box.isVisible()
    failure.on_details_copied()
    assert QGuiApplication.clipboard().text() == "It died.\n\nsignal 9"


def test_an_answer_is_painted_saved_and_copied_from_its_first_word(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("\n", "\n Good", " day.")
    assert chat.painted == "Good day."
    chat.finish()
    chat.last.copy.click()
    assert QGuiApplication.clipboard().text() == "Good day."
    until(lambda: chat.stored.said[-1] == SavedTurn("assistant", "Good day."))


def test_copy_takes_the_answer_as_it_was_written(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Some **bold** text.")
    chat.finish()
    chat.last.copy.click()
    assert QGuiApplication.clipboard().text() == "Some **bold** text."
    chat.view.copy_chat.click()
    assert QGuiApplication.clipboard().text() == "You: hello\n\nAnswer: Some **bold** text."


def test_a_copy_is_confirmed_for_a_moment_and_never_out_of_sight(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Text.")
    chat.finish()
    chat.last.copy.click()
    assert (chat.last.copy.text(), chat.last.copy._timer.isActive()) == (COPIED, True)
    chat.last.copy._timer.timeout.emit()
    assert chat.last.copy.text() == "Copy"
    chat.view.copy_chat.click()
    assert chat.view.copy_chat.text() == COPIED
    chat.view.hide()
    assert (chat.view.copy_chat.text(), chat.view.copy_chat._timer.isActive()) == ("Copy chat", False)


def test_enter_while_composing_belongs_to_the_input_method(chat: Chat) -> None:
    chat.type("ni")
    edit = chat.view.composer.input
    QGuiApplication.sendEvent(edit, QInputMethodEvent("hao", []))
    chat.press(Qt.Key.Key_Return)
    settle()
    assert chat.engine.requests == []
    done = QInputMethodEvent("", [])
    done.setCommitString(" hao")
    QGuiApplication.sendEvent(edit, done)
    chat.press(Qt.Key.Key_Return)
    until(lambda: bool(chat.engine.requests))
    assert chat.engine.requests[0].turns[-1].text == "ni hao"


def test_shift_enter_breaks_the_line(chat: Chat) -> None:
    chat.type("one")
    low = chat.view.composer.input.height()
    chat.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    chat.type("two")
    settle()
    assert chat.view.composer.text == "one\ntwo"
    assert chat.view.composer.input.height() > low
    assert chat.engine.requests == []


def test_the_input_grows_to_six_lines_and_no_further(chat: Chat) -> None:
    edit = chat.view.composer.input
    edit.setPlainText("\n" * 5)
    settle()
    six = edit.height()
    edit.setPlainText("\n" * 40)
    settle()
    assert edit.height() == six


def test_it_follows_the_answer_only_from_the_bottom(chat: Chat) -> None:
    bar = chat.view.transcript.verticalScrollBar()
    chat.send("hello")
    for _ in range(60):
        chat.stream("A line of the answer that goes on.\n\n")
    until(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(0)
    for _ in range(10):
        chat.stream("More.\n\n")
    assert bar.value() == 0


@pytest.mark.parametrize("long", ["word " * 20_000, "A line.\n" * 12_000, "x" * 100_000])
def test_a_long_question_is_laid_out_only_as_far_as_it_is_seen(shown: Show, long: str) -> None:
    view = QuestionView(long)
    shown(view)
    assert view.bubble.text() == f"{long[:SHOWN_CHARS]}…"
    assert view.findChildren(Whole) == []
    view.more.click()
    assert view.whole is not None
    assert (view.whole.isVisible(), view.bubble.isVisible()) == (True, False)
    assert view.whole.toPlainText().replace("\n", "") == long.replace("\n", "")
    assert view.whole.document().firstBlock().length() <= PIECE_CHARS + 1
    view.more.click()
    assert (view.whole.isVisible(), view.bubble.isVisible()) == (False, True)


def test_a_short_question_is_a_bubble_and_nothing_more(shown: Show) -> None:
    view = QuestionView("Which pump\n\nis louder?")
    shown(view)
    assert view.bubble.text() == "Which pump\n\nis louder?"
    assert view.more.isHidden()


def test_a_sample_fills_the_input(chat: Chat) -> None:
    chat.view.transcript.sample_chosen.emit("Explain a fuse.")
    assert chat.view.composer.text == "Explain a fuse."
    assert chat.view.composer.input.hasFocus()
