# SPDX-License-Identifier: Apache-2.0
"""How timers are said: until a time, with a name before a hyphen, and never two of them as one called “two”."""

import datetime as dt
from functools import cache

import pytest

from edgeassist.intents import normalizers
from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.names import Names

NOW = dt.datetime(2026, 11, 21, 14, 30, tzinfo=dt.UTC)
"""A Saturday afternoon."""


@cache
def understander(language: str) -> LooseUnderstander:
    return LooseUnderstander(language, Names, now=lambda: NOW)


@pytest.mark.parametrize(
    ("language", "text", "intent", "slots"),
    [
        ("de", "Timer bis halb elf", "HassStartTimer", {"hours": 8}),
        ("de", "stell einen Timer bis 17 Uhr", "HassStartTimer", {"hours": 2, "minutes": 30}),
        ("de", "Timer bis morgen um 8", "HassStartTimer", {"hours": 17, "minutes": 30}),
        ("de", "Timer auf 1:30 Stunden", "HassStartTimer", {"hours": 1, "minutes": 30}),
        ("de", "Timer auf 1:30 Minuten", "HassStartTimer", {"minutes": 1, "seconds": 30}),
        ("de", "Timer auf 1:30:00", "HassStartTimer", {"hours": 1, "minutes": 30}),
        ("de", "stopp den Tee-Timer", "HassCancelTimer", {"name": "Tee"}),
        ("de", "stell einen Tee-Timer auf fünf Minuten", "HassStartTimer", {"name": "Tee", "minutes": 5}),
        ("en", "timer until 5 pm", "HassStartTimer", {"hours": 2, "minutes": 30}),
        ("en", "set a timer until 2 pm", "HassStartTimer", {"hours": 23, "minutes": 30}),
        ("es", "pon un temporizador hasta las cinco de la tarde", "HassStartTimer", {"hours": 2, "minutes": 30}),
        ("fr", "mets un minuteur jusqu’à 17 heures", "HassStartTimer", {"hours": 2, "minutes": 30}),
    ],
)
def test_a_timer_is_as_long_and_called_as_it_is_said(
    language: str, text: str, intent: str, slots: dict[str, object]
) -> None:
    (found,) = understander(language).parse(text).intents
    assert (found.name, {slot.name: slot.value for slot in found.slots}) == (intent, slots)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "zwei Timer auf fünf Minuten"),
        ("de", "stell zwei Timer auf fünf Minuten"),
        ("de", "Timer auf 1:30"),
        ("en", "set two timers for five minutes"),
        ("es", "pon dos temporizadores de cinco minutos"),
        ("fr", "mets deux minuteurs de cinq minutes"),
    ],
)
def test_several_timers_and_a_length_that_may_be_either_of_two_are_not_understood(language: str, text: str) -> None:
    parsed = understander(language).parse(text)
    assert (parsed.intents, parsed.guesses) == ((), ())


@pytest.mark.parametrize(
    "text", ["bis", "bis 14:30 Uhr gestern", "1:70", "0:00:00", "1:30 Tage", "bis in zehn Minuten"]
)
def test_what_says_no_length_is_none(text: str) -> None:
    assert normalizers.read("duration", "duration", text, "de", NOW) is None


def test_a_number_within_a_name_may_stay() -> None:
    found = normalizers.read("title", "name", "Kapitel zwei", "de", NOW)
    assert found is not None
    assert found[0].value == "Kapitel zwei"
