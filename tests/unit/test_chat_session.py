# SPDX-License-Identifier: Apache-2.0
"""The chat session's course, without a window."""

import pytest

from edgeassist.history.manner import Manner
from edgeassist.history.turns import Message
from edgeassist.panes.chat.exchange import Status, Version, cost_line, cost_tip, unread_lines
from edgeassist.panes.chat.reading import Held, Older
from edgeassist.panes.chat.session import MOST_COSTS, SAVE_EVERY_TOKENS, ChatSession, Save, Wish
from edgeassist.store.starter import MEASURED_WITH
from edgeassist.wire import AnyEvent, Cancelled, Delta, Done, Failed, Sampling, Started, Turn, Usage


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(clock: Clock) -> ChatSession:
    return ChatSession(clock=clock)


def stored(*said: tuple[str, str] | tuple[str, str, bool]) -> tuple[Message, ...]:
    """Return a path of messages, numbered from 1, each (role, text) or (role, text, partial)."""
    return tuple(
        Message(number, number - 1 or None, one[0], one[1], len(one) > 2, "Qwen", (), 0)
        for number, one in enumerate(said, 1)
    )


def tokens(session: ChatSession, draft: str = "") -> int:
    """Return about how many tokens would be read for `draft`."""
    return session.reading(Wish(draft)).tokens


def answer(session: ChatSession, text: str) -> Save | None:
    session.on_event(Started(prompt_tokens=1, reused_tokens=0))
    session.on_event(Delta(text=text))
    return session.on_event(Done(reason="stop"))


def test_a_question_is_asked_with_all_that_was_said_before(session: ChatSession) -> None:
    session.ask("one?")
    answer(session, "One.")
    request = session.ask("two?")
    assert request.turns == (Turn("user", "one?"), Turn("assistant", "One."), Turn("user", "two?"))


def test_it_thinks_until_the_first_word(session: ChatSession) -> None:
    seen: list[Status] = []
    session.ask("q")
    for event in (Started(prompt_tokens=3, reused_tokens=0), Delta(text="W")):
        seen.append(session.status)
        session.on_event(event)
    assert [*seen, session.status] == [Status.THINKING, Status.THINKING, Status.ANSWERING]
    assert session.busy


def test_a_done_answer_is_saved_whole(session: ChatSession) -> None:
    session.ask("q")
    assert answer(session, "All of it.") == Save("All of it.", partial=False)
    assert not session.busy


def test_a_long_answer_is_saved_every_so_many_tokens(session: ChatSession) -> None:
    session.ask("q")
    saves = [session.on_event(Delta(text="x")) for _ in range(2 * SAVE_EVERY_TOKENS)]
    assert [save for save in saves if save] == [
        Save("x" * SAVE_EVERY_TOKENS, partial=True),
        Save("x" * 2 * SAVE_EVERY_TOKENS, partial=True),
    ]


def test_a_slow_answer_is_saved_every_two_seconds(session: ChatSession, clock: Clock) -> None:
    session.ask("q")
    assert session.on_event(Delta(text="a")) is None
    clock.now_s += 1.9
    assert session.on_event(Delta(text="b")) is None
    clock.now_s += 0.1
    assert session.on_event(Delta(text="c")) == Save("abc", partial=True)
    assert session.on_event(Delta(text="d")) is None


def test_stopping_keeps_what_was_painted(session: ChatSession) -> None:
    session.ask("q")
    session.on_event(Delta(text="Hel"))
    assert session.on_event(Cancelled()) == Save("Hel", partial=True)
    assert session.exchanges[-1].answer == "Hel"
    assert session.status == "Stopped"


def test_stopping_before_the_first_word_saves_nothing(session: ChatSession) -> None:
    session.ask("q")
    assert session.on_event(Cancelled()) is None


def test_a_failure_keeps_text_and_reason(session: ChatSession) -> None:
    session.ask("q")
    session.on_event(Delta(text="Hel"))
    failed = Failed(code="killed", message="The engine died.")
    assert session.on_event(failed) == Save("Hel", partial=True)
    assert session.exchanges[-1].failure == failed
    assert session.status is Status.FAILED


@pytest.mark.parametrize(("reason", "status"), [("length", Status.CUT), ("context", Status.FULL)])
def test_an_answer_cut_by_a_limit_says_so_and_is_partial(session: ChatSession, reason: str, status: Status) -> None:
    session.ask("q")
    session.on_event(Delta(text="Hel"))
    assert session.on_event(Done(reason=reason)) == Save("Hel", partial=True)  # type: ignore[arg-type]  # parametrized
    assert session.status is status


