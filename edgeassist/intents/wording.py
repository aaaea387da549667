# SPDX-License-Identifier: Apache-2.0
"""How amounts, times and lists of things are said to people, in English. Knows no action."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from datetime import timezone as fixed_zone

_UNITS = ((3600, "hour"), (60, "minute"), (1, "second"))
_WEEK = 7


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return "1 timer", "2 timers"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def joined(things: Sequence[str], word: str = "and") -> str:
    """Return "a", "a and b", "a, b and c"."""
    return f" {word} ".join([", ".join(things[:-1]), things[-1]]) if len(things) > 1 else "".join(things)


def the(name: str) -> str:
    """Return "the kitchen light" for "Kitchen light"; abbreviations stay as they are."""
    first, _, rest = name.partition(" ")
    lower = first if first.isupper() and len(first) > 1 else first[:1].lower() + first[1:]
    return f"the {lower} {rest}".strip()


def bold(text: str) -> str:
    """Return `text` as a detail that stands out; asterisks of its own would be taken for the mark."""
    return f"**{text.replace('*', '')}**"


def duration(seconds: float) -> str:
    """Return "1 hour 5 minutes"; the two greatest units that count."""
    left, parts = max(0, round(seconds)), list[str]()
    for size, noun in _UNITS:
        number, left = divmod(left, size)
        if number:
            parts.append(counted(number, noun))
    return " ".join(parts[:2]) or "0 seconds"


def clock_time(moment: datetime) -> str:
    """Return "7 am", "7:30 pm", "noon", "midnight"."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'am' if moment.hour < 12 else 'pm'}"


def long_date(day: date) -> str:
    """Return "Friday, 6 March 2026"."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}"


def day_beside(day: date, today: date) -> str:
    """Return "today", "tomorrow", "on Friday", "on 6 March" or "on 6 March 2027", as one would say it `today`."""
    ahead = (day - today).days
    if ahead in (-1, 0, 1):
        return ("today", "tomorrow", "yesterday")[ahead]
    if 0 < ahead < _WEEK:
        return f"on {day:%A}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"on {day.day} {day:%B}{year}"


def when(moment: datetime, now: datetime) -> str:
    """Return "at 7 am", or with the day where it is not today: "tomorrow at 7 am"."""
    here = local(moment, now)
    at = f"at {clock_time(here)}"
    return at if here.date() == now.date() else f"{day_beside(here.date(), now.date())} {at}"


def later(now: datetime, seconds: float) -> datetime:
    """Return the moment after `seconds`, whatever clocks on the wall do until then."""
    return local(datetime.fromtimestamp(now.timestamp() + seconds, UTC), now)


def local(moment: datetime, now: datetime) -> datetime:
    """Return `moment` as clocks show it where `now` is told.

    A zone that is a mere offset is what the system gives for `now`: then the system knows about summer time.
    """
    return moment.astimezone(None if _is_system(now) else UTC).astimezone(None if _is_system(now) else now.tzinfo)


def on_the_wall(naive: datetime, now: datetime) -> datetime:
    """Return the moment at which clocks show `naive` where `now` is told; one skipped in spring comes an hour later."""
    if _is_system(now):  # not `astimezone`: that takes the offset of after the gap for a time that was skipped
        return local(datetime.fromtimestamp(naive.timestamp(), UTC), now)
    return local(naive.replace(tzinfo=now.tzinfo), now)


def _is_system(now: datetime) -> bool:
    """Tell whether the zone of `now` is the system's, as `datetime.astimezone()` gives it."""
    by_system = datetime.fromtimestamp(now.timestamp(), UTC).astimezone().utcoffset()
    return now.tzinfo is None or (isinstance(now.tzinfo, fixed_zone) and by_system == now.utcoffset())
