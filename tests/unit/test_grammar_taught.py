# SPDX-License-Identifier: Apache-2.0
"""What a person taught can be said: with a room, a thing or a list of theirs in its place."""

import pytest

from edgeassist.intents.commands import Taught
from edgeassist.intents.grammar import build
from tests.support.hearing_set import NAMES
from tests.support.jsgf_walk import Walk


@pytest.mark.parametrize(
    ("taught", "said"),
    [
        ("make {room} cosy", "make kitchen cosy"),
        ("make {area} cosy", "make bedroom cosy"),
        ("wake {device} up", "wake floor lamp up"),
        ("we need {item}", "we need oat milk"),
        ("read out {list}", "read out shopping list"),
        ("go over to {pane}", "go over to chat"),
    ],
)
def test_a_taught_phrase_is_heard_with_a_name_in_it(taught: str, said: str) -> None:
    grammar = build("en", NAMES, (Taught(1, taught, "turn on the tv"),))
    assert Walk(grammar.jsgf).says(said)
    assert said in grammar.phrases


def test_a_taught_phrase_with_free_words_cannot_be_heard_and_hurts_no_other() -> None:
    taught = (Taught(1, "jot {text}", "take a note of milk"), Taught(2, "showtime", "turn on the tv"))
    walk = Walk(build("en", NAMES, taught).jsgf)
    assert walk.says("showtime")
    assert not walk.says("jot milk")