def test_trying_again_asks_the_same_without_the_old_answer(session: ChatSession) -> None:
    first = session.ask("q")
    answer(session, "Bad.")
    assert session.again() == first
    assert session.exchanges[-1].answer == ""
    assert len(session.exchanges) == 1


def test_events_after_the_end_change_nothing(session: ChatSession) -> None:
    session.ask("q")
    answer(session, "A.")
    assert session.on_event(Delta(text="late")) is None
    assert session.exchanges[-1].answer == "A."


@pytest.mark.parametrize(
    "end", [Cancelled(), Failed(code="context-too-small", message="Too long."), Done(reason="stop")]
)
def test_a_question_that_got_no_answer_is_never_read_again(session: ChatSession, end: AnyEvent) -> None:
    session.ask("one")
    answer(session, "One.")
    session.ask("far too long " * 1000)
    session.on_event(end)
    assert tokens(session) < 100
    assert session.ask("two").turns == (Turn("user", "one"), Turn("assistant", "One."), Turn("user", "two"))


def test_a_stored_question_without_an_answer_is_not_read_with_the_next(session: ChatSession) -> None:
    session.open(stored(("user", "far too long"), ("user", "q"), ("assistant", "a")))
    assert session.ask("two").turns == (Turn("user", "q"), Turn("assistant", "a"), Turn("user", "two"))


def test_a_question_that_was_only_refused_can_be_asked_once_more(session: ChatSession) -> None:
    first = session.ask("q")
    session.on_event(Failed(code="context-too-small", message="Too long."))
    assert session.exchanges[-1].too_long
    assert session.again() == first


@pytest.mark.parametrize("steady", [False, True])
@pytest.mark.parametrize("before", [False, True])
def test_what_helps_against_a_refusal_depends_on_what_was_read(
    session: ChatSession, *, steady: bool, before: bool
) -> None:
    session.steady = steady
    if before:
        session.ask("one?")
        answer(session, "One.")
    session.ask("far too long")
    session.on_event(Failed(code="context-too-small", message="Too long.", hint="`--context N`"))
    refused = session.exchanges[-1]
    assert refused.alone is not before
    assert refused.hint.startswith("Start a new chat" if before else "Shorten your question.")
    assert ("enlarge its context" in refused.hint) is not steady
    assert "--context" not in refused.hint


def test_a_stored_question_without_an_answer_says_what_may_be_the_reason(session: ChatSession) -> None:
    session.open(stored(("user", "x" * 3000), ("user", "q")))
    assert [said.remark for said in session.exchanges] == ["Not answered", "Not answered"]
    session.fit_to(384)
    assert [said.status for said in session.exchanges] == [Status.UNREADABLE, Status.UNANSWERED]
    session.fit_to(4096)
    assert [said.status for said in session.exchanges] == [Status.UNANSWERED, Status.UNANSWERED]
    session.again()
    session.fit_to(384)
    assert session.status is Status.THINKING


def test_any_other_failure_keeps_its_own_hint(session: ChatSession) -> None:
    session.ask("q")
    assert session.exchanges[-1].hint == ""
    session.on_event(Failed(code="killed", message="It died.", hint="Try again."))
    assert session.exchanges[-1].hint == "Try again."


def test_an_answer_begins_with_its_first_word(session: ChatSession) -> None:
    session.ask("q")
    for text in ("\n", " \n", "  One", " two.", "\n"):
        session.on_event(Delta(text=text))
    assert session.on_event(Done(reason="stop")) == Save("One two.\n", partial=False)


def test_blanks_are_not_yet_an_answer(session: ChatSession) -> None:
    session.ask("q")
    session.on_event(Delta(text="\n\n"))
    assert session.status is Status.THINKING
    assert session.on_event(Cancelled()) is None


def test_a_stored_conversation_comes_back(session: ChatSession) -> None:
    session.open(stored(("user", "q1"), ("assistant", "a1"), ("user", "q2"), ("assistant", "a2", True)))
    assert [said.answer for said in session.exchanges] == ["a1", "a2"]
    assert [said.status for said in session.exchanges] == [Status.READY, Status.STOPPED]
    assert not session.busy


def test_no_text_is_ever_dropped_from_a_request(session: ChatSession) -> None:
    for number in range(50):
        session.ask(f"question {number} " + "long " * 500)
        answer(session, f"answer {number} " + "long " * 500)
    turns = session.ask("last").turns
    assert len(turns) == 101
    assert tokens(session) > 60_000


def talked(session: ChatSession, count: int) -> None:
    """Have so many exchanges of about 200 characters, so 83 tokens, each."""
    for number in range(count):
        session.ask(f"question {number} ".ljust(100, "q"))
        answer(session, f"answer {number} ".ljust(100, "a"))


