# SPDX-License-Identifier: Apache-2.0
"""Whether a JSON value follows a JSON schema, for the few words of schemas that are used here. Knows no intent.

A grammar holds a model to its schema while it speaks, but an answer may be cut off, and a grammar may have gaps: what
was said is held against the same schema once more.
"""

import re
from collections.abc import Mapping

import msgspec

Json = object
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
}
_KNOWN = frozenset(
    {
        "type", "properties", "required", "additionalProperties", "items", "maxItems", "oneOf", "enum", "const",
        "pattern", "minimum", "maximum",
    }
)  # fmt: skip


def valid(answer: str, schema: str) -> bool:
    """Tell whether `answer` is one whole JSON value that follows `schema`."""
    try:
        value = msgspec.json.decode(answer.encode(errors="replace"))
    except (msgspec.MsgspecError, RecursionError):
        return False
    return follows(value, msgspec.json.decode(schema))


def follows(value: Json, schema: Mapping[str, object] | bool) -> bool:
    """Tell whether `value` follows `schema`; raise `ValueError` for a word of schemas that is not known here."""
    if isinstance(schema, bool):
        return schema
    if strange := schema.keys() - _KNOWN:
        raise ValueError(f"not known in a schema: {', '.join(sorted(strange))}")
    choices = schema.get("oneOf")
    return (
        _is_of(schema.get("type"), value)
        and ("const" not in schema or value == schema["const"])
        and ("enum" not in schema or value in _list(schema["enum"]))
        and (choices is None or sum(follows(value, _schema(one)) for one in _list(choices)) == 1)
        and _is_within(value, schema)
        and (not isinstance(value, dict) or _has_members(value, schema))
        and (not isinstance(value, list) or _has_items(value, schema))
    )


def _is_of(kind: object, value: Json) -> bool:
    return kind is None or (isinstance(value, _TYPES[str(kind)]) and not isinstance(value, bool))


def _is_within(value: Json, schema: Mapping[str, object]) -> bool:
    if isinstance(value, str) and "pattern" in schema:
        return re.search(str(schema["pattern"]), value) is not None and "\n" not in value
    if isinstance(value, int | float):
        return float(str(schema.get("minimum", "-inf"))) <= value <= float(str(schema.get("maximum", "inf")))
    return True


def _has_members(value: Mapping[str, Json], schema: Mapping[str, object]) -> bool:
    shapes = schema.get("properties", {})
    assert isinstance(shapes, Mapping)
    others = _schema(schema.get("additionalProperties", True))
    needed = all(name in value for name in _list(schema.get("required", [])))
    return needed and all(follows(one, _schema(shapes.get(name, others))) for name, one in value.items())


def _has_items(value: list[Json], schema: Mapping[str, object]) -> bool:
    most = schema.get("maxItems", len(value))
    shape = _schema(schema.get("items", True))
    return len(value) <= int(str(most)) and all(follows(one, shape) for one in value)


def _schema(value: object) -> Mapping[str, object] | bool:
    assert isinstance(value, Mapping | bool)
    return value


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
