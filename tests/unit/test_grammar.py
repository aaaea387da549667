# SPDX-License-Identifier: Apache-2.0
"""The grammar of all that may be said: every sentence of it is understood, and it grows with a person's names."""

import re
import time
from datetime import UTC, datetime

import pytest

from edgeassist.intents.commands import Taught
from edgeassist.intents.grammar import build
from edgeassist.intents.grammar_phrases import MOST
from edgeassist.intents.languages import UnknownLanguage
from edgeassist.intents.names import Appliance, Named, Names
from edgeassist.intents.understanding import Understander
from tests.support.hearing_set import NAMES
from tests.support.hearing_trials import EXACT
from tests.support.jsgf_walk import Walk

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NAMED_RULE = re.compile(r"<([^<>]+)>")


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk(build("en", NAMES).jsgf)


@pytest.fixture(scope="module")
def understander() -> Understander:
    return Understander("en", lambda: NAMES, tuple, lambda: NOON)


@pytest.mark.parametrize("rule", ["first", "either"])
def test_sentences_by_chance_mean_one_thing_for_certain(walk: Walk, understander: Understander, rule: str) -> None:
    wrong = []
    for sentence in walk.sentences(150, 41, rule):
        found = understander.parse(sentence).intents
        if len(found) != 1 or found[0].source not in EXACT:
            wrong.append((sentence, found))
    assert not wrong


def test_joined_commands_mean_two_things(walk: Walk, understander: Understander) -> None:
    joined = [sentence for sentence in walk.sentences(200, 5) if " and " in sentence and walk.says(sentence)]
    joined = [sentence for sentence in joined if not walk.says(sentence, "first")]
    assert len(joined) > 20
    wrong = [sentence for sentence in joined if len(understander.parse(sentence).intents) != 2]
    assert not wrong


@pytest.mark.parametrize(
    "sentence",
    [
        "turn on the floor lamp",
        "turn on the living room lights and set them to fifty percent",
        "turn off the lights in the kitchen and lock the front door",
        "set a timer for twenty five minutes",
        "set an alarm for half past seven",
        "wake me up at seven thirty a m tomorrow",
        "add oat milk to the shopping list",
        "put peanut butter on my to do list",
        "what is twelve times thirty five",
        "convert ten miles to kilometers",
        "remind me to call peter miller at noon",
        "translate this to spanish",
        "open the documents pane",
        "summarize this",
        "yes delete night shift",
        "yes unlock the front door",
        "yes",
        "no",
        "never mind",
    ],
)
def test_what_people_say_is_in_it(walk: Walk, sentence: str) -> None:
    assert walk.says(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "turn on",
        "turn on the front door",
        "set them to fifty percent",
        "yes unlock the kitchen",
        "never mind and turn on the floor lamp",
        "set a timer for one minutes",
        "and",
        "",
    ],
)
def test_what_makes_no_sense_is_not(walk: Walk, sentence: str) -> None:
    assert not walk.says(sentence)


def test_every_rule_that_is_named_is_there_and_says_something(walk: Walk) -> None:
    named = set(NAMED_RULE.findall(walk.jsgf))
    assert named == set(walk.rules)
    assert all(walk.sentences(1, 1, rule)[0] for rule in walk.rules)


def test_its_words_can_be_pronounced(walk: Walk) -> None:
    assert all(re.fullmatch(r"[a-z]+(?:'[a-z]+)*", word) for word in walk.words)


def test_the_same_names_make_the_same_grammar() -> None:
    assert build("en", NAMES) == build("en", NAMES)
    more = Names(areas=NAMES.areas, appliances=(*NAMES.appliances, Appliance("x", "Reading lamp")))
    assert build("en", more).key != build("en", NAMES).key


def test_without_names_it_speaks_of_none() -> None:
    walk = Walk(build("en", Names()).jsgf)
    assert walk.says("what time is it")
    assert not walk.says("turn on the floor lamp")
    assert not any(rule.startswith("list_name") for rule in walk.rules)


def test_a_name_is_read_aloud() -> None:
    names = Names(
        areas=(Named("up", "2nd floor"),),
        appliances=(Appliance("a", "R&B Hi-Fi 3", kind="media_player", aliases=("Hall's radio",)),),
    )
    walk = Walk(build("en", names).jsgf)
    assert walk.says("turn on the second floor lights")
    assert walk.says("turn on r and b hi fi three")
    assert walk.says("turn off hall's radio")


def test_a_taught_phrase_can_be_said() -> None:
    walk = Walk(build("en", NAMES, (Taught(1, "(showtime|curtain up) [please]", "turn on the tv"),)).jsgf)
    assert walk.says("showtime")
    assert walk.says("curtain up please")


def test_words_are_said_in_more_than_one_way() -> None:
    ways = build("en", NAMES).pronunciations
    assert ("garage", "G AE R IH JH") in ways
    assert not any(word == "garage" for word, _ in build("en", Names()).pronunciations)


def test_it_is_small_and_made_quickly() -> None:
    build("en", NAMES)
    began_s = time.thread_time()
    grammar = build("en", NAMES)
    assert time.thread_time() - began_s < 5
    assert len(grammar.jsgf) < 40_000


def test_phrases_hold_every_word_and_only_sentences(walk: Walk) -> None:
    phrases = build("en", NAMES).phrases
    assert 1_000 < len(phrases) <= MOST
    missing = walk.words - {word for phrase in phrases for word in phrase.split()} - {"and"}
    assert not missing
    rules = ("command", "changed")
    assert all(any(walk.says(phrase, rule) for rule in rules) for phrase in phrases[::150])


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_other_languages_have_one_too(language: str) -> None:
    grammar = build(language, NAMES)
    assert grammar.language == language
    assert 100 < len(grammar.phrases) <= MOST
    assert Walk(grammar.jsgf).sentences(20, 3)


def test_a_language_without_commands_has_none() -> None:
    with pytest.raises(UnknownLanguage, match="tlh"):
        build("tlh", NAMES)
