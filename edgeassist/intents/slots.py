# SPDX-License-Identifier: Apache-2.0
"""What was said for a slot becomes its value: whole numbers whole, free words read by the normalizer of their list.

Knows one slot at a time; which words belong to it is decided by matching.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from edgeassist.intents import arabic, normalizers, numbers
from edgeassist.intents.intent import Slot, Value
from edgeassist.intents.number_words import ARTICLES


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


def in_digits(text: str, language: str) -> str:
    """Return `text` with its whole numbers as digits: "a hundred percent" is "100 percent", "a light" stays one."""
    if arabic.is_arabic(language):
        return arabic.in_digits(text)
    words, written = text.split(), list[str]()
    at = 0
    while at < len(words):
        value, end = _taken(words, at, language) or (numbers.number(words[at], language), at + 1)
        is_article = end == at + 1 and words[at].casefold() in ARTICLES
        is_whole = value is not None and value == value.to_integral_value() and not is_article
        written.append(str(int(value)) if value is not None and is_whole else words[at])
        at = end if is_whole else at + 1
    return " ".join(written)


def _taken(words: Sequence[str], at: int, language: str) -> tuple[Decimal, int] | None:
    """Return the number that begins at `words[at]`; German writes `hunderteins` as one: `auf hundert ein` is 100."""
    taken = numbers.take(words, at, language)
    if language[:2] == "de" and taken is not None and taken[1] > at + 1 and words[taken[1] - 1].casefold() in ARTICLES:
        return numbers.take(words[: taken[1] - 1], at, language)
    return taken


def normalized(normalizer: str, slot: str, words: str, reading: Normalizing) -> tuple[Slot, ...] | None:
    """Return the slots that `words` mean by the rule called `normalizer`; None where they mean nothing by it."""
    return normalizers.read(normalizer, slot, words, reading.language, reading.now)
