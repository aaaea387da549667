# SPDX-License-Identifier: Apache-2.0
"""What is said of earlier questions that are not read: how many, and whether a person chose so."""

import pytest

from edgeassist.panes.chat.exchange import Exchange, Status, unread_lines
from edgeassist.panes.chat.ledger import ledger_of
from edgeassist.panes.chat.reading import Held, Older
from edgeassist.panes.chat.session import ChatSession, Wish
from tests.unit.test_chat_session import talked

UNREAD = "not read: of the room of 1,384, 128 stay free for the answer, and the rest is too little for all"
NEXT = f"The next question is {UNREAD.replace('1,384', '384')}"


@pytest.fixture
def session() -> ChatSession:
    return ChatSession()


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (Status.THINKING, "Thinking…"),
        (Status.FAILED, "Not finished"),
        (Status.READY, f"The first 2 questions are {UNREAD}"),
        (Status.STOPPED, f"Stopped · The first 2 questions are {UNREAD}"),
    ],
)
def test_what_was_not_read_is_said_below_the_answer(status: Status, line: str) -> None:
    assert Exchange("q", status=status, unread=2, held=Held(1384, 128)).remark == line
    assert Exchange("q", unread=1, held=Held(1384, 128)).remark == f"The first question is {UNREAD}"
    assert Exchange("q", unread=2).remark == "The first 2 questions are not read"
    assert Exchange("q", held=Held(384, 128)).remark == ""


def test_what_is_said_before_and_after_names_the_room_that_the_meter_shows(session: ChatSession) -> None:
    session.fit_to(384)
    talked(session, 5)
    before = ledger_of(session.reading(Wish("and now?")), (), lambda _text: None, 384, session.most_tokens)
    session.ask("and now?")
    asking = session.exchanges[-1]
    assert asking.unread > 0
    assert asking.held == Held(before.context_tokens, before.room_tokens) == Held(384, 128)
    assert before.unread == tuple(unread_lines(asking.unread, asking.held))
    assert before.total_tokens <= 384 - 128


def _dropped(session: ChatSession, count: int, *, context: int) -> Exchange:
    """Return what asking after `count` questions were left out says, by a model that reads `context` tokens."""
    session.fit_to(4096)
    talked(session, 5)
    session.older = Older(dropped=count)
    session.fit_to(context)
    session.ask("and now?")
    return session.exchanges[-1]


@pytest.mark.parametrize(
    ("count", "line"),
    [
        (1, "An earlier question is left out, as you chose"),
        (2, "2 earlier questions are left out, as you chose"),
    ],
)
def test_what_a_person_left_out_has_that_reason_and_no_figures(session: ChatSession, count: int, line: str) -> None:
    asking = _dropped(session, count, context=32_768)
    asking.status = Status.READY
    assert (asking.unread, asking.dropped, asking.remark) == (0, count, line)
    before = ledger_of(session.reading(Wish("x")), (), lambda _text: None, 32_768, session.most_tokens)
    assert before.unread == (line,)
    assert session.marks(session.reading(Wish("x")))[: count + 1] == ["Not read any more"] * count + [""]


def test_what_was_left_out_and_what_has_no_room_are_told_apart(session: ChatSession) -> None:
    asking = _dropped(session, 2, context=384)
    asking.status = Status.READY
    assert asking.dropped == 2
    chosen, no_room = asking.remark.split(" · ")
    assert chosen == "2 earlier questions are left out, as you chose"
    assert (asking.unread, no_room) == (1, NEXT)
    assert unread_lines(3, Held(384, 128), 1)[1] == NEXT.replace("question is", "3 questions are")
    assert session.marks(session.reading(Wish("x", after=5))).count("Not read any more") == 2 + asking.unread
