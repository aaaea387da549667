# SPDX-License-Identifier: Apache-2.0
"""Arabic days and times told in English, as `moments` reads them, and parted from what one is to be reminded of.

Words for the moment stand first or last, or the day first and the time last. What is left is kept as it was said, with
its preposition: `بشراء الخبز`.
"""

from collections.abc import Mapping, Sequence

from edgeassist.intents import durations
from edgeassist.intents.arabic import folded
from edgeassist.intents.arabic_clock import in_english as clock_in_english

_WEEKDAYS: Mapping[str, str] = {
    folded(form): day
    for forms, day in (
        ("الأحد", "Sunday"),
        ("الاثنين الاتنين", "Monday"),
        ("الثلاثاء التلاتاء", "Tuesday"),
        ("الأربعاء", "Wednesday"),
        ("الخميس", "Thursday"),
        ("الجمعة", "Friday"),
        ("السبت", "Saturday"),
    )
    for form in forms.split()
}
_NAMED: Mapping[str, str] = {
    **{folded(word): "tomorrow" for word in ("غدا", "بكرة", "بكرا")},
    **{folded(words): "the day after tomorrow" for words in ("بعد غد", "بعد بكرة")},
    folded("اليوم"): "today",
}
_NEXT = frozenset(folded("القادم المقبل").split())
_DAY = "يوم"
_AFTER = "بعد"
_TELLS = frozenset({"الساعه", "لساعه"})
_LONGEST = 9

Spoken = tuple[str, str]
"""What is to be remembered, and the words of the moment: Arabic ones for a length of time, English ones otherwise."""


def in_english(text: str) -> str | None:
    """Return the moment that `text` is, in English: `tomorrow at 6:00 am`, `Monday`; None where it is none surely."""
    words = folded(text).split()
    day, rest = _day_of(words)
    if day and not rest:
        return day
    clock = clock_in_english(" ".join(rest)) if rest else None
    if clock is None:
        return None
    return f"{day} at {clock}" if day else clock


def parted(text: str) -> Spoken | None:
    """Part what to be reminded of from the moment, which may be empty; None where a second time follows the first."""
    words = folded(text).split()
    head = next((end for end in _lengths(words) if _is_moment(words[:end])), 0)
    tail = next((many for many in _lengths(words[head:]) if _is_moment(words[len(words) - many :])), 0)
    end = len(words) - tail
    said = [*words[:head], *words[end:]]
    if head and tail and (in_english(" ".join(said)) is None or head == len(words)):
        end, said = len(words), words[:head]
    rest = words[head:end]
    if rest and rest[0].startswith("و") and clock_in_english(rest[0].removeprefix("و")) is not None:
        return None
    return " ".join(rest), _said(said)


def length_of(moment: str) -> str:
    """Return the words of a length of time (`عشر دقائق`) in a moment from now; empty where it is no such moment."""
    first, _, rest = moment.partition(" ")
    return rest if first == _AFTER else ""


def _said(words: Sequence[str]) -> str:
    text = " ".join(words)
    return in_english(text) or text


def _lengths(words: Sequence[str]) -> range:
    return range(min(len(words), _LONGEST), 0, -1)


def _is_moment(words: Sequence[str]) -> bool:
    """Tell whether words amid others are a moment: a number needs its `الساعة`, and a length its `بعد`."""
    if durations.seconds(length_of(" ".join(words)), "ar") is not None:
        return True
    day, rest = _day_of(words)
    told = bool(day) or bool(_TELLS.intersection(rest))
    return told and in_english(" ".join(words)) is not None


def _day_of(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the day that words begin or end with, in English, and the other words; empty where there is none."""
    for many in range(min(3, len(words)), 0, -1):
        for phrase, rest in ((words[:many], words[many:]), (words[len(words) - many :], words[: len(words) - many])):
            if day := _named(phrase):
                return day, list(rest)
    return "", list(words)


def _named(phrase: Sequence[str]) -> str:
    if day := _NAMED.get(" ".join(phrase), ""):
        return day
    bare = list(phrase[1:] if phrase[0] == _DAY else phrase)
    coming = len(bare) > 1 and bare[-1] in _NEXT
    day = _WEEKDAYS.get(" ".join(bare[:-1] if coming else bare), "")
    return f"next {day}" if day and coming else day
