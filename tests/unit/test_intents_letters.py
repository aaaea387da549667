# SPDX-License-Identifier: Apache-2.0
"""A note, a reminder and a thing on a list are kept as they were written: commas, dots, quotes and all."""

import pytest

from edgeassist.intents.letters import as_written
from edgeassist.intents.names import Names
from edgeassist.intents.understanding import Understander

SHARED = Understander("en", Names)


@pytest.mark.parametrize(
    ("text", "slot", "kept"),
    [
        ("take a note: BP 120/80; pulse 72", "text", "BP 120/80; pulse 72"),
        ("take a note: 2.5 mg at 10:30, 1/2 tablet b.i.d.", "text", "2.5 mg at 10:30, 1/2 tablet b.i.d."),
        ("take a note: (NOT 72!); e-mail “urgent”", "text", "(NOT 72!); e-mail “urgent”"),
        ('take a note "buy milk"', "text", "buy milk"),
        ("remind me tomorrow at noon to call Dr. O'Brien.", "text", "call Dr. O'Brien"),
        ("add St. John's wort to the shopping list", "item", "St. John's wort"),
        ("add ../../etc/passwd to the shopping list", "item", "../../etc/passwd"),
    ],
)
def test_what_is_kept_is_what_was_written(text: str, slot: str, kept: str) -> None:
    (found,) = SHARED.parse(text).intents
    assert found.value(slot) == kept


@pytest.mark.parametrize(
    ("words", "sentence", "kept"),
    [
        ("milk", "add eggs", "milk"),
        ("", "add eggs", ""),
        ("eggs and", "add EGGS, and", "EGGS, and"),
        ("a b", "a a b", "a b"),
        ("five", "note 5", "five"),
    ],
)
def test_words_that_are_not_there_stay_as_they_were_read(words: str, sentence: str, kept: str) -> None:
    assert as_written(words, sentence) == kept


def test_of_is_within_a_thing_and_to_begins_the_place() -> None:
    found = SHARED.parse("add macaroni and 2 lb of beef to the shopping list").intents
    assert [one.value("item") for one in found] == ["macaroni", "2 lb of beef"]
