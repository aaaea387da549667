# SPDX-License-Identifier: Apache-2.0
"""What was said for a slot becomes its value: whole numbers whole, free words read by the normalizer of their list.

Knows one slot at a time; which words belong to it is decided by matching.
"""

from dataclasses import dataclass
from datetime import datetime

from edgeassist.intents import normalizers
from edgeassist.intents.intent import Slot, Value


@dataclass(frozen=True, slots=True)
class Normalizing:
    """What normalizers may know: the language, and the moment that "tomorrow" counts from."""

    language: str
    now: datetime


def plain_value(value: object) -> Value:
    """Return the value of a list as a slot carries it: 50.0 as 50, and the first where there are several."""
    if isinstance(value, list | tuple) and value:
        return plain_value(value[0])
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, str | int | float | bool) else str(value)


def normalized(normalizer: str, slot: str, words: str, reading: Normalizing) -> tuple[Slot, ...] | None:
    """Return the slots that `words` mean by the rule called `normalizer`; None where they mean nothing by it."""
    return normalizers.read(normalizer, slot, words, reading.language, reading.now)
