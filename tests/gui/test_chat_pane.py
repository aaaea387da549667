# SPDX-License-Identifier: Apache-2.0
"""A conversation in the chat pane: ask, read, stop, fail, try again, copy, begin anew; saved all the while."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.api import SavedTurn
from edgeassist.kit.copy_button import COPIED
from edgeassist.panes.chat.exchange_view import ExchangeView
from edgeassist.panes.chat.question_view import PIECE_CHARS, SHOWN_CHARS, QuestionView, Whole
from edgeassist.panes.chat.session import Save
from edgeassist.panes.chat.spec import SPEC
from edgeassist.panes.chat.widget import UNOPENED, UNSAVED, ChatPane
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeContext, FakeConversation, FakeEngine

Show = Callable[[QWidget], QWidget]


class Chat:
    """The pane as a person uses it."""

    def __init__(self, context: FakeContext) -> None:
        self.context = context
        self.pane = ChatPane(context)
        self.view = self.pane.widget
        self.view.resize(900, 700)

    @property
    def engine(self) -> FakeEngine:
        return self.context.engine

    @property
    def last(self) -> ExchangeView:
        return self.view.transcript.last

    @property
    def painted(self) -> str:
        return "\n".join(sheet.toPlainText() for sheet in self.last.answer.sheets)

    @property
    def status(self) -> str:
        return self.last.status.text()

    @property
    def stored(self) -> FakeConversation:
        return self.context.history.conversations[-1]

    def type(self, text: str) -> None:
        QTest.keyClicks(self.view.composer.input, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view.composer.input, key, modifier)

    def send(self, text: str) -> None:
        asked = len(self.engine.requests)
        self.type(text)
        self.press(Qt.Key.Key_Return)
        until(lambda: len(self.engine.requests) > asked, "nothing was asked")

    def stream(self, *texts: str) -> None:
        self.engine.stream(*texts)
        settle()
        until(lambda: self.last.answer.idle)

    def finish(self) -> None:
        self.engine.finish()
        until(lambda: not self.pane.session.busy)
        until(lambda: self.last.answer.idle)


@pytest.fixture
def chat(context: FakeContext, shown: Show) -> Iterator[Chat]:
    made = Chat(context)
    shown(made.view)
    made.view.activateWindow()
    made.pane.shown()
    until(lambda: made.view.composer.ready, "the chat was never opened")
    yield made
    made.pane.close()


def test_a_question_is_stored_then_asked_then_answered(chat: Chat) -> None:
    chat.send("hello")
    assert chat.stored.said == [SavedTurn("user", "hello")]
    assert chat.status == "Thinking…"
    chat.engine.start()
    chat.stream("Good ", "day.")
    assert chat.painted == "Good day."
    assert chat.status == ""
    chat.finish()
    until(lambda: chat.stored.said == [SavedTurn("user", "hello"), SavedTurn("assistant", "Good day.")])
    assert chat.last.cost.text() == "118 tokens · 24.6 tok/s"


def test_history_is_never_touched_on_the_gui_thread(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("x")
    chat.finish()
    until(lambda: "answer" in chat.stored.calls)
    assert all(name.startswith("chat-history") for name in chat.stored.threads)


def test_escape_keeps_what_was_painted(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Hel")
    chat.press(Qt.Key.Key_Escape)
    until(lambda: not chat.pane.session.busy)
    assert chat.painted == "Hel"
    assert chat.status == "Stopped"
    assert chat.engine.cancelled == [1]
    until(lambda: chat.stored.said[-1] == SavedTurn("assistant", "Hel", partial=True))


def test_the_round_button_sends_and_then_stops(chat: Chat) -> None:
    button = chat.view.composer.action
    assert not button.isEnabled()
    chat.type("hello")
    assert (button.isEnabled(), button.accessibleName()) == (True, "Send")
    button.click()
    until(lambda: bool(chat.engine.requests))
    assert button.accessibleName() == "Stop"
    button.click()
    until(lambda: not chat.pane.session.busy)
    assert button.accessibleName() == "Send"


def test_a_failure_keeps_the_text_says_why_and_offers_another_try(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Half an ans")
    chat.engine.fail(message="The engine ran out of memory.", detail="signal 9")
    until(lambda: chat.last.failure is not None)
    failure = chat.last.failure
    assert failure is not None
    assert chat.painted == "Half an ans"
    assert failure.text == "The engine ran out of memory."
    assert failure.detail == "signal 9"
    failure.buttons[0].click()
    until(lambda: len(chat.engine.requests) == 2)
    assert chat.last.failure is None
    assert chat.stored.calls[-1] == "drop" or "drop" in chat.stored.calls


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


def test_too_long_a_chat_is_refused_with_a_way_out(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Hi.")
    chat.finish()
    chat.send("hello again")
    refuse(chat)
    failure = chat.last.failure
    assert failure is not None
    assert [(button.text(), button.property("tone")) for button in failure.buttons] == [
        ("New chat", "primary"),
        ("Try again", ""),
    ]


def refuse(chat: Chat) -> None:
    chat.engine.fail(code="context-too-small", message="This chat is longer than the model can read.")
    until(lambda: chat.last.failure is not None)


def test_a_question_refused_for_its_length_can_be_shortened(chat: Chat) -> None:
    chat.send("hello at great length")
    refuse(chat)
    assert chat.view.composer.text == "hello at great length"
    chat.view.composer.put("")
    chat.send("hello")
    assert [turn.text for turn in chat.engine.requests[-1].turns] == ["hello"]


def test_a_refused_question_does_not_wipe_what_is_typed_already(chat: Chat) -> None:
    chat.send("hello at great length")
    chat.type("another")
    refuse(chat)
    assert chat.view.composer.text == "another"


def test_an_answer_is_painted_saved_and_copied_from_its_first_word(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("\n", "\n Good", " day.")
    assert chat.painted == "Good day."
    chat.finish()
    chat.last.copy.click()
    assert QGuiApplication.clipboard().text() == "Good day."
    until(lambda: chat.stored.said[-1] == SavedTurn("assistant", "Good day."))


def test_trying_again_drops_the_stored_answer_and_asks_the_same(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Bad.")
    chat.finish()
    chat.last.again.click()
    until(lambda: len(chat.engine.requests) == 2)
    assert chat.engine.requests[0] == chat.engine.requests[1]
    assert chat.stored.said == [SavedTurn("user", "hello")]
    chat.stream("Better.")
    chat.finish()
    assert chat.painted == "Better."


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


def test_a_new_chat_begins_in_the_input_with_no_empty_stop_on_the_way(chat: Chat) -> None:
    chat.send("hello")
    chat.view.new_chat.click()
    until(lambda: chat.view.transcript.views == ())
    settle()
    assert chat.view.composer.input.hasFocus()
    assert chat.view.transcript.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_long_answer_is_saved_on_the_way(chat: Chat) -> None:
    chat.send("hello")
    for _ in range(3):
        chat.stream(*["word "] * 64)
    until(lambda: chat.stored.calls.count("partial") >= 2)
    assert chat.stored.said[-1].partial


def test_new_chat_saves_the_half_answer_and_begins_empty(chat: Chat) -> None:
    first = chat.stored
    chat.send("hello")
    chat.stream("Hal")
    chat.view.new_chat.click()
    until(lambda: chat.view.transcript.views == ())
    assert first.said[-1] == SavedTurn("assistant", "Hal", partial=True)
    assert chat.stored is not first
    assert chat.engine.cancelled == [1]


def test_closing_in_mid_answer_saves_what_was_painted(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Hal")
    chat.pane.close()
    assert chat.stored.said[-1] == SavedTurn("assistant", "Hal", partial=True)
    assert chat.engine.cancelled == [1]


def test_the_latest_conversation_is_there_at_the_start(context: FakeContext, shown: Show) -> None:
    context.history.conversations[-1].said = [SavedTurn("user", "before"), SavedTurn("assistant", "It was.")]
    chat = Chat(context)
    shown(chat.view)
    until(lambda: len(chat.view.transcript.views) == 1)
    until(lambda: chat.last.answer.idle)
    assert chat.painted == "It was."
    chat.pane.close()


def test_a_long_conversation_shows_its_end_and_the_rest_on_demand(context: FakeContext, shown: Show) -> None:
    context.history.conversations[-1].said = [SavedTurn("user", f"q{number}") for number in range(45)]
    chat = Chat(context)
    shown(chat.view)
    until(lambda: len(chat.view.transcript.views) == 30)
    chat.view.transcript.show_earlier()
    assert len(chat.view.transcript.views) == 45
    chat.pane.close()


def test_history_that_cannot_be_written_is_told_once_and_the_chat_goes_on(chat: Chat) -> None:
    chat.stored.fault = OSError("no space left")
    chat.send("hello")
    chat.stream("Still here.")
    chat.finish()
    until(lambda: bool(chat.context.told))
    assert [(notice.tone, notice.text) for notice in chat.context.told] == [("warn", UNSAVED)]
    assert chat.painted == "Still here."


def test_a_question_that_is_not_stored_leaves_the_answer_before_it_alone(chat: Chat) -> None:
    chat.send("one")
    chat.stream("First.")
    chat.finish()
    chat.pane._storing.do(lambda: None, lambda _: setattr(chat.stored, "fault", OSError("no space left")))
    until(lambda: chat.stored.fault is not None)
    chat.send("two")
    chat.stored.fault = None
    chat.stream("Second.")
    chat.finish()
    chat.pane.close()
    assert chat.stored.said == [SavedTurn("user", "one"), SavedTurn("assistant", "First.")]


def test_after_a_good_save_a_bad_one_is_told_again(chat: Chat) -> None:
    chat.send("one")
    through: list[int] = []
    for number, fault in enumerate((OSError("full"), None, OSError("full again")), 1):
        chat.stored.fault = fault
        chat.pane._save(Save("Text.", partial=True))
        chat.pane._storing.do(partial(int, number), through.append)
        until(partial(through.__contains__, number))
    assert [notice.detail for notice in chat.context.told] == ["OSError: full", "OSError: full again"]


def test_chats_that_cannot_be_opened_say_so_and_leave_an_empty_one(context: FakeContext, shown: Show) -> None:
    def latest() -> FakeConversation:
        raise OSError("locked")

    context.history.latest = latest  # type: ignore[method-assign]  # a fault on purpose
    chat = Chat(context)
    shown(chat.view)
    until(lambda: chat.view.composer.ready)
    assert [notice.text for notice in context.told] == [UNOPENED]
    chat.send("hello")
    chat.pane.close()


class Gate:
    """Holds the history thread until the test lets it go on."""

    def __init__(self, chat: Chat) -> None:
        self._open = threading.Event()
        chat.pane._storing.do(self._open.wait)

    def open(self) -> None:
        self._open.set()


def test_what_was_stopped_before_it_was_stored_is_never_asked(chat: Chat) -> None:
    gate = Gate(chat)
    chat.pane.send("one")
    chat.pane.stop()
    chat.pane.send("two")
    gate.open()
    until(lambda: bool(chat.engine.requests))
    chat.stream("To the second.")
    chat.finish()
    assert [request.turns[-1].text for request in chat.engine.requests] == ["two"]
    assert [exchange.answer for exchange in chat.pane.session.exchanges] == ["", "To the second."]


def test_a_question_waits_for_the_new_chat_instead_of_being_wiped(chat: Chat) -> None:
    chat.send("old")
    gate = Gate(chat)
    chat.view.new_chat.click()
    chat.type("new")
    chat.press(Qt.Key.Key_Return)
    assert chat.view.composer.text == "new"
    gate.open()
    until(lambda: chat.view.composer.ready)
    chat.press(Qt.Key.Key_Return)
    until(lambda: len(chat.engine.requests) == 2)
    assert [exchange.question for exchange in chat.pane.session.exchanges] == ["new"]


def test_a_log_out_that_may_be_called_off_saves_and_goes_on(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Hal")
    chat.pane.save()
    until(lambda: chat.stored.said[-1] == SavedTurn("assistant", "Hal", partial=True))
    chat.stream("f a pump.")
    assert chat.painted == "Half a pump."


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


def test_nothing_is_sent_without_words_or_model(chat: Chat) -> None:
    chat.press(Qt.Key.Key_Return)
    chat.context.model = None
    chat.pane.model_changed()
    chat.type("hello")
    chat.press(Qt.Key.Key_Return)
    settle()
    assert chat.engine.requests == []
    assert chat.view.composer.text == "hello"
    assert "when a model is loaded" in chat.view.composer.remark.text()


def test_a_draft_says_how_much_will_be_read(chat: Chat) -> None:
    chat.type("a" * 60)
    assert chat.view.composer.remark.text().startswith("About ")
    assert chat.context.model is not None
    chat.context.model = replace(chat.context.model, context_tokens=8)
    chat.type("b")
    assert chat.view.composer.remark.text().startswith("Perhaps too long")


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


def test_the_spec_declares_without_qt_and_builds_the_pane(context: FakeContext, shown: Show) -> None:
    assert (SPEC.id, SPEC.needs) == ("chat", frozenset({"model"}))
    pane = SPEC.build(context)
    shown(pane.widget)
    pane.hidden()
    pane.close()
