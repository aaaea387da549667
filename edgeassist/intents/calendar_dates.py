# SPDX-License-Identifier: Apache-2.0
"""Days read from words, relative to a given one: `tomorrow`, `next Tuesday`, `der 3. Mai`, `dans deux jours`.

Always the next such day: a weekday or a date without a year is never in the past.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from edgeassist.intents import numbers
from edgeassist.intents.clock_times import take_phrase
from edgeassist.intents.moment_words import AFTER_WEEKDAY, WEEK_WORDS, Part, moment_words


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was said. `weekday` where only that was: then today may be meant. `part` where it says one."""

    date: date
    part: Part | None = None
    weekday: bool = False


Found = tuple[Day, int]
_FROM = {"from now": 0, "from today": 0, "from tomorrow": 1}


def take_day(words: Sequence[str], at: int, language: str, today: date) -> Found | None:
    """Return the day that begins at `words[at]`, and where it ends; None where none begins."""
    try:
        return (
            _in_span(words, at, language, today)
            or _named(words, at, language, today)
            or _weekday(words, at, language, today)
            or _numeric(words, at, language, today)
            or _dated(words, at, language, today)
        )
    except (ValueError, OverflowError):
        return None


def _named(words: Sequence[str], at: int, language: str, today: date) -> Found | None:
    table = moment_words(language)
    for end in range(min(len(words), at + 5), at, -1):
        phrase = tuple(words[at:end])
        if phrase in table.day_parts:
            offset, part = table.day_parts[phrase]
            return Day(today + timedelta(offset), part), end
        if phrase in table.days and phrase not in table.parts:
            return Day(today + timedelta(table.days[phrase])), end
        if phrase in table.feasts:
            return Day(_next_date(today, *table.feasts[phrase])), end
    return None


def _weekday(words: Sequence[str], at: int, language: str, today: date) -> Found | None:
    table = moment_words(language)
    start = take_phrase(words, at, table.coming) or at
    number = table.weekdays.get(words[start]) if start < len(words) else None
    if number is None:
        return None
    explicit = any(word in {"next", "próximo", "nächsten", "kommenden", "prochain"} for word in words[at:start])
    coming = today + timedelta((number - today.weekday() - 1) % 7 + 1)
    after = take_phrase(words, start + 1, AFTER_WEEKDAY.get(language[:2], frozenset()))
    if after is None:
        return Day(coming, weekday=not explicit), start + 1
    if WEEK_WORDS.intersection(words[start + 1 : after]):
        monday = today - timedelta(today.weekday())
        coming = monday + timedelta(7 + number)
    return Day(coming), after


def _in_span(words: Sequence[str], at: int, language: str, today: date) -> Found | None:
    """Read `in two days`, `heute in einer Woche`, `dentro de un mes`, `a week from today`, `en huit jours`."""
    table = moment_words(language)
    start = take_phrase(words, at, table.within)
    amount = _amount(words, at if start is None else start, language)
    if amount is None or amount[1] >= len(words):
        return None
    kind = table.spans.get(words[amount[1]])
    if kind is None or amount[0] > 5000:
        return None
    end = amount[1] + 1
    base = today
    if start is None:
        after = _FROM.get(" ".join(words[end : end + 2]))
        if after is None:
            return None
        base, end = today + timedelta(after), end + 2
    return Day(_later(base, amount[0], kind)), end


def _amount(words: Sequence[str], at: int, language: str) -> tuple[int, int] | None:
    if language[:2] == "en" and at < len(words) and words[at] in {"a", "an"}:
        return 1, at + 1
    found = numbers.take(words, at, language)
    if found is None or found[0] != found[0].to_integral_value():
        return None
    return int(found[0]), found[1]


