# SPDX-License-Identifier: Apache-2.0
"""A long job tells, ends and is replaced as its widget wishes; nothing of a replaced one arrives."""

from collections.abc import Callable, Iterator
from threading import Event, current_thread

import pytest
from PySide6.QtCore import QObject

from edgeassist.core.stop import Stop
from edgeassist.kit.long_work import LongWork
from tests.gui.conftest import until
from tests.support.threads import HANG_S


class Desk:
    """A long job with notes of all that came home."""

    def __init__(self) -> None:
        self.owner = QObject()
        self.heard: list[object] = []
        self.errors: list[Exception] = []
        self.work: LongWork[str] = LongWork(self.owner, "test", self.heard.append)

    def start(self, work: Callable[[Callable[[str], None], Stop], object]) -> None:
        self.work.start(work, self.heard.append, failed=self.errors.append)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.work.close()


def until_stopped(stop: Stop) -> None:
    ended = Event()
    stop.guard(ended.set)
    assert ended.wait(HANG_S)


def test_what_is_told_comes_before_the_result(desk: Desk) -> None:
    threads = []

    def work(tell: Callable[[str], None], stop: Stop) -> str:
        threads.append(current_thread())
        tell("half")
        tell("whole")
        return "done"

    desk.start(work)
    assert desk.work.busy
    until(lambda: not desk.work.busy)
    assert desk.heard == ["half", "whole", "done"]
    assert threads != [current_thread()]


def test_an_error_comes_home(desk: Desk) -> None:
    def work(tell: Callable[[str], None], stop: Stop) -> str:
        raise ValueError("no")

    desk.start(work)
    until(lambda: not desk.work.busy)
    assert [str(error) for error in desk.errors] == ["no"]


def test_a_stopped_job_has_its_last_word(desk: Desk) -> None:
    def work(tell: Callable[[str], None], stop: Stop) -> str:
        until_stopped(stop)
        return "what was done"

    desk.start(work)
    desk.work.stop()
    until(lambda: not desk.work.busy)
    assert desk.heard == ["what was done"]


def test_nothing_of_a_replaced_job_arrives_and_one_not_begun_is_not_begun(desk: Desk) -> None:
    begun, names = Event(), list[str]()

    def first(tell: Callable[[str], None], stop: Stop) -> str:
        names.append("first")
        begun.set()
        until_stopped(stop)
        tell("late")
        return "first"

    desk.start(first)
    assert begun.wait(HANG_S)
    for name in ("second", "third"):

        def later(tell: Callable[[str], None], stop: Stop, name: str = name) -> str:
            names.append(name)
            return name

        desk.start(later)
    until(lambda: not desk.work.busy)
    assert desk.heard == ["third"]
    assert names[0] == "first"
    assert names[-1] == "third"


def test_closing_waits_for_the_end_and_hears_no_more(desk: Desk) -> None:
    ends = []

    def work(tell: Callable[[str], None], stop: Stop) -> str:
        until_stopped(stop)
        ends.append(True)
        return "unheard"

    desk.start(work)
    until(lambda: True)
    desk.work.stop()
    desk.work.close()
    assert desk.heard == []
    assert not desk.work.busy
