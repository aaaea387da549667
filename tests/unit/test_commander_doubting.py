# SPDX-License-Identifier: Apache-2.0
"""How much is asked about: all that was not surely heard, and changes that a model or near words propose."""

from typing import get_args

import pytest
from msgspec.structs import replace

from edgeassist.intents.doubting import NEARLY_SURE, doubt_about
from edgeassist.intents.intent import Intent, Parsed, Source
from edgeassist.speech.heard import Heard, Verdict

LIGHT = Intent("HassTurnOn")


def parsed(*intents: Intent) -> Parsed:
    return Parsed("light on", "en", intents)


@pytest.mark.parametrize("source", [one for one in get_args(Source) if one not in ("model", "loose")])
def test_exact_words_are_not_doubted(source: Source) -> None:
    assert doubt_about(parsed(replace(LIGHT, source=source)), None) == "none"


@pytest.mark.parametrize(
    ("source", "score", "doubt"),
    [
        ("model", 1.0, "changes"),
        ("loose", NEARLY_SURE, "none"),
        ("loose", NEARLY_SURE - 0.01, "changes"),
        ("loose", 0.0, "changes"),
    ],
)
def test_what_is_proposed_or_near_is_doubted_where_it_changes_something(
    source: Source, score: float, doubt: str
) -> None:
    near = replace(LIGHT, source=source, score=score)
    assert doubt_about(parsed(near), None) == doubt
    assert doubt_about(parsed(LIGHT, near), None) == doubt


@pytest.mark.parametrize(("verdict", "doubt"), [("accepted", "none"), ("unsure", "all")])
def test_what_was_not_surely_heard_is_doubted_whole(verdict: Verdict, doubt: str) -> None:
    assert doubt_about(parsed(LIGHT), Heard("light on", verdict, 0.5)) == doubt


def test_nothing_is_in_no_doubt() -> None:
    assert doubt_about(parsed(), None) == "none"
