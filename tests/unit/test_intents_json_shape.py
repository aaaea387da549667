# SPDX-License-Identifier: Apache-2.0
"""Of what a language model says, only whole JSON by the schema that it was held to is ever taken."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.core.instructions import INTENT_SCHEMA
from edgeassist.intents.declared import SLOTS, fits
from edgeassist.intents.intent import Intent
from edgeassist.intents.json_shape import follows, valid
from edgeassist.intents.model_reader import ModelReader
from edgeassist.intents.proposing import MOST_INTENTS, schema
from tests.support.paraphrases import names

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOME = names("en")
SCHEMA = schema(HOME, SLOTS)
LAMP = {"intent": "HassTurnOn", "slots": {"name": "desk-lamp"}}
WHOLE = {
    "intents": [
        LAMP,
        {"intent": "HassLightSet", "slots": {"area": "kitchen", "brightness": 40}},
        {"intent": "EdgeSetAlarm", "slots": {"time": "07:30", "date": "2026-11-22", "name": "up"}},
        {"intent": "EdgeTakeNote", "slots": {"text": 'say "no"\nand } go'}},
    ]
}
STARTERS = {"intent": "SetAlarm", "slots": {"time": "7:30 am"}}


def taken(answer: str, *, starter: bool = False) -> tuple[Intent, ...]:
    return ModelReader(lambda _request: answer, starter, lambda: NOW).read("do it", HOME)


def test_an_answer_that_is_whole_is_taken() -> None:
    assert [one.name for one in taken(json.dumps(WHOLE))] == [one["intent"] for one in WHOLE["intents"]]
    assert [one.name for one in taken(json.dumps(STARTERS), starter=True)] == ["EdgeSetAlarm"]


@pytest.mark.parametrize(("starter", "whole"), [(False, WHOLE), (True, STARTERS)])
def test_of_an_answer_that_was_cut_off_nothing_is_taken_wherever_that_was(starter: bool, whole: object) -> None:
    text = json.dumps(whole)
    assert taken(text, starter=starter)
    assert [at for at in range(len(text)) if taken(text[:at], starter=starter)] == []


@pytest.mark.parametrize("more", ["}", "]", " and so on", "{}", text := json.dumps(WHOLE), "\x00", "```"])
def test_of_an_answer_that_goes_on_nothing_is_taken(more: str) -> None:
    assert taken(json.dumps(WHOLE) + more) == ()
    assert taken(json.dumps(STARTERS) + more, starter=True) == ()


@pytest.mark.parametrize(
    "answer",
    [
        {"intents": [LAMP], "why": "because"},
        {"intents": [LAMP | {"sure": True}]},
        {"intents": [{"intent": "HassTurnOn"}]},
        {"intents": [LAMP] * (MOST_INTENTS + 1)},
        {"intents": LAMP},
        {"intents": None},
        {"Intents": [LAMP]},
        [LAMP],
        LAMP,
        {"intents": [LAMP, {"intent": "Fly", "slots": {}}]},
        {"intents": [{"intent": "HassTurnOn", "slots": {"name": "moon"}}]},
        {"intents": [{"intent": "HassTurnOn", "slots": {"name": "all"}}]},
        {"intents": [{"intent": "HassTurnOn", "slots": {"domain": "sensor"}}]},
        {"intents": [{"intent": "HassLightSet", "slots": {"area": "kitchen", "brightness": 40.5}}]},
        {"intents": [{"intent": "HassLightSet", "slots": {"area": "kitchen", "brightness": True}}]},
        {"intents": [{"intent": "HassLightSet", "slots": {"area": "kitchen", "brightness": "40"}}]},
        {"intents": [{"intent": "HassLightSet", "slots": {"area": "kitchen", "brightness": 101}}]},
        {"intents": [{"intent": "EdgeSetAlarm", "slots": {"time": "7:30"}}]},
        {"intents": [{"intent": "EdgeSetAlarm", "slots": {"time": "07:30:00"}}]},
        {"intents": [{"intent": "EdgeSetAlarm", "slots": {"time": "07:30\n"}}]},
        {"intents": [{"intent": "EdgeSetAlarm", "slots": {"time": "07:30", "date": "2026-02-31"}}]},
    ],
)
def test_what_is_not_by_the_schema_or_not_true_is_not_taken(answer: object) -> None:
    assert taken(json.dumps(answer)) == ()


PLAIN = st.none() | st.booleans() | st.integers(-200, 200) | st.floats(allow_nan=False) | st.text(max_size=8)
WORDS = st.sampled_from([*SLOTS, "intents", "intent", "slots", "name", "area", "brightness", "desk-lamp", "kitchen"])
ANY_JSON = st.recursive(
    PLAIN | WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=12
)
NEARLY = st.fixed_dictionaries(
    {
        "intents": st.lists(
            st.fixed_dictionaries({"intent": WORDS, "slots": st.dictionaries(WORDS, PLAIN | WORDS, max_size=2)}),
            max_size=MOST_INTENTS + 1,
        )
    },
    optional={"more": PLAIN},
)


@settings(max_examples=200)
@given(ANY_JSON | NEARLY, st.integers(0, 200))
def test_whatever_is_said_only_what_follows_the_schema_is_taken(said: object, cut: int) -> None:
    for answer in (json.dumps(said), json.dumps(said)[:cut]):
        found = taken(answer)
        if found:
            assert valid(answer, SCHEMA)
            assert all(one.name in SLOTS and fits(one, HOME) for one in found)
        if taken(answer, starter=True):
            assert valid(answer, INTENT_SCHEMA)


@pytest.mark.parametrize("deep", ["[" * 3_000, '{"intents": ' * 300 + "1" + "}" * 300])
def test_a_deep_answer_is_nothing(deep: str) -> None:
    assert taken(deep) == ()
    assert taken(deep, starter=True) == ()


@settings(max_examples=100)
@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_of_any_other_words_nothing_is_taken(answer: str) -> None:
    assert taken(answer) == ()
    assert taken(answer, starter=True) == ()


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        ({"type": "integer"}, (1, -3), (1.5, "1", True, None)),
        ({"type": "number", "minimum": 0, "maximum": 5}, (0, 2.5, 5), (-1, 5.1, False)),
        ({"type": "string", "pattern": "^a+$"}, ("a", "aa"), ("", "b", "a\n", 3)),
        ({"enum": ["up", "down"]}, ("up",), ("left", 1)),
        ({"const": "x"}, ("x",), ("y", None)),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 2}, ([], ["a", "b"]), (["a"] * 3, [1], "ab")),
        ({"type": "object", "required": ["a"]}, ({"a": 1, "b": 2},), ({}, {"b": 1}, [])),
        ({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False},
         ({}, {"a": "x"}), ({"a": 1}, {"b": "x"})),
        ({"type": "object", "additionalProperties": {"type": "string"}}, ({}, {"a": "x"}), ({"a": 1},)),
        ({"oneOf": [{"type": "integer"}, {"minimum": 3}]}, (1, 3.5), (4, 2.5)),
    ],
)  # fmt: skip
def test_a_value_follows_a_schema_or_not(
    shape: dict[str, object], good: tuple[object, ...], bad: tuple[object, ...]
) -> None:
    assert all(follows(one, shape) for one in good)
    assert not any(follows(one, shape) for one in bad)


def test_a_word_of_schemas_that_is_not_known_is_never_passed_over() -> None:
    with pytest.raises(ValueError, match="minLength"):
        follows("a", {"type": "string", "minLength": 2})


@pytest.mark.parametrize("of", [SCHEMA, INTENT_SCHEMA, schema(HOME, ["EdgeStop"])])
def test_every_schema_that_a_model_is_held_to_can_be_checked(of: str) -> None:
    assert not valid("[]", of)
    assert valid('{"intents": []}', of) is ("intents" in json.loads(of)["properties"])
