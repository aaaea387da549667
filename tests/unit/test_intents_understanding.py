# SPDX-License-Identifier: Apache-2.0
"""What sentences mean: the best of several matches, names and places, odd texts, names that change."""

import threading
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.intents.intent import Intent, Parsed, Slot
from edgeassist.intents.names import Appliance, Named, Names
from edgeassist.intents.said import MOST_CHARACTERS, cleaned, said
from edgeassist.intents.understanding import Exact, Understander
from tests.support.spoken_home import HOME
from tests.support.threads import HANG_S

COMMAND_WORDS = (
    "turn", "on", "off", "the", "light", "kitchen", "set", "to", "and", "timer", "five", "minutes", "add", "milk",
    "list", "what", "is", "in", "of",
)  # fmt: skip
NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def english() -> Understander:
    understander = Understander("en", lambda: HOME, now=lambda: NOW)
    understander.prepare()
    return understander


def only(parsed: Parsed) -> tuple[str, dict[str, object]]:
    assert len(parsed.intents) == 1, parsed
    intent = parsed.intents[0]
    return intent.name, {slot.name: slot.value for slot in intent.slots}


@pytest.mark.parametrize(
    ("text", "name", "slots"),
    [
        ("turn on the ceiling light", "HassTurnOn", {"name": "ceiling"}),
        ("turn off the big light", "HassTurnOff", {"name": "ceiling"}),
        ("turn on the living room lights", "HassTurnOn", {"area": "lounge", "domain": "light"}),
        ("turn on the lights", "HassTurnOn", {"domain": "light"}),
        ("set kitchen brightness to 50%", "HassLightSet", {"area": "kitchen", "brightness": 50, "domain": "light"}),
        ("set the ceiling light to twenty-five percent", "HassLightSet", {"name": "ceiling", "brightness": 25}),
        ("set the ceiling light to red", "HassLightSet", {"name": "ceiling", "color": "red"}),
        ("set a timer for 5 minutes", "HassStartTimer", {"minutes": 5}),
        ("set a timer for twenty five minutes", "HassStartTimer", {"minutes": 25}),
        ("add milk to the groceries list", "HassListAddItem", {"item": "milk", "name": "food"}),
        ("add oat milk to my shopping list", "HassListAddItem", {"item": "oat milk", "name": "food"}),
        ("lock the front door", "HassTurnOn", {"name": "front"}),
        ("what time is it", "HassGetCurrentTime", {}),
        ("never mind", "HassNevermind", {}),
        ("stop", "EdgeStop", {}),
        ("open the workbench", "EdgeOpenPane", {"pane": "workbench"}),
        ("open the chat pane", "EdgeOpenPane", {"pane": "chat"}),
        ("read my groceries", "EdgeReadList", {"list": "food"}),
    ],
)
def test_a_sentence_becomes_an_intent_with_ids(
    english: Understander, text: str, name: str, slots: dict[str, object]
) -> None:
    parsed = english.parse(text)
    assert only(parsed) == (name, slots)
    assert parsed.text == text
    assert parsed.language == "en"
    assert parsed.missed == ""
    assert parsed.intents[0].source == "template"
    assert parsed.intents[0].score == 1.0


def test_a_slot_keeps_the_words_that_were_said(english: Understander) -> None:
    parsed = english.parse("Please dim the BIG light to twenty percent, thank you.")
    assert parsed.intents == () or parsed.intents[0].value("name") == "ceiling"
    parsed = english.parse("Turn on the BIG Light")
    assert parsed.intents[0].slots == (Slot("name", "ceiling", "BIG Light"),)
    assert parsed.intents[0].text == "Turn on the BIG Light"


@pytest.mark.parametrize(
    "text",
    [
        "TURN ON THE KITCHEN LIGHTS",
        "please turn on the kitchen lights",
        "could you please turn on the kitchen lights, thanks!",
        "  turn   on\tthe\nkitchen lights...  ",
        "“turn on the kitchen lights”",
        "'turn on the kitchen lights'",
        "turn on the kitchen lights 💡💡",
        "\u202eturn on the kitchen lights\u202c",
        "turn on the kitchen\u200b lights\x07",
        "Hey, turn on the kitchen lights?",
    ],
)
def test_politeness_case_and_marks_change_nothing(english: Understander, text: str) -> None:
    assert only(english.parse(text)) == ("HassTurnOn", {"area": "kitchen", "domain": "light"})


def test_two_devices_of_one_name_are_asked_about(english: Understander) -> None:
    parsed = english.parse("turn on the desk lamp")
    assert parsed.intents == ()
    assert [guess[0].value("name") for guess in parsed.guesses] == ["lamp-bed", "lamp-lounge"]
    assert parsed.missed == "That could mean two things."


def test_the_room_tells_two_devices_of_one_name_apart(english: Understander) -> None:
    slots = only(english.parse("turn on the desk lamp in the bedroom"))[1]
    assert slots == {"name": "lamp-bed", "area": "bed"}


def test_a_list_is_no_device(english: Understander) -> None:
    assert all(one.name != "HassTurnOn" for one in english.parse("turn on the groceries").intents)


def test_a_device_is_no_list(english: Understander) -> None:
    assert all(one.value("name") != "ceiling" for one in english.parse("add milk to the ceiling light").intents)


