# SPDX-License-Identifier: Apache-2.0
"""Steps in turns: in order, one in each turn of the loop, none after a stop."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from edgeassist.kit.turns import Turns
from tests.gui.conftest import settle, until


@pytest.fixture
def turns(app: QApplication) -> Iterator[Turns]:
    owner = QObject()
    yield Turns(owner)
    owner.deleteLater()


def test_steps_are_done_in_order_and_others_come_between(turns: Turns) -> None:
    done: list[str] = []

    def first() -> None:
        done.append("first")
        QTimer.singleShot(0, turns, lambda: done.append("another"))

    turns.do(first, lambda: done.append("second"))
    turns.do(lambda: done.append("third"))
    assert done == []
    until(lambda: "third" in done, "all were done")
    assert done == ["first", "another", "second", "third"]
    assert not turns._timer.isActive()


def test_what_is_stopped_is_not_done(turns: Turns) -> None:
    done: list[str] = []
    turns.do(lambda: done.append("never"))
    turns.stop()
    turns.do()
    settle()
    assert done == []
    assert not turns._timer.isActive()


def test_a_step_may_add_steps(turns: Turns) -> None:
    done: list[int] = []
    turns.do(lambda: turns.do(lambda: done.append(2)))
    until(lambda: done == [2], "the added step was done")


def test_a_step_that_waits_already_waits_once(turns: Turns) -> None:
    done: list[str] = []

    def draw() -> None:
        done.append("drawn")

    turns.do_once(draw)
    turns.do_once(draw, lambda: done.append("last"))
    until(lambda: "last" in done, "both were done")
    assert done == ["drawn", "last"]
    turns.do_once(draw)
    until(lambda: len(done) == 3, "it was done again")
    assert done[-1] == "drawn"
