# SPDX-License-Identifier: Apache-2.0
"""Values of slots: whole numbers whole, number words as digits, free words by the normalizer of their list."""

from datetime import UTC, datetime

import pytest

from edgeassist.intents.slots import Normalizing, in_digits, normalized, plain_value
from edgeassist.intents.understanding import Understander
from tests.support.spoken_home import HOME

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def english() -> Understander:
    return Understander("en", lambda: HOME, now=lambda: NOW)


@pytest.mark.parametrize(
    ("value", "plain"),
    [(50.0, 50), (20.5, 20.5), (7, 7), ("red", "red"), (True, True), (["blind", "shade"], "blind"), (None, "None")],
)
def test_a_value_of_a_list_is_made_plain(value: object, plain: object) -> None:
    made = plain_value(value)
    assert made == plain
    assert type(made) is type(plain)


@pytest.mark.parametrize(
    ("text", "language", "digits"),
    [
        ("set a hundred percent", "en", "set 100 percent"),
        ("twenty one of one hundred and five", "en", "21 of 105"),
        ("a dog on the roof", "en", "a dog on the roof"),
        ("turn on", "en", "turn on"),
        ("zweiundzwanzig Grad", "de", "22 Grad"),
        ("stelle es auf hundert ein", "de", "stelle es auf 100 ein"),
        ("stelle es auf hunderteins", "de", "stelle es auf 101"),
        ("auf zwanzig ein", "de", "auf 20 ein"),
        ("ciento un perros", "es", "101 perros"),
        ("vingt et un chiens", "fr", "21 chiens"),
        ("veintidós perros", "es", "22 perros"),
        ("", "en", ""),
        ("五", "ja", "五"),
    ],
)
def test_number_words_become_digits(text: str, language: str, digits: str) -> None:
    assert in_digits(text, language) == digits


def test_free_words_without_a_known_normalizer_stay() -> None:
    slots = normalized("nobody", "text", " some words ", Normalizing("en", NOW))
    assert slots is not None
    assert [(slot.name, slot.value) for slot in slots] == [("text", "some words")]


def test_words_that_mean_nothing_by_their_normalizer_are_no_slot() -> None:
    assert normalized("duration", "duration", "a banana", Normalizing("en", NOW)) is None


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("set kitchen brightness to a hundred percent", "HassLightSet", {"area": "kitchen", "brightness": 100}),
        ("set the temperature to twenty one point five degrees", "HassClimateSetTemperature", {"temperature": 21.5}),
        ("set a timer for an hour and a half", "HassStartTimer", {"hours": 1, "minutes": 30}),
        ("set a ten minute pizza timer", "HassStartTimer", {"minutes": 10, "name": "pizza"}),
        ("set a timer for 90 seconds", "HassStartTimer", {"seconds": 90}),
        ("set an alarm for half past six tomorrow", "EdgeSetAlarm", {"time": "06:30", "date": "2026-03-05"}),
        ("what is two plus two", "EdgeCalculate", {"expression": "2+2"}),
        ("convert five miles to kilometers", "EdgeConvert", {"amount": 5, "from_unit": "mi", "to_unit": "km"}),
        ("remind me to call Anna at 5 pm", "EdgeSetReminder", {"text": "call Anna", "time": "17:00"}),
        ("take a note buy Oat Milk", "EdgeTakeNote", {"text": "buy Oat Milk"}),
        ("set the ceiling light to green", "HassLightSet", {"name": "ceiling", "color": "green"}),
    ],
)
def test_slots_arrive_normalized(english: Understander, text: str, intent: str, slots: dict[str, object]) -> None:
    parsed = english.parse(text)
    assert [one.name for one in parsed.intents] == [intent]
    found = {slot.name: slot.value for slot in parsed.intents[0].slots}
    assert {name: found.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    "text",
    ["set an alarm for banana", "what is the meaning of trees", "convert five dreams to kilometers", "banana timer"],
)
def test_words_of_the_wrong_kind_are_no_command(english: Understander, text: str) -> None:
    assert english.parse(text).intents == ()


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_colours_have_one_name_in_every_language(language: str) -> None:
    sentence = {
        "de": "setze Ceiling light auf rot",
        "es": "pon Ceiling light en rojo",
        "fr": "mets Ceiling light en rouge",
    }
    parsed = Understander(language, lambda: HOME).parse(sentence[language])
    assert [one.value("color") for one in parsed.intents] == ["red"]
