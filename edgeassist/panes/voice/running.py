# SPDX-License-Identifier: Apache-2.0
"""What runs, in words: a timer's time left, when an alarm rings. Pure; knows no widget and asks no clock."""

import math
from collections.abc import Iterable
from datetime import datetime

from edgeassist.intents.commands import Running
from edgeassist.intents.wording import duration
from edgeassist.panes.voice import phrasing

LOOK_MS = 60_000
_TICK_MS = 1000
_KINDS = {"timer": "Timer", "alarm": "Alarm", "reminder": "Reminder"}


def left_s(one: Running, now: datetime) -> float:
    """Return the seconds that are left; 0 or less once it is due."""
    return (datetime.fromisoformat(one.due) - now).total_seconds() if one.due else one.left_s


def lines(running: Iterable[Running], now: datetime) -> tuple[tuple[str, str], ...]:
    """Return what each is and how it stands, without those that are over."""
    return tuple((what(one), standing(one, now)) for one in running if left_s(one, now) > 0 or not one.due)


def what(one: Running) -> str:
    """Return its name for people."""
    kind = _KINDS[one.kind]
    if one.name:
        return f"{kind}: {one.name}" if one.kind == "reminder" else f"{kind} “{one.name}”"
    return f"{kind} of {duration(one.total_s)}" if one.total_s else kind


def standing(one: Running, now: datetime) -> str:
    """Return the time left of a timer; of others, when they are due."""
    if one.kind != "timer":
        return phrasing.when(one.due, now)
    left = time_left(left_s(one, now))
    return left if one.due else f"paused, {left}"


def time_left(seconds: float) -> str:
    """Return "1 h 5 min left", "6 min left", "1 min 59 s left", "59 s left"."""
    whole = max(0, math.ceil(seconds))
    if whole < 120:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest} s left" if minutes else f"{rest} s left"
    hours, minutes = divmod(math.ceil(whole / 60), 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return f"{' '.join(parts)} left"


def is_over(running: Iterable[Running], now: datetime) -> bool:
    """Tell whether one of them is due, so that what runs must be read again."""
    return any(one.due and left_s(one, now) <= 0 for one in running)


def next_look_ms(running: Iterable[Running], now: datetime) -> int:
    """Return after how long the lines are others: a second while a timer counts; 0 for never."""
    waits = [_TICK_MS if one.kind == "timer" else LOOK_MS for one in running if one.due]
    dues = [1 + math.ceil(left_s(one, now) * 1000) for one in running if one.due]
    return max(_TICK_MS, min((*waits, *dues))) if waits else 0
