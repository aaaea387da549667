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
from edgeassist.intents.moment_words import AFTER_WEEKDAY, BEFORE_DATES, WEEKS, Part, moment_words


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was said. `weekday` where only that was: then today may be meant. `part` where it says one.

    `month` tells of a day of a month whether its month was said; None for any other day.
    """

    date: date
    part: Part | None = None
    weekday: bool = False
    month: bool | None = None


Found = tuple[Day, int]
_MONTHS = 12
_MOST_WEEKS = 500
_FRENCH_WEEKS = frozenset((("en", "huit"), ("en", "quinze")))
_CENTURY, _CENTURY_YEARS = 2000, 100
_BEFORE_DAYS = {"es": {"el"}, "fr": {"le"}, "de": {"am", "den", "dem", "zum", "vom"}}
_FROM = {"from now": 0, "from today": 0, "from tomorrow": 1}


def take_day(words: Sequence[str], at: int, language: str, today: date) -> Found | None:
    """Return the day that begins at `words[at]`, and where it ends; None where none begins."""
    try:
        return (
            _in_span(words, at, language, today)
            or _in_week(words, at, language, today)
            or _named(words, at, language, today)
            or _weekday(words, at, language, today)
            or _numeric(words, at, language, today)
            or _dotted(words, at, today)
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
    if "übernächsten" in words[at:start]:
        return Day(coming + timedelta(7)), start + 1
    later = _weeks_later(words, start + 1, language, today, number)
    if later is not None:
        return later
    after = take_phrase(words, start + 1, AFTER_WEEKDAY.get(language[:2], frozenset()))
    if after is not None:
        return Day(coming), after
    if language[:2] == "de" and words[start + 1 : start + 2] == ("morgen",):
        return Day(coming, "morning", weekday=not explicit), start + 2
    return Day(coming, weekday=not explicit), start + 1


def _weeks_later(words: Sequence[str], at: int, language: str, today: date, number: int) -> Found | None:
    """Read what follows a weekday and counts weeks: `nächster Woche`, `in zwei Wochen`, `en huit`."""
    for end in range(min(len(words), at + 5), at, -1):
        weeks = WEEKS.get(language[:2], {}).get(tuple(words[at:end]))
        if weeks is not None:
            return Day(today + timedelta(7 * weeks + number - today.weekday())), end
    soon = today + timedelta((number - today.weekday()) % 7)
    on = take_phrase(words, at, _FRENCH_WEEKS) if language[:2] == "fr" else None
    if on is not None:
        return Day(soon + timedelta(7 if words[on - 1] == "huit" else 14)), on
    start = take_phrase(words, at, moment_words(language).within)
    amount = _amount(words, start, language) if start is not None else None
    if amount is None or amount[1] >= len(words):
        return None
    if moment_words(language).spans.get(words[amount[1]]) != "w" or amount[0] > _MOST_WEEKS:
        return None
    return Day(soon + timedelta(7 * amount[0])), amount[1] + 1


def _in_week(words: Sequence[str], at: int, language: str, today: date) -> Found | None:
    """Read a week and then its day: `nächste Woche Freitag`, `next week on Friday`, `two weeks from Friday`."""
    table, weeks = moment_words(language), WEEKS.get(language[:2], {})
    for end in range(min(len(words), at + 5), at, -1):
        if tuple(words[at:end]) not in weeks:
            continue
        start = take_phrase(words, end, table.coming | table.on) or end
        number = table.weekdays.get(words[start]) if start < len(words) else None
        if number is not None:
            return Day(today + timedelta(7 * weeks[tuple(words[at:end])] + number - today.weekday())), start + 1
    amount = _amount(words, at, language) if language[:2] == "en" else None
    if amount is None or amount[0] > _MOST_WEEKS or amount[1] + 2 >= len(words):
        return None
    unit, join, day = words[amount[1] : amount[1] + 3]
    if table.spans.get(unit) != "w" or join not in {"from", "on"} or day not in table.weekdays:
        return None
    soon = today + timedelta((table.weekdays[day] - today.weekday()) % 7)
    return Day(soon + timedelta(7 * amount[0])), amount[1] + 3


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
    """Read `2027-05-03` (hyphens are gone by now), `5/3/2027`, `5/3/27`, `3/5`, and `el 3-5` after such a word."""
    if at >= len(words):
        return None
    spaced = " ".join(words[at : at + 5])
    iso = re.match(r"(2[0-9]{3}) ([01][0-9]) ([0-3][0-9])(?: |$)", spaced)
    if iso is not None:
        return Day(date(int(iso[1]), int(iso[2]), int(iso[3]))), at + 3
    slashed = re.match(r"([0-9]{1,2}) (/ )?([0-9]{1,2})(?: (?:/ )?([0-9]{4}|(?<=/ )[0-9]{2}))?(?: |$)", spaced)
    if slashed is None or (slashed[2] is None and not _leads_to_date(words, at)):
        return None
    first, second = int(slashed[1]), int(slashed[3])
    month_first = moment_words(language).month_first and first <= _MONTHS
    day, month = (second, first) if month_first else (first, second)
    return Day(_dated_day(today, month, day, slashed[4]), month=True), at + len(slashed[0].split())


def _dotted(words: Sequence[str], at: int, today: date) -> Found | None:
    """Read `3.5.`, `am 3.5`, `3. 5.`, `3.5.2027`, `3.5.27`: the day stands first, in every language."""
    if at >= len(words):
        return None
    apart = re.match(r"([0-3]?[0-9]) \. ([01]?[0-9]) \.(?: |$)", " ".join(words[at : at + 4]))
    if apart is not None:
        return Day(_dated_day(today, int(apart[2]), int(apart[1]), None), month=True), at + 4
    found = re.fullmatch(r"([0-3]?[0-9])\.([01]?[0-9])(?:\.([0-9]{4}|[0-9]{2}))?", words[at])
    if found is None:
        return None
    ends = found[3] is None and words[at + 1 : at + 2] == (".",)
    if found[3] is None and not ends and not _leads_to_date(words, at):
        return None
    return Day(_dated_day(today, int(found[2]), int(found[1]), found[3]), month=True), at + (2 if ends else 1)


def _leads_to_date(words: Sequence[str], at: int) -> bool:
    return at > 0 and words[at - 1] in BEFORE_DATES


def _dated(words: Sequence[str], at: int, language: str, today: date) -> Found | None:
    """Read `the 3rd of May`, `May 3rd 2027`, `dritten fünften`, `el 3 de mayo`, `le 1er mai`, `the 15th`, `le 3`."""
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
    if numbers.take_ordinal(words, at, language) is None and not _is_day_alone(words, at, day[1], language):
        return None
    month = numbers.take_ordinal(words, day[1], language) if language[:2] == "de" else None
    if month is not None:
        return Day(_next_date(today, month[0], day[0]), month=True), month[1]
    return Day(_next_of_month(today, day[0]), month=False), day[1]


def _is_day_alone(words: Sequence[str], at: int, end: int, language: str) -> bool:
    """Tell whether a bare number is a day of the month: `el 3`, `le 15`, `am 3`, but not `le 15 heures`."""
    if not at or words[at - 1] not in _BEFORE_DAYS.get(language[:2], ()):
        return False
    if language[:2] == "de" and not words[at].isdecimal():
        return False
    table = moment_words(language)
    following = words[end] if end < len(words) else ""
    return following not in table.spans and take_phrase(words, end, table.hour_words) is None


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
        return Day(date(int(words[place]), *month_and_day), month=True), place + 1
    return Day(_next_date(today, *month_and_day), month=True), at


def _dated_day(today: date, month: int, day: int, year: str | None) -> date:
    if not year:
        return _next_date(today, month, day)
    return date(int(year) + (_CENTURY if int(year) < _CENTURY_YEARS else 0), month, day)


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
