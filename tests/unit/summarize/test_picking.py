# SPDX-License-Identifier: Apache-2.0
"""Sentences picked from a text: all of it is looked at, the best go on, nothing is said twice, and each can stand."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.blocks import Anchor, Block, Kind
from edgeassist.panes.summarize import picking
from edgeassist.panes.summarize.picking import MOST_AT_ONCE, MOST_IN_ROUNDS, Candidate, best, candidates, narrowed, once
from edgeassist.panes.summarize.plan import Chunk, Piece
from edgeassist.panes.summarize.roles import role_of
from edgeassist.panes.summarize.summarizer import Summarizer
from edgeassist.panes.summarize.summary import Length, Source, Style, Summary, Wish
from edgeassist.testing import FakeContext, FakeDocuments

FACTS = [f"Pump {number} of the northern hall costs {number * 7 + 3} euros a year." for number in range(40)]


def chunk(*texts: str, kind: Kind = "paragraph") -> Chunk:
    blocks = [Block(number, kind, text, Anchor(number, number + 1)) for number, text in enumerate(texts)]
    return Chunk(0, 0, "", tuple(Piece(block, 0, len(block.text)) for block in blocks))


def scored(*texts: str, scores: Sequence[float] = (), kind: Kind = "paragraph") -> list[Candidate]:
    told = candidates(chunk(*texts, kind=kind), "en")
    return [one.scored(score) for one, score in zip(told, scores or [1.0] * len(told), strict=True)]


def picked(text: str, wish: Wish | None = None, context: FakeContext | None = None) -> Summary:
    source, wish = Source("T", text=text), wish or Wish(picked=True)
    return Summarizer(context or FakeContext()).run(source, wish, lambda _told: None, Stop())


@given(st.lists(st.text(st.sampled_from("aB .!\n|-"), min_size=1, max_size=200), min_size=1, max_size=5))
def test_candidates_hold_all_of_a_text_once(texts: list[str]) -> None:
    told = candidates(chunk(*texts), "en")
    assert "".join("".join(one.text.split()) for one in told) == "".join("".join(text.split()) for text in texts)
    assert [one.order for one in told] == sorted({one.order for one in told})


def test_a_sentence_without_end_is_weighed_in_parts() -> None:
    told = candidates(chunk("x" * 5_000), "en")
    assert [len(one.text) for one in told] == [2_000, 2_000, 1_000]
    assert not any(one.fit for one in told)


@pytest.mark.parametrize(
    ("text", "kind", "fit"),
    [
        ("The pump was repaired on Monday.", "paragraph", True),
        ("The pump was repaired on Monday.", "list-item", True),
        ("The pump was repaired on Monday.", "cue", True),
        ("The pump was repaired on Monday.", "heading", False),
        ("The pump was repaired on Monday.", "caption", False),
        ("The pump was repaired on Monday.", "table", False),
        ("The pump was repaired on Monday.", "code", False),
        ("See page 3.", "paragraph", False),
        ("12 34 56 78 90 12 34 56 tons", "paragraph", False),
        ("word " * 120, "paragraph", False),
        ("泵在周一由安娜修理好了并送回。", "paragraph", True),
        ("泵坏了。", "paragraph", False),
    ],
)
def test_only_what_can_be_read_alone_is_picked(text: str, kind: Kind, fit: bool) -> None:
    assert [one.fit for one in candidates(chunk(text, kind=kind), "en")] == [fit]


def test_where_nothing_can_stand_alone_the_rest_is_better_than_nothing() -> None:
    assert [one.text for one in best(scored("Pump off.", "Valve on."), 1, "en", style=Style.BRIEF)] == ["Pump off."]


def test_the_best_come_in_the_order_of_the_text() -> None:
    told = scored(*FACTS[:5], scores=[0.1, 3.0, 0.2, 5.0, 4.0])
    assert [one.text for one in best(told, 3, "en", style=Style.BRIEF)] == [FACTS[1], FACTS[3], FACTS[4]]


def test_a_beginning_sums_up_more_than_its_score_says() -> None:
    told = scored(*FACTS[:2], scores=[1.0, 1.1])
    assert [one.text for one in best(told, 1, "en", style=Style.BRIEF)] == [FACTS[0]]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("The pump in the hall was repaired on Monday.", "On Monday the pump in the hall was repaired.", False),
        ("Pump 3 of the northern hall costs 24 euros.", "Pump 4 of the northern hall costs 31 euros.", True),
        ("The crane was inspected by two people.", "Nobody has seen the ladder since autumn.", True),
        ("The pump was repaired on Monday.", "The pump was repaired on Monday, and the valve as well that day.", False),
    ],
)
def test_what_says_the_same_is_picked_once(one: str, other: str, *, both: bool) -> None:
    assert len(best(scored(one, other, scores=[2.0, 1.0]), 2, "en", style=Style.BRIEF)) == 1 + both


def test_minutes_prefer_what_was_settled() -> None:
    texts = ("The weather was fine all over the harbour.", "It was decided to close the northern hall in May.")
    for style, first in ((Style.MINUTES, texts[1]), (Style.BRIEF, texts[0])):
        assert [one.text for one in best(scored(*texts, scores=[1.2, 1.0]), 1, "en", style=style)] == [first]


def test_a_bullet_is_no_part_of_a_sentence() -> None:
    (one,) = candidates(chunk("•  Check the   sensors\non Monday."), "en")
    assert one.sentence(Style.BRIEF).text == "Check the sensors on Monday."
    assert one.text.startswith("•")


def test_a_sentence_names_its_stretch_its_page_and_what_it_is() -> None:
    text = "It rains. It was decided to close the hall."
    block = Block(4, "paragraph", text, Anchor(4, 7, turns=((10, 8),)))
    told = candidates(Chunk(0, 2, "Costs", (Piece(block, 0, len(text)),)), "en")
    second = told[1].sentence(Style.MINUTES)
    assert second.proof is not None
    span = second.proof.span
    assert (text[span.start : span.end], second.proof.page, second.proof.score) == (second.text, 8, 1.0)
    assert (second.role, second.section, second.heading) == ("decision", 2, "Costs")
    assert told[1].sentence(Style.BRIEF).role == ""


def test_a_refrain_counts_once() -> None:
    told = scored("The pump hums.", "Nobody knows why.", "The  PUMP hums.", "The pump hums.")
    assert [one.order[0] for one in once(told)] == [0, 1]
    text = "\n\n".join(["The pumps in all the halls hum day and night."] * 900 + FACTS)
    assert len(picked(text).sentences) == 7


def test_many_are_narrowed_in_rounds_of_bounded_cost() -> None:
    told = scored(
        *(f"Fact {number} is a sentence." for number in range(9_000)), scores=[float(n) for n in range(9_000)]
    )
    asked: list[int] = []

    def rank(some: Sequence[Candidate]) -> list[Candidate]:
        asked.append(len(some))
        return list(some)

    left = narrowed(told, rank, lambda: None)
    assert asked == [MOST_IN_ROUNDS, MOST_IN_ROUNDS // 2, MOST_AT_ONCE]
    assert [one.order[0] for one in left] == list(range(9_000 - MOST_AT_ONCE, 9_000))


def test_few_are_ranked_once_and_keep_what_they_are_worth_in_their_part() -> None:
    told = scored(*FACTS[:3], scores=[1.0, 2.0, 4.0])
    left = narrowed(told, lambda some: [one.scored(0.5) for one in some], lambda: None)
    assert [one.score for one in left] == [0.5, 1.0, 2.0]


def test_narrowing_ends_on_a_wish_to_stop() -> None:
    stop = Stop()
    told = scored(*(f"Fact {number} is a sentence." for number in range(900)))
    stop.wish()
    with pytest.raises(Stopped):
        narrowed(told, list, stop.check)


def test_more_than_can_be_weighed_at_once_are_weighed_in_turns() -> None:
    sizes: list[int] = []

    class Counting(FakeDocuments):
        def rank(self, sentences: Sequence[str], language: str, stop: Stop | None = None) -> list[float]:
            sizes.append(len(sentences))
            return super().rank(sentences, language, stop)

    told = scored(*(f"Fact {number} is a sentence." for number in range(901)))
    ranked = picking.ranked(told, Counting(), "en", Stop())
    assert sizes == [400, 400, 101]
    assert [one.order for one in ranked] == [one.order for one in told]
    assert sum(one.score for one in ranked) == pytest.approx(901)


@pytest.mark.parametrize("length", list(Length))
def test_a_length_is_a_number_of_sentences(length: Length) -> None:
    text = "\n\n".join(FACTS)
    assert len(picked(text, Wish(length=length, picked=True)).sentences) == picking.COUNTS[length]


def test_by_section_each_section_has_its_own_and_its_heading() -> None:
    context = FakeContext()
    text = "\n\n".join(FACTS[:6])
    summary = picked(text, Wish(style=Style.BY_SECTION, length=Length.LONG, picked=True), context)
    assert {(one.section, one.heading) for one in summary.sentences} == {(0, "")}
    assert 1 <= len(summary.sentences) <= 15


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("It was decided to close the hall.", "decision"),
        ("The committee agreed that Ann calls.", "decision"),
        ("Ann will send the report.", "action"),
        ("Action items: clean the tank.", "action"),
        ("Se decidió cerrar la nave.", "decision"),
        ("El comité aprobó el plan.", "decision"),
        ("Marta se encarga de la bomba.", "action"),
        ("Es wurde beschlossen, die Halle zu schließen.", "decision"),
        ("Peter kümmert sich darum.", "action"),
        ("On a décidé de fermer.", "decision"),
        ("The indecision was general.", ""),
        ("The weather was fine.", ""),
        ("It was decided that Ann will send it.", "decision"),
    ],
)
def test_decisions_and_tasks_are_told_by_their_wording(sentence: str, role: str) -> None:
    assert role_of(sentence) == role
