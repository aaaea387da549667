# SPDX-License-Identifier: Apache-2.0
"""Sentences on both sides: found by place, kept where nothing changed, moved with the text, painted by differences."""

import random

import pytest
from msgspec import structs

from edgeassist.panes.translate.aligned import (
    Aligned,
    Line,
    Splice,
    Units,
    common,
    common_end,
    common_start,
    splice,
    step,
    words_in,
)
from edgeassist.panes.translate.translation import Flag, Pair, Trouble
from tests.support.translating import translation

EN_ES = Pair("en", "es")
WORDS = ("one", "two", "three", "a very long word", "4,500", "😀", "niño", "end")


def aligned(text: str) -> Aligned:
    """Return `text` translated whole."""
    return Aligned([Line(one, one.text, one.segment.gap) for one in translation(text, EN_ES).rendered])


def prose(chance: random.Random, sentences: int) -> str:
    """Return that many sentences of random words."""
    made = (" ".join(chance.choices(WORDS, k=chance.randrange(1, 6))).capitalize() for _ in range(sentences))
    return "".join(f"{one}.{chance.choice((' ', '  ', chr(10)))}" for one in made)


def changed(chance: random.Random, text: str) -> str:
    """Return `text` with a piece taken out and another put in."""
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.randrange(12))
    return text[:start] + "".join(chance.choices("xyz .", k=chance.randrange(6))) + text[end:]


def test_every_place_belongs_to_its_sentence() -> None:
    text = "One is here.  Two is there.\nThree."
    shown = aligned(text)
    for number in range(3):
        start, end = shown.source_span(number)
        assert {shown.at_source(place) for place in range(start, end + 1)} == {number}
    assert shown.at_source(13) is None, "between two sentences"
    assert shown.at_target(10_000) == 2
    assert Aligned().at_target(0) is None
    assert list(shown.seen(0, 16)) == [0, 1]


@pytest.mark.parametrize("seed", range(8))
def test_a_sentence_that_is_not_out_of_date_stands_where_it_says(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        text = prose(chance, chance.randrange(1, 8))
        shown = aligned(text)
        for _ in range(4):
            after = changed(chance, text)
            shown, text = shown.moved(text, after), after
            for number, line in enumerate(shown.lines):
                start, end = shown.source_span(number)
                assert line.stale or text[start:end] == line.rendered.segment.text
                assert not line.stale or start == end
            assert shown.starts == sorted(shown.starts)


@pytest.mark.parametrize("seed", range(4))
def test_sentences_away_from_the_change_stay_good(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        text = prose(chance, 9)
        shown = aligned(text)
        start, end = shown.source_span(4)
        after = text[:start] + "Something else" + text[end:]
        stale = [line.stale for line in shown.moved(text, after).lines]
        assert stale == [number == 4 for number in range(9)]


def test_a_text_replaced_by_another_leaves_no_good_sentence() -> None:
    shown = aligned("One. Two. Three.").moved("One. Two. Three.", "¿Qué?")
    assert all(line.stale for line in shown.lines)
    assert shown.text == "ONE. TWO. THREE.", "it is shown until the new one comes"


@pytest.mark.parametrize("seed", range(4))
def test_replacing_sentences_is_the_same_as_making_all_anew(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(50):
        base, new = aligned(prose(chance, 8)), aligned(prose(chance, chance.randrange(4)) or "x")
        first = chance.randrange(9)
        last = chance.randrange(first, 9)
        made = base.replaced(first, last, new.lines)
        whole = Aligned(
            [*base.lines[:first], *new.lines, *base.lines[last:]],
            [*base.starts[:first], *new.starts, *base.starts[last:]],
        )
        assert (made.lines, made.starts, made.text) == (whole.lines, whole.starts, whole.text)
        assert made.length == len(made.text)
        assert [made.target_span(n) for n in range(len(made.lines))] == [
            whole.target_span(n) for n in range(len(whole.lines))
        ]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_painted_becomes_what_is_wanted_however_small_the_steps(seed: int) -> None:
    chance = random.Random(seed)
    painted, paper = Aligned(), ""
    for _ in range(20):
        wanted = aligned(prose(chance, chance.randrange(1, 12)))
        for _ in range(60):
            then = step(painted, wanted, chance.choice((1, 20, 1000)))
            change = splice(painted, then)
            if change is not None:
                paper = paper[: change.start] + change.text + paper[change.end :]
            painted = then
            assert paper == painted.text
            if painted is wanted:
                break
        assert painted is wanted


def test_only_what_differs_is_painted() -> None:
    old, new = aligned("One. Two. Three."), aligned("One. 2. Three.")
    assert splice(old, new) == Splice(5, 10, "2. ")
    assert splice(old, old) is None
    doubt = old.lines[1].rendered.flagged(Flag(Trouble.NUMBER, "2"))
    marked = Aligned([old.lines[0], structs.replace(old.lines[1], rendered=doubt), old.lines[2]])
    assert splice(old, marked) is None, "a mark changes no letter"
    assert [line.flagged for line in marked.lines] == [False, True, False]
    assert not structs.replace(marked.lines[1], edited=True).flagged


@pytest.mark.parametrize("seed", range(3))
def test_what_two_texts_share_is_found_as_letter_by_letter(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(200):
        first = "".join(chance.choices("ab", k=chance.randrange(9)))
        second = "".join(chance.choices("ab", k=chance.randrange(9)))
        head = next(
            (n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
        )
        assert common_start(first, second) == common(list(first), list(second)) == head
        tail = common_end(first, second, most=min(len(first), len(second)) - head)
        assert tail == 0 or first.endswith(second[-tail:])


def test_places_are_counted_in_the_editors_units_and_back() -> None:
    chance = random.Random(3)
    for _ in range(100):
        text = "".join(chance.choices("aé😀𝒳 ", k=chance.randrange(12)))
        units = Units(text)
        for place in range(len(text) + 1):
            counted = len(text[:place].encode("utf-16-le")) // 2
            assert (units.units(place), units.place(counted)) == (counted, place)


def test_a_text_says_whether_its_letters_are_wide() -> None:
    assert not aligned("Uno está aquí.").wide
    smiling = aligned("Hello 😀.")
    assert smiling.wide
    assert aligned("One. Two.").replaced(1, 2, smiling.lines).wide


def test_terms_are_found_in_any_case_and_their_signs_mean_nothing() -> None:
    assert words_in("El Rodamiento y C++.", ("rodamiento", "c++")) == ((3, 13), (16, 19))
    assert words_in("anything", ()) == ()
