# SPDX-License-Identifier: Apache-2.0
"""Which half of the day a time without one is in, where people write the whole day: `7h15` is in the morning.

`moments` takes the next time that a clock of twelve hours shows. That is how English is spoken; in Spanish, German and
French an alarm for seven is for the morning, and a time that is written with its minutes stands on a clock of 24 hours.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from edgeassist.intents import durations, moments

Said = moments.Moment

MORNINGS = range(4, 12)
"""When people are woken who say no half of the day."""
_DAYTIME = range(7, 13)
_WHOLE_DAY = frozenset({"de", "fr"})
"""Where the time of a reminder is written so; in Spanish and English `7:15` may well be this evening."""

_COLON = r"(?<![\d:.,])([01]?\d):([0-5]\d)(?![\d:])"
_WRITTEN: Mapping[str, re.Pattern[str]] = {
    "es": re.compile(rf"{_COLON}|(?<![\d:.,])([01]?\d)\s?h\b"),
    "de": re.compile(rf"{_COLON}|(?<![\d:.,])([01]?\d)\.([0-5]\d)\s?uhr\b"),
    "fr": re.compile(rf"{_COLON}|(?<![\d:.,])([01]?\d)\s?h(?:eures?)?(?:\s?([0-5]\d))?(?!\w)"),
}
_HOURS = re.compile(r"\bhoras?\b", re.IGNORECASE)


def for_alarm(text: str, said: Said, language: str, now: dt.datetime) -> Said | None:
    """Return the moment of an alarm for `text`, which says `said`; None where that rather is a length of time."""
    language = language[:2]
    if language == "es" and _HOURS.search(text) and durations.seconds(text, language) is not None:
        return None  # `una hora`: the time would be `la una`
    halves = tuple(moments.read(text, language, one, waking=True) for one in _both(now))
    if language not in _WRITTEN or not _is_open(said, halves):
        return said
    early = min(one.time for one in halves if one is not None and one.time is not None)
    time = _written(text, said, language, range(24)) or (early if early.hour in MORNINGS else said.time)
    return replace(said, time=time)


def for_reminder(text: str, said: Said, language: str, now: dt.datetime) -> Said:
    """Return the moment of a reminder in `text`: from seven to noon a written time in German or French is as it stands.

    So is one in French words: the evening is `dix-neuf heures`, or `sept heures du soir`. Hours from one to six are in
    the afternoon more often than at night.
    """
    language = language[:2]
    halves = tuple(moments.split(text, language, one)[1] for one in _both(now))
    if language not in _WHOLE_DAY or not _is_open(said, halves):
        return said
    early = min(one.time for one in halves if one is not None and one.time is not None)
    spoken = early if language == "fr" and early.hour in _DAYTIME else said.time
    return replace(said, time=_written(text, said, language, _DAYTIME) or spoken)


def _both(now: dt.datetime) -> tuple[dt.datetime, ...]:
    return tuple(now.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in (0, 12))


def _is_open(said: Said, halves: tuple[Said | None, ...]) -> bool:
    """Tell whether the half of the day was left open: then the next such time is another one at noon."""
    return said.date is None and said.time is not None and len({one and one.time for one in halves}) > 1


def _written(text: str, said: Said, language: str, hours: range) -> dt.time | None:
    """Return the time that `said` is, as it is written in `text`, where it is there in digits and in `hours`."""
    assert said.time is not None
    for found in _WRITTEN[language].finditer(text.casefold()):
        hour, minute = (int(one) for one in (*(one for one in found.groups() if one), "0")[:2])
        if (hour % 12, minute) == (said.time.hour % 12, said.time.minute) and hour in hours:
            return dt.time(hour, minute)
    return None
