# SPDX-License-Identifier: Apache-2.0
"""What a clock shows, read from words: `half past seven`, `halb acht`, `cinco y media`, `sept heures et quart`.

Finds hours and minutes as they were said; whether morning or evening is meant is decided in `moments`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edgeassist.intents.moment_words import BEFORE_DATES, moment_words
from edgeassist.intents.number_groups import take_whole
from edgeassist.intents.number_words import ARTICLES, number_words


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as it was said. `sure` where no other half of the day can be meant, `plain` where it is a bare number."""

    hour: int
    minute: int = 0
    sure: bool = False
    plain: bool = False


Found = tuple[Clock, int]
_HALVES = {"half": "en", "halb": "de", "media": "es", "demi": "fr", "demie": "fr"}
_QUARTERS = frozenset({"quarter", "viertel", "cuarto", "quart"})
_AFTER = {"en": {"past", "after"}, "de": {"nach"}}
_BEFORE = {"en": {"to", "before", "till", "of"}, "de": {"vor"}, "es": {"para"}}
_NO_MINUTES = ARTICLES - {"une"}
"""After an hour these are no minutes: `um sieben Uhr ein Brot kaufen`. But `sept heures une` is how 7:01 is said."""

_MINUTES = frozenset({"minute", "minutes", "minuten", "minutos", "minuto", "min"})


def take_clock(words: Sequence[str], at: int, language: str) -> Found | None:
    """Return the time that begins at `words[at]`, and where it ends; None where none begins."""
    table = moment_words(language)
    for end in range(min(len(words), at + 4), at, -1):
        fixed = table.clocks.get(tuple(words[at:end]))
        if fixed is not None:
            return _with_half(words, end, Clock(*fixed, sure=True), language)
    return _relative(words, at, language) or _plain(words, at, language)


def take_phrase(words: Sequence[str], at: int, phrases: "frozenset[tuple[str, ...]]") -> int | None:
    """Return where the longest of `phrases` that begins at `words[at]` ends."""
    for end in range(min(len(words), at + 5), at, -1):
        if tuple(words[at:end]) in phrases:
            return end
    return None


def _relative(words: Sequence[str], at: int, language: str) -> Found | None:
    """Read `quarter past seven`, `zehn vor halb acht`, `halb acht`, `diez para las ocho`."""
    key = language[:2]
    if key == "de":
        half = _german_half(words, at)
        if half is not None:
            return half
    minutes, end = _minutes(words, at, language)
    if minutes is None or end >= len(words):
        return None
    if words[end] in _AFTER.get(key, ()):
        sign = 1
    elif words[end] in _BEFORE.get(key, ()):
        sign = -1
    else:
        return _british_half(words, at, language)
    return _moved(words, end + 1, minutes * sign, language)


def _moved(words: Sequence[str], at: int, minutes: int, language: str) -> Found | None:
    key = language[:2]
    if key == "es" and at < len(words) and words[at] in {"las", "la"}:
        at += 1
    base = _german_half(words, at) if key == "de" else None
    fixed = moment_words(language).clocks.get(tuple(words[at : at + 1]))
    if fixed is not None:
        base = Clock(*fixed, sure=True), at + 1
    base = base or _hour_at(words, at, language)
    return (_shifted(base[0], minutes), base[1]) if base is not None else None


def _shifted(clock: Clock, minutes: int) -> Clock:
    total = (clock.hour * 60 + clock.minute + minutes) % (24 * 60)
    hour = total // 60
    if not clock.sure and clock.hour <= 12 and hour in {0, 23}:
        hour = 12 if hour == 0 else 11
    return Clock(hour, total % 60, sure=clock.sure)


def _german_half(words: Sequence[str], at: int) -> Found | None:
    """Read `halb acht` (7:30), `viertel acht` (7:15), `dreiviertel acht` (7:45)."""
    for phrase, early in ((("halb",), 30), (("drei", "viertel"), 15), (("viertel",), 45)):
        if tuple(words[at : at + len(phrase)]) == phrase:
            hour = _hour_at(words, at + len(phrase), "de")
            return (_shifted(hour[0], -early), hour[1]) if hour is not None and hour[0].hour <= 12 else None
    return None