@pytest.mark.parametrize(
    ("context", "room"), [(0, 0), (384, 256), (512, 342), (1024, 683), (1025, 0), (4096, 0), (131_072, 0)]
)
def test_only_a_small_context_makes_it_forget_and_keeps_room_for_the_answer(
    session: ChatSession, context: int, room: int
) -> None:
    session.fit_to(context)
    assert session.room_tokens == room


def test_a_small_model_forgets_the_first_questions_and_says_how_many(session: ChatSession) -> None:
    session.fit_to(384)
    talked(session, 2)
    assert session.exchanges[-1].unread == 0
    talked(session, 3)
    assert session.reading(Wish("and now?")).gone == 3
    assert tokens(session, "and now?") <= 256
    read = [turn.text.rstrip("qa ") for turn in session.ask("and now?").turns]
    assert read == ["question 1", "answer 1", "question 2", "answer 2", "and now?"]
    assert session.exchanges[-1].unread == 3
    answer(session, "Yes.")
    assert session.exchanges[-1].remark == unread_lines(3, Held(384, 128))[0]
    assert len(session.exchanges) == 6


def measured(session: ChatSession, text: str, read_tokens: int) -> None:
    """Answer, and say how many tokens were read for it."""
    session.on_event(Delta(text=text))
    session.on_event(Done(reason="stop", usage=Usage(prompt_tokens=read_tokens, answer_tokens=9)))


