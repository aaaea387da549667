# SPDX-License-Identifier: Apache-2.0
"""Phrases that are taught: what is refused and why, what the others mean when they are said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.core.errors import BadInput
from edgeassist.intents.commands import Taught
from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.taught import (
    MOST_CHARACTERS,
    MeaningUnknown,
    PhraseBroken,
    PhraseEmpty,
    PhraseTaken,
    PhraseTooLong,
    PhraseTooLoose,
    PhraseTooWide,
    PhraseUnlike,
    checked,
)
from edgeassist.intents.taught_meaning import filled, template_of
from edgeassist.intents.understanding import Understander
from tests.support.spoken_home import HOME

LIKE = "turn off the kitchen lights"
MANY = "(a|b|c|d|e|f) (a|b|c|d|e|f) (a|b|c|d|e|f) go"


@pytest.fixture(scope="module")
def english() -> Understander:
    return Understander("en", lambda: HOME)


def knowing(*phrases: tuple[str, str]) -> Understander:
    taught = tuple(Taught(number, *phrase) for number, phrase in enumerate(phrases, 1))
    return Understander("en", lambda: HOME, lambda: taught)


@pytest.mark.parametrize(
    ("phrase", "like", "refusal"),
    [
        ("", LIKE, PhraseEmpty),
        ("  [ ] ...", LIKE, PhraseEmpty),
        ("x" * (MOST_CHARACTERS + 1), LIKE, PhraseTooLong),
        ("(lights|lamps out", LIKE, PhraseBroken),
        ("lights out]", LIKE, PhraseBroken),
        ("lights {", LIKE, PhraseBroken),
        ("lights in {nowhere}", LIKE, PhraseBroken),
        ("<edge_the> lights away", LIKE, PhraseBroken),
        ("{area}", LIKE, PhraseTooLoose),
        ("please {area}", LIKE, PhraseTooLoose),
        ("[lights] {area}", LIKE, PhraseTooLoose),
        (MANY, LIKE, PhraseTooWide),
        ("(go|[go] [go] [go] [go] [go] [go] [go] [go] [go])", LIKE, PhraseTooWide),
        ("darkness on {pane}", LIKE, PhraseUnlike),
        ("stop", LIKE, PhraseTaken),
        ("(zzz|turn on the ceiling light)", LIKE, PhraseTaken),
        ("zzz", "yyy", MeaningUnknown),
        ("zzz", "", MeaningUnknown),
    ],
)
def test_what_cannot_be_taught_is_refused_with_its_reason(
    english: Understander, phrase: str, like: str, refusal: type[BadInput]
) -> None:
    with pytest.raises(refusal) as raised:
        checked(phrase, like, english)
    assert raised.value.code == refusal.code
    assert raised.value.hint
    assert str(raised.value).endswith(".")


def test_no_way_to_say_a_phrase_means_something_else_not_even_the_fiftieth(english: Understander) -> None:
    word = "(zap|zip|zop|zup|zep|zyp|zed)"
    with pytest.raises(PhraseTaken, match="turn on the ceiling light"):
        checked(f"({word} {word}|turn on the ceiling light)", LIKE, english)


@pytest.mark.parametrize(
    "phrase",
    ["good night", "(good|sweet) night [house]", "lights out in the {area}", "{room} to sleep", "Gute Nacht", "晚安"],
)
def test_a_good_phrase_means_what_its_sentence_means(english: Understander, phrase: str) -> None:
    assert [intent.name for intent in checked(phrase, LIKE, english)] == ["HassTurnOff"]


def test_a_phrase_may_say_what_is_understood_already(english: Understander) -> None:
    assert checked("turn off the kitchen lights", LIKE, english)[0].value("area") == "kitchen"


def test_a_taught_phrase_is_understood_with_the_detail_said_now() -> None:
    parsed = knowing(("lights out in the {room}", LIKE)).parse("Lights out in the bedroom, please!")
    intent = parsed.intents[0]
    assert (intent.name, intent.source) == ("HassTurnOff", "taught")
    assert intent.value("area") == "bed"
    assert intent.value("domain") == "light"
    assert intent.text.startswith("Lights out")


@pytest.mark.parametrize("text", ["good night", "sweet night", "good night house"])
def test_every_way_to_say_it_works(text: str) -> None:
    parsed = knowing(("(good|sweet) night [house]", LIKE)).parse(text)
    assert [(one.name, one.value("area")) for one in parsed.intents] == [("HassTurnOff", "kitchen")]


def test_free_words_of_a_taught_phrase_are_kept_as_said() -> None:
    parsed = knowing(("we are out of {item}", "add milk to the groceries list")).parse("we are out of Oat Milk")
    assert parsed.intents[0].slots == (Slot("item", "Oat Milk", "Oat Milk"), Slot("name", "food", "groceries"))


def test_a_phrase_that_is_broken_by_now_is_passed_over() -> None:
    understander = knowing(("(broken", LIKE), ("of {nothing}", LIKE), ("", LIKE), ("lullaby", LIKE))
    assert understander.parse("lullaby").intents[0].name == "HassTurnOff"
    assert understander.parse("broken").intents == ()


def test_a_phrase_whose_sentence_means_nothing_any_more_means_nothing() -> None:
    parsed = knowing(("lullaby", "turn off the lights of a room that was sold")).parse("lullaby")
    assert parsed.intents == ()
    assert parsed.missed


def test_phrases_are_not_explained_by_phrases() -> None:
    understander = knowing(("ping", "pong"), ("pong", "ping"))
    assert understander.parse("ping").intents == ()


def test_what_was_taught_comes_before_what_was_shipped() -> None:
    parsed = knowing(("what time is it", "stop")).parse("what time is it")
    assert [one.name for one in parsed.intents] == ["EdgeStop"]


def test_two_phrases_of_the_same_words_are_asked_about() -> None:
    parsed = knowing(("lullaby", LIKE), ("lullaby", "stop")).parse("lullaby")
    assert parsed.intents == ()
    assert {guess[0].name for guess in parsed.guesses} == {"HassTurnOff", "EdgeStop"}


def test_a_phrase_taught_again_with_another_meaning_is_taken() -> None:
    with pytest.raises(PhraseTaken, match="HassTurnOff"):
        checked("lullaby", "stop", knowing(("lullaby", LIKE)))


def test_plain_words_stand_for_lists() -> None:
    assert template_of(" a {room} b {device} ") == "a {area} b {name}"
    assert template_of("{area} {unknown} {x:y}") == "{area} {unknown} {x:y}"


def test_a_detail_without_a_place_empties_the_meaning() -> None:
    meaning = (Intent("A", (Slot("area", "kitchen"),)), Intent("B"))
    assert filled(meaning, (Slot("colour", "red"),), "t") == ()
    both = filled(meaning, (Slot("area", "bed", "Bedroom"),), "t")
    assert [one.slots for one in both] == [(Slot("area", "bed", "Bedroom"),), ()]
    assert {(one.text, one.source) for one in both} == {("t", "taught")}


@settings(max_examples=40)
@given(st.text(alphabet="ab ()[]|{}<>;:\\é.,", max_size=40))
def test_any_phrase_is_learnt_or_refused_in_words(phrase: str) -> None:
    assert outcome(phrase) in {"HassTurnOff", "refused"}


def outcome(phrase: str) -> str:
    try:
        return checked(phrase, LIKE, SHARED)[0].name
    except BadInput as refusal:
        return "refused" if refusal.hint else "refused without a hint"


SHARED = Understander("en", lambda: HOME)
