# SPDX-License-Identifier: Apache-2.0
"""What templates name as normalizer: the words of a slot become slots, or none at all."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents import normalizers
from edgeassist.intents.intent import Slot

NOW = dt.datetime(2026, 11, 21, 14, 30, tzinfo=dt.UTC)
KNOWN = ("when", "time", "date", "duration", "sum", "quantity", "unit", "reminder", "title", "colour")
READ: list[tuple[str, str, str, str, dict[str, object] | None]] = [
    ("when", "when", "en", "7:30 tomorrow", {"time": "07:30", "date": "2026-11-22"}),
    ("when", "when", "en", "in twenty minutes", {"seconds": 1200}),
    ("when", "when", "en", "pizza", None),
    ("when", "when", "de", "morgen um halb acht", {"time": "07:30", "date": "2026-11-22"}),
    ("when", "when", "es", "a las siete y media", {"time": "07:30"}),
    ("when", "when", "fr", "demain à sept heures", {"time": "07:00", "date": "2026-11-22"}),
    ("time", "time", "en", "7 am", {"time": "07:00"}),
    ("time", "time", "en", "tomorrow at 7", None),
    ("date", "date", "en", "tomorrow", {"date": "2026-11-22"}),
    ("date", "date", "en", "next friday", {"date": "2026-11-27"}),
    ("date", "date", "en", "7", None),
    ("date", "date", "de", "übermorgen", {"date": "2026-11-23"}),
    ("duration", "duration", "en", "an hour and a half", {"hours": 1, "minutes": 30}),
    ("duration", "duration", "en", "90 seconds", {"minutes": 1, "seconds": 30}),
    ("duration", "duration", "fr", "une demi-heure", {"minutes": 30}),
    ("duration", "duration", "en", "the pasta", None),
    ("sum", "expression", "en", "12 times 7", {"expression": "12*7"}),
    ("sum", "expression", "en", "love", None),
    ("sum", "expression", "de", "zwei hoch zehn", {"expression": "2^10"}),
    ("quantity", "quantity", "en", "5 miles", {"amount": 5, "from_unit": "mi"}),
    ("quantity", "quantity", "en", "two and a half cups", {"amount": 2.5, "from_unit": "cup"}),
    ("quantity", "quantity", "en", "my lights", None),
    ("unit", "to_unit", "en", "kilometers", {"to_unit": "km"}),
    ("unit", "to_unit", "en", "spanish", None),
    ("reminder", "reminder", "en", "call mum at 5", {"text": "call mum", "time": "17:00"}),
    ("reminder", "reminder", "en", "at 5 pm to call mum", {"text": "call mum", "time": "17:00"}),
    ("reminder", "reminder", "en", "buy milk", {"text": "buy milk"}),
    ("reminder", "reminder", "en", "tomorrow", {"text": "", "date": "2026-11-22"}),
    (
        "reminder",
        "reminder",
        "de",
        "morgen um 5 daran, Mama anzurufen",
        {"text": "Mama anzurufen", "time": "17:00", "date": "2026-11-22"},
    ),
    ("title", "name", "en", "the pasta", {"name": "pasta"}),
    ("title", "name", "en", "a", None),
    ("title", "name", "es", "del arroz", {"name": "arroz"}),
    ("title", "name", "de", "vom Reis", {"name": "Reis"}),
    ("title", "name", "de", "Reis-", {"name": "Reis"}),
    ("title", "list", "fr", "les courses", {"list": "courses"}),
    ("title", "list", "en", "“Trip to Rome”", {"list": "Trip to Rome"}),
    ("colour", "color", "en", "light blue", {"color": "lightblue"}),
    ("colour", "color", "en", "pizza", None),
    ("unheard-of", "text", "en", "as it is", {"text": "as it is"}),
]


@pytest.mark.parametrize(("normalizer", "slot", "language", "text", "values"), READ)
def test_words_become_the_slots_that_they_mean(
    normalizer: str, slot: str, language: str, text: str, values: dict[str, object] | None
) -> None:
    found = normalizers.read(normalizer, slot, text, language, NOW)
    assert (None if found is None else {one.name: one.value for one in found}) == values


def test_a_unit_keeps_the_word_that_was_said() -> None:
    found = normalizers.read("quantity", "quantity", "5 miles", "en", NOW)
    assert found == (Slot("amount", 5, "5 miles"), Slot("from_unit", "mi", "miles"))


def test_the_moment_of_waking_is_in_the_morning_and_of_a_reminder_in_the_afternoon() -> None:
    waking = normalizers.read("when", "when", "tomorrow at 5", "en", NOW)
    reminder = normalizers.read("reminder", "reminder", "call mum tomorrow at 5", "en", NOW)
    assert waking is not None
    assert reminder is not None
    assert [slot.value for slot in waking if slot.name == "time"] == ["05:00"]
    assert [slot.value for slot in reminder if slot.name == "time"] == ["17:00"]


@given(st.text(max_size=60), st.sampled_from(KNOWN), st.sampled_from(("en", "es", "de", "fr", "pl")))
def test_no_text_makes_a_normalizer_fail(text: str, normalizer: str, language: str) -> None:
    found = normalizers.read(normalizer, "slot", text, language, NOW)
    assert found is None or all(slot.name for slot in found)
