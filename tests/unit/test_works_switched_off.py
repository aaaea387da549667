# SPDX-License-Identifier: Apache-2.0
"""A fetch that the offline switch ended rests with that reason, and goes on when the switch is off."""

from threading import Condition

import pytest

from edgeassist.app.works import Outcome, Task, Works
from edgeassist.core.stop import Report, Stop
from edgeassist.net.switch import Switch, SwitchedOff
from edgeassist.ui.ports import WorkChanged, WorkEnded
from edgeassist.ui.views import WorkView

HANG_S = 60.0


def test_what_the_switch_paused_goes_on_when_it_is_off_and_nothing_else_does() -> None:
    changed = Condition()

    def tell(_event: WorkChanged | WorkEnded) -> None:
        with changed:
            changed.notify_all()

    runs: list[str] = []

    def run(_report: Report, _stop: Stop) -> Outcome:
        runs.append("run")
        if len(runs) == 1:
            raise SwitchedOff("hub.example")
        return "", None

    def view() -> WorkView | None:
        return next((one for one in board.views if one.id == "a"), None)

    board = Works(tell)
    board.add(Task("paused-by-hand", "fetch", "B", run, can_pause=True), state="paused")
    board.add(Task("a", "fetch", "A", run, can_pause=True))
    with changed:
        assert changed.wait_for(lambda: (one := view()) is not None and one.state == "paused", HANG_S)
    resting = view()
    assert resting is not None
    assert resting.problem is not None
    assert "offline switch is on" in resting.problem.text
    assert resting.problem.hint == "Nothing has been fetched yet. It begins by itself once the switch is off."
    assert (resting.locked, resting.line) == (True, "waits for the offline switch")
    board.resume_switched_off()
    with changed:
        assert changed.wait_for(lambda: view() is None, HANG_S)
    assert [one.state for one in board.views] == ["paused"]
    assert len(runs) == 2
    board.close()


def test_what_has_arrived_is_said_to_be_kept_only_where_something_has() -> None:
    changed = Condition()

    def tell(_event: WorkChanged | WorkEnded) -> None:
        with changed:
            changed.notify_all()

    def run(report: Report, _stop: Stop) -> Outcome:
        report("Fetching", 40, 100)
        raise SwitchedOff("hub.example")

    board = Works(tell)
    board.add(Task("a", "fetch", "A", run, can_pause=True))
    with changed:
        assert changed.wait_for(lambda: bool(board.views) and board.views[0].locked, HANG_S)
    (resting,) = board.views
    assert resting.problem is not None
    assert resting.problem.hint.startswith("What has arrived is kept")
    assert resting.line == "waits for the offline switch · 40 B of 100 B"
    board.close()


def test_a_switch_that_is_forced_offers_no_unlocking(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = Condition()

    def tell(_event: WorkChanged | WorkEnded) -> None:
        with changed:
            changed.notify_all()

    def run(_report: Report, _stop: Stop) -> Outcome:
        raise SwitchedOff("hub.example", forced=True)

    monkeypatch.setattr("edgeassist.app.works.SWITCH", forced_switch())
    board = Works(tell)
    board.add(Task("a", "fetch", "A", run, can_pause=True))
    with changed:
        assert changed.wait_for(lambda: bool(board.views) and board.views[0].state == "paused", HANG_S)
    (resting,) = board.views
    assert not resting.locked
    assert resting.problem is not None
    assert "--offline" in resting.problem.hint
    board.close()


def forced_switch() -> Switch:
    made = Switch()
    made.force()
    return made
