# SPDX-License-Identifier: Apache-2.0
"""When: times and days as people say them in four languages, relative to a given `now`; always the next such moment.

A time without its half of the day ("at five", "um 7:30") is the next one that the clock shows so, counted from `now`;
on a day that was said, hours from seven to twelve are as they stand and hours from one to six are in the afternoon,
but for waking, which is in the morning. Hours above twelve, `00` and a leading zero (`07:30`) leave no doubt. A part
of the day alone means: morning 08:00, midday 12:00, afternoon 15:00, evening 19:00, night 21:00.

Pure and total: what says no moment is None.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from edgeassist.intents import durations
from edgeassist.intents.calendar_dates import Day, take_day
from edgeassist.intents.clock_times import Clock, take_clock, take_phrase
from edgeassist.intents.moment_words import BEFORE_DATES, Part, moment_words

_DEFAULTS = {"morning": 8, "midday": 12, "afternoon": 15, "evening": 19, "night": 21}
_MOST_WORDS = 60
_MOST_WORDS_OF_A_MOMENT = 10
_FOR = frozenset({"for", "para", "für", "pour"})
"""What a moment at the end does not begin with by itself: it belongs to the words before."""

_DANGLING = {
    "en": {"for", "about", "of", "until", "till", "from", "since", "the", "a", "an", "my", "and", "to"},
    "es": {"para", "sobre", "de", "del", "hasta", "desde", "la", "los", "las", "un", "una", "mi", "y"},
    "de": {"für", "über", "von", "bis", "seit", "der", "die", "das", "ein", "eine", "mein", "meine", "und", "zu"},
    "fr": {"pour", "sur", "de", "du", "jusqu'à", "depuis", "la", "les", "un", "une", "mon", "ma", "et"},
}
_ELIDED = re.compile(r"^(?:d|qu)['’](?=\w)", re.IGNORECASE)
_LEADS = {
    "en": frozenset({"to", "that", "about", "of", "and"}),
    "es": frozenset({"de", "que", "a", "y", "sobre"}),
    "de": frozenset({"daran", "dass", "an", "und"}),
    "fr": frozenset({"de", "que", "et", "à"}),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """What was said of when: a time, a day, both, or how many seconds from now."""

    date: dt.date | None = None
    time: dt.time | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the words of a moment say; `led` where the time has its own word before it, as in “at five”."""

    clock: Clock | None = None
    day: Day | None = None
    part: Part | None = None
    led: bool = False


def read(text: str, language: str, now: dt.datetime, *, waking: bool = False) -> Moment | None:
    """Return the moment that `text` is, whole; a bare number is an hour."""
    return _read(durations.duration_tokens(text, language), language, now, waking=waking, strict=False)


def time_of(text: str, language: str, now: dt.datetime) -> dt.time | None:
    """Return the time of day that `text` is; None where it says a day as well, or no time."""
    found = read(text, language, now, waking=True)
    return found.time if found is not None and found.date is None else None


def times_of(text: str, language: str, now: dt.datetime) -> tuple[dt.time, ...]:
    """Return the times of day that `text` may be: both halves of the day where it leaves that open ("seven")."""
    early, late = (time_of(text, language, now.replace(hour=hour, minute=0, second=0)) for hour in (0, 12))
    return tuple(dict.fromkeys(one for one in (early, late) if one is not None))


def date_of(text: str, language: str, now: dt.datetime) -> dt.date | None:
    """Return the day that `text` is; a time with it is no matter, a time alone is no day."""
    words = durations.duration_tokens(text, language)
    if words and all(word.isdigit() for word in words):
        return None
    found = _read(words, language, now, waking=False, strict=False)
    return found.date if found is not None else None


def split(text: str, language: str, now: dt.datetime) -> tuple[str, Moment | None]:
    """Part a moment from the words about it: `call mum at 5 pm` is `call mum` and 17:00; `at 5 pm to call mum` too.

    The moment stands at the end or at the beginning, the longest one wins; where none does, `text` is returned with
    None. A bare number is no moment here ("buy 5").
    """
    pieces = text.split()
    if not 0 < len(pieces) <= _MOST_WORDS:
        return text.strip(), None
    head = _longest(pieces, language, now, front=True)
    if head == len(pieces):
        return "", _of(pieces, language, now)
    tail = _longest(pieces, language, now, front=False)
    if head and tail and head + tail < len(pieces):
        both = _of([*pieces[:head], *pieces[len(pieces) - tail :]], language, now)
        if both is not None:
            return _cleaned(pieces[head : len(pieces) - tail], language), both
    if tail and not head:
        return _cleaned(pieces[: len(pieces) - tail], language), _of(pieces[len(pieces) - tail :], language, now)
    return _cleaned(pieces[head:], language), _of(pieces[:head], language, now) if head else None


