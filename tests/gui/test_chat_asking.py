# SPDX-License-Identifier: Apache-2.0
"""Nothing typed is lost on its way to the model: weighed, refused, not stored, left behind while it is counted."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from edgeassist.api import Listener, ModelView, SavedTurn
from edgeassist.panes.chat.asking import NO_ROOM
from edgeassist.panes.chat.exchange import Status
from edgeassist.panes.chat.widget import UNSENT, UNTAKEN, ChatPane
from edgeassist.testing import FakeContext, FakeEngine, FakeHistory
from edgeassist.wire import Count, Counted, Delta, Done
from tests.gui.chatting import Chat, Show, opened
from tests.gui.conftest import settle, until

NEAR = "word " * 700
"""So long that its estimate is too near to the limit of the model: it is counted first."""


class SlowEngine(FakeEngine):
    """An engine that counts only when the test lets it."""

    held: list[tuple[int, Count, Listener]]

    def count(self, request: Count, listener: Listener) -> int:
        """Keep the request until `let_count`."""
        self._jobs += 1
        held: list[tuple[int, Count, Listener]] = vars(self).setdefault("held", [])
        held.append((self._jobs, request, listener))
        return self._jobs

    def let_count(self, *, tokens: int = 10) -> None:
        """Answer every count that waits."""
        held = vars(self).get("held", [])
        while held:
            job, _request, listener = held.pop()
            listener(Counted(job=job, tokens=tokens))
            listener(Done(job=job, reason="counted"))
        settle()


class Gate:
    """Holds the history thread until the test lets it go on."""

    def __init__(self, chat: Chat) -> None:
        self._open = threading.Event()
        chat.pane._storing.do(self._open.wait)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def engine() -> SlowEngine:
    return SlowEngine()


@pytest.fixture
def chat(context: FakeContext, engine: SlowEngine, shown: Show) -> Iterator[Chat]:
    context.model, context.engine = ModelView("m", "M", 2000, context_trained_tokens=8000), engine
    with opened(context, shown) as made:
        yield made


@pytest.fixture
def talk(context: FakeContext, shown: Show) -> Iterator[Chat]:
    """A chat of two questions whose model counts a word as a token and reads 2,000."""
    context.model = ModelView("m", "M", 2000, context_trained_tokens=8000)
    said = [SavedTurn(role, f"{role} {at}") for at in range(2) for role in ("user", "assistant")]
    context.history = FakeHistory(said)
    with opened(context, shown) as made:
        until(lambda: len(made.view.transcript.views) == 2)
        yield made


def weigh(chat: Chat, text: str = NEAR) -> None:
    """Send a text that is counted first, and leave it there."""
    chat.view.composer.input.setPlainText(text)
    chat.press(Qt.Key.Key_Return)
    assert chat.pane._front.weighing
    assert chat.view.composer.text == ""


def test_while_a_question_is_weighed_the_pane_says_so_and_takes_no_other(chat: Chat, engine: SlowEngine) -> None:
    weigh(chat)
    assert chat.view.composer.remark.text() == "Counting what will be read…"
    assert not chat.view.composer.ready
    chat.pane.send("another")
    assert chat.view.composer.text == "another"
    engine.let_count()
    until(lambda: len(engine.requests) == 1)
    assert engine.requests[0].turns[-1].text == NEAR.strip()
    assert chat.view.composer.text == "another"


def test_what_was_typed_meanwhile_stands_behind_the_question_that_is_given_back(chat: Chat, engine: SlowEngine) -> None:
    weigh(chat)
    chat.type("and more")
    engine.let_count(tokens=9000)
    until(lambda: not chat.pane._front.weighing)
    assert chat.view.composer.text == f"{NEAR.strip()}\nand more"
    assert engine.requests == []


def test_a_question_being_weighed_stays_as_the_draft_of_its_chat_when_another_is_opened(
    chat: Chat, engine: SlowEngine
) -> None:
    weigh(chat)
    chat.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    until(lambda: chat.view.composer.ready)
    engine.let_count()
    chat.settle_history()
    assert engine.requests == []
    assert chat.view.composer.text == NEAR.strip()


def test_a_question_being_weighed_in_a_stored_chat_is_there_when_that_is_opened_again(
    chat: Chat, engine: SlowEngine
) -> None:
    chat.answered("one", "First.")
    number = chat.stored.id
    assert number is not None
    weigh(chat)
    chat.pane.new_chat()
    until(lambda: chat.view.composer.ready)
    assert chat.view.composer.text == ""
    engine.let_count()
    assert len(engine.requests) == 1
    chat.pane.open_chat(number)
    until(lambda: chat.view.composer.text == NEAR.strip())


def test_a_question_being_weighed_is_kept_as_a_draft_when_the_window_closes(chat: Chat) -> None:
    weigh(chat)
    chat.pane.close()
    assert chat.context.history.start().draft().text == NEAR.strip()


def test_the_draft_holds_the_question_that_is_being_weighed(chat: Chat) -> None:
    weigh(chat)
    chat.pane.hidden()
    chat.settle_history()
    assert chat.context.history.start().draft().text == NEAR.strip()


def test_making_room_while_a_question_is_weighed_does_not_lose_it(chat: Chat, engine: SlowEngine) -> None:
    weigh(chat)
    chat.view.room.drop_wished.emit()
    chat.view.room.cut_wished.emit()
    engine.let_count()
    until(lambda: len(engine.requests) == 1)


def test_a_model_that_left_while_counting_answers_nothing_for_the_next(chat: Chat, engine: SlowEngine) -> None:
    weigh(chat)
    assert chat.context.model is not None
    chat.context.model = replace(chat.context.model, id="other", name="Other")
    chat.pane.model_changed()
    engine.let_count(tokens=1)
    assert chat.pane._room._counter.weigh(NEAR.strip()) is None


def test_a_question_sent_before_a_conversation_is_open_is_given_back(context: FakeContext, shown: Show) -> None:
    pane = ChatPane(context)
    shown(pane.widget)
    pane._opening.open(context.history.start)
    assert pane._front.opening
    pane.send("hello")
    assert (context.engine.requests, pane.widget.composer.text) == ([], "hello")
    until(lambda: pane.widget.composer.ready)
    assert pane.widget.composer.text == "hello"
    pane.send("hello")
    until(lambda: len(context.engine.requests) == 1)
    pane.close()


def test_events_of_a_chat_that_was_left_change_nothing_in_the_next(chat: Chat, engine: SlowEngine) -> None:
    chat.send("old")
    listener = engine._listeners[max(engine._listeners)]
    arrived = chat.pane._answering._events
    assert arrived is not None
    receive = arrived._receive
    chat.pane.new_chat()
    until(lambda: chat.view.composer.ready)
    listener(Delta(text="late"))
    assert receive is not None
    for event in (Delta(text="later"), Done(reason="stop")):
        receive(event)
    assert chat.pane.session.exchanges == []
    assert not chat.pane.session.busy


@pytest.mark.parametrize("how", ["again", "go on", "edit"])
def test_what_no_longer_fits_is_not_asked_whichever_way_it_is_wished(talk: Chat, how: str) -> None:
    talk.pane.session.exchanges[-1].status = Status.CUT
    talk.pane._front.refresh()
    talk.engine.tokens = lambda _request: 9000
    talk.context.model = ModelView("m", "M", 64, context_trained_tokens=64)
    talk.pane.model_changed()
    talk.pane.session.room_tokens = 0
    wish(talk, how)
    until(lambda: not talk.pane._front.weighing)
    assert talk.engine.requests == []
    assert [notice.text for notice in talk.context.told] == [NO_ROOM]
    assert [said.answer for said in talk.pane.session.exchanges] == ["assistant 0", "assistant 1"]


def wish(chat: Chat, how: str, text: str = " in other words") -> None:
    """Wish something of the last exchange."""
    last = chat.last
    if how == "again":
        last.again.click()
    elif how == "go on":
        last.go_on.click()
    else:
        last.edit.click()
        assert last.editor is not None
        QTest.keyClicks(last.editor.input, text)
        QTest.keyClick(last.editor.input, Qt.Key.Key_Return)


def test_an_edited_question_that_does_not_fit_stays_in_its_editor(talk: Chat) -> None:
    talk.engine.tokens = lambda _request: 9000
    talk.last.edit.click()
    assert talk.last.editor is not None
    talk.last.editor.input.setPlainText(NEAR)
    talk.last.editor.send.click()
    until(lambda: bool(talk.context.told))
    assert talk.last.editor is not None
    assert talk.last.editor.input.toPlainText() == NEAR.strip()
    assert len(talk.view.transcript.views) == 2


@pytest.mark.parametrize("how", ["again", "go on", "edit"])
def test_what_cannot_be_stored_is_not_asked_and_everything_is_as_before(talk: Chat, how: str) -> None:
    talk.pane.session.exchanges[-1].status = Status.CUT
    talk.pane._front.refresh()
    talk.settle_history()
    if how == "go on":
        vars(talk.context.history.conversations[-1])["path"] = failing
    talk.stored.fault = OSError("no space left")
    wish(talk, how)
    until(lambda: bool(talk.context.told))
    assert [notice.text for notice in talk.context.told] == [UNSENT]
    assert (talk.engine.requests, talk.pane.session.busy) == ([], False)
    assert [said.answer for said in talk.pane.session.exchanges] == ["assistant 0", "assistant 1"]
    until(lambda: talk.last.answer.idle)
    assert talk.painted == "assistant 1"
    if how == "edit":
        assert talk.last.editor is not None
        assert talk.last.editor.input.toPlainText() == "user 1 in other words"


def failing() -> tuple[object, ...]:
    raise OSError("no space left")


def test_a_question_of_a_chat_that_was_left_and_could_not_be_stored_is_told_with_its_words(chat: Chat) -> None:
    gate = Gate(chat)
    chat.stored.fault = OSError("no space left")
    chat.type("important words")
    chat.press(Qt.Key.Key_Return)
    chat.pane.new_chat()
    gate.open()
    until(lambda: bool(chat.context.told))
    (notice,) = chat.context.told
    assert notice.text == UNTAKEN
    assert "important words" in notice.detail
    assert chat.engine.requests == []


def test_files_attached_while_a_question_waits_are_there_beside_those_given_back(chat: Chat, tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(name)
    chat.view.dropped.emit(tmp_path / "one.txt")
    until(lambda: chat.view.composer.ready)
    chat.stored.fault = OSError("no space left")
    gate = Gate(chat)
    chat.type("How hot?")
    chat.press(Qt.Key.Key_Return)
    chat.view.dropped.emit(tmp_path / "two.txt")
    gate.open()
    until(lambda: bool(chat.context.told))
    assert [chip.name for chip in chat.view.attachments.chips] == ["one.txt", "two.txt"]


def test_an_old_answer_is_back_at_once_and_read_when_another_never_came(talk: Chat) -> None:
    talk.last.again.click()
    until(lambda: len(talk.engine.requests) == 1)
    gate = Gate(talk)
    talk.press(Qt.Key.Key_Escape)
    until(lambda: not talk.pane.session.busy)
    assert talk.painted == "assistant 1"
    talk.type("and now?")
    talk.press(Qt.Key.Key_Return)
    gate.open()
    until(lambda: len(talk.engine.requests) == 2)
    assert [turn.text for turn in talk.engine.requests[1].turns][-2:] == ["assistant 1", "and now?"]
    talk.stream("Third.")
    talk.finish()
    until(lambda: len(talk.stored.said) == 6)
    assert [turn.text for turn in talk.stored.said][2:] == ["user 1", "assistant 1", "and now?", "Third."]


def test_another_answer_that_failed_before_a_word_leaves_the_old_one_with_the_reason(talk: Chat) -> None:
    talk.last.again.click()
    until(lambda: len(talk.engine.requests) == 1)
    talk.engine.fail(message="It died.")
    until(lambda: talk.last.failure is not None)
    until(lambda: talk.last.answer.idle)
    assert talk.painted == "assistant 1"
    assert talk.last.failure is not None
    assert talk.last.failure.text == "It died."


def test_going_on_after_another_answer_never_came_lengthens_the_old_one(talk: Chat) -> None:
    talk.last.again.click()
    until(lambda: len(talk.engine.requests) == 1)
    talk.press(Qt.Key.Key_Escape)
    until(lambda: not talk.pane.session.busy)
    talk.pane.session.exchanges[-1].status = Status.CUT
    talk.pane._front.refresh()
    talk.last.go_on.click()
    until(lambda: len(talk.engine.requests) == 2)
    talk.stream(" and more")
    talk.finish()
    until(lambda: talk.stored.said[-1].text == "assistant 1 and more")
    assert len(talk.stored.said) == 4
    assert talk.last.versions.isHidden()


def test_turning_to_another_version_does_not_wipe_what_was_asked_meanwhile(talk: Chat) -> None:
    talk.answered("three", "Third.")
    talk.last.again.click()
    until(lambda: len(talk.engine.requests) == 2)
    talk.stream("Other.")
    talk.finish()
    until(talk.last.versions.isVisible)
    gate = Gate(talk)
    talk.last.versions.before.click()
    talk.type("and now?")
    talk.press(Qt.Key.Key_Return)
    gate.open()
    until(lambda: len(talk.engine.requests) == 3)
    assert [said.question for said in talk.pane.session.exchanges][-1] == "and now?"
    assert talk.pane.session.busy


def test_one_stop_before_anything_is_stored_ends_it_here(chat: Chat) -> None:
    gate = Gate(chat)
    chat.type("hello")
    chat.press(Qt.Key.Key_Return)
    assert chat.status == "Thinking…"
    chat.press(Qt.Key.Key_Escape)
    assert (chat.pane.session.busy, chat.status) == (False, "Stopped")
    gate.open()
    chat.settle_history()
    assert chat.engine.requests == []


def test_continue_is_offered_only_for_an_answer_that_ended_early(talk: Chat) -> None:
    assert not talk.last.go_on.isVisible()
    talk.pane._asking.go_on()
    assert (talk.engine.requests, talk.pane._front.weighing) == ([], False)


def test_wishes_without_a_conversation_or_a_model_do_nothing(chat: Chat) -> None:
    chat.pane.try_again()
    chat.pane._asking.go_on()
    chat.context.model = None
    chat.pane.model_changed()
    chat.pane.send("hello")
    assert chat.view.composer.text == "hello"
    assert (chat.engine.requests, chat.view.transcript.views) == ([], ())


def test_a_sent_question_stands_in_the_chat_while_it_is_weighed(chat: Chat, engine: SlowEngine) -> None:
    weigh(chat)
    waiting = chat.view.transcript.waiting
    assert waiting is not None
    until(waiting.isVisible)
    assert waiting.bubble.accessibleDescription() == NEAR.strip()[:1500] + "…"
    assert not chat.view.transcript.title.isVisible()
    engine.let_count()
    until(lambda: len(engine.requests) == 1)
    assert chat.view.transcript.waiting is None
    assert [view.exchange.question for view in chat.view.transcript.views] == [NEAR.strip()]


@pytest.mark.parametrize("how", ["escape", "the button"])
def test_a_question_that_waits_too_long_is_taken_back_into_the_box(chat: Chat, engine: SlowEngine, how: str) -> None:
    weigh(chat)
    assert chat.view.composer.action.accessibleName() == "Stop"
    if how == "escape":
        chat.press(Qt.Key.Key_Escape)
    else:
        until(lambda: not chat.view.composer.settling.isActive())
        chat.view.composer.action.click()
    assert chat.view.composer.text == NEAR.strip()
    assert chat.view.transcript.waiting is None
    assert chat.view.transcript.title.isVisible()
    assert chat.view.composer.action.accessibleName() == "Send"
    engine.let_count()
    assert engine.requests == []
    assert chat.pane.session.exchanges == []


def test_other_words_stand_in_the_chat_while_they_are_weighed(talk: Chat) -> None:
    held = SlowEngine()
    talk.context.engine = held
    talk.last.edit.click()
    assert talk.last.editor is not None
    talk.last.editor.input.setPlainText(NEAR)
    talk.last.editor.send.click()
    assert waits(talk)
    held.let_count(tokens=9000)
    until(lambda: bool(talk.context.told))
    assert not waits(talk)
    assert talk.last.editor is not None


def waits(chat: Chat) -> bool:
    """Return whether a question stands below the rest that is not asked yet."""
    return chat.view.transcript.waiting is not None
