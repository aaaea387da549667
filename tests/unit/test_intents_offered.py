# SPDX-License-Identifier: Apache-2.0
"""Sentences that an action of others brings: what is taken of them, and what is refused in one sentence."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.intents.acting import discover
from edgeassist.intents.action import Action, ActionContext, ActionSpec, BaseAction, Outcome, Preview
from edgeassist.intents.intent import Intent
from edgeassist.intents.languages import templates
from edgeassist.intents.offered import MOST_SENTENCES, OfferedBroken, fault_of, fitting, read, sentences

GOOD = """
lists: {strange_plant: {values: [fern, cactus]}}
expansion_rules: {strange_water: "(water|sprinkle)"}
intents:
  WaterPlants:
    data:
      - sentences: ["<strange_water> [the] {strange_plant:plant}", "<strange_water> [the] {area} plants"]
        slots: {how: gently}
        metadata: {rank: 99}
"""


class Plants(BaseAction):
    """Does nothing."""

    def __init__(self, _context: ActionContext) -> None:
        super().__init__()

    def preview(self, intent: Intent) -> Preview:
        return Preview(intent.name)

    def perform(self, intent: Intent) -> Outcome:
        return Outcome(intent.name)


def build(context: ActionContext) -> Action:
    return Plants(context)


def spec(text: object = GOOD, language: str = "en") -> ActionSpec:
    plain = ActionSpec("plants", "Plants", ("WaterPlants",), build)
    strange: Any = {language: text}
    return replace(plain, templates=strange)


def intents(text: str) -> str:
    return f"intents: {{WaterPlants: {{data: {text}}}}}"


def test_sentences_and_slots_are_taken_and_nothing_that_ranks_them() -> None:
    assert fault_of(spec()) == ""
    found = read(spec(), "en", GOOD)
    assert list(sentences(found)) == [
        "<strange_water> [the] {strange_plant:plant}",
        "<strange_water> [the] {area} plants",
    ]
    assert found["intents"]["WaterPlants"]["data"][0]["slots"] == {"how": "gently"}
    assert "metadata" not in found["intents"]["WaterPlants"]["data"][0]


def test_a_spec_without_sentences_is_as_good_as_ever() -> None:
    assert fault_of(ActionSpec("plants", "Plants", ("WaterPlants",), build)) == ""
    assert all(one.fault == "" for one in discover() if one.is_own)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (7, "must be a text"),
        ("x" * 300_000, "at most 200,000 characters"),
        ("intents: [", "while parsing"),
        ("", "no mapping called intents"),
        ("- a", "no mapping called intents"),
        ("intents: 3", "no mapping called intents"),
        ("intents: {HassTurnOff: {data: [{sentences: [gone]}]}}", "does not serve HassTurnOff"),
        ("intents: {WaterPlants: 3}", "no list called data"),
        (intents("[3]"), "no list called data"),
        (intents("[{sentences: []}]"), "no sentences"),
        (intents("[{sentences: [3]}]"), "no sentences"),
        (intents("[{sentences: ['  ']}]"), "no sentences"),
        (intents("[{sentences: [a], slots: 3}]"), "no mapping"),
        (intents(f"[{{sentences: [{', '.join(f'w{n}' for n in range(MOST_SENTENCES + 1))}]}}]"), "more than 500"),
        ("intents: !!python/object/apply:os.system ['true']", "could not determine a constructor"),
    ],
)
def test_what_cannot_be_used_says_why(text: object, why: str) -> None:
    fault = fault_of(spec(text))
    assert fault.startswith("Its sentences for 'en' cannot be used: ")
    assert why in fault


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("water {nothing_like_it}", "no list called nothing_like_it"),
        ("<nothing_like_it> the fern", "nothing_like_it"),
        ("water (the fern", "cannot be used"),
        ("water the fern]", "cannot be used"),
    ],
)
def test_what_does_not_fit_into_ours_is_refused(sentence: str, why: str) -> None:
    found = read(spec(), "en", intents(f"[{{sentences: ['{sentence}']}}]"))
    with pytest.raises(OfferedBroken, match=why):
        fitting(found, templates("en"), "en")


def test_rules_that_go_round_in_circles_are_refused() -> None:
    text = "expansion_rules: {one: 'a <two>', two: 'b <one>'}\n" + intents("[{sentences: ['<one> c']}]")
    with pytest.raises(OfferedBroken, match="names itself"):
        fitting(read(spec(), "en", text), templates("en"), "en")


def test_our_rooms_may_be_named() -> None:
    assert fitting(read(spec(), "en", GOOD), templates("en"), "en")["lists"].keys() == {"strange_plant"}


def test_our_lists_and_rules_stay_as_they_are() -> None:
    ours = templates("en")
    text = "lists: {area: {values: [everywhere]}, mine: {values: [a]}}\n" + intents("[{sentences: ['go to {area}']}]")
    fits = fitting(read(spec(), "en", text), ours, "en")
    assert set(fits["lists"]) == {"mine"}
    assert "WaterPlants" not in ours["intents"]


@given(st.text(max_size=200))
@settings(max_examples=60)
def test_any_text_is_taken_or_refused_in_a_sentence(text: str) -> None:
    fault = fault_of(spec(text))
    assert fault == "" or fault.endswith(".")
