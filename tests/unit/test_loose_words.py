# SPDX-License-Identifier: Apache-2.0
"""The files of loose words: every rule and frame of them leads to a sentence that templates know."""

import re
from functools import cache

import pytest

from edgeassist.intents.languages import own_file, read_own
from edgeassist.intents.loose_words import compiled, loose_words
from edgeassist.intents.understanding import Understander
from tests.support.paraphrases import NOW, names

LANGUAGES = ("en", "es", "de", "fr")
_SAID = {
    "en": "kitchen|lights|red|10 minutes|7 am tomorrow|tomorrow|Night shift|2 plus 3|5 miles|kilometers|german",
    "es": "cocina|luces|rojo|10 minutos|mañana a las 7|mañana|Compra|2 más 3|5 millas|kilómetros|alemán",
    "de": "Küche|Licht|rot|10 Minuten|morgen um 7 Uhr|morgen|Einkaufsliste|2 plus 3|5 Meilen|Kilometer|englisch",
    "fr": "cuisine|lumières|rouge|10 minutes|demain à 7 heures|demain|Courses|2 plus 3|5 miles|kilomètres|anglais",
}
_PLACES = ("area", "kind", "colour", "duration", "moment", "date", "list", "sum", "quantity", "unit", "language")
_TIMES = {"en": "7 am", "es": "las 7", "de": "7 Uhr", "fr": "7 heures"}
_DEVICES = {
    "is-light": "Kitchen light",
    "is-cover": "Bedroom curtains",
    "is-lock": "Front door",
    "is-fan": "Bedroom fan",
    "is-media_player": "TV",
    "is-vacuum": "Vacuum",
    "is-climate": "Thermostat",
}
_STATES = {"locked": "is-lock", "unlocked": "is-lock", "open": "is-cover", "closed": "is-cover"}


@cache
def understander(language: str) -> Understander:
    return Understander(language, lambda: names(language), now=lambda: NOW)


def filled(say: str, frame: dict[str, str], language: str) -> str:
    """Return what a frame says, every place filled with something that fits."""
    values = dict(zip(_PLACES, _SAID[language].split("|"), strict=True))
    values |= {"percent": "40", "degrees": "21", "number": "21", "hour": "7", "pane": "Chat", "time": _TIMES[language]}
    told = frame["needs"] + " " + str(frame.get("may", ""))
    kind = _STATES.get(say.rsplit(maxsplit=1)[-1]) or next((one for one in _DEVICES if one in told), "is-light")
    values["name"] = _DEVICES[kind]
    if "blind" in frame["needs"]:
        words = loose_words(language)
        assert words is not None
        values["kind"] = words.kinds["blind"]
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], say.strip())


def frames(language: str) -> list[tuple[str, str]]:
    path = own_file(f"loose.{language}")
    assert path is not None
    return [
        (intent, filled(say, frame, language))
        for intent, some in read_own(path)["intents"].items()
        for frame in some
        for say in frame["say"].split("|")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_every_frame_says_is_understood_as_its_intent(language: str) -> None:
    wrong = []
    for intent, said in frames(language):
        found = [one.name for one in understander(language).parse(said).intents]
        if found != [intent] and not (intent == "EdgeStop" and found == ["HassNevermind"]):
            wrong.append((intent, said, found))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_can_be_read_and_fills_the_places_of_what_it_says(language: str) -> None:
    words = loose_words(language)
    assert words is not None
    listed = {"list": ("Garden",), "name": ("TV",), "area": ("hall",), "language": words.languages}
    for rule in words.rewrites:
        pattern = compiled(rule.pattern, listed)
        assert set(re.findall(r"\{(\w+)\}", rule.say)) <= set(pattern.groupindex), rule
        assert pattern.fullmatch("") is None, rule


@pytest.mark.parametrize("language", LANGUAGES)
def test_frames_need_and_allow_concepts_that_there_are(language: str) -> None:
    words = loose_words(language)
    assert words is not None
    known = frozenset().union(*words.phrases.values()) | {
        "name", "area", "list", "pane", "language", "number", "hour", "percent", "degrees", "duration", "quantity",
        "unit", "sum", "moment", "time", "date", "colour", *_DEVICES, "is-switch",
    }  # fmt: skip
    for frame in words.frames:
        for need in frame.needs:
            assert need & known, frame
        assert frame.say, frame


def test_a_variety_of_a_language_has_its_words_and_others_have_none() -> None:
    assert loose_words("de-CH") is not None
    assert loose_words("pl") is None


@pytest.mark.parametrize(
    ("pattern", "text", "groups"),
    [
        ("(jot|note) [me] down {x}", "Jot down the gate is open", {"x": "the gate is open"}),
        ("(jot|note) [me] down {x}", "note me down, milk", {"x": "milk"}),
        ("put {x} on [the|my] {list} [list]", "put tea, milk on my garden list", {"x": "tea, milk", "list": "garden"}),
        ("put {x} on [the|my] {list} [list]", "put tea on Garden!", {"x": "tea", "list": "Garden"}),
        ("we need {few}", "we need a bag of rice", {"few": "a bag of rice"}),
    ],
)
def test_a_pattern_takes_what_it_says(pattern: str, text: str, groups: dict[str, str]) -> None:
    found = compiled(pattern, {"list": ("Garden",)}).fullmatch(text)
    assert found is not None
    assert found.groupdict() == groups


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(jot|note) down {x}", "jot down"),
        ("(jot|note) down {x}", "jotted down milk"),
        ("put {x} on {list}", "put tea on harvest"),
        ("we need {few}", "we need a bag of rice for tomorrow"),
        ("{x} list", "wishlist"),
    ],
)
def test_a_pattern_takes_nothing_else(pattern: str, text: str) -> None:
    assert compiled(pattern, {"list": ("Garden",)}).fullmatch(text) is None
