# SPDX-License-Identifier: Apache-2.0
"""What a model may propose: a schema of what there is, an answer read strictly, and nothing taken that does not fit."""

import json
from typing import Any

import pytest

from edgeassist.intents.declared import SLOTS, fits
from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.names import Appliance, Named, Names
from edgeassist.intents.proposing import MOST_INTENTS, instruction, read, schema
from tests.support.commanding import intent

NAMES = Names(
    areas=(Named("kitchen", "Kitchen"),),
    appliances=(Appliance("lamp", "Lamp", ("light",), kind="light", area="kitchen"),),
    lists=(Named("shopping", "Shopping list"),),
    panes=(Named("voice", "Voice"),),
)


def shapes(names: Names = NAMES, served: tuple[str, ...] = tuple(SLOTS)) -> dict[str, dict[str, Any]]:
    items = json.loads(schema(names, served))["properties"]["intents"]["items"]["oneOf"]
    return {one["properties"]["intent"]["const"]: one["properties"]["slots"]["properties"] for one in items}


def test_the_schema_has_every_served_intent_with_its_slots_and_the_names_there_are() -> None:
    found = shapes()
    assert set(found) == set(SLOTS)
    assert found["HassTurnOn"]["name"] == {"enum": ["lamp"]}
    assert found["HassLightSet"]["brightness"] == {"type": "integer", "minimum": 0, "maximum": 100}
    assert {name: set(slots) for name, slots in found.items()} == {name: set(slots) for name, slots in SLOTS.items()}


def test_what_nobody_serves_and_what_has_no_name_is_left_out() -> None:
    found = shapes(Names(), ("HassTurnOn", "EdgeUndo", "StrangerWaterPlants"))
    assert set(found) == {"HassTurnOn", "EdgeUndo"}
    assert set(found["HassTurnOn"]) == {"domain", "device_class"}


def example(kind: dict[str, Any]) -> str | int:
    """Return a value that the schema of a slot admits."""
    if "enum" in kind:
        return str(kind["enum"][-1])
    if kind["type"] in ("integer", "number"):
        return int(kind.get("maximum", 7))
    return {"^([": "07:30", "^20": "2026-12-24"}.get(kind.get("pattern", "")[:3], "red")


@pytest.mark.parametrize("name", sorted(SLOTS))
def test_whatever_the_schema_admits_is_taken(name: str) -> None:
    slots = {slot: example(kind) for slot, kind in shapes()[name].items()}
    (made,) = read(json.dumps({"intents": [{"intent": name, "slots": slots}]}))
    assert (made.name, made.source) == (name, "model")
    assert {slot.name: slot.value for slot in made.slots} == slots
    assert fits(made, NAMES)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I will turn on the lamp.",
        "[]",
        "{}",
        '{"intents": {}}',
        '{"intents": [{"slots": {}}]}',
        '{"intents": [{"intent": "HassTurnOn", "slots": {"name": ["lamp"]}}]}',
        '{"intents": [{"intent": "HassTurnOn", "slots": {"name": null}}]}',
        '{"intents": [{"intent": 5, "slots": {}}]}',
        '{"intents": [',
        '{"intents": []}' + " " * 5000,
        "\ud800",
        "[" * 3000,
    ],
)
def test_any_other_answer_is_nothing(answer: str) -> None:
    assert read(answer) == ()


def test_an_answer_of_more_than_a_few_intents_is_nothing() -> None:
    many = {"intents": [{"intent": "EdgeUndo", "slots": {}}] * 20}
    assert read(json.dumps(many)) == ()
    assert len(read(json.dumps({"intents": many["intents"][:MOST_INTENTS]}))) == MOST_INTENTS


@pytest.mark.parametrize(
    "made",
    [
        intent("HassTurnOn", name="moon"),
        intent("HassTurnOn", moon=1),
        intent("EdgeSetAlarm", time="7 o'clock"),
        intent("HassSetVolumeRelative", volume_step="sideways"),
        intent("HassTurnOn", domain="rocket"),
        intent("EdgeTranslate", language="<script>"),
        intent("HassStartTimer", minutes=float("nan")),
        intent("HassStartTimer", minutes=1e12),
        Intent("HassTurnOn", (Slot("name", "lamp"), Slot("name", "lamp"))),
        Intent("Unheard"),
    ],
)
def test_what_does_not_fit_is_not_taken(made: Intent) -> None:
    assert not fits(made, NAMES)


def test_a_model_is_told_the_names_and_that_it_may_find_nothing() -> None:
    told = instruction(NAMES, "Friday, 6 March 2026, 12:00")
    assert "lamp (Lamp or light, light in kitchen)" in told
    assert "empty list" in told
    assert "Rooms: kitchen (Kitchen)" in told
    assert "Devices" not in instruction(Names(), "today")