def _later(day: date, amount: int, kind: str) -> date:
    if kind in "dw":
        return day + timedelta(amount * (7 if kind == "w" else 1))
    months = day.year * 12 + day.month - 1 + amount * (12 if kind == "y" else 1)
    for last in (day.day, 30, 29, 28):
        try:
            return date(months // 12, months % 12 + 1, min(day.day, last))
        except ValueError:
            continue
    return day


def _numeric(words: Sequence[str], at: int, language: str, today: date) -> Found | None:
    """Read `2027-05-03` (hyphens are gone by now), `3.5.`, `3.5.2027`, `5/3/2027`, `3/5`."""
    if at >= len(words):
        return None
    spaced = " ".join(words[at : at + 5])
    iso = re.match(r"(2[0-9]{3}) ([01][0-9]) ([0-3][0-9])(?: |$)", spaced)
    if iso is not None:
        return Day(date(int(iso[1]), int(iso[2]), int(iso[3]))), at + 3
    slashed = re.match(r"([0-9]{1,2}) / ([0-9]{1,2})(?: / ([0-9]{4}))?(?: |$)", spaced)
    if slashed is not None:
        first, second = int(slashed[1]), int(slashed[2])
        month_first = moment_words(language).month_first and first <= 12
        day, month = (second, first) if month_first else (first, second)
        return Day(_dated_day(today, month, day, slashed[3])), at + (5 if slashed[3] else 3)
    dotted = re.fullmatch(r"([0-3]?[0-9])\.([01]?[0-9])(?:\.([0-9]{4}))?", words[at])
    if dotted is None or (dotted[3] is None and words[at + 1 : at + 2] != (".",)):
        return None
    end = at + 1 if dotted[3] else at + 2
    return Day(_dated_day(today, int(dotted[2]), int(dotted[1]), dotted[3])), end


def _dated(words: Sequence[str], at: int, language: str, today: date) -> Found | None:
    """Read `the 3rd of May`, `May 3rd 2027`, `3. Mai`, `el 3 de mayo`, `le premier mai`, `the 15th`."""
    table = moment_words(language)
    months = table.months
    if at < len(words) and words[at] in months:
        start = take_phrase(words, at + 1, table.month_joins) or at + 1
        day = _day_number(words, start, language)
        return _with_year(words, day[1], today, (months[words[at]], day[0])) if day is not None else None
    day = _day_number(words, at, language)
    if day is None:
        return None
    start = take_phrase(words, day[1], table.month_joins) or day[1]
    if start < len(words) and words[start] in months:
        return _with_year(words, start + 1, today, (months[words[start]], day[0]))
    if numbers.take_ordinal(words, at, language) is None:
        return None
    return Day(_next_of_month(today, day[0])), day[1]


def _day_number(words: Sequence[str], at: int, language: str) -> tuple[int, int] | None:
    found = numbers.take_ordinal(words, at, language)
    if found is None:
        plain = numbers.take(words, at, language)
        if plain is None or plain[0] != plain[0].to_integral_value():
            return None
        found = int(plain[0]), plain[1]
    return found if 1 <= found[0] <= 31 else None


def _with_year(words: Sequence[str], at: int, today: date, month_and_day: tuple[int, int]) -> Found:
    place = at
    while place < len(words) and words[place] in {",", "de", "del", "of"} and place < at + 2:
        place += 1
    if place < len(words) and re.fullmatch(r"[12][0-9]{3}", words[place]):
        return Day(date(int(words[place]), *month_and_day)), place + 1
    return Day(_next_date(today, *month_and_day)), at


def _dated_day(today: date, month: int, day: int, year: str | None) -> date:
    return date(int(year), month, day) if year else _next_date(today, month, day)


def _next_date(today: date, month: int, day: int) -> date:
    """Return the next such day, today included; 29 February waits for a leap year."""
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError(f"no such day: {month}-{day}")


def _next_of_month(today: date, day: int) -> date:
    for month in range(today.month - 1, today.month + 12):
        try:
            found = date(today.year + month // 12, month % 12 + 1, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError(f"no such day: {day}")