def _british_half(words: Sequence[str], at: int, language: str) -> Found | None:
    if language[:2] != "en" or words[at] != "half":
        return None
    hour = _hour_at(words, at + 1, language)
    return (_shifted(hour[0], 30), hour[1]) if hour is not None else None


def _minutes(words: Sequence[str], at: int, language: str) -> tuple[int | None, int]:
    place = at + 1 if words[at : at + 1] and words[at] in {"a", "un"} else at
    if place < len(words) and words[place] in _QUARTERS:
        return 15, place + 1
    if place < len(words) and _HALVES.get(words[place]) == language[:2]:
        return 30, place + 1
    found = _whole(words, at, language)
    if found is None or not 0 < found[0] < 60:
        return None, at
    end = found[1]
    return found[0], end + 1 if end < len(words) and words[end] in _MINUTES else end


def _plain(words: Sequence[str], at: int, language: str) -> Found | None:
    """Read `7:30`, `7 uhr 30`, `seven thirty`, `siete y media`, `sept heures moins le quart`, `19 h`."""
    if at >= len(words):
        return None
    digital = re.fullmatch(r"([01]?[0-9]|2[0-4])[:.]([0-5][0-9])(?::[0-5][0-9])?", words[at])
    if digital is not None:
        return _digital(words, at, digital, language)
    base = _hour_at(words, at, language)
    if base is None:
        return None
    clock, end = base
    halved = _with_half(words, end, clock, language)
    if halved[1] > end:
        return halved
    minutes = _spoken_minutes(words, end, language)
    if minutes is None:
        return base
    after = moment_words(language).hour_words
    return Clock(clock.hour, minutes[0], sure=clock.sure), take_phrase(words, minutes[1], after) or minutes[1]


def _digital(words: Sequence[str], at: int, found: re.Match[str], language: str) -> Found | None:
    if "." in found[0] and at and words[at - 1] in BEFORE_DATES:
        return None
    hour, minute = int(found[1]) % 24, int(found[2])
    end = take_phrase(words, at + 1, moment_words(language).hour_words)
    dotted = "." in found[0] and end is None
    sure = hour == 0 or hour > 12 or found[1].startswith("0")
    return Clock(hour, minute, sure=sure, plain=dotted), end or at + 1


def _hour_at(words: Sequence[str], at: int, language: str) -> Found | None:
    found = _whole(words, at, language)
    if found is None or found[0] > 24:
        return None
    hour, end = found
    named = take_phrase(words, end, moment_words(language).hour_words)
    written = re.fullmatch(r"0[0-9]", words[at]) is not None
    sure = hour == 0 or hour > 12 or written
    return Clock(hour % 24, sure=sure, plain=named is None), named or end


def _whole(words: Sequence[str], at: int, language: str) -> tuple[int, int] | None:
    if at >= len(words):
        return None
    if re.fullmatch(r"[0-9]{1,2}", words[at]):
        return int(words[at]), at + 1
    return take_whole(words, at, number_words(language))


def _spoken_minutes(words: Sequence[str], at: int, language: str) -> tuple[int, int] | None:
    lead = words[at] if at < len(words) else ""
    if language[:2] == "en" and lead in {"oh", "o"}:
        found = _whole(words, at + 1, language)
        return found if found is not None and 0 < found[0] < 10 else None
    found = _whole(words, at, language)
    if found == (1, at + 1) and words[at] in _NO_MINUTES:
        return None
    tens = found is not None and (10 <= found[0] < 60 or (words[at].isdigit() and len(words[at]) == 2))
    hour_named = language[:2] in {"de", "fr"} and at > 0 and words[at - 1] in {"uhr", "h", "heures", "heure"}
    return found if found is not None and found[0] < 60 and (tens or hour_named) else None


def _with_half(words: Sequence[str], at: int, clock: Clock, language: str) -> Found:
    """Add `y media`, `menos diez`, `et quart`, `moins le quart` where they follow."""
    signs = {"es": {"y": 1, "con": 1, "menos": -1}, "fr": {"et": 1, "moins": -1}}.get(language[:2], {})
    sign = signs.get(words[at], 0) if at < len(words) else 0
    if not sign:
        return clock, at
    start = at + 2 if at + 1 < len(words) and words[at + 1] == "le" else at + 1
    minutes, end = _minutes(words, start, language)
    return (_shifted(clock, sign * minutes), end) if minutes is not None else (clock, at)
