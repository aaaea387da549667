# SPDX-License-Identifier: Apache-2.0
"""The functions that sentence templates name as `normalizer`: words of a slot to the slots that they mean, or None.

None says that the words mean nothing of the kind, so the sentence was no such command.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from edgeassist.intents import arabic_moments, durations, moments, numbers, sums_text, units, whole_day
from edgeassist.intents.arabic import is_arabic
from edgeassist.intents.colours import colour
from edgeassist.intents.intent import Slot
from edgeassist.intents.joint_words import joint_words
from edgeassist.intents.several_times import is_for_several
from edgeassist.intents.wording import on_the_wall

_ARTICLES = """
a an the my this that our another new next all every of to for it with
el la los las un una unos del mi mis otro otra nuevo nueva
der die das den dem ein eine einen einem einer mein meine meinen neue neuen noch vom
le les un une mon ma mes de du des autre nouveau nouvelle
لي جديد جديدا اخر
"""
_EMPTY_TITLES = frozenset(_ARTICLES.split())
_TIMERS = frozenset({"timer", "timers", "temporizador", "minuteur", "alarm", "alarma", "wecker", "réveil"})
"""What has a name is not called so."""
_NONE_OF_IT = frozenset(
    {"no", "not", "never", "ningún", "ninguna", "kein", "keine", "keinen", "keinem", "nicht", "pas", "aucun", "aucune"}
)
"""What has a name neither begins nor ends with these: `keinen Timer` is none at all."""
_MARKS = " \t\"'“”„«».,;:!?-"
_UNTIL = ("bis ", "until ", "till ", "til ", "hasta ", "jusqu'à ", "jusqu'au ")
_CLOCKED = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d)| +(\w+))")
"""A length as a watch shows it: `1:30:00`, `1:30 Stunden`. Without a unit, `1:30` may be either of two."""


@dataclass(frozen=True, slots=True)
class _Words:
    slot: str
    text: str
    language: str
    now: dt.datetime


Slots = tuple[Slot, ...]


def read(normalizer: str, slot: str, text: str, language: str, now: dt.datetime) -> Slots | None:
    """Return the slots that `text` means by the function called `normalizer`; one that is not known keeps the text."""
    known = _NORMALIZERS.get(normalizer)
    words = _Words(slot, text.strip(), language, now)
    return known(words) if known is not None else (Slot(slot, words.text, words.text),)


def known() -> frozenset[str]:
    """Return the names of all."""
    return frozenset(_NORMALIZERS)


def bare_name(name: str) -> str:
    """Return `name` without articles and the like before it: a timer `del arroz` is called `arroz`."""
    parts = name.strip(_MARKS).split()
    while len(parts) > 1 and parts[0].lower() in _EMPTY_TITLES:
        parts.pop(0)
    return " ".join(parts)


def _when(words: _Words) -> Slots | None:
    """Read when to wake or ring: slots `time`, `date`, `seconds`."""
    said = _clock_said(words)
    found = moments.read(said.text, said.language, words.now, waking=True)
    found = whole_day.for_alarm(said.text, found, said.language, words.now) if found is not None else None
    return _of_moment(found, words.text) if found is not None else None


def _clock_said(words: _Words) -> _Words:
    """Return Arabic words for a time as English ones; they are empty where no time is said surely."""
    if not is_arabic(words.language):
        return words
    return replace(words, text=arabic_moments.in_english(words.text) or "", language="en")


def _waking(words: _Words) -> Slots | None:
    """Read when to wake somebody: “seven” is in the morning, whatever time it is now."""
    said = _clock_said(words)
    found = moments.read(said.text, said.language, words.now, waking=True)
    if found is not None and found.time is not None and found.date is None:
        early = moments.times_of(said.text, said.language, words.now)[0]
        if early.hour in whole_day.MORNINGS:
            return _of_moment(moments.Moment(time=early), words.text)
    found = whole_day.for_alarm(said.text, found, said.language, words.now) if found is not None else None
    return _of_moment(found, words.text) if found is not None else None


def _of_moment(moment: moments.Moment, text: str) -> Slots:
    slots: list[Slot] = []
    if moment.time is not None:
        slots.append(Slot("time", f"{moment.time:%H:%M}", text))
    if moment.date is not None:
        slots.append(Slot("date", moment.date.isoformat(), text))
    if moment.seconds is not None:
        slots.append(Slot("seconds", moment.seconds, text))
    return tuple(slots)


def _time(words: _Words) -> Slots | None:
    found = moments.time_of(words.text, words.language, words.now)
    return (Slot(words.slot, f"{found:%H:%M}", words.text),) if found is not None else None


def _date(words: _Words) -> Slots | None:
    found = moments.date_of(words.text, words.language, words.now)
    return (Slot(words.slot, found.isoformat(), words.text),) if found is not None else None


def _duration(words: _Words) -> Slots | None:
    """Read how long: slots `hours`, `minutes`, `seconds`, without those that are nothing."""
    found = durations.seconds(words.text, words.language) or _until(words) or _as_on_a_watch(words)
    if found is None:
        return None
    hours, rest = divmod(found, 3600)
    named = zip(("hours", "minutes", "seconds"), (hours, *divmod(rest, 60)), strict=True)
    return tuple(Slot(name, value, words.text) for name, value in named if value)


def _until(words: _Words) -> int | None:
    """Read `until half past ten` as the seconds from now."""
    if not words.text.lower().replace("’", "'").startswith(_UNTIL):
        return None
    moment = moments.read(words.text, words.language, words.now)
    if moment is None or moment.time is None:
        return None
    wall = dt.datetime.combine(moment.date or words.now.date(), moment.time)
    if moment.date is None and on_the_wall(wall, words.now) <= words.now:
        wall += dt.timedelta(days=1)
    left = (on_the_wall(wall, words.now) - words.now).total_seconds()
    return round(left) if left >= 1 else None


def _as_on_a_watch(words: _Words) -> int | None:
    found = _CLOCKED.fullmatch(words.text.strip())
    if found is None:
        return None
    if found[3] is not None:
        return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3]) or None
    unit = durations.seconds(f"1 {found[4]}", words.language)
    return int(found[1]) * unit + int(found[2]) * unit // 60 or None if unit in {60, 3600} else None


def _sum(words: _Words) -> Slots | None:
    found = sums_text.expression(words.text, words.language)
    return (Slot(words.slot, found, words.text),) if found is not None else None


def _quantity(words: _Words) -> Slots | None:
    """Read how much of what: slots `amount` (as written, exact) and `from_unit`."""
    found = units.quantity(words.text, words.language)
    if found is None:
        return None
    amount = int(found[0]) if found[0] == found[0].to_integral_value() else float(found[0])
    pieces = words.text.split()
    tails = (" ".join(pieces[place:]) for place in range(1, len(pieces)))
    bare = (tail for tail in tails if tail.split()[0].lower() not in _EMPTY_TITLES)
    name = next((tail for tail in bare if units.unit(tail, words.language) == found[1]), found[1])
    return Slot("amount", amount, words.text), Slot("from_unit", found[1], name)


def _unit(words: _Words) -> Slots | None:
    found = units.unit(words.text, words.language)
    return (Slot(words.slot, found, words.text),) if found is not None else None


def _reminder(words: _Words) -> Slots | None:
    """Read what to be reminded of, and when: slots `text`, and those of one moment. The text may be empty."""
    if is_arabic(words.language):
        return _arabic_reminder(words)
    if is_for_several(words.text, words.language):
        return None
    rest, moment = moments.split(words.text, words.language, words.now)
    if not rest and moment is None:
        return None
    moment = whole_day.for_reminder(words.text, moment, words.language, words.now) if moment is not None else None
    return Slot("text", rest, rest), *(_of_moment(moment, words.text) if moment is not None else ())


def _arabic_reminder(words: _Words) -> Slots | None:
    """Read an Arabic reminder; a length of time without words beside it is a timer."""
    found = arabic_moments.parted(words.text)
    if found is None:
        return None
    rest, said = found
    length = durations.seconds(arabic_moments.length_of(said), words.language)
    moment = moments.read(said, "en", words.now) if length is None else moments.Moment(seconds=length)
    if not rest and (moment is None or length is not None):
        return None
    return Slot("text", rest, rest), *(_of_moment(moment, words.text) if moment is not None else ())


def _title(words: _Words) -> Slots | None:
    """Read a name that is more than an article; one at its beginning goes. `two timers` are none called “two”."""
    parts = words.text.strip(_MARKS).split()
    while parts and parts[0].lower() in _EMPTY_TITLES:
        parts.pop(0)
    denied = bool(parts) and not _NONE_OF_IT.isdisjoint((parts[0].lower(), parts[-1].lower()))
    if words.slot == "name" and (denied or not _TIMERS.isdisjoint(part.lower() for part in parts)):
        return None
    name = " ".join(parts)
    if words.slot == "name" and _is_count(parts, words.language):
        return None
    return (Slot(words.slot, name, words.text),) if name and parts[-1].lower() not in _EMPTY_TITLES else None


def _is_count(parts: list[str], language: str) -> bool:
    """Tell whether it is how many timers there shall be, with a verb before it or not: `stell zwei`."""
    rest = parts[1:] if len(parts) > 1 and parts[0].lower() in joint_words(language).openers else parts
    return numbers.number(" ".join(rest), language) is not None


def _colour(words: _Words) -> Slots | None:
    found = colour(words.text, words.language)
    return (Slot(words.slot, found, words.text),) if found is not None else None


_NORMALIZERS: Mapping[str, Callable[[_Words], Slots | None]] = {
    "when": _when,
    "waking": _waking,
    "time": _time,
    "date": _date,
    "duration": _duration,
    "sum": _sum,
    "quantity": _quantity,
    "unit": _unit,
    "reminder": _reminder,
    "title": _title,
    "colour": _colour,
}
