# SPDX-License-Identifier: Apache-2.0
"""The bell tells each timer once, at its moment, whatever keeps it from the file, and sleeps while there is none."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from typing import TypeVar, cast

import pytest

from edgeassist.app import bell
from edgeassist.app.bell import Bell
from edgeassist.intents.due import Due, DueDesk

T = TypeVar("T")
START = datetime(2026, 11, 21, 10, tzinfo=UTC)


class Agenda:
    """Answers as a `DueDesk` does, from a list. `asked` counts how often the bell woke up to look."""

    def __init__(self) -> None:
        self.at: list[tuple[datetime, Due]] = []
        self.asked: SimpleQueue[datetime] = SimpleQueue()
        self.closed: SimpleQueue[bool] = SimpleQueue()
        self.broken = False
        self.full = False

    def due(self, now: datetime) -> tuple[Due, ...]:
        self.asked.put(now)
        if self.broken:
            raise OSError("the file is away")
        return tuple(one for at, one in self.at if at <= now)

    def told(self, due: Due, _now: datetime) -> None:
        if self.full:
            raise OSError("the disk is full")
        self.at = [(at, one) for at, one in self.at if one != due]

    def wait_s(self, now: datetime) -> float | None:
        return min(((at - now).total_seconds() for at, _one in self.at), default=None)

    def rings(self, now: datetime) -> str:
        return min((f"at {at:%H:%M}" for at, _one in self.at if at > now), default="")

    def close(self) -> None:
        self.closed.put(True)


class Sleep(threading.Condition):
    """Says how long the bell means to sleep, each time that it goes to sleep."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: SimpleQueue[float | None] = SimpleQueue()

    def wait_for(self, predicate: Callable[[], T], timeout: float | None = None) -> T:
        self.begun.put(timeout)
        return super().wait_for(predicate, timeout)


class Days:
    """A bell on an agenda and a clock that the test moves."""

    def __init__(self) -> None:
        self.now = START
        self.agenda = Agenda()
        self.rung: SimpleQueue[Due] = SimpleQueue()
        self.locked = False
        self.sleep = Sleep()
        self.bell = Bell(self.opened, self.rung.put, lambda: self.now, self.sleep)

    def opened(self) -> DueDesk:
        if self.locked:
            self.agenda.asked.put(self.now)
            raise OSError("the file is locked")
        return cast("DueDesk", self.agenda)

    def add(self, number: int, after_s: float) -> None:
        self.agenda.at.append((self.now + timedelta(seconds=after_s), Due(number, "timer", "", f"Timer {number}")))


@pytest.fixture
def days() -> Iterator[Days]:
    made = Days()
    yield made
    made.bell.close()


def test_what_is_due_is_told_once(days: Days) -> None:
    days.add(1, -5)
    days.bell.look()
    assert days.rung.get(timeout=60).sentence == "Timer 1"
    days.sleep.begun.get(timeout=60)
    days.bell.look()
    days.sleep.begun.get(timeout=60)
    assert days.rung.empty(), "it looked again, and went to sleep again"
    assert days.agenda.at == []


def test_what_is_set_later_is_waited_for(days: Days) -> None:
    days.bell.look()
    assert days.sleep.begun.get(timeout=60) == bell.LOOK_AGAIN_S, "with nothing open it sleeps"
    days.add(2, 0.05)
    days.now += timedelta(seconds=0.01)
    days.bell.look()
    assert days.sleep.begun.get(timeout=60) == pytest.approx(0.04)
    days.now += timedelta(seconds=1)
    assert days.rung.get(timeout=60).id == 2
    assert days.sleep.begun.get(timeout=60) == bell.LOOK_AGAIN_S
    assert days.agenda.asked.qsize() == 3, "it woke up for the two looks and for the timer, and for nothing else"


def test_a_clock_that_was_set_back_is_asked_again(days: Days) -> None:
    days.add(3, 0.02)
    days.bell.look()
    for _look in range(3):
        days.agenda.asked.get(timeout=60)
    assert days.rung.empty(), "by its clock it is not due yet"
    days.now += timedelta(seconds=1)
    assert days.rung.get(timeout=60).id == 3


def test_a_file_that_cannot_be_read_ends_nothing(days: Days, expects_log: None) -> None:
    days.agenda.broken = True
    days.bell.look()
    days.agenda.asked.get(timeout=60)
    days.agenda.broken = False
    days.add(4, -1)
    days.bell.look()
    assert days.rung.get(timeout=60).id == 4


def test_a_file_that_cannot_be_opened_is_opened_at_the_next_look(days: Days, expects_log: None) -> None:
    days.locked = True
    days.bell.look()
    days.agenda.asked.get(timeout=60)
    days.locked = False
    days.add(5, -1)
    days.bell.look()
    assert days.rung.get(timeout=60).id == 5


def test_what_cannot_be_counted_as_told_rings_once_in_this_run(days: Days, expects_log: None) -> None:
    days.agenda.full = True
    days.add(6, -1)
    for _look in range(3):
        days.bell.look()
        days.agenda.asked.get(timeout=60)
    assert days.rung.get(timeout=60).id == 6
    assert days.rung.empty()
    days.agenda.full = False
    days.bell.look()
    days.agenda.asked.get(timeout=60)
    days.bell.close()
    assert days.agenda.at == []


def test_trouble_is_tried_again_without_a_look(days: Days, expects_log: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "LOOK_AGAIN_S", 0.02)
    days.agenda.broken = True
    days.bell.look()
    for _try in range(3):
        days.agenda.asked.get(timeout=60)
    days.add(7, -1)
    days.agenda.broken = False
    assert days.rung.get(timeout=60).id == 7


def test_closing_ends_the_thread_and_the_file(days: Days) -> None:
    days.bell.look()
    days.agenda.asked.get(timeout=60)
    days.bell.close()
    assert days.agenda.closed.get(timeout=60)
    days.bell.look()
    assert days.agenda.asked.empty(), "a closed bell looks no more"


def test_a_bell_that_never_looked_has_no_thread(days: Days) -> None:
    days.bell.close()
    assert days.agenda.closed.empty()


def test_each_look_says_when_the_next_one_rings() -> None:
    agenda, heard = Agenda(), SimpleQueue[str]()
    agenda.at = [(START + timedelta(hours=1), Due(1, "timer", "", "It is over."))]
    made = Bell(lambda: cast("DueDesk", agenda), lambda _due: None, lambda: START, awaited=heard.put)
    made.look()
    assert heard.get(timeout=60) == "at 11:00"
    agenda.at = []
    made.look()
    assert heard.get(timeout=60) == ""
    made.close()
