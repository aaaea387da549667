# SPDX-License-Identifier: Apache-2.0
"""What was said for a slot becomes its value: whole numbers whole, free words read by the normalizer of their list.

Knows one slot at a time; which words belong to it is decided by matching.
"""

from dataclasses import dataclass
from datetime import datetime

from edgeassist.intents import arabic, normalizers, numbers
from edgeassist.intents.intent import Slot, Value


@dataclass(frozen=True, slots=True)
class Normalizing:
    """What normalizers may know: the language, and the moment that "tomorrow" counts from."""

    language: str
    now: datetime


_ARTICLES = frozenset(["a", "an", "ein", "eine", "einen", "einem", "einer", "eines", "un", "una", "une"])


def plain_value(value: object) -> Value:
    """Return the value of a list as a slot carries it: 50.0 as 50, and the first where there are several."""
    if isinstance(value, list | tuple) and value:
        return plain_value(value[0])
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, str | int | float | bool) else str(value)


def in_digits(text: str, language: str) -> str:
    """Return `text` with its whole numbers as digits: "a hundred percent" is "100 percent", "a light" stays one."""
    if arabic.is_arabic(language):
        return arabic.in_digits(text)
    words, written = text.split(), list[str]()
    at = 0
    while at < len(words):
        value, end = numbers.take(words, at, language) or (numbers.number(words[at], language), at + 1)
        is_article = end == at + 1 and words[at].casefold() in _ARTICLES
        is_whole = value is not None and value == value.to_integral_value() and not is_article
        written.append(str(int(value)) if value is not None and is_whole else words[at])
        at = end if is_whole else at + 1
    return " ".join(written)


def normalized(normalizer: str, slot: str, words: str, reading: Normalizing) -> tuple[Slot, ...] | None:
    """Return the slots that `words` mean by the rule called `normalizer`; None where they mean nothing by it."""
    return normalizers.read(normalizer, slot, words, reading.language, reading.now)
