# SPDX-License-Identifier: Apache-2.0
"""Numbers as people say and write them, in four languages: words and digits, decimals, halves, ordinals, per cent.

Pure and total: what is no number is None. Knows nothing of units, times or sums.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from edgeassist.intents.number_groups import take_group, take_whole
from edgeassist.intents.number_tokens import numeral, tokens
from edgeassist.intents.number_words import NumberWords, number_words

_MOST_DECIMALS = 18
_ORDINAL_MARKS = frozenset({"st", "nd", "rd", "th", "er", "re", "ère", "e", "ème", "º", "ª", "."})
_GERMAN_ORDINAL = re.compile(r"(.{2,}?)(?:s?te)")
_FRENCH_ORDINAL = re.compile(r"(.{2,})i[èe]mes?")


def take(words: Sequence[str], at: int, language: str) -> tuple[Decimal, int] | None:
    """Return the longest number that begins at `words[at]`, and where it ends; None where none begins."""
    table = number_words(language)
    whole = _take_numeral(words, at, table)
    if whole is None:
        spelled = take_whole(words, at, table)
        whole = (Decimal(spelled[0]), spelled[1]) if spelled is not None else None
    part = _longest(words, at, table.parts)
    if part is not None and (whole is None or part[1] > whole[1]):
        return part
    if whole is None:
        return None
    value, end = _with_decimals(words, whole, table)
    more = _longest(words, end, table.and_parts) if value == value.to_integral_value() else None
    return (value + more[0], more[1]) if more is not None else (value, end)


def take_ordinal(words: Sequence[str], at: int, language: str) -> tuple[int, int] | None:
    """Return the ordinal (`third`, `3.`, `einundzwanzigsten`, `1er`) that begins at `words[at]`, and where it ends."""
    if at < len(words) and re.fullmatch(r"[0-9]{1,3}", words[at]):
        marked = at + 1 < len(words) and words[at + 1] in _ORDINAL_MARKS
        return (int(words[at]), at + 2) if marked else None
    for end in range(min(len(words), at + 4), at, -1):
        value = _ordinal_of(words[at : end - 1], words[end - 1], language)
        if value is not None:
            return value, end
    return None


def number(text: str, language: str) -> Decimal | None:
    """Return the number that `text` is, a minus before it or not: `two and a half`, `1.234,5`, `dreiundzwanzig`."""
    words = tokens(text, language)
    signed = bool(words) and (words[0] in {"−", "–"} or words[0] in number_words(language).minus)
    taken = take(words, 1 if signed else 0, language)
    if taken is None or taken[1] != len(words):
        return None
    return -taken[0] if signed or text.lstrip().startswith("-") else taken[0]


def ordinal(text: str, language: str) -> int | None:
    """Return the ordinal that `text` is: `twenty-first`, `dritter`, `vingt-et-unième`, `5º`."""
    words = tokens(text, language)
    taken = take_ordinal(words, 0, language)
    return taken[0] if taken is not None and taken[1] == len(words) else None


def percent(text: str, language: str) -> Decimal | None:
    """Return how many per cent `text` says: `50 %`, `fifty percent`, `veinte por ciento`; a bare number is none."""
    words = tokens(text, language)
    taken = take(words, 0, language)
    return taken[0] if taken is not None and words[taken[1] :] in number_words(language).per_cent else None


def _take_numeral(words: Sequence[str], at: int, table: NumberWords) -> tuple[Decimal, int] | None:
    value = numeral(words[at], comma_decimal=table.comma_decimal) if at < len(words) else None
    if value is None:
        return None
    if at + 1 < len(words) and words[at + 1] in table.scales and value < 1000:
        return value * table.scales[words[at + 1]], at + 2
    return value, at + 1


def _with_decimals(words: Sequence[str], whole: tuple[Decimal, int], table: NumberWords) -> tuple[Decimal, int]:
    value, end = whole
    if end >= len(words) or words[end] not in table.point or value != value.to_integral_value():
        return whole
    digits, place = "", end + 1
    while place < len(words) and len(digits) < _MOST_DECIMALS:
        if re.fullmatch(r"[0-9]+", words[place]):
            digits, place = digits + words[place], place + 1
            continue
        taken = take_group(words, place, table)
        if taken is None:
            break
        digits, place = digits + str(taken[0]), taken[1]
    return (Decimal(f"{value:f}.{digits[:_MOST_DECIMALS]}"), place) if digits else whole


def _longest(words: Sequence[str], at: int, phrases: Mapping[tuple[str, ...], Decimal]) -> tuple[Decimal, int] | None:
    for end in range(min(len(words), at + 3), at, -1):
        value = phrases.get(tuple(words[at:end]))
        if value is not None:
            return value, end
    return None


def _ordinal_of(before: Sequence[str], last: str, language: str) -> int | None:
    table = number_words(language)
    match language[:2]:
        case "de":
            return None if before else _german_ordinal(last, table)
        case "fr" if last not in table.ordinals:
            return _french_ordinal(before, last, table)
    value = table.ordinals.get(last)
    if value is None or not before:
        return value
    tens = table.ordinals.get(before[0], table.small.get(before[0], 0)) if len(before) == 1 else 0
    return tens + value if value < 10 and tens >= 20 and tens % 10 == 0 else None


def _german_ordinal(word: str, table: NumberWords) -> int | None:
    plain = word[:-1] if word.endswith(("en", "er", "es", "em")) else word
    if plain in table.ordinals:
        return table.ordinals[plain]
    stem = _GERMAN_ORDINAL.fullmatch(plain)
    return _all_of(tokens(stem[1], "de"), table) if stem is not None else None


def _french_ordinal(before: Sequence[str], last: str, table: NumberWords) -> int | None:
    found = _FRENCH_ORDINAL.fullmatch(last)
    if found is None:
        return None
    stem = {"cinqu": "cinq", "neuv": "neuf"}.get(found[1], found[1])
    stem = stem if stem in table.small or stem in table.hundreds else f"{stem}e"
    return _all_of(tokens(" ".join((*before, stem)), "fr"), table)


def _all_of(words: Sequence[str], table: NumberWords) -> int | None:
    taken = take_whole(words, 0, table)
    return taken[0] if taken is not None and taken[1] == len(words) else None
