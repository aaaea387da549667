# SPDX-License-Identifier: Apache-2.0
"""The sums behind the room a chat has: what is read, what fits, what must go. Each number is one a person is told."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.history.manner import Manner, Parameter
from edgeassist.history.turns import Attachment
from edgeassist.panes.chat.attaching import Paper
from edgeassist.panes.chat.exchange import Exchange, Version
from edgeassist.panes.chat.ledger import Entry, Ledger, ledger_of, next_size, to_drop
from edgeassist.panes.chat.older import older_in, to_sum, with_older
from edgeassist.panes.chat.reading import (
    ANSWER_TOKENS,
    Older,
    Part,
    Reading,
    answer_room,
    estimate,
    most_tokens,
    sampling_of,
)
from edgeassist.wire import Sampling, Turn

COSTS = st.lists(st.integers(1, 5000), max_size=12)


@pytest.mark.parametrize(
    ("ledger", "line"),
    [
        (Ledger(total_tokens=1, exact=True, context_tokens=512, room_tokens=170), "About 1 word will be read"),
        (Ledger(total_tokens=0, exact=True, context_tokens=512, room_tokens=170), "About 0 words will be read"),
        (Ledger(total_tokens=1234, context_tokens=4096, room_tokens=1024), "About 930 words will be read"),
        (
            Ledger(total_tokens=343, exact=True, context_tokens=512, room_tokens=170),
            "About 1 word too long for this model",
        ),
        (
            Ledger(total_tokens=3000, context_tokens=512, room_tokens=170),
            "Perhaps 2,000 words too long for this model",
        ),
        (Ledger(total_tokens=99_999), "About 75,000 words will be read"),
    ],
)
def test_the_ledger_says_in_one_line_what_will_be_read(ledger: Ledger, line: str) -> None:
    assert ledger.line == line


def test_a_question_fits_up_to_the_last_token_that_leaves_the_answer_its_room() -> None:
    just = Ledger(total_tokens=342, exact=True, context_tokens=512, room_tokens=170)
    assert just.fits
    assert just.part == 1.0
    assert not Ledger(total_tokens=343, exact=True, context_tokens=512, room_tokens=170).fits


def test_without_a_model_nothing_is_too_long_and_no_share_is_shown() -> None:
    ledger = ledger_of(Reading((), (Part("question", "Your question", "x" * 90_000),)), (), lambda _: None, 0, 1024)
    assert ledger.fits
    assert ledger.part == 0.0


def test_an_estimated_line_says_about_and_a_counted_one_does_not() -> None:
    assert Entry("log.pdf", 12_345).line == "log.pdf: about 12,345"
    assert Entry("log.pdf", 12_345, exact=True).line == "log.pdf: 12,345"


def reading(*parts: Part) -> Reading:
    return Reading((Turn("user", "all of it"),), parts)


QUESTION = Part("question", "Your question", "why?")
EARLIER = Part("earlier", "Earlier", "said before", turns=2)
PERSONA = Part("persona", "How to answer", "Be brief.")


def test_what_stands_between_the_parts_is_told_as_the_models_own_form() -> None:
    read = reading(PERSONA, QUESTION)
    known: dict[object, int] = {read.turns: 20, "why?": 4, "Be brief.": 6}
    ledger = ledger_of(read, (), known.get, 4096, 1024)
    assert [entry.line for entry in ledger.entries] == [
        "How to answer: 6",
        "Your question: 4",
        "The model's own form: 10",
    ]
    assert sum(entry.tokens for entry in ledger.entries) == ledger.total_tokens == 20


def test_with_earlier_questions_they_take_what_the_form_costs() -> None:
    read = reading(EARLIER, QUESTION)
    known: dict[object, int] = {read.turns: 20, "why?": 4}
    ledger = ledger_of(read, (), known.get, 4096, 1024)
    assert [entry.line for entry in ledger.entries] == ["Earlier: 16", "Your question: 4"]


def test_parts_that_add_up_to_more_than_the_whole_never_show_a_negative_line() -> None:
    read = reading(EARLIER, QUESTION)
    known: dict[object, int] = {read.turns: 3, "why?": 4}
    ledger = ledger_of(read, (), known.get, 4096, 1024)
    assert [entry.tokens for entry in ledger.entries] == [0, 4]
    assert ledger.total_tokens == 3
    alone = reading(QUESTION)
    counted: dict[object, int] = {alone.turns: 3, "why?": 4}
    entries = ledger_of(alone, (), counted.get, 4096, 1024).entries
    assert [entry.title for entry in entries] == ["Your question"]


def test_as_long_as_one_part_is_only_estimated_no_line_takes_the_rest() -> None:
    read = reading(PERSONA, EARLIER, QUESTION)
    known: dict[object, int] = {read.turns: 50, "why?": 4}
    ledger = ledger_of(read, (), known.get, 4096, 1024)
    assert ledger.exact
    assert [entry.exact for entry in ledger.entries] == [False, False, True]


def test_the_list_ends_with_everything_that_is_not_read() -> None:
    cut = Paper(Attachment(name="log.pdf"), "x" * 100).cut_to(25)
    broken = Paper(Attachment(name="scan.pdf"), trouble="It has no text.")
    read = Reading((), (QUESTION,), gone=2)
    lines = ledger_of(read, (cut, broken), lambda _: None, 4096, 1024).details.splitlines()
    assert lines[-2:] == [
        "Not read: the rest of log.pdf (the first 25 % fits).",
        "Not read: scan.pdf. It has no text.",
    ]
    assert "The model reads 4,096 tokens at once." in lines
    assert "2" in lines[-3]


@given(st.integers(1, 200_000), st.integers(0, 200_000), st.integers(0, 400_000))
def test_an_offered_context_is_larger_never_more_than_trained_and_no_larger_than_needed(
    now: int, trained: int, need: int
) -> None:
    size = next_size(now, trained, need)
    if now >= trained:
        assert size == 0
        return
    assert now < size <= trained
    if size > 2 * now:
        assert need > size // 2 - answer_room(size // 2)


@given(COSTS, st.integers(-100, 20_000))
def test_dropping_takes_just_enough_from_the_front(costs: list[int], over: int) -> None:
    count = to_drop(costs, over)
    assert 0 <= count <= len(costs)
    assert sum(costs[:count]) >= over or count == len(costs)
    if count > 1:
        assert sum(costs[: count - 1]) < over


@given(COSTS, st.integers(1, 20_000))
def test_summing_up_always_takes_something_and_leaves_at_most_half_the_room(costs: list[int], limit: int) -> None:
    count = to_sum(costs, limit)
    assert (count > 0) == bool(costs)
    assert count <= len(costs)
    if len(costs) > 1 and count < len(costs) - 1:
        assert 2 * sum(costs[count:]) <= limit
        assert 2 * sum(costs[count - 1 :]) > limit


@pytest.mark.parametrize(
    ("context", "most", "room"),
    [(0, 1024, 0), (300, 1024, 100), (512, 1024, 170), (1024, 1024, 341), (1025, 1024, 256), (8192, 160, 160)],
)
def test_an_answer_keeps_its_room(context: int, most: int, room: int) -> None:
    assert answer_room(context, most) == room


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("a", 1),
        ("abc", 1),
        ("abcd", 2),
        ("naïve", 3),
        ("😀", 1),
        ("水", 1),
        ("مضخة", 4),
        ("a" * 30_000, 10_000),
    ],
)
def test_an_estimate_takes_a_letter_of_another_script_for_a_token(text: str, tokens: int) -> None:
    assert estimate(text) == tokens


@given(st.text(max_size=60), st.text(max_size=60))
def test_more_text_is_never_estimated_at_less(text: str, more: str) -> None:
    assert estimate(text) <= estimate(text + more) <= estimate(text) + estimate(more)


@pytest.mark.parametrize(
    ("wished", "kept"),
    [
        (480, 480), (1, 1), (0, ANSWER_TOKENS), (-5, ANSWER_TOKENS), (1e30, 32_768), (160.7, 160),
        (True, ANSWER_TOKENS), ("480", ANSWER_TOKENS), (math.inf, ANSWER_TOKENS), (math.nan, ANSWER_TOKENS),
    ],
)  # fmt: skip
def test_the_length_of_an_answer_is_bounded_whoever_wrote_it(wished: Parameter, kept: int) -> None:
    assert most_tokens({"max_tokens": wished}) == kept


@pytest.mark.parametrize(
    ("name", "wished", "kept"),
    [
        ("temperature", 9, 2.0), ("temperature", -1, 0.0), ("top_p", 1.7, 1.0), ("min_p", 0.05, 0.05),
        ("top_k", 1e18, 1000), ("top_k", 12.9, 12), ("seed", -1, 0), ("seed", 2**40, 2**32 - 1),
        ("repeat_penalty", 1.1, 1.1), ("repeat_last_tokens", 10**9, 4096),
    ],
)  # fmt: skip
def test_how_words_are_drawn_is_bounded(name: str, wished: Parameter, kept: float) -> None:
    made = getattr(sampling_of({name: wished}, Sampling()), name)
    assert made == kept
    assert type(made) is type(kept)


@pytest.mark.parametrize("odd", ["hot", "", True, math.nan, math.inf, -math.inf])
def test_what_is_no_number_leaves_drawing_as_usual(odd: Parameter) -> None:
    assert sampling_of({"temperature": odd, "top_k": odd, "unknown": 3}, Sampling()) == Sampling()


def chat(count: int) -> list[Exchange]:
    return [Exchange(f"q{at}", f"a{at}", asked=Version(1 + 2 * at)) for at in range(count)]


@given(st.integers(0, 6), st.integers(-1, 8), st.integers(-1, 8), st.sampled_from(["", "In short."]))
def test_what_was_put_aside_is_never_more_than_there_is(count: int, summed: int, dropped: int, summary: str) -> None:
    said = chat(count)
    back = older_in(with_older(Manner(), Older(summary, summed, dropped), said), said)
    assert back.skipped <= count
    assert bool(back.summary) == bool(back.summed)
    if summary and 0 < summed <= count:
        assert (back.summary, back.summed) == (summary, summed)
    assert back.dropped == (dropped if 0 < dropped <= count else 0)


@pytest.mark.parametrize("odd", [True, "3", -1, 0, 1e9])
def test_a_mark_nobody_could_have_set_drops_nothing(odd: Parameter) -> None:
    found = older_in(Manner(parameters={"older.dropped": odd, "older.summed": odd, "older.summary": "x"}), chat(0))
    assert found == Older()


def test_an_unstored_question_cannot_be_a_mark() -> None:
    said = [Exchange("q", "a")]
    assert with_older(Manner(), Older("In short.", 1, 1), said).parameters == {}


@pytest.mark.parametrize(
    ("older", "count", "kept"),
    [
        (Older("s", 3, 5), 10, Older("s", 3, 5)),
        (Older("s", 3, 5), 4, Older("s", 3, 4)),
        (Older("s", 3, 5), 2, Older("", 0, 2)),
        (Older("s", 3, 0), 0, Older("", 0, 0)),
    ],
)
def test_turning_to_a_shorter_branch_forgets_a_summary_of_questions_it_has_not(
    older: Older, count: int, kept: Older
) -> None:
    assert older.within(count) == kept
