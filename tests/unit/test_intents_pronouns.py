# SPDX-License-Identifier: Apache-2.0
"""Pronouns of the second command put into words of what the first was about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.names import Names
from edgeassist.intents.pronouns import resolve
from tests.support.own_home import home

MEANT: list[tuple[str, str, str, dict[str, str | int], str | None]] = [
    ("en", "set them to 50%", "HassTurnOn", {"area": "room1", "domain": "light"}, "set the Living room lights to 50%"),
    ("en", "turn it off", "HassTurnOn", {"name": "lamp"}, "turn the Lamp off"),
    ("en", "turn off the lights there", "HassTurnOn", {"name": "fan"}, "turn off the lights in the Living room"),
    ("en", "pause it", "HassStartTimer", {"minutes": 5}, "pause the timer"),
    ("en", "cancel it", "EdgeSetAlarm", {"time": "07:00"}, "cancel the alarm"),
    ("en", "read it", "HassListAddItem", {"item": "milk", "name": "list"}, "read the Shopping list"),
    ("en", "clear it", "EdgeReadList", {"list": "list"}, "clear the Shopping list"),
    ("en", "read it", "HassShoppingListAddItem", {"item": "milk"}, "read the shopping list"),
    ("en", "make them red", "HassLightSet", {"area": "room0", "brightness": 50}, "make the Kitchen lights red"),
    ("en", "turn off the light", "HassTurnOn", {"name": "lamp"}, None),
    ("en", "turn it off", "HassGetCurrentTime", {}, None),
    ("en", "turn both of them off", "HassTurnOn", {"area": "room0", "domain": "fan"}, "turn the Kitchen fan off"),
    ("es", "apágalas", "HassTurnOn", {"area": "room1", "domain": "light"}, "apaga las luces de Salón"),
    ("es", "ponlas al 50%", "HassTurnOn", {"area": "room1", "domain": "light"}, "pon las luces de Salón al 50%"),
    ("es", "apágala", "HassTurnOn", {"name": "lamp"}, "apaga Lámpara"),
    ("es", "enciende la luz allí", "HassTurnOn", {"name": "fan"}, "enciende la luz en Salón"),
    ("es", "hola", "HassTurnOn", {"name": "fan"}, None),
    (
        "de",
        "stelle sie auf 50 Prozent",
        "HassTurnOn",
        {"area": "room1", "domain": "light"},
        "stelle das Wohnzimmer Licht auf 50 Prozent",
    ),
    ("de", "mach ihn aus", "HassTurnOn", {"name": "fan"}, "mach Ventilator aus"),
    ("de", "schalte das Licht dort ein", "HassTurnOn", {"name": "fan"}, "schalte das Licht im Wohnzimmer ein"),
    ("de", "brich ihn ab", "HassStartTimer", {"minutes": 5}, "brich den Timer ab"),
    ("de", "schalte die Lampe aus", "HassTurnOn", {"name": "fan"}, None),
    ("fr", "mets-les à 50 %", "HassTurnOn", {"area": "room1", "domain": "light"}, "mets les lumières de Salon à 50 %"),
    ("fr", "éteins-la", "HassTurnOn", {"name": "lamp"}, "éteins Lampe"),
    ("fr", "allume la lumière là-bas", "HassTurnOn", {"name": "fan"}, "allume la lumière dans Salon"),
    ("fr", "éteins la lampe", "HassTurnOn", {"name": "fan"}, None),
    ("pl", "turn it off", "HassTurnOn", {"name": "lamp"}, None),
]


def intent(name: str, slots: dict[str, str | int]) -> Intent:
    return Intent(name, tuple(Slot(slot, value) for slot, value in slots.items()))


@pytest.mark.parametrize(("language", "text", "before", "slots", "words"), MEANT)
def test_a_pronoun_stands_for_what_was_meant_before(
    language: str, text: str, before: str, slots: dict[str, str | int], words: str | None
) -> None:
    names = home(language if language != "pl" else "en")
    assert resolve(text, intent(before, slots), names, language) == words


def test_what_has_no_name_any_more_is_left_alone() -> None:
    assert resolve("turn it off", intent("HassTurnOn", {"name": "gone"}), Names(), "en") is None


def test_a_text_that_is_too_long_is_left_alone() -> None:
    assert resolve("it " * 300, intent("HassStartTimer", {"minutes": 5}), Names(), "en") is None


@given(st.text(max_size=60), st.sampled_from(("en", "es", "de", "fr", "pl")))
def test_no_text_makes_resolving_fail(text: str, language: str) -> None:
    before = intent("HassTurnOn", {"area": "room1", "domain": "light"})
    found = resolve(text, before, home(language if language != "pl" else "en"), language)
    assert found is None or found != text
