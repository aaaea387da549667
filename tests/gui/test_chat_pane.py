# SPDX-License-Identifier: Apache-2.0
"""A conversation in the chat pane: ask, read, stop, fail, try again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from edgeassist.api import SavedTurn
from edgeassist.panes.chat.spec import SPEC
from edgeassist.testing import FakeContext
from tests.gui.chatting import Chat, Show, opened
from tests.gui.conftest import settle, until


@pytest.fixture
def chat(context: FakeContext, shown: Show) -> Iterator[Chat]:
    with opened(context, shown) as made:
        yield made


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
    assert chat.last.cost.text() == "began after 0.18 s, took 4.94 s"
    assert chat.last.cost.toolTip() == "118 tokens (words or pieces of words), 24.6 tokens/s"


def test_escape_keeps_what_was_painted(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Hel")
    chat.press(Qt.Key.Key_Escape)
    until(lambda: not chat.pane.session.busy)
    assert chat.painted == "Hel"
    assert chat.status == "Stopped"
    assert chat.engine.cancelled == [1]
    until(lambda: chat.stored.said[-1] == SavedTurn("assistant", "Hel", partial=True))


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
    assert chat.stored.calls[-1] == "regenerate"


def test_the_advice_of_a_failure_goes_with_the_next_question_and_the_reason_stays(chat: Chat) -> None:
    chat.send("hello")
    chat.engine.fail(message="The engine was killed.")
    until(lambda: chat.last.failure is not None)
    failed = chat.last
    assert failed.failure is not None
    assert failed.failure.accessibleDescription() == "Try again."
    chat.send("hello again")
    assert chat.last is not failed
    assert failed.failure is not None
    assert (failed.failure.text, failed.failure.accessibleDescription()) == ("The engine was killed.", "")
    assert failed.failure.buttons == ()


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


def test_trying_again_asks_the_same_and_keeps_the_old_answer_beside_the_new(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Bad.")
    chat.finish()
    chat.last.again.click()
    until(lambda: len(chat.engine.requests) == 2)
    assert chat.engine.requests[0] == chat.engine.requests[1]
    assert chat.stored.said == [SavedTurn("user", "hello"), SavedTurn("assistant", "Bad.")]
    chat.stream("Better.")
    chat.finish()
    assert chat.painted == "Better."
    until(lambda: chat.last.versions.line.text() == "2 of 2")
    chat.last.versions.before.click()
    until(lambda: chat.last.exchange.answer == "Bad.")
    assert chat.stored.said[-1] == SavedTurn("assistant", "Bad.")


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
    assert chat.view.composer.remark.text().endswith("too long for this model")


def test_the_spec_declares_without_qt_and_builds_the_pane(context: FakeContext, shown: Show) -> None:
    assert (SPEC.id, SPEC.needs) == ("chat", frozenset({"model"}))
    pane = SPEC.build(context)
    shown(pane.widget)
    pane.hidden()
    pane.close()