def test_what_the_model_counted_makes_room_for_more_of_the_chat(session: ChatSession) -> None:
    session.fit_to(384)
    talked(session, 5)
    careful = session.reading(Wish("and now?"))
    session.ask("and now?")
    measured(session, "Yes.", careful.tokens // 2)
    assert session.thrift == pytest.approx(0.575, rel=0.05)
    thrifty = session.reading(Wish("and then?"))
    assert (careful.gone, thrifty.gone) == (3, 1)
    assert len(thrifty.turns) > len(careful.turns)
    assert thrifty.tokens <= 256


def test_what_misled_is_not_trusted_any_more(session: ChatSession) -> None:
    session.fit_to(384)
    talked(session, 5)
    session.thrift = 0.4
    trusted = session.reading(Wish("and now?")).gone
    assert session.doubt()
    assert session.reading(Wish("and now?")).gone > trusted
    assert not session.doubt()


@pytest.mark.parametrize("context", [384, 4096])
def test_an_estimate_that_was_too_low_or_another_model_is_met_with_care(session: ChatSession, context: int) -> None:
    session.fit_to(context)
    session.ask("one?")
    measured(session, "One.", 5)
    assert (session.thrift < 1.0) == (context == 384)
    session.fit_to(512)
    assert session.thrift == 1.0
    session.ask("two?")
    measured(session, "Two.", 500)
    assert session.thrift == 1.0


def test_what_is_left_out_is_whole_exchanges_from_the_beginning(session: ChatSession) -> None:
    session.fit_to(512)
    talked(session, 8)
    turns = session.ask("last?").turns
    assert [turn.role for turn in turns] == ["user", "assistant"] * (len(turns) // 2) + ["user"]
    assert turns[-2].text.startswith("answer 7")
    assert session.reading(Wish("x" * 5000)).gone == 8


def test_a_question_that_alone_is_too_long_is_sent_whole_for_the_worker_to_refuse(session: ChatSession) -> None:
    session.fit_to(384)
    talked(session, 2)
    assert session.ask("long " * 1000).turns == (Turn("user", "long " * 1000),)
    assert session.exchanges[-1].unread == 2


def test_a_steady_model_takes_the_likeliest_words_but_not_when_asked_again(session: ChatSession) -> None:
    assert session.ask("q").sampling == Sampling()
    session.steady = True
    assert session.ask("q").sampling == MEASURED_WITH
    assert session.again().sampling == Sampling()


def test_a_bigger_model_reads_all_of_it_again(session: ChatSession) -> None:
    session.fit_to(384)
    talked(session, 5)
    session.fit_to(4096)
    assert len(session.ask("and now?").turns) == 11
    assert session.exchanges[-1].unread == 0


def test_closing_in_mid_answer_gives_what_to_save(session: ChatSession) -> None:
    assert session.interrupt() is None
    session.ask("q")
    session.on_event(Delta(text="Hel"))
    assert session.interrupt() == Save("Hel", partial=True)
    assert not session.busy


def test_the_transcript_is_plain_text(session: ChatSession) -> None:
    session.ask("q")
    answer(session, "a")
    assert session.transcript() == "You: q\n\nAnswer: a"


@pytest.mark.parametrize(
    ("usage", "line", "tip"),
    [
        (
            Usage(answer_tokens=118, answer_ms=4756, first_token_ms=180),
            "began after 0.18 s, took 4.94 s",
            "118 tokens (words or pieces of words), 24.6 tokens/s",
        ),
        (Usage(answer_tokens=118, answer_ms=4756), "4.76 s", "118 tokens (words or pieces of words), 24.6 tokens/s"),
        (Usage(answer_tokens=1, first_token_ms=90), "0.09 s", "1 token (a word or a piece of one)"),
        (Usage(answer_tokens=1), "1 token", "1 token (a word or a piece of one)"),
    ],
)
def test_the_cost_is_one_line_of_time_and_a_tip_of_tokens(usage: Usage, line: str, tip: str) -> None:
    assert (cost_line(usage), cost_tip(usage)) == (line, tip)


def test_an_edited_question_takes_the_place_of_all_that_followed(session: ChatSession) -> None:
    talked(session, 3)
    session.older = Older("In short.", 2)
    turns = session.edit(1, "another").turns
    assert [turn.text[:10] for turn in turns] == ["question 0", "answer 0 a", "another"]
    assert session.older == Older()


def test_going_on_ends_with_the_answer_so_far_and_adds_only_what_is_new(session: ChatSession) -> None:
    session.ask("q")
    session.on_event(Delta(text="<think>hm</think>The pump was checked"))
    session.on_event(Done(reason="length"))
    assert session.exchanges[-1].can_go_on
    assert session.go_on().turns == (Turn("user", "q"), Turn("assistant", "The pump was checked"))
    session.on_event(Delta(text="pump was checked on Monday."))
    assert session.on_event(Done(reason="stop")) == Save(
        "<think>hm</think>The pump was checked on Monday.", partial=False
    )


def test_reasoning_is_kept_but_never_read_again(session: ChatSession) -> None:
    session.ask("q")
    assert answer(session, "<think>secret</think>\n\nYes.") == Save("<think>secret</think>\n\nYes.", partial=False)
    assert session.ask("and now?").turns[1] == Turn("assistant", "Yes.")
    assert "secret" not in session.transcript()


def test_an_answer_that_is_only_reasoning_says_so_and_is_not_read(session: ChatSession) -> None:
    session.ask("q")
    session.on_event(Delta(text="<think>hm"))
    session.on_event(Cancelled())
    assert session.exchanges[-1].remark == "Stopped · It ended while thinking, before it answered"
    assert not session.exchanges[-1].can_go_on
    assert len(session.ask("again?").turns) == 1


def test_a_role_is_played_and_parameters_count_but_not_by_the_starter(session: ChatSession) -> None:
    session.manner = Manner("m", "You are terse.", {"temperature": 0, "max_tokens": 40, "top_k": "many"})
    request = session.ask("q")
    assert request.turns[0] == Turn("system", "You are terse.")
    assert (request.sampling, request.max_tokens) == (Sampling(temperature=0), 40)
    session.on_event(Done(reason="stop"))
    session.steady = True
    assert [turn.role for turn in session.ask("q").turns] == ["user"]


def test_what_was_summed_up_is_read_as_its_summary_and_what_was_dropped_not_at_all(session: ChatSession) -> None:
    talked(session, 4)
    session.older = Older("They met.", 2, 3)
    reading = session.reading(Wish("and now?"))
    assert [turn.role for turn in reading.turns] == ["user", "assistant", "user"]
    fence = next(line for line in reading.turns[0].text.split("\n") if line.startswith("=== "))
    assert reading.turns[0].text.split(fence)[2:4] == ["\nThey met.\n", f"\n\n{session.exchanges[3].question}"]
    assert (reading.gone, reading.dropped) == (0, 1)
    assert session.marks(reading) == ["Read as part of the summary"] * 2 + ["Not read any more", ""]


def test_stored_versions_are_known_by_their_numbers(session: ChatSession) -> None:
    session.ask("q")
    answer(session, "a")
    session.adopt(stored(("user", "q"), ("assistant", "a")))
    assert (session.exchanges[0].asked, session.exchanges[0].answered) == (Version(1), Version(2))


def test_only_the_newest_answers_are_known_by_their_cost(session: ChatSession) -> None:
    session.costs = {-number: Usage(answer_tokens=1) for number in range(1, MOST_COSTS + 1)}
    session.ask("q")
    session.on_event(Delta(text="a"))
    session.on_event(Done(reason="stop", usage=Usage(answer_tokens=7)))
    for _ in range(2):
        session.adopt(stored(("user", "q"), ("assistant", "a")))
        assert len(session.costs) == MOST_COSTS
        assert [*session.costs][-2:] == [-MOST_COSTS, 2]
        assert -1 not in session.costs
