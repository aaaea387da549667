# SPDX-License-Identifier: Apache-2.0
"""Conversations: what was acknowledged is there, in order, letter by letter."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.api import Conversation, History
from edgeassist.history.chats import Chat, ChatGone, Chats, QuestionNotSaved
from edgeassist.history.database import HistoryUnavailable
from edgeassist.history.turns import SavedTurn
from tests.support.clocks import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock(1_000_000.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def chats(path: Path, clock: Clock) -> Iterator[Chats]:
    opened = Chats(path, clock=clock)
    yield opened
    opened.close()


def reopened(path: Path) -> tuple[SavedTurn, ...]:
    chats = Chats(path)
    try:
        return chats.latest().turns()
    finally:
        chats.close()


def test_it_is_what_panes_are_promised(chats: Chats) -> None:
    history: History = chats
    conversation: Conversation = history.start()
    assert conversation.turns() == ()


def test_a_question_and_its_answer_come_back_after_reopening(chats: Chats, path: Path) -> None:
    chat = chats.start()
    chat.add_question("Why is the sky blue?")
    chat.save_answer("Because", partial=True)
    chat.save_answer("Because of scattering.", partial=False)
    chats.close()
    assert reopened(path) == (
        SavedTurn("user", "Why is the sky blue?"),
        SavedTurn("assistant", "Because of scattering."),
    )


def test_a_cut_short_answer_is_kept_as_partial(chats: Chats, path: Path) -> None:
    chat = chats.start()
    chat.add_question("hello")
    chat.save_answer("Hel", partial=True)
    chats.close()
    assert reopened(path)[-1] == SavedTurn("assistant", "Hel", partial=True)


def test_an_answer_goes_to_the_last_question_only(chats: Chats) -> None:
    chat = chats.start()
    for number in range(3):
        chat.add_question(f"q{number}")
        chat.save_answer(f"a{number}", partial=False)
    chat.save_answer("better", partial=False)
    assert [turn.text for turn in chat.turns()] == ["q0", "a0", "q1", "a1", "q2", "better"]


def test_an_unasked_conversation_is_not_stored(chats: Chats) -> None:
    first = chats.start()
    assert first.id is None
    chats.start().add_question("kept")
    assert chats.latest().turns() == (SavedTurn("user", "kept"),)
    assert first.turns() == ()


def test_latest_is_the_one_last_touched_even_when_the_clock_was_set_back(chats: Chats, clock: Clock) -> None:
    older, newer = chats.start(), chats.start()
    older.add_question("older")
    newer.add_question("newer")
    clock.now -= 5000
    older.save_answer("touched", partial=False)
    assert chats.latest().id == older.id


def test_latest_of_nothing_is_a_new_conversation(chats: Chats) -> None:
    assert chats.latest().turns() == ()


def test_an_answer_without_a_question_is_refused(chats: Chats) -> None:
    with pytest.raises(ChatGone) as refusal:
        chats.start().save_answer("to whom?", partial=False)
    assert refusal.value.code == "chat-gone"


@pytest.fixture
def half_asked(chats: Chats, path: Path) -> Chat:
    """A conversation whose second question could not be stored."""
    chat = chats.start()
    chat.add_question("q1")
    chat.save_answer("a1", partial=False)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        chats._database._connection.execute("PRAGMA busy_timeout = 1")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryUnavailable):
            chat.add_question("q2")
    return chat


def test_the_answer_to_a_question_that_was_not_stored_overwrites_nothing(half_asked: Chat) -> None:
    with pytest.raises(QuestionNotSaved):
        half_asked.save_answer("a2", partial=False)
    assert [turn.text for turn in half_asked.turns()] == ["q1", "a1"]


def test_the_next_question_that_is_stored_can_be_answered(half_asked: Chat) -> None:
    half_asked.add_question("q3")
    half_asked.save_answer("a3", partial=False)
    assert [turn.text for turn in half_asked.turns()] == ["q1", "a1", "q3", "a3"]


def test_an_opened_conversation_lets_its_last_answer_be_replaced(chats: Chats) -> None:
    chat = chats.start()
    chat.add_question("q1")
    chat.save_answer("a1", partial=False)
    again = chats.latest()
    again.save_answer("better", partial=False)
    assert [turn.text for turn in again.turns()] == ["q1", "better"]


def test_an_answer_is_not_put_below_a_question_another_program_asked_since(chats: Chats) -> None:
    chat = chats.start()
    chat.add_question("q1")
    chats.latest().add_question("q2")
    with pytest.raises(QuestionNotSaved):
        chat.save_answer("a1", partial=False)
    assert [turn.text for turn in chat.turns()] == ["q1", "q2"]


def test_the_title_is_the_first_line_made_harmless(chats: Chats) -> None:
    chat = chats.start()
    assert chat.title == ""
    chat.add_question("  Plan \u202e a trip\nto the sea")
    chat.add_question("And then?")
    assert chat.title == "Plan \N{REPLACEMENT CHARACTER} a trip"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\x00b",
        "lone \ud800 and \udfff surrogates",
        "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER} e\u0301 \N{ZERO WIDTH NO-BREAK SPACE}",
        "x" * 1_000_000,
        "\r\n\u2028 '; DROP TABLE messages; --",
    ],
    ids=["empty", "nul", "surrogates", "joined-emoji", "a-megabyte", "line-ends"],
)
def test_any_text_comes_back_identical(chats: Chats, path: Path, text: str) -> None:
    chat = chats.start()
    chat.add_question(text)
    chat.save_answer(text, partial=False)
    chats.close()
    assert reopened(path) == (SavedTurn("user", text), SavedTurn("assistant", text))


def test_threads_share_one_conversation_without_losing_a_turn(chats: Chats) -> None:
    chat = chats.start()
    chat.add_question("first")

    def ask(name: int) -> None:
        for number in range(10):
            chat.add_question(f"{name}.{number}")

    threads = [threading.Thread(target=ask, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    texts = [turn.text for turn in chat.turns()]
    assert len(texts) == 41
    assert [text for text in texts if text.startswith("2.")] == [f"2.{number}" for number in range(10)]


def test_two_programs_may_hold_the_same_file(chats: Chats, path: Path) -> None:
    other = Chats(path)
    chats.start().add_question("from the window")
    other.start().add_question("from the command line")
    assert chats.latest().turns()[0].text == "from the command line"
    other.close()


def test_closing_twice_is_harmless(chats: Chats) -> None:
    chats.close()
    chats.close()
