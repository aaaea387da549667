# SPDX-License-Identifier: Apache-2.0
"""What the chat pane keeps: every answer on its way, other chats, and history that fails."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from edgeassist.api import SavedTurn
from edgeassist.panes.chat.opening import UNOPENED
from edgeassist.panes.chat.session import Save
from edgeassist.panes.chat.widget import LEFT, UNSAVED, UNSENT
from edgeassist.testing import FakeContext, FakeConversation
from tests.gui.chatting import Chat, Show, opened
from tests.gui.conftest import settle, until


@pytest.fixture
def chat(context: FakeContext, shown: Show) -> Iterator[Chat]:
    with opened(context, shown) as made:
        yield made


def test_history_is_never_touched_on_the_gui_thread(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("x")
    chat.finish()
    until(lambda: "answer" in chat.stored.calls)
    assert all(name.startswith("chat-history") for name in chat.stored.threads)


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


def test_a_question_that_cannot_be_saved_is_not_asked_but_stands_in_the_box_under_a_banner(chat: Chat) -> None:
    chat.stored.fault = OSError("no space left")
    chat.type("hello")
    chat.press(Qt.Key.Key_Return)
    until(lambda: bool(chat.context.told))
    (notice,) = chat.context.told
    assert (notice.tone, notice.text, notice.detail) == ("warn", UNSENT, "OSError: no space left")
    assert (chat.view.composer.text, chat.view.composer.ready) == ("hello", True)
    assert (chat.engine.requests, chat.view.transcript.views, chat.pane.session.exchanges) == ([], (), [])


def test_the_question_that_was_not_saved_is_asked_and_saved_once_there_is_room(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("Bearing at 83 degrees.")
    chat.view.dropped.emit(path)
    until(lambda: chat.view.composer.ready)
    chat.stored.fault = OSError("no space left")
    chat.type("How hot?")
    chat.press(Qt.Key.Key_Return)
    until(lambda: bool(chat.context.told))
    assert [chip.name for chip in chat.view.attachments.chips] == ["log.txt"]
    chat.stored.fault = None
    chat.press(Qt.Key.Key_Return)
    until(lambda: len(chat.engine.requests) == 1)
    assert [turn.text for turn in chat.stored.said] == ["How hot?"]
    assert "83 degrees" in chat.engine.requests[0].turns[-1].text


def test_sent_once_more_without_room_it_is_answered_in_the_window_only(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.stored.fault = OSError("no space left")
    chat.type("two")
    chat.press(Qt.Key.Key_Return)
    until(lambda: chat.view.composer.text == "two")
    chat.press(Qt.Key.Key_Return)
    until(lambda: len(chat.engine.requests) == 2)
    chat.stored.fault = None
    chat.stream("Second.")
    chat.finish()
    assert chat.painted == "Second."
    assert [notice.text for notice in chat.context.told] == [UNSENT, UNSAVED]
    chat.pane.close()
    assert chat.stored.said == [SavedTurn("user", "one"), SavedTurn("assistant", "First.")]


def test_after_a_good_save_a_bad_one_is_told_again(chat: Chat) -> None:
    chat.send("one")
    through: list[int] = []
    for number, fault in enumerate((OSError("full"), None, OSError("full again")), 1):
        chat.stored.fault = fault
        chat.pane._answering.save(Save("Text.", partial=True))
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


def test_a_chat_that_could_not_be_saved_hands_its_words_over_when_it_is_left(chat: Chat) -> None:
    chat.type("an older thought")
    chat.pane.hidden()
    chat.settle_history()
    assert chat.stored.draft().text == "an older thought"
    chat.view.composer.put("one")
    chat.stored.fault = OSError("no space left")
    chat.press(Qt.Key.Key_Return)
    until(lambda: bool(chat.context.told))
    chat.press(Qt.Key.Key_Return)
    until(lambda: len(chat.engine.requests) == 1)
    chat.stream("First.")
    chat.finish()
    chat.type("newer words")
    chat.pane.new_chat()
    until(lambda: chat.view.composer.ready and not chat.pane.session.exchanges)
    left = chat.context.told[-1]
    assert (left.text, left.tone) == (LEFT, "warn")
    assert left.detail == "You: one\n\nAnswer: First."
    assert chat.view.composer.text == "newer words", "nothing older is put before them"
    told = len(chat.context.told)
    chat.pane.new_chat()
    assert len(chat.context.told) == told, "it is said once"


def test_what_was_typed_last_comes_back_though_history_did_not_take_it(chat: Chat) -> None:
    chat.answered("one", "First.")
    conversation = chat.stored
    chat.type("older")
    chat.pane.hidden()
    chat.settle_history()
    conversation.fault = OSError("no space left")
    chat.view.composer.put("newer")
    chat.pane.new_chat()
    until(lambda: chat.view.composer.ready and not chat.pane.session.exchanges)
    assert chat.view.composer.text == ""
    number = conversation.id
    assert number is not None
    chat.pane.open_chat(number)
    until(lambda: chat.view.composer.ready and bool(chat.pane.session.exchanges))
    assert chat.view.composer.text == "newer"
