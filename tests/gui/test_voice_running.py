# SPDX-License-Identifier: Apache-2.0
"""Timers that run stand beside the talk button and count, only while they can be seen."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from edgeassist.core.stop import Stop
from edgeassist.intents.commands import Running
from edgeassist.panes.voice.pane import Clocks, VoicePane
from edgeassist.panes.voice.running_list import RunningList
from edgeassist.testing.commands import FakeCommands
from tests.gui.conftest import settle, until
from tests.gui.voicing import NOON, TIMER, Show, VoiceDesk

ALARM = Running(7, "alarm", "work", (NOON + timedelta(hours=5)).isoformat())


def timer(left_s: float, name: str = "pasta", number: int = 1) -> Running:
    return Running(number, "timer", name, (NOON + timedelta(seconds=left_s)).isoformat(), total_s=600.0)


@dataclass
class Day:
    """The time of day, which the test moves."""

    now: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
def desk(shown: Show, day: Day) -> Iterator[VoiceDesk]:
    made = VoiceDesk()
    made.commands.open_ones = (timer(330), ALARM)
    made.pane = VoicePane(made.context, Clocks(made.clock, day))
    made.view.resize(1204, 724)
    shown(made.view)
    made.pane.shown()
    until(lambda: bool(made.hearing.grammars))
    settle()
    yield made
    made.pane.close()


def running(desk: VoiceDesk) -> RunningList:
    return desk.view.earlier.running


def test_what_runs_stands_above_what_was_said(desk: VoiceDesk) -> None:
    assert running(desk).isVisible()
    assert running(desk).lines == (("Timer “pasta”", "5 min 30 s left"), ("Alarm “work”", "5 pm"))
    assert desk.view.earlier.empty.isVisible()


def test_the_time_left_goes_down_in_the_same_place(desk: VoiceDesk, day: Day) -> None:
    before = running(desk).findChildren(QFrame, "", Qt.FindChildOption.FindDirectChildrenOnly)
    day.now += timedelta(seconds=275)
    desk.pane._on_second_over()
    assert running(desk).lines[0] == ("Timer “pasta”", "55 s left")
    assert running(desk).findChildren(QFrame, "", Qt.FindChildOption.FindDirectChildrenOnly) == before
    assert "Timer “pasta”: 55 s left" in [one.accessibleName() for one in before]


def test_it_counts_every_second_only_in_sight(desk: VoiceDesk) -> None:
    second = desk.pane._second
    assert second.isActive()
    assert second.interval() == 1000
    desk.pane.hidden()
    assert not second.isActive()
    desk.pane.commands.refresh()
    settle()
    assert not second.isActive()
    desk.pane.shown()
    assert second.isActive()


def test_an_alarm_alone_is_looked_at_now_and_then(desk: VoiceDesk) -> None:
    desk.commands.open_ones = (ALARM,)
    desk.pane.commands.refresh()
    until(lambda: len(running(desk).lines) == 1)
    desk.pane._second.stop()
    desk.pane._show()
    assert desk.pane._second.interval() == 60_000


def test_a_timer_that_is_over_goes(desk: VoiceDesk, day: Day) -> None:
    day.now += timedelta(seconds=331)
    desk.commands.open_ones = ()
    desk.pane._on_second_over()
    assert running(desk).lines == (("Alarm “work”", "5 pm"),)
    until(lambda: not running(desk).isVisible())
    assert running(desk).lines == ()
    assert not desk.pane._second.isActive()


def test_a_timer_that_was_set_is_there_at_once(desk: VoiceDesk) -> None:
    desk.commands.open_ones = (timer(330), timer(600, "", 2), ALARM)
    desk.type(TIMER)
    until(lambda: len(running(desk).lines) == 3)
    assert running(desk).lines[1] == ("Timer of 10 minutes", "10 min left")


def test_before_it_was_read_nothing_is_said_of_earlier(shown: Show, day: Day) -> None:
    desk = VoiceDesk()
    desk.pane = VoicePane(desk.context, Clocks(desk.clock, day))
    desk.view.resize(1204, 724)
    shown(desk.view)
    assert not desk.view.earlier.empty.isVisible()
    desk.pane.shown()
    until(desk.view.earlier.empty.isVisible)
    desk.pane.close()


def test_what_was_done_is_read_before_sentences_are_loaded(shown: Show, day: Day) -> None:
    desk = VoiceDesk()
    ready = threading.Event()

    class Slow(FakeCommands):
        def prepare(self, stop: Stop | None = None) -> None:
            ready.wait(60)

    desk.context.commands = Slow()
    desk.pane = VoicePane(desk.context, Clocks(desk.clock, day))
    desk.view.resize(1204, 724)
    shown(desk.view)
    desk.pane.shown()
    until(desk.view.earlier.empty.isVisible)
    assert desk.hearing.grammars == []
    ready.set()
    until(lambda: bool(desk.hearing.grammars))
    desk.pane.close()


def test_closing_does_not_wait_until_all_sentences_are_loaded(shown: Show, day: Day) -> None:
    desk = VoiceDesk()
    loading, given_up = threading.Event(), threading.Event()

    class Long(FakeCommands):
        def prepare(self, stop: Stop | None = None) -> None:
            assert stop is not None
            stop.guard(given_up.set)
            loading.set()
            assert given_up.wait(60)
            stop.check()

    desk.context.commands = commands = Long()
    desk.pane = VoicePane(desk.context, Clocks(desk.clock, day))
    shown(desk.view)
    desk.pane.shown()
    until(loading.is_set)
    desk.pane.close()
    assert given_up.is_set()
    assert commands.prepared_beside == 0


def test_without_anything_it_takes_no_room(shown: Show) -> None:
    empty = RunningList()
    shown(empty)
    empty.show_lines((("Timer", "5 s left"),))
    assert empty.isVisible()
    empty.show_lines(())
    assert not empty.isVisible()
