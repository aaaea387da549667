# SPDX-License-Identifier: Apache-2.0
"""What a clock shows, in Arabic words or digits, said in English, as `moments` reads it: `السابعة والنصف` is `7:30`.

Reads only what can mean one thing: a part of the day that does not go with its hour makes no time. Knows no calendar.
"""

import re
from collections.abc import Mapping, Sequence

from edgeassist.intents.arabic import folded, in_digits

_NOON = 12
_HOURS: Mapping[str, int] = {
    word: hour
    for hour, word in enumerate(
        folded("الواحدة الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة").split(), 1
    )
}
_OF_TEEN = frozenset({"عشر", "عشره"})
_TEENS: Mapping[str, int] = {"الحاديه": 11, "الثانيه": 12}
_SHARES: Mapping[str, int] = {
    folded(word): minutes
    for words, minutes in (("النصف نصف نص", 30), ("الربع ربع ربعا", 15), ("الثلث ثلث ثلثا", 20))
    for word in words.split()
}
_MINUTES = frozenset(folded("دقيقة دقائق").split())
_PARTS: Mapping[str, Mapping[int, int]] = {
    folded(words): {hour % _NOON: at for hour, at in hours.items()}
    for many, hours in (
        ("صباحا|الصبح|صبحا|في الصباح|الصباح", {hour: hour for hour in range(1, 12)}),
        ("فجرا|الفجر", {hour: hour for hour in range(2, 7)}),
        ("ظهرا|الظهر", {11: 11, 12: 12, 1: 13, 2: 14}),
        ("بعد الظهر|عصرا|العصر", {hour: hour + 12 for hour in range(1, 7)}),
        ("مساء|المساء|في المساء", {hour: hour + 12 for hour in range(3, 12)}),
        (
            "ليلا|الليل|في الليل",
            {12: 0, **{hour: hour for hour in range(1, 4)}, **{hour: hour + 12 for hour in range(7, 12)}},
        ),
    )
    for words in many.split("|")
}
"""A part of the day, and what each hour of the clock face (noon is 0) is in it."""

_LEAD = frozenset({"الساعه", "لساعه", "ساعه", "في", "علي", "عند"})
_DIGITS = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")
_MORE = re.compile(r"و(?=\w)")


def in_english(text: str) -> str | None:
    """Return the time that `text` says in English; None where it says none surely."""
    words = folded(text).split()
    while words and words[0] in _LEAD:
        words.pop(0)
    face = _face(words)
    return None if face is None else _clock(face[0], face[1], " ".join(face[2]))


def _clock(hour: int, minutes: int, part: str) -> str | None:
    """Return a time in English; without am or pm where the part of the day is left open."""
    if part and part not in _PARTS:
        return None
    if hour > _NOON or hour == 0:
        fits = not part or hour in _PARTS[part].values()
        return _sure(hour * 60 + minutes) if fits else None
    if not part:
        total = (hour * 60 + minutes) % (_NOON * 60)
        return f"{total // 60 or _NOON}:{total % 60:02}"
    known = _PARTS[part].get(hour % _NOON)
    return _sure(known * 60 + minutes) if known is not None else None


def _sure(minutes: int) -> str:
    hour, minute = divmod(minutes % (24 * 60), 60)
    return f"{hour % _NOON or _NOON}:{minute:02} {'am' if hour < _NOON else 'pm'}"


def _face(words: Sequence[str]) -> tuple[int, int, Sequence[str]] | None:
    """Return the hour, the minutes after it (below zero: before it), and the words that follow."""
    if not words:
        return None
    digits = _DIGITS.fullmatch(words[0])
    if digits is not None:
        hour, minutes = int(digits[1]), int(digits[2] or 0)
        if hour > 23 or minutes > 59:
            return None
        return (hour, minutes, words[1:]) if digits[2] else (hour, *_minutes(words[1:]))
    if len(words) > 1 and words[0] in _TEENS and words[1] in _OF_TEEN:
        return _TEENS[words[0]], *_minutes(words[2:])
    return (_HOURS[words[0]], *_minutes(words[1:])) if words[0] in _HOURS else None


def _minutes(words: Sequence[str]) -> tuple[int, Sequence[str]]:
    """Return the minutes that `و` adds or `إلا` takes away, and the words after them."""
    if not words:
        return 0, words
    sign = -1 if words[0] == "الا" else 1
    rest = list(words[1:]) if sign < 0 else [_MORE.sub("", words[0], count=1), *words[1:]]
    if not rest or (sign > 0 and not words[0].startswith("و")):
        return 0, words
    if rest[0] in _SHARES:
        return sign * _SHARES[rest[0]], rest[1:]
    counted = in_digits(" ".join(rest)).split()
    if len(counted) > 1 and counted[0].isdigit() and 0 < int(counted[0]) < 60 and counted[1] in _MINUTES:
        return sign * int(counted[0]), counted[2:]
    return 0, words
