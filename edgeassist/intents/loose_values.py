# SPDX-License-Identifier: Apache-2.0
"""All that a few words can mean as a value, by concept: a length of time, an amount, an hour, a share, a sum, a colour.

A value stays in words that a template reads again; nothing is decided here.
"""

from collections.abc import Iterator
from decimal import Decimal

from edgeassist.intents import colours, durations, moments, numbers, sums_text, units
from edgeassist.intents.number_words import ARTICLES
from edgeassist.intents.slots import Normalizing

_HOURS, _PERCENT = 24, 100
_DEGREES = frozenset({"degrees", "degree", "grados", "grado", "grad", "degrés", "degré", "°"})


def values_of(text: str, reading: Normalizing, *, numeric: bool) -> dict[str, str]:
    """Return what `text` means, whole, by concept; `numeric` says that it begins with a number."""
    language = reading.language
    values = dict(_of_number(text, language))
    if durations.seconds(text, language) is not None:
        values["duration"] = text
    if colours.colour(text, language) is not None:
        values["colour"] = text
    several = " " in text
    if (numeric or several) and units.quantity(text, language) is not None:
        values["quantity"] = text
    elif units.unit(text, language) is not None:
        values["unit"] = text
    if several and numeric and sums_text.expression(text, language):
        values["sum"] = text
    return values if "number" in values else values | dict(_of_moment(text, reading))


def _of_number(text: str, language: str) -> Iterator[tuple[str, str]]:
    bare = numbers.number(text, language)
    if bare is not None:
        yield "number", text
        if _is_whole(bare, 1, _HOURS) and text.casefold() not in ARTICLES:  # `pon una alarma` is not for one o'clock
            yield "hour", text
    share = bare if bare is not None else numbers.percent(text, language)
    if share is not None and _is_whole(share, 0, _PERCENT):
        yield "percent", str(int(share))
    before, _, last = text.rpartition(" ")
    if last.casefold() in _DEGREES and numbers.number(before, language) is not None:
        yield "degrees", before


def _of_moment(text: str, reading: Normalizing) -> Iterator[tuple[str, str]]:
    """Read a moment on the clock or in the calendar; one that counts from now is a length of time."""
    moment = moments.read(text, reading.language, reading.now, waking=True)
    if moment is None or moment.seconds is not None:
        return
    yield "moment", text
    if moment.date is None:
        yield "time", text
    if moment.time is None:
        yield "date", text


def _is_whole(number: Decimal, least: int, most: int) -> bool:
    return least <= number <= most and number == number.to_integral_value()
