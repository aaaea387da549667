# SPDX-License-Identifier: Apache-2.0
"""How amounts, times and lists of things are said to people, in their language. Knows no action."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from datetime import timezone as fixed_zone
from functools import reduce

from edgeassist.core.language import code, tr, trn

_WEEK = 7


def either(things: Sequence[str]) -> str:
    """Return "a", "a or b", "a, b or c"."""
    if len(things) < 2:
        return "".join(things)
    return tr("{items} or {last}", items=", ".join(things[:-1]), last=things[-1])


def the(name: str) -> str:
    """Return "the kitchen light" for "Kitchen light"; abbreviations stay as they are, and in other languages all."""
    if code() != "en":
        return name
    first, _, rest = name.partition(" ")
    lower = first if first.isupper() and len(first) > 1 else first[:1].lower() + first[1:]
    return f"the {lower} {rest}".strip()


def bold(text: str) -> str:
    """Return `text` as a detail that stands out; asterisks of its own would be taken for the mark."""
    return f"**{text.replace('*', '')}**"


def duration(seconds: float) -> str:
    """Return "1 hour 5 minutes"; the two greatest units that count."""
    return reduce(_together, _units(seconds)[:2])


def length(seconds: float) -> str:
    """Return "1 hour 5 minutes 10 seconds", as it was said: all units that count."""
    return reduce(_together, _units(seconds))


def _units(seconds: float) -> list[str]:
    whole = max(0, round(seconds))
    hours, minutes, left = whole // 3600, whole // 60 % 60, whole % 60
    parts = [trn("{n} hour", "{n} hours", hours)] if hours else []
    parts += [trn("{n} minute", "{n} minutes", minutes)] if minutes else []
    parts += [trn("{n} second", "{n} seconds", left)] if left or not whole else []
    return parts


def _together(longer: str, shorter: str) -> str:
    """Return "1 hour 5 minutes" for "1 hour" and "5 minutes"."""
    return tr("{longer} {shorter}", longer=longer, shorter=shorter)


def clock_time(moment: datetime) -> str:
    """Return "7 am", "7:30 pm", "noon", "midnight"; in other languages hours up to 23, and the minutes.

    Those never break: `19 h 15` stays on one line.
    """
    if code() != "en":
        return tr("{hour}:{minute}", hour=moment.hour, minute=f"{moment.minute:02}").replace(" ", "\N{NO-BREAK SPACE}")
    if moment.minute == 0 and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'am' if moment.hour < 12 else 'pm'}"


def long_date(day: date) -> str:
    """Return "Friday, 6 March 2026"."""
    return tr("{weekday}, {day} {month} {year}", weekday=weekday(day), day=day.day, month=month(day), year=day.year)


def short_date(day: date) -> str:
    """Return "06 Mar"."""
    return tr("{day} {short_month}", day=f"{day.day:02}", short_month=_short_month(day))


def weekday(day: date) -> str:
    """Return "Friday"."""
    week = (tr("Monday"), tr("Tuesday"), tr("Wednesday"), tr("Thursday"), tr("Friday"), tr("Saturday"), tr("Sunday"))
    return week[day.weekday()]


def month(day: date) -> str:
    """Return "March", as it stands beside a day."""
    half = (tr("January"), tr("February"), tr("March"), tr("April"), tr("May"), tr("June"))
    rest = (tr("July"), tr("August"), tr("September"), tr("October"), tr("November"), tr("December"))
    return (*half, *rest)[day.month - 1]


def _short_month(day: date) -> str:
    half = (tr("Jan"), tr("Feb"), tr("Mar"), tr("Apr"), tr("May"), tr("Jun"))
    rest = (tr("Jul"), tr("Aug"), tr("Sep"), tr("Oct"), tr("Nov"), tr("Dec"))
    return (*half, *rest)[day.month - 1]


def day_beside(day: date, today: date) -> str:
    """Return "today", "tomorrow", "on Friday", "on 6 March" or "on 6 March 2027", as one would say it `today`."""
    alone = day_alone(day, today)
    return alone if abs((day - today).days) < 2 else tr("on {date}", date=alone)


def day_alone(day: date, today: date) -> str:
    """Return "today", "tomorrow", "Friday", "6 March" or "6 March 2027", as one would say it `today`."""
    ahead = (day - today).days
    if abs(ahead) < 2:
        return (tr("today"), tr("tomorrow"), tr("yesterday"))[ahead]
    if 0 < ahead < _WEEK:
        return weekday(day)
    if day.year == today.year:
        return tr("{day} {month}", day=day.day, month=month(day))
    return tr("{day} {month} {year}", day=day.day, month=month(day), year=day.year)


def when(moment: datetime, now: datetime) -> str:
    """Return "at 7 am", or with the day where it is not today: "tomorrow at 7 am"."""
    here = local(moment, now)
    if here.date() == now.date():
        return tr("at {time}", time=clock_time(here))
    return on_day(day_beside(here.date(), now.date()), here)


def until(moment: datetime, now: datetime) -> str:
    """Return what stands after "until": "7 am", "tomorrow at 7 am", "Friday at 7 am"."""
    here = local(moment, now)
    same = here.date() == now.date()
    return clock_time(here) if same else on_day(day_alone(here.date(), now.date()), here)


def on_day(day: str, moment: datetime) -> str:
    """Return "tomorrow at 7 am"."""
    return tr("{day} at {time}", day=day, time=clock_time(moment))


def after(now: datetime, seconds: float) -> datetime:
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
