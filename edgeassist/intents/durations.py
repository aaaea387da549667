# SPDX-License-Identifier: Apache-2.0
"""How long: `an hour and a half`, `90 Sekunden`, `hora y media`, `trois quarts d'heure`, `1h30` as seconds.

Pure and total: what says no duration is None. Days have 24 hours here; calendars are the business of `moments`.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from edgeassist.intents import numbers
from edgeassist.intents.arabic import each_counted, is_arabic
from edgeassist.intents.number_tokens import tokens
from edgeassist.intents.number_words import ARTICLES, number_words

LONGEST_SECONDS = 366 * 86_400
"""A duration beyond a year is a mistake."""

_STEPS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_NAMES: Mapping[str, str] = {
    "en": "s/sec/secs/second/seconds m/min/mins/minute/minutes h/hr/hrs/hour/hours d/day/days w/wk/wks/week/weeks",
    "es": "s/seg/segs/segundo/segundos m/min/mins/minuto/minutos h/hr/hora/horas d/día/días/dia/dias semana/semanas",
    "de": "s/sek/sekunde/sekunden m/min/minute/minuten h/std/stunde/stunden d/tag/tage/tagen woche/wochen",
    "ar": "ث/ثانيه/ثواني/ثوان د/دقيقه/دقايق س/ساعه/ساعات يوم/يوما/ايام اسبوع/اسبوعا/اسابيع",
    "fr": "s/sec/seconde/secondes m/min/mn/minute/minutes h/heure/heures j/jour/jours semaine/semaines",
}
_UNITS: Mapping[str, Mapping[str, int]] = {
    language: {
        form: step for forms, step in zip(names.split(), _STEPS.values(), strict=True) for form in forms.split("/")
    }
    for language, names in _NAMES.items()
}
_SMALLER = {3600: 60, 60: 1}
_OF = {
    "en": ({"of"}, {"a", "an", "the", "one"}),
    "es": ({"de"}, {"una", "un"}),
    "de": (set[str](), {"einer", "eine"}),
    "fr": ({"de", "d"}, {"une", "un"}),
}
_LESS = {"ar": "الا"}
"""What takes the next part away: `ساعة إلا خمس دقائق` are 55 minutes."""
_COUPLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "en": (("a", "couple", "of"), ("a", "couple")),
    "es": (("un", "par", "de"),),
}
_GERMAN_UNIT = re.compile(r"(.+?)(stunden?|minuten?|sekunden?)")


def seconds(text: str, language: str) -> int | None:
    """Return how many seconds `text` says, at least 1 and at most `LONGEST_SECONDS`."""
    words = duration_tokens(text, language)
    taken = take(words, 0, language)
    if taken is None or taken[1] != len(words):
        return None
    whole = int(taken[0].to_integral_value(ROUND_HALF_UP))
    return whole if 0 < whole <= LONGEST_SECONDS else None


def duration_tokens(text: str, language: str) -> tuple[str, ...]:
    """Return the words of `text` with German compounds taken apart: `Viertelstunde` is `viertel stunde`.

    In Arabic every unit is counted.
    """
    words = tokens(text, language)
    if is_arabic(language):
        return each_counted(words)
    return tuple(piece for word in words for piece in _unit_apart(word)) if language[:2] == "de" else words


def take(words: Sequence[str], at: int, language: str) -> tuple[Decimal, int] | None:
    """Return the seconds of the longest duration that begins at `words[at]`, and where it ends.

    A number at the end counts the next smaller unit (`an hour thirty`); an article there, or a German `ein`, does not.
    """
    total, place, room = Decimal(0), at, 10**9
    joiner, less = number_words(language).joiner, _LESS.get(language[:2], "")
    while True:
        start = place
        if start > at and start < len(words) and words[start] in {joiner, less, ","}:
            start += 1
        part = _take_part(words, start, language)
        if part is None or part[1] >= room:
            break
        sign = -1 if start > place and words[place] == less else 1
        total, room, place = total + sign * part[0], part[1], part[2]
    if place == at:
        return None
    more = place + 1 if language[:2] == "es" and words[place : place + 1] == (joiner,) else place  # `una hora y veinte`
    counts = more + 1 == len(words) and words[more] not in ARTICLES
    rest = numbers.take(words, more, language) if room in _SMALLER and counts else None
    if rest is not None and rest[1] == len(words) and rest[0] < 60:
        return total + rest[0] * _SMALLER[room], rest[1]
    return total, place


def _take_part(words: Sequence[str], at: int, language: str) -> tuple[Decimal, int, int] | None:
    """Return seconds, the unit's length and the end of one `<number> <unit> [and a half]`."""
    units = _UNITS.get(language[:2], {})
    amount, place = _amount(words, at, language)
    unit = units.get(words[place]) if place < len(words) else None
    if unit is None:
        return None
    more = _and_part(words, place + 1, language)
    if more is None:
        return (amount * unit, unit, place + 1) if amount is not None else None
    return ((amount or 1) + more[0]) * unit, unit, more[1]


def _amount(words: Sequence[str], at: int, language: str) -> tuple[Decimal | None, int]:
    """Return how many, and where the unit should stand; None where the unit stands by itself."""
    for couple in _COUPLES.get(language[:2], ()):
        if tuple(words[at : at + len(couple)]) == couple:
            return Decimal(2), at + len(couple)
    if language[:2] == "en" and words[at : at + 1] and words[at] in {"a", "an"}:
        taken = numbers.take(words, at, language) or numbers.take(words, at + 1, language) or (Decimal(1), at + 1)
    else:
        found = numbers.take(words, at, language)
        if found is None:
            return None, at
        taken = found
    value, place = taken
    joins, articles = _OF.get(language[:2], (set[str](), set[str]()))
    if value < 1:
        for skipped in (joins, articles):
            place += 1 if place < len(words) and words[place] in skipped else 0
    return value, place


def _and_part(words: Sequence[str], at: int, language: str) -> tuple[Decimal, int] | None:
    phrases = number_words(language).and_parts
    for end in range(min(len(words), at + 3), at, -1):
        value = phrases.get(tuple(words[at:end]))
        if value is not None and _UNITS.get(language[:2], {}).get(words[end] if end < len(words) else "") is None:
            return value, end
    return None


def _unit_apart(word: str) -> tuple[str, ...]:
    found = _GERMAN_UNIT.fullmatch(word)
    if found is None:
        return (word,)
    pieces = tokens(found[1], "de")
    taken = numbers.take(pieces, 0, "de")
    return (*pieces, found[2]) if taken is not None and taken[1] == len(pieces) else (word,)
