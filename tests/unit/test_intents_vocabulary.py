# SPDX-License-Identifier: Apache-2.0
"""Which words a template could take: never too few, and none of another sentence."""

from collections.abc import Mapping
from typing import Any

import pytest
from hassil.intents import RangeSlotList, TextSlotList
from hassil.parse_expression import parse_sentence
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents.matching import Allowance
from edgeassist.intents.name_lists import name_lists
from edgeassist.intents.names import Appliance, Names
from edgeassist.intents.phrasebook import phrasebook
from edgeassist.intents.understanding import Understander
from edgeassist.intents.vocabulary import ANY, Vocabulary, takes
from tests.support.spoken_home import HOME

RULES = {
    "the": parse_sentence("(the|my)"),
    "light": parse_sentence("[<the>] (light|lamp)[s]"),
    "ring": parse_sentence("<ring> around"),
}
LISTS: Mapping[str, Any] = {
    "colour": TextSlotList.from_strings(["red", "dark green"], name="colour"),
    "level": RangeSlotList(name="level", start=-10, stop=1000),
}


def can_take(template: str, text: str, lists: Mapping[str, Any] = LISTS) -> bool:
    vocabulary = Vocabulary(RULES, LISTS, "en")
    words = vocabulary.of(parse_sentence(template))
    return takes(words, vocabulary.openings(lists).of(text))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("turn on [<light>]", "Turn on the lamps"),
        ("turn on [<light>]", "turn on"),
        ("turn <light> on", "turn lights on"),
        ("light[s] on", "LIGHTS on"),
        ("make it {colour}", "make it dark green"),
        ("make it {colour}", "make it red!"),
        ("dim to {level}[ ]%", "dim to 50%"),
        ("dim to {level} percent", "dim to two hundred five percent"),
        ("dim to {level} percent", "dim to minus five percent"),
        ("dim to {level} percent", "dim to -5 percent"),
        ("wait {1..5:minutes} minutes", "wait three minutes"),
        ("set a {1..5:minutes}-minute timer", "set a 5-minute timer"),
        ("(on;the) lamp", "the lamp on"),
        ("¿qué hora es?", "qué hora es"),
        ("die Straße", "die STRASSE"),
        ("<ring> x", "anything at all"),
        ("<missing> x", "anything at all"),
        ("turn on", "… turn — on ..."),
        ("turn on", ""),
    ],
)
def test_every_sentence_of_a_template_is_let_through(template: str, text: str) -> None:
    assert can_take(template, text)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("turn on [<light>]", "turn on the fan"),
        ("turn on [<light>]", "turn on the light and the lamp"),
        ("make it {colour}", "make it blue"),
        ("dim to {level} percent", "dim to many percent"),
        ("turn on", "turn the"),
        ("lights on", "light on"),
    ],
)
def test_a_sentence_with_another_word_is_not(template: str, text: str) -> None:
    assert not can_take(template, text)


def test_names_that_come_later_are_known_by_the_lists_of_then() -> None:
    home = Names(appliances=(Appliance("z", "Zebra crossing", kind="light"),))
    vocabulary = Vocabulary(RULES, {**LISTS, **name_lists(Names(), {})}, "en")
    words = vocabulary.of(parse_sentence("turn on {name}"))
    assert takes(words, vocabulary.openings(name_lists(home, {})).of("turn on zebra crossing"))
    assert not takes(words, vocabulary.openings(name_lists(Names(), {})).of("turn on zebra crossing"))


def test_what_takes_any_words_takes_them_all() -> None:
    vocabulary = Vocabulary(RULES, LISTS, "en")
    vocabulary.of(parse_sentence("turn on"))
    assert takes(ANY, vocabulary.openings({}).of("who knows these words"))


@pytest.mark.parametrize("text", ["turn on the moon", "I have no idea", "the sun was setting over the hills"])
def test_of_plain_templates_none_is_tried_for_words_that_none_has(text: str) -> None:
    book = phrasebook("en", HOME, (), Allowance())
    assert book.openings is not None
    beginnings = book.openings.of(text)
    plain = [one for one in book.index if one.words != ANY]
    assert len(plain) > 100
    assert not any(takes(one.words, beginnings) for one in plain)


def test_a_language_without_spaces_is_tried_whole() -> None:
    assert phrasebook("zh-CN", HOME, (), Allowance()).openings is None


SHARED = Understander("en", lambda: HOME)
WORDS = ("turn", "on", "off", "the", "light", "lights", "kitchen", "50", "percent", "red", "to", "set", "fifty", "all")


@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=6))
def test_nothing_is_lost_by_it(said: list[str]) -> None:
    text = " ".join(said)
    book = SHARED.book()
    assert book.openings is not None
    with_all = Understander("en", lambda: HOME)
    object.__setattr__(whole := with_all.book(), "openings", None)
    assert whole.openings is None
    assert with_all.parse(text).intents == SHARED.parse(text).intents
