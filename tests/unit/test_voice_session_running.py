# SPDX-License-Identifier: Apache-2.0
"""What runs, in words: the time left of timers, the hour of alarms, and when to look again."""

from datetime import datetime, timedelta, timezone

import pytest

from edgeassist.intents.commands import Running
from edgeassist.panes.voice import running

ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 21, 14, 30, tzinfo=ZONE)


def timer(left_s: float, name: str = "", total_s: float = 600.0) -> Running:
    return Running(1, "timer", name, (NOW + timedelta(seconds=left_s)).isoformat(), total_s=total_s)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 s left"),
        (59, "59 s left"),
        (60, "1 min 0 s left"),
        (119, "1 min 59 s left"),
        (120, "2 min 0 s left"),
        (301, "5 min 1 s left"),
        (599, "9 min 59 s left"),
        (600, "10 min left"),
        (901, "16 min left"),
        (3599, "1 h left"),
        (3600, "1 h left"),
        (3901, "1 h 6 min left"),
        (-3, "0 s left"),
    ],
)
def test_the_time_left_is_rounded_up(seconds: float, said: str) -> None:
    assert running.time_left(seconds) == said


def test_a_timer_is_told_by_its_name_or_its_length() -> None:
    paused = Running(2, "timer", "tea", left_s=250.0, total_s=300.0)
    assert running.lines((timer(330, "pasta"), timer(330), timer(330, total_s=0.0), paused), NOW) == (
        ("Timer “pasta”", "5 min 30 s left"),
        ("Timer of 10 minutes", "5 min 30 s left"),
        ("Timer", "5 min 30 s left"),
        ("Timer “tea”", "paused, 4 min 10 s left"),
    )


def test_alarms_and_reminders_say_when() -> None:
    alarm = Running(1, "alarm", "", "2026-11-22T07:00:00+01:00")
    named = Running(2, "alarm", "work", "2026-11-21T18:15:00+01:00")
    reminder = Running(3, "reminder", "call mum", "2026-11-21T17:00:00+00:00")
    assert running.lines((alarm, named, reminder), NOW) == (
        ("Alarm", "22 Nov, 7 am"),
        ("Alarm “work”", "6:15 pm"),
        ("Reminder: call mum", "6 pm"),
    )


def test_what_is_over_is_left_out_and_read_again() -> None:
    assert running.lines((timer(0), timer(-5), timer(5)), NOW) == (("Timer of 10 minutes", "5 s left"),)
    assert running.is_over((timer(5), timer(0)), NOW)
    assert not running.is_over((timer(5), Running(2, "timer", left_s=0.0)), NOW)


@pytest.mark.parametrize(
    ("open_ones", "wait_ms"),
    [
        ((), 0),
        ((Running(1, "timer", left_s=40.0),), 0),
        ((timer(400),), 1000),
        ((timer(-400),), 1000),
        ((Running(1, "alarm", due="2026-11-22T07:00:00+01:00"),), running.LOOK_MS),
        ((Running(1, "alarm", due="2026-11-21T14:30:30+01:00"),), 30_001),
        ((Running(1, "reminder", due="2026-11-22T07:00:00+01:00"), timer(9000)), 1000),
    ],
)
def test_only_a_timer_that_counts_is_looked_at_every_second(open_ones: tuple[Running, ...], wait_ms: int) -> None:
    assert running.next_look_ms(open_ones, NOW) == wait_ms
