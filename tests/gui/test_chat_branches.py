# SPDX-License-Identifier: Apache-2.0
"""Versions of questions and answers, going on with an answer, reasoning, models and hits of the search."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from edgeassist.api import Handoff, ModelView, SavedTurn
from edgeassist.history.manner import Manner
from edgeassist.testing import FakeContext, FakeHistory
from edgeassist.wire import Done, Turn
from tests.gui.chatting import Chat, Show, opened
from tests.gui.conftest import settle, until


@pytest.fixture
def chat(context: FakeContext, shown: Show) -> Iterator[Chat]:
    with opened(context, shown) as made:
        yield made


def test_an_edited_question_branches_and_both_branches_can_be_turned_to(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.answered("two", "Second.")
    first = chat.view.transcript.views[0]
    first.edit.click()
    assert first.editor is not None
    QTest.keyClicks(first.editor.input, " more")
    QTest.keyClick(first.editor.input, Qt.Key.Key_Return)
    until(lambda: len(chat.engine.requests) == 3)
    assert chat.engine.requests[2].turns == (Turn("user", "one more"),)
    chat.stream("Third.")
    chat.finish()
    until(lambda: chat.last.question_versions.line.text() == "2 of 2")
    assert [turn.text for turn in chat.stored.said] == ["one more", "Third."]
    chat.last.question_versions.before.click()
    until(lambda: len(chat.view.transcript.views) == 2)
    assert [said.answer for said in chat.pane.session.exchanges] == ["First.", "Second."]


def test_escape_leaves_an_edited_question_as_it_was(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.last.edit.click()
    assert chat.last.editor is not None
    QTest.keyClick(chat.last.editor.input, Qt.Key.Key_Escape)
    assert not chat.last.edit.isHidden()
    assert not chat.last.question.isHidden()
    assert len(chat.engine.requests) == 1


def test_an_answer_that_was_cut_off_goes_on_in_itself(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("Half an ")
    chat.engine.say(Done(job=1, reason="length"))
    until(lambda: not chat.pane.session.busy)
    assert chat.last.go_on.isVisible()
    chat.last.go_on.click()
    until(lambda: len(chat.engine.requests) == 2)
    assert chat.engine.requests[1].turns[-1] == Turn("assistant", "Half an ")
    chat.stream("answer.")
    chat.finish()
    assert chat.painted == "Half an answer."
    assert not chat.last.go_on.isVisible()
    until(lambda: chat.stored.said[-1] == SavedTurn("assistant", "Half an answer."))
    assert len(chat.stored.said) == 2


def test_another_answer_that_never_came_leaves_the_one_before(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.last.again.click()
    until(lambda: len(chat.engine.requests) == 2)
    chat.press(Qt.Key.Key_Escape)
    until(lambda: not chat.pane.session.busy and chat.last.exchange.answer == "First.")
    assert chat.stored.said[-1] == SavedTurn("assistant", "First.")


def test_reasoning_is_folded_counted_and_kept(chat: Chat) -> None:
    chat.send("hello")
    chat.stream("<think>a b")
    assert (chat.painted, chat.last.body.thought.text) == ("", "a b")
    chat.stream(" c</think>\n\nYes.")
    chat.finish()
    assert chat.painted == "Yes."
    assert not chat.last.body.thought.unfolded
    assert chat.last.body.thought.toggle.text() == "▸ Thought for 3 words"
    until(lambda: chat.stored.said[-1].text == "<think>a b c</think>\n\nYes.")
    chat.send("and now?")
    assert chat.engine.requests[1].turns[1] == Turn("assistant", "Yes.")


def test_an_answer_of_another_model_says_so_and_the_chat_offers_its_own(chat: Chat) -> None:
    chat.answered("one", "First.")
    until(lambda: "manner" in chat.stored.calls)
    old = chat.context.model
    assert old is not None
    chat.context.model, chat.context.others = ModelView("big", "Big 7B", 8192), (old,)
    chat.pane.model_changed()
    assert chat.status == f"Answered by {old.name}"
    assert chat.view._bar is not None
    use, stay = chat.view._bar.buttons
    assert (use.text(), stay.text()) == (f"Use {old.name}", "Stay with Big 7B")
    use.click()
    assert chat.context.used == ["qwen"]
    stay.click()
    until(lambda: chat.view._bar is None)
    chat.settle_history()
    assert chat.stored.manner().model == "big"


def test_asking_on_answers_what_the_bar_about_another_model_offers(chat: Chat) -> None:
    chat.answered("one", "First.")
    until(lambda: "manner" in chat.stored.calls)
    old = chat.context.model
    assert old is not None
    chat.context.model, chat.context.others = ModelView("big", "Big 7B", 8192), (old,)
    chat.pane.model_changed()
    assert chat.view._bar is not None
    chat.answered("two", "Second.")
    until(lambda: chat.view._bar is None)
    assert chat.stored.manner().model == old.id, "what the chat was set to is changed by its buttons alone"


def test_a_chat_keeps_its_role_and_parameters(chat: Chat) -> None:
    chat.pane._manner_chosen(Manner("", "You are terse.", {"temperature": 0.1}))
    chat.answered("one", "First.")
    request = chat.engine.requests[0]
    assert request.turns[0] == Turn("system", "You are terse.")
    assert request.sampling.temperature == 0.1
    assert chat.stored.manner() == Manner("qwen", "You are terse.", {"temperature": 0.1})
    chat.view.new_chat.click()
    until(lambda: chat.view.composer.ready)
    assert chat.pane.session.manner == Manner()


def test_a_hit_is_opened_brought_into_sight_and_marked(context: FakeContext, shown: Show) -> None:
    said = [SavedTurn(role, f"{role} {at} " * 20) for at in range(40) for role in ("user", "assistant")]
    context.history = FakeHistory(said)
    with opened(context, shown) as chat:
        stored = chat.pane.session.exchanges[3].answered
        assert stored is not None
        assert chat.stored.id is not None
        chat.pane.open_chat(chat.stored.id, stored.id)
        until(lambda: any(view.property("found") == "true" for view in chat.view.transcript.views))
        settle()
        found = next(view for view in chat.view.transcript.views if view.property("found") == "true")
        assert found.exchange.question.startswith("user 3 ")
        until(lambda: not found.visibleRegion().isEmpty())


def test_text_from_another_pane_becomes_the_draft_and_answers_go_to_others(chat: Chat) -> None:
    chat.pane.take(Handoff("A summary.", "chat"))
    assert chat.view.composer.text == "A summary."
    chat.view.composer.put("")
    chat.context.served = frozenset({"translate", "summarize"})
    chat.answered("one", "First.")
    chat.last.translate.click()
    chat.last.sum_up.click()
    assert chat.context.handed == [
        Handoff("First.", "translate", "Chat: one"),
        Handoff("You: one\n\nAnswer: First.", "summarize", "Chat: one"),
    ]


def test_a_draft_stays_with_its_chat(chat: Chat) -> None:
    chat.answered("one", "First.")
    number = chat.stored.id
    assert number is not None
    chat.type("half a thought")
    chat.view.new_chat.click()
    until(lambda: chat.view.composer.ready)
    assert chat.view.composer.text == ""
    chat.pane.open_chat(number)
    until(lambda: chat.view.composer.text == "half a thought")
    chat.pane.close()
    assert chat.context.history.open(number).draft().text == "half a thought"


def test_under_900_pixels_the_list_is_behind_a_button(chat: Chat) -> None:
    side = chat.view.side
    assert side is not None
    assert side.isVisible()
    assert not chat.view.chats.isVisible()
    chat.view.resize(700, 700)
    assert not side.isVisible()
    chat.view.chats.click()
    assert side.isVisible()
    assert not chat.view.composer.isVisible()
    QTest.keyClick(chat.view, Qt.Key.Key_Escape)
    assert not side.isVisible()
    assert chat.view.composer.isVisible()


def test_the_model_in_the_chat_is_the_starter_so_no_role_is_played(chat: Chat) -> None:
    assert chat.context.model is not None
    chat.context.model = replace(chat.context.model, small=True)
    chat.pane.model_changed()
    chat.pane._manner_chosen(Manner("", "You are terse."))
    chat.send("one")
    assert chat.engine.requests[0].turns == (Turn("user", "one"),)
