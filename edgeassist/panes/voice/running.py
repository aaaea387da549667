# SPDX-License-Identifier: Apache-2.0
"""What runs, in words: a timer's time left, when an alarm rings. Pure; knows no widget and asks no clock."""

import math
from collections.abc import Iterable
from datetime import datetime

from edgeassist.core.language import tr
from edgeassist.intents.commands import Running
from edgeassist.intents.wording import duration
from edgeassist.panes.voice import phrasing

LOOK_MS = 60_000
_TICK_MS = 1000
_COUNTED_S = 600


def left_s(one: Running, now: datetime) -> float:
    """Return the seconds that are left; 0 or less once it is due."""
    return (datetime.fromisoformat(one.due) - now).total_seconds() if one.due else one.left_s


def lines(running: Iterable[Running], now: datetime) -> tuple[tuple[str, str], ...]:
    """Return what each is and how it stands, without those that are over."""
    return tuple((what(one), standing(one, now)) for one in running if left_s(one, now) > 0 or not one.due)


def what(one: Running) -> str:
    """Return its name for people."""
    if one.kind == "reminder":
        return tr("Reminder: {text}", text=one.name) if one.name else tr("Reminder")
    if one.kind == "alarm":
        return tr("Alarm “{name}”", name=one.name) if one.name else tr("Alarm")
    if one.name:
        return tr("Timer “{name}”", name=one.name)
    return tr("Timer of {duration}", duration=duration(one.total_s)) if one.total_s else tr("Timer")


def standing(one: Running, now: datetime) -> str:
    """Return the time left of a timer; of others, when they are due."""
    if one.kind != "timer":
        return phrasing.when(one.due, now)
    left = time_left(left_s(one, now))
    return left if one.due else tr("paused, {time_left}", time_left=left)


def time_left(seconds: float) -> str:
    """Return "1 h 5 min left", "16 min left", "9 min 59 s left", "59 s left": what is soon over is seen to count."""
    whole = max(0, math.ceil(seconds))
    if whole < _COUNTED_S:
        minutes, rest = divmod(whole, 60)
        if not minutes:
            return tr("{seconds} s left", seconds=rest)
        return tr("{minutes} min {seconds} s left", minutes=minutes, seconds=rest)
    hours, minutes = divmod(math.ceil(whole / 60), 60)
    if not hours:
        return tr("{minutes} min left", minutes=minutes)
    if not minutes:
        return tr("{hours} h left", hours=hours)
    return tr("{hours} h {minutes} min left", hours=hours, minutes=minutes)


def is_over(running: Iterable[Running], now: datetime) -> bool:
    """Tell whether one of them is due, so that what runs must be read again."""
    return any(one.due and left_s(one, now) <= 0 for one in running)


def next_look_ms(running: Iterable[Running], now: datetime) -> int:
    """Return after how long the lines are others: a second while a timer counts; 0 for never."""
    waits = [_TICK_MS if one.kind == "timer" else LOOK_MS for one in running if one.due]
    dues = [1 + math.ceil(left_s(one, now) * 1000) for one in running if one.due]
    return max(_TICK_MS, min((*waits, *dues))) if waits else 0
