# SPDX-License-Identifier: Apache-2.0
"""Why a figure cannot be had and how one was measured, in words for a person. Measures nothing.

The words are kept in English, in the file of receipts too; `told` says them in the person's language.
"""

import re
from functools import cache

from edgeassist.core.language import later, tr
from edgeassist.telemetry.reading import Gauge

NO_BATTERY = later("this computer has no battery")
JUMPED = later("the battery's counter jumped")
MIXED = later("its parts were measured in different ways, and such figures are not added up")
ON_MAINS = later("on mains power the battery does not see what the laptop draws")
_GAP = re.compile(r"\{\w+\}")
_SENTENCES = (
    later("not measurable here: {reason}"),
    later("{meter} could not be read ({error})"),
    later("{method}; above the {watts} W of an idle time"),
    later("the system's own figure"),
    later("the battery's own gauge, watt by watt, the whole laptop"),
    later("the system's own figure, watt by watt, the whole laptop"),
    later("how far the battery's counter fell, the ends by its gauge, the whole laptop"),
    later("how far the battery's counter fell, the whole laptop"),
    later("the answer was too short"),
    later("the battery tells its draw once in {seconds} s, and the answer took {took} s"),
    later("the battery tells its draw too seldom, and the answer took {took} s"),
    later("the battery's counter moves once in {seconds} s, and the answer took {took} s"),
    later("the battery's counter moves too seldom, and the answer took {took} s"),
    later("how the battery's counter fell in {seconds} s"),
    later("{method}, new about every {seconds} s"),
    later("fewer than {count} answers were measured on battery so far"),
    later("energy left ÷ what the laptop drew for each of the last {count} answers, written one after another"),
    later("the mean of {count} batteries"),
    later("energy left of energy when full, {count} batteries"),
    later("the battery's own gauge ({names})"),
    later("the battery's own gauge of {count} batteries ({names})"),
    later("the battery's counter ({names})"),
    later("the middle of {count} looks between answers"),
    later("the hottest sensor of the processor ({name})"),
    later("the hottest sensor there is ({name})"),
    later("the battery's driver says what cannot be ({name} is “{found}”)"),
    later("the processor's energy counter cannot be read ({reason})"),
    later("the processor's energy counter says what cannot be (“{found}”)"),
)
"""What is put together where it is found out."""


def told(words: str) -> str:
    """Return a reason or a method, as a gauge has it, in the person's language; what is not known here stays."""
    for sentence, pattern, gaps in _patterns():
        if found := pattern.fullmatch(words):
            return tr(sentence, **{gap: told(value) for gap, value in zip(gaps, found.groups(), strict=True)})
    return tr(words) if words else ""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    """Return each sentence, what it looks like filled in, and its gaps. Made once: each sample asks several times."""
    return tuple(
        (
            sentence,
            re.compile("(.+)".join(re.escape(part) for part in _GAP.split(sentence))),
            tuple(gap[1:-1] for gap in _GAP.findall(sentence)),
        )
        for sentence in _SENTENCES
    )


def unmeasurable(reason: str) -> Gauge:
    """Return a figure without a value: `reason` finishes the sentence 'not measurable here: …'."""
    return Gauge(why=f"not measurable here: {reason}")


def unread(meter: str, error: Exception) -> str:
    """Return the reason for a figure whose meter raised `error`."""
    return f"{meter} could not be read ({type(error).__name__})"