def at_front(pieces: Sequence[str], language: str, now: dt.datetime) -> int:
    """Return how many words the longest moment at the beginning has; 0 where none stands there."""
    return _longest(pieces, language, now, front=True)


def at_end(pieces: Sequence[str], language: str, now: dt.datetime) -> int:
    """Return how many words the longest moment at the end has, whatever stands before it."""
    for count in range(min(_MOST_WORDS_OF_A_MOMENT, len(pieces)), 0, -1):
        if _of(pieces[len(pieces) - count :], language, now) is not None:
            return count
    return 0


def is_one(pieces: Sequence[str], language: str, now: dt.datetime) -> bool:
    """Tell whether all these words are one moment: `las siete y diez`."""
    return _of(pieces, language, now) is not None


def said_in(pieces: Sequence[str], language: str, now: dt.datetime, *, bare: bool) -> Said | None:
    """Return what a moment says; None where the words are none, or count from now. A `bare` number may be an hour."""
    words = durations.duration_tokens(" ".join(pieces), language)
    said = _said(words, language, now.date()) if words and _from_now(words, language) is None else None
    return said if said is not None and (bare or _is_plain_enough(said, words)) else None


def leads(language: str) -> frozenset[str]:
    """Return the words that may stand between a moment and what it is for: `to call mum`."""
    return _LEADS.get(language[:2], frozenset())


def _longest(pieces: Sequence[str], language: str, now: dt.datetime, *, front: bool) -> int:
    """Return how many words of the longest moment at the front, or at the end, there are."""
    for count in range(min(_MOST_WORDS_OF_A_MOMENT, len(pieces)), 0, -1):
        some = pieces[:count] if front else pieces[len(pieces) - count :]
        before = "" if front or count == len(pieces) else pieces[len(pieces) - count - 1].lower()
        if before in _DANGLING.get(language[:2], ()) or (not front and some[0].lower() in _FOR):
            continue
        if front and count < len(pieces) and language[:2] == "fr" and some[-1].lower() == "une":
            continue  # `à sept heures une réunion`
        if _of(some, language, now) is not None:
            return count
    return 0


def _of(pieces: Sequence[str], language: str, now: dt.datetime) -> Moment | None:
    words = durations.duration_tokens(" ".join(pieces).rstrip("!?;, "), language)
    return _read(words, language, now, waking=False, strict=True)


def _cleaned(pieces: Sequence[str], language: str) -> str:
    leads = _LEADS.get(language[:2], frozenset())
    kept = list(pieces)
    while len(kept) > 1 and kept[0].lower().rstrip(",:") in leads:
        kept.pop(0)
    return _ELIDED.sub("", " ".join(kept).strip(" ,;:")) if language[:2] == "fr" else " ".join(kept).strip(" ,;:")


def _read(words: Sequence[str], language: str, now: dt.datetime, *, waking: bool, strict: bool) -> Moment | None:
    if not words:
        return None
    try:
        soon = _from_now(words, language)
        said = _said(words, language, now.date()) if soon is None else None
        if said is not None and not (strict and not _is_plain_enough(said, words)):
            return _resolved(said, now, waking=waking, language=language)
        if soon is None and said is None and not strict:
            soon = _from_now(words, language, led=False)
        return Moment(seconds=soon) if soon is not None else None
    except (ValueError, OverflowError):
        return None


def _from_now(words: Sequence[str], language: str, *, led: bool = True) -> int | None:
    """Return the seconds of `in twenty minutes`, or of `twenty minutes`; of days and longer the calendar knows more."""
    table = moment_words(language)
    start = take_phrase(words, 0, table.within if led else table.at)
    if start is None and led and words[-2:] != ("from", "now"):
        return None
    start = start or 0
    found = durations.take(words, start, language)
    ends = {found[1]: found[0]} if found is not None else {}
    value = ends.get(len(words))
    if value is None and words[-2:] == ("from", "now"):
        value = ends.get(len(words) - 2)
    if value is None or not 1 <= value <= durations.LONGEST_SECONDS or table.spans.keys() & set(words):
        return None
    return int(value)


