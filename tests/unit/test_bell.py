# SPDX-License-Identifier: Apache-2.0
"""The bell tells each timer once, at its moment, and sleeps without a wake-up while there is none."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from typing import cast

import pytest

from edgeassist.app.bell import Bell
from edgeassist.intents.due import Due, DueDesk

START = datetime(2026, 11, 21, 10, tzinfo=UTC)


class Agenda:
    """Answers as a `DueDesk` does, from a list. `asked` counts how often the bell woke up to look."""

    def __init__(self) -> None:
        self.at: list[tuple[datetime, Due]] = []
        self.asked: SimpleQueue[datetime] = SimpleQueue()
        self.closed: SimpleQueue[bool] = SimpleQueue()
        self.broken = False

    def due(self, now: datetime) -> tuple[Due, ...]:
        self.asked.put(now)
        if self.broken:
            raise OSError("the file is away")
        found = tuple(one for at, one in self.at if at <= now)
        self.at = [(at, one) for at, one in self.at if at > now]
        return found

    def wait_s(self, now: datetime) -> float | None:
        return min(((at - now).total_seconds() for at, _one in self.at), default=None)

    def close(self) -> None:
        self.closed.put(True)


class Days:
    """A bell on an agenda and a clock that the test moves."""

    def __init__(self) -> None:
        self.now = START
        self.agenda = Agenda()
        self.rung: SimpleQueue[Due] = SimpleQueue()
        self.bell = Bell(lambda: cast("DueDesk", self.agenda), self.rung.put, lambda: self.now)

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
    assert days.rung.get(timeout=10).sentence == "Timer 1"
    days.agenda.asked.get(timeout=10)
    days.bell.look()
    days.agenda.asked.get(timeout=10)
    assert days.rung.empty()


def test_what_is_set_later_is_waited_for(days: Days) -> None:
    days.bell.look()
    days.agenda.asked.get(timeout=10)
    assert days.agenda.asked.empty(), "with nothing open nobody wakes up"
    days.add(2, 0.05)
    days.now += timedelta(seconds=0.01)
    days.bell.look()
    days.agenda.asked.get(timeout=10)
    days.now += timedelta(seconds=1)
    assert days.rung.get(timeout=10).id == 2


def test_a_clock_that_was_set_back_is_asked_again(days: Days) -> None:
    days.add(3, 0.02)
    days.bell.look()
    for _look in range(3):
        days.agenda.asked.get(timeout=10)
    assert days.rung.empty(), "by its clock it is not due yet"
    days.now += timedelta(seconds=1)
    assert days.rung.get(timeout=10).id == 3


def test_a_file_that_cannot_be_read_ends_nothing(days: Days, expects_log: None) -> None:
    days.agenda.broken = True
    days.bell.look()
    days.agenda.asked.get(timeout=10)
    days.agenda.broken = False
    days.add(4, -1)
    days.bell.look()
    assert days.rung.get(timeout=10).id == 4


def test_closing_ends_the_thread_and_the_file(days: Days) -> None:
    days.bell.look()
    days.agenda.asked.get(timeout=10)
    days.bell.close()
    assert days.agenda.closed.get(timeout=10)
    days.bell.look()
    assert days.agenda.asked.empty(), "a closed bell looks no more"


def test_a_bell_that_never_looked_has_no_thread(days: Days) -> None:
    days.bell.close()
    assert days.agenda.closed.empty()
