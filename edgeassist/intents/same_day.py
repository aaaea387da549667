# SPDX-License-Identifier: Apache-2.0
"""The day of one command holds for the next: `wake me tomorrow at seven and remind me at eight` is all tomorrow."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from edgeassist.intents.intent import Intent, Slot

_AT_A_TIME = frozenset({"EdgeSetAlarm", "EdgeSetReminder"})
_EARLY = time(7)


def counted_from(later: Sequence[Intent], before: Sequence[Intent], now: datetime) -> datetime | None:
    """Return the moment from which the time in `later` is counted; None where it has its own day, or there is none."""
    if len(later) != 1 or not before or {later[0].name, before[-1].name} - _AT_A_TIME:
        return None
    told = {slot.name for slot in later[0].slots}
    day, at = before[-1].value("date"), before[-1].value("time")
    if "time" not in told or told & {"date", "seconds"} or day is None:
        return None
    clock = time.fromisoformat(str(at)) if at is not None else _EARLY
    return datetime.combine(date.fromisoformat(str(day)), clock, now.tzinfo) - timedelta(minutes=1)


def on_day_of(later: Sequence[Intent], before: Sequence[Intent]) -> tuple[Intent, ...]:
    """Return `later` with the day of the command before it."""
    day = str(before[-1].value("date"))
    return tuple(replace(one, slots=(*one.slots, Slot("date", day, day))) for one in later)
