# SPDX-License-Identifier: Apache-2.0
"""Several commands in one sentence: cut where every part means something, left whole where a joint is none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.intents.compound import splittings
from edgeassist.intents.intent import Intent
from edgeassist.intents.understanding import Exact, Understander
from tests.support.spoken_home import HOME
from tests.support.threads import HANG_S

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
SHARED = Understander("en", lambda: HOME, now=lambda: NOW)
PARTS = (
    ("turn on the kitchen lights", "HassTurnOn"),
    ("turn off the stereo", "HassTurnOff"),
    ("lock the front door", "HassTurnOn"),
    ("set a timer for 5 minutes", "HassStartTimer"),
    ("what time is it", "HassGetCurrentTime"),
    ("open the chat", "EdgeOpenPane"),
    ("stop", "EdgeStop"),
)


def told(text: str) -> list[tuple[str, dict[str, object]]]:
    return [(one.name, {slot.name: slot.value for slot in one.slots}) for one in SHARED.parse(text).intents]


def test_two_commands_become_two_intents_with_their_own_words() -> None:
    parsed = SHARED.parse("turn on the kitchen lights and turn off the stereo")
    assert [one.name for one in parsed.intents] == ["HassTurnOn", "HassTurnOff"]
    assert [one.text for one in parsed.intents] == ["turn on the kitchen lights", "turn off the stereo"]
    assert parsed.missed == ""


def test_a_pronoun_stands_for_what_was_named_before() -> None:
    first, second = SHARED.parse("turn on the living room lights and set them to 50% brightness").intents
    assert (first.name, first.value("area"), first.source) == ("HassTurnOn", "lounge", "template")
    assert (second.name, second.value("area"), second.value("brightness")) == ("HassLightSet", "lounge", 50)
    assert second.source == "pronoun"
    assert second.text == "set them to 50% brightness"


def test_it_stands_for_the_device_named_before() -> None:
    first, second = SHARED.parse("turn on the big light then turn it off").intents
    assert (first.name, first.value("name")) == ("HassTurnOn", "ceiling")
    assert (second.name, second.value("name"), second.source) == ("HassTurnOff", "ceiling", "pronoun")


@pytest.mark.parametrize("text", ["turn it off", "set them to 50% brightness"])
def test_a_pronoun_without_anything_before_it_means_nothing(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("second", PARTS)
@pytest.mark.parametrize("first", PARTS)
def test_any_two_commands_may_stand_in_one_sentence(first: tuple[str, str], second: tuple[str, str]) -> None:
    found = told(f"{first[0]} and {second[0]}")
    assert [name for name, _ in found] == [first[1], second[1]]


def test_things_on_a_list_are_things_each() -> None:
    assert told("add milk, eggs and bread to the groceries list") == [
        ("HassListAddItem", {"item": item, "name": "food"}) for item in ("milk", "eggs", "bread")
    ]


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("play rock and roll", {"search_query": "rock and roll"}),
        ("create a list called salt and pepper", {"list": "salt and pepper"}),
        ("what is two and two", {"expression": "2+2"}),
        ("tell me about cats and dogs", {"text": "tell me about cats and dogs", "whole": True}),
        ("set a timer for one hour and ten minutes", {"hours": 1, "minutes": 10}),
        ("take a note buy milk and turn on the lights", {"text": "buy milk and turn on the lights"}),
        ("remind me to buy milk and eggs", {"text": "buy milk and eggs"}),
    ],
)
def test_what_belongs_together_stays_together(text: str, slots: dict[str, object]) -> None:
    assert [found for _, found in told(text)] == [slots]


def test_music_may_be_followed_by_a_command() -> None:
    assert told("play jazz and turn off the lights") == [
        ("HassMediaSearchAndPlay", {"search_query": "jazz"}),
        ("HassTurnOff", {"domain": "light"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "turn on the big light and banana",
        "banana and turn on the big light",
        "turn on the big light and the cat sat on the mat",
        "milk and eggs",
    ],
)
def test_a_part_that_means_nothing_takes_the_others_along(text: str) -> None:
    parsed = SHARED.parse(text)
    assert parsed.intents == ()
    assert parsed.missed


def test_a_long_text_is_not_cut() -> None:
    assert splittings("turn on the light and " * 20, "en") == ()
    assert SHARED.parse("turn on the lights and " * 30).took_ms < HANG_S * 1000


def test_what_comes_close_is_asked_for_the_whole_sentence_once() -> None:
    asked: list[str] = []

    def loose(text: str, _exact: Exact) -> tuple[tuple[Intent, ...], ...]:
        asked.append(text)
        return ((Intent("EdgeStop", score=0.9),),)

    parsed = Understander("en", lambda: HOME, loose=loose).parse("banana and bread, please")
    assert [one.source for one in parsed.intents] == ["loose"]
    assert asked == ["banana and bread, please"]


@settings(max_examples=30)
@given(st.lists(st.sampled_from([*(part for part, _ in PARTS), "banana", "it", "the"]), min_size=1, max_size=5))
def test_any_row_of_commands_is_answered(parts: list[str]) -> None:
    parsed = SHARED.parse(" and ".join(parts))
    assert bool(parsed.intents) != bool(parsed.missed)
    assert all(one.text for one in parsed.intents)
