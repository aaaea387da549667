# SPDX-License-Identifier: Apache-2.0
"""What a language model is asked for when templates have no answer, and how its answer is read. Asks no model itself.

The schema admits only intents that are served, slots that they have, and names that there are; what is read is checked
again by whoever takes it (`declared.fits`).
"""

import json
from collections.abc import Iterable, Mapping

import msgspec

from edgeassist.intents.declared import SLOTS
from edgeassist.intents.intent import Intent, Slot, Value
from edgeassist.intents.names import Appliance, Named, Names

MOST_INTENTS = 5
MOST_ANSWER_CHARACTERS = 4_000
_TASK = (
    "Translate the person's sentence into commands. Answer with JSON only. Use the ids of the names below."
    " If the sentence is no command, or you are not sure, answer with an empty list of intents."
)
_KINDS: Mapping[str, Mapping[str, object]] = {
    "percent": {"type": "integer", "minimum": 0, "maximum": 100},
    "kelvin": {"type": "integer", "minimum": 1000, "maximum": 10000},
    "number": {"type": "number"},
    "step": {"enum": ["up", "down"]},
    "time": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    "date": {"type": "string", "pattern": "^20[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
    "domain": {"enum": ["light", "switch", "cover", "fan", "climate", "lock", "media_player", "vacuum"]},
    "part": {"enum": ["battery", "memory", "disk", "model", "all"]},
    "word": {"type": "string", "pattern": "^[a-zA-Z -]{1,40}$"},
    "text": {"type": "string"},  # its length is checked when it is read: a count in a grammar is written out
}


class _Proposal(msgspec.Struct, forbid_unknown_fields=True):
    intent: str
    slots: dict[str, Value]


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    intents: list[_Proposal]


def schema(names: Names, served: Iterable[str]) -> str:
    """Return the JSON schema that a model's answer must follow, for these names and intents."""
    ids = _ids(names)
    shapes = [_shape(name, ids) for name in sorted(set(served) & set(SLOTS))]
    whole = {
        "type": "object",
        "properties": {"intents": {"type": "array", "maxItems": MOST_INTENTS, "items": {"oneOf": shapes}}},
        "required": ["intents"],
        "additionalProperties": False,
    }
    return json.dumps(whole, ensure_ascii=False)


def instruction(names: Names, today: str) -> str:
    """Return what a model is told before the sentence; `today` is a date and a time in words."""
    parts = (
        ("Devices", [_line(one) for one in names.appliances]),
        ("Rooms", [_line(one) for one in names.areas]),
        ("Lists", [_line(one) for one in names.lists]),
        ("Panes", [_line(one) for one in names.panes]),
    )
    known = "\n".join(f"{title}: {'; '.join(lines)}" for title, lines in parts if lines)
    return f"{_TASK}\nNow: {today}\n{known}"


def read(answer: str) -> tuple[Intent, ...]:
    """Return the intents in a model's answer; none where it is anything else than such JSON."""
    if len(answer) > MOST_ANSWER_CHARACTERS:
        return ()
    try:
        found = msgspec.json.decode(answer.encode(errors="replace"), type=_Answer)
    except msgspec.MsgspecError:
        return ()
    if len(found.intents) > MOST_INTENTS:
        return ()
    return tuple(
        Intent(one.intent, tuple(Slot(name, value, str(value)) for name, value in one.slots.items()), source="model")
        for one in found.intents
    )


def _shape(name: str, ids: Mapping[str, list[str]]) -> dict[str, object]:
    slots = {slot: kind for slot, kind in SLOTS[name].items() if kind not in ids or ids[kind]}
    properties = {slot: {"enum": ids[kind]} if kind in ids else _KINDS[kind] for slot, kind in slots.items()}
    return {
        "type": "object",
        "properties": {
            "intent": {"const": name},
            "slots": {"type": "object", "properties": properties, "additionalProperties": False},
        },
        "required": ["intent", "slots"],
        "additionalProperties": False,
    }


def _ids(names: Names) -> dict[str, list[str]]:
    return {
        "appliance": [one.id for one in names.appliances],
        "area": [one.id for one in names.areas],
        "list": [one.id for one in names.lists],
        "pane": [one.id for one in names.panes],
    }


def _line(one: Named | Appliance) -> str:
    said = " or ".join(one.spoken)
    kind = f", {one.kind} in {one.area}" if isinstance(one, Appliance) else ""
    return f"{one.id} ({said}{kind})"