@pytest.mark.parametrize(
    "text",
    [
        "the cat sat on the mat and looked at the rain",
        "my sister turned on me at dinner",
        "it was the best of times, it was the worst of times",
        "turn",
        "the",
        "light years are long",
        "see you in five minutes",
    ],
)
def test_talk_is_no_command(english: Understander, text: str) -> None:
    parsed = english.parse(text)
    assert parsed.intents == ()
    assert parsed.missed


@pytest.mark.parametrize("text", ["", " ", "\n\t", "...", "?!", "\u200b\u202e", "💡", "\x00\x01"])
def test_nothing_said_is_told_as_that(english: Understander, text: str) -> None:
    parsed = english.parse(text)
    assert (parsed.intents, parsed.guesses, parsed.missed) == ((), (), "Nothing was said.")


def test_a_text_that_is_too_long_is_refused_by_its_length(english: Understander) -> None:
    parsed = english.parse("turn on the light " * 6_000)
    assert parsed.intents == ()
    assert str(MOST_CHARACTERS) in parsed.missed
    assert parsed.took_ms < HANG_S * 1000


@pytest.mark.parametrize(
    "text",
    [
        "in " * 300,
        "turn on " * 120,
        "add " * 100 + "to " * 50 + "list",
        "set a timer for " + "one hour and " * 60,
        "a" * 1000,
        "- " * 500,
        "what is " + "the " * 200,
        "( [ { < > } ] ) | ; : \\",
        "{name} {area} <light>",
        "turn on the {name}",
        "مرحبا اشعل الضوء",
        "打开厨房的灯",
        "\ud800 lone",
    ],
)
def test_odd_texts_end_in_words(english: Understander, text: str) -> None:
    parsed = english.parse(text)
    assert parsed.intents or parsed.missed
    assert parsed.took_ms < HANG_S * 1000


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    parsed = SHARED.parse(text)
    assert parsed.text == text
    assert bool(parsed.intents) != bool(parsed.missed)


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(COMMAND_WORDS),
        max_size=14,
    )
)
def test_any_row_of_command_words_is_answered(words: list[str]) -> None:
    parsed = SHARED.parse(" ".join(words))
    assert bool(parsed.intents) != bool(parsed.missed)
    assert all(msgspec.json.encode(intent) for intent in parsed.intents)


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert "  " not in once


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_any_name_may_be_given_to_a_thing(device: str, room: str) -> None:
    names = Names(areas=(Named("r", room),), appliances=(Appliance("d", device),), lists=(Named("l", device),))
    parsed = Understander("en", lambda: names).parse("turn on the kitchen light")
    assert bool(parsed.intents) != bool(parsed.missed)


SHARED = Understander("en", lambda: HOME, now=lambda: NOW)


def test_names_that_change_are_known_at_once() -> None:
    known = [Names()]
    understander = Understander("en", lambda: known[0])
    assert understander.parse("turn on the zebra").intents == ()
    known[0] = Names(appliances=(Appliance("z", "Zebra"),))
    assert understander.parse("turn on the zebra").intents[0].value("name") == "z"
    known[0] = Names()
    assert understander.parse("turn on the zebra").intents == ()


def test_the_book_stays_while_nothing_changes() -> None:
    understander = Understander("en", lambda: HOME)
    book = understander.book()
    understander.parse("stop")
    assert understander.book() is book


def test_two_threads_get_the_same_answers(english: Understander) -> None:
    answers: list[Parsed] = []

    def ask() -> None:
        answers.extend(english.parse("turn on the ceiling light") for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {only(answer)[0] for answer in answers} == {"HassTurnOn"}
    assert len(answers) == 15


def test_politeness_is_taken_from_the_ends_alone_where_words_are_free() -> None:
    read = said("please add thank you cards please", ("please", "thank you"))
    assert read.readings(wild=True) == ("please add thank you cards please ", "add thank you cards ")
    assert read.readings(wild=False)[-1].split() == ["add", "cards"]


def loosely(*scores: float) -> tuple[tuple[Intent, ...], ...]:
    return tuple((Intent(f"Hass{number}", score=score),) for number, score in enumerate(scores))


@pytest.mark.parametrize(
    ("scores", "sure", "guesses"),
    [
        ((0.9, 0.5), "Hass0", 0),
        ((0.5, 0.95, 0.2), "Hass1", 0),
        ((0.9, 0.85), "", 2),
        ((0.7, 0.2, 0.1), "", 2),
        ((0.7,), "", 1),
        ((0.8,), "Hass0", 0),
        ((), "", 0),
    ],
)
def test_what_comes_close_is_taken_only_when_it_is_good_and_ahead(
    scores: tuple[float, ...], sure: str, guesses: int
) -> None:
    parsed = Understander("en", Names, loose=lambda _text, _exact: loosely(*scores)).parse("qqq zzz")
    assert [intent.name for intent in parsed.intents] == ([sure] if sure else [])
    assert all(intent.source == "loose" for intent in parsed.intents)
    assert len(parsed.guesses) == guesses
    assert bool(parsed.missed) is not bool(sure)


def test_what_comes_close_is_not_asked_for_when_a_template_matches() -> None:
    def never(text: str, _exact: Exact) -> tuple[tuple[Intent, ...], ...]:
        raise AssertionError(text)

    assert only(Understander("en", lambda: HOME, loose=never).parse("turn on the big light"))[0] == "HassTurnOn"