def _said(words: Sequence[str], language: str, today: dt.date) -> Said | None:
    table = moment_words(language)
    said, place, meaning = Said(), 0, False
    while place < len(words):
        step = _step(words, place, language, today, said)
        if step is not None:
            said, place, meaning = step[0], step[1], True
            continue
        filler = take_phrase(words, place, table.at) or take_phrase(words, place, table.on)
        if filler is None or filler == len(words):
            return None
        place = filler
    return said if meaning else None


def _step(words: Sequence[str], at: int, language: str, today: dt.date, said: Said) -> tuple[Said, int] | None:
    """Add a day, a part of the day or a time to what was said, each at most once."""
    table = moment_words(language)
    if said.day is None or said.day.weekday:
        day = take_day(words, at, language, today)
        if day is not None and (said.day is None or _is_its_date(said.day, day[0])):
            part = day[0].part or said.part
            return replace(said, day=day[0], part=part), day[1]
    end = take_phrase(words, at, frozenset(table.parts))
    if end is not None and said.part is None:
        return replace(said, part=table.parts[tuple(words[at:end])]), end
    if said.clock is not None:
        return None
    start = take_phrase(words, at, table.at)
    clock = take_clock(words, start if start is not None else at, language)
    if clock is None or (start is None and clock[0].plain and at and words[at - 1] in BEFORE_DATES):
        return None
    return replace(said, clock=clock[0], led=start is not None), clock[1]


def _is_its_date(weekday: Day, day: Day) -> bool:
    """Tell whether a day that was said after a weekday says which one: `Freitag, den 4. Dezember`."""
    return not day.weekday and day.date.weekday() == weekday.date.weekday()


def _is_plain_enough(said: Said, words: Sequence[str]) -> bool:
    """Tell whether words amid others are meant as a moment: a bare number or a lone "night" is not."""
    if said.day is not None:
        return True
    if said.clock is not None:
        return said.led or said.part is not None or not said.clock.plain or said.clock.minute > 0
    return len(words) > 1


def _resolved(said: Said, now: dt.datetime, *, waking: bool, language: str) -> Moment | None:
    day = said.day.date if said.day is not None else None
    at = _time(said, now, waking=waking, language=language)
    if at is None:
        return Moment(date=day) if day is not None else None
    if said.day is not None and said.day.weekday and said.day.date == now.date() + dt.timedelta(7):
        day = now.date() if at > now.time() else said.day.date
    if day is not None and said.part in {"evening", "night"} and said.clock is not None and at.hour < 5:
        day += dt.timedelta(1)
    return Moment(date=day, time=at)


def _time(said: Said, now: dt.datetime, *, waking: bool, language: str) -> dt.time | None:
    if said.clock is None:
        return dt.time(_DEFAULTS[said.part]) if said.part in _DEFAULTS else None
    hour, minute = said.clock.hour, said.clock.minute
    if said.clock.sure:
        return dt.time(hour, minute)
    if said.part is not None:
        return dt.time(_hour_of_part(hour, said.part, language), minute)
    if said.day is not None and said.day.date != now.date() and not said.day.weekday:
        return dt.time(hour + 12 if 1 <= hour <= 6 and not waking else hour, minute)
    if said.day is not None and said.day.date != now.date() + dt.timedelta(7) and said.day.weekday:
        return dt.time(hour + 12 if 1 <= hour <= 6 and not waking else hour, minute)
    early, late = dt.time(hour % 12, minute), dt.time(hour % 12 + 12, minute)
    return late if early <= now.time() < late else early


def _hour_of_part(hour: int, part: Part, language: str) -> int:
    early, late = hour % 12, hour % 12 + 12
    match part:
        case "am" | "morning":
            return 12 if hour == 12 and part == "morning" and language[:2] == "es" else early
        case "pm" | "afternoon":
            return late
        case "midday":
            return hour if hour in {11, 12} else late
        case "evening":
            return 0 if hour == 12 else late
        case "night":
            return early if hour == 12 or hour < 6 else late
