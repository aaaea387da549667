# SPDX-License-Identifier: Apache-2.0
"""The board of long work: order, pause, resume, cancel, failure, the end of the program. Real threads, no window."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Condition, Event

import pytest

from edgeassist.api import Notice
from edgeassist.app.works import Outcome, Task, Works, progress_line
from edgeassist.core.errors import BadInput, NoRoom
from edgeassist.core.language import use
from edgeassist.core.pace import Pace
from edgeassist.core.stop import Report, Stop
from edgeassist.net.refusals import NoAccess, SignInNeeded, TokenRefused
from edgeassist.ui.ports import WorkChanged, WorkEnded
from edgeassist.ui.views import WorkKind, WorkView

LIMIT_S = 60.0


class Board:
    """A board and all it told."""

    def __init__(self) -> None:
        self._condition = Condition()
        self.told: list[WorkChanged | WorkEnded] = []
        self.works = Works(self._note)

    def _note(self, event: WorkChanged | WorkEnded) -> None:
        with self._condition:
            self.told.append(event)
            self._condition.notify_all()

    def until(self, met: Callable[[], bool], what: str) -> None:
        with self._condition:
            assert self._condition.wait_for(met, LIMIT_S), f"no {what}; there is {self.works.views}"

    def state_of(self, work_id: str) -> str:
        return next((view.state for view in self.works.views if view.id == work_id), "gone")

    def until_state(self, work_id: str, state: str) -> WorkView | None:
        self.until(lambda: self.state_of(work_id) == state, f"{work_id} {state}")
        return next((view for view in self.works.views if view.id == work_id), None)

    def ends(self, work_id: str) -> list[WorkEnded]:
        return [event for event in self.told if isinstance(event, WorkEnded) and event.id == work_id]

    def end(self, work_id: str) -> WorkEnded:
        self.until(lambda: bool(self.ends(work_id)), f"end of {work_id}")
        return self.ends(work_id)[0]


class Labour:
    """A work that goes as far as it is let and notices a wish to stop."""

    def __init__(self, name: str, kind: WorkKind = "fetch", *, can_pause: bool = True) -> None:
        self.begun, self.let = Event(), Event()
        self.runs = 0
        self.discarded = False
        self.fault: Exception | None = None
        self.rests: Callable[[bool], None] = lambda _resting: None
        self.task = Task(name, kind, name.title(), self._run, can_pause=can_pause, discard=self._discard)

    def _run(self, report: Report, stop: Stop) -> Outcome:
        self.runs += 1
        stop.guard(self.let.set)
        stop.rests_by(self.rests)
        report("Fetching", 250_000_000, 1_000_000_000)
        self.begun.set()
        assert self.let.wait(LIMIT_S)
        stop.check()
        if self.fault is not None:
            raise self.fault
        return f"card-of-{self.task.id}", Notice("It is here.")

    def again(self) -> None:
        self.begun.clear()
        self.let.clear()

    def _discard(self) -> None:
        self.discarded = True


@pytest.fixture
def board() -> Iterator[Board]:
    made = Board()
    yield made
    made.works.close()


def test_a_work_runs_reports_and_ends_once(board: Board) -> None:
    labour = Labour("one")
    board.works.add(labour.task)
    assert labour.begun.wait(LIMIT_S)
    view = board.until_state("one", "running")
    assert view is not None
    assert view.line.startswith("fetching 250 MB of 1.0 GB")
    assert view.fraction == 0.25
    labour.let.set()
    end = board.end("one")
    assert (end.card_id, end.notice) == ("card-of-one", Notice("It is here."))
    assert len(board.ends("one")) == 1
    assert board.works.views == ()


def test_works_of_a_lane_follow_each_other_and_the_lanes_do_not_wait_for_each_other(board: Board) -> None:
    first, second, elsewhere = Labour("first"), Labour("second"), Labour("third", "quantize")
    for one in (first, second, elsewhere):
        board.works.add(one.task)
    assert first.begun.wait(LIMIT_S)
    assert elsewhere.begun.wait(LIMIT_S)
    assert board.state_of("second") == "queued"
    first.let.set()
    assert second.begun.wait(LIMIT_S)
    for one in (second, elsewhere):
        one.let.set()
    board.end("second")
    board.end("third")


def test_a_paused_work_keeps_what_it_made_and_goes_on(board: Board) -> None:
    labour = Labour("one")
    board.works.add(labour.task)
    assert labour.begun.wait(LIMIT_S)
    board.works.pause("one")
    board.until_state("one", "paused")
    assert not labour.discarded
    labour.again()
    board.works.resume("one")
    assert labour.begun.wait(LIMIT_S)
    labour.let.set()
    assert board.end("one").card_id == "card-of-one"
    assert labour.runs == 2


def test_a_waiting_work_can_be_paused_before_its_turn(board: Board) -> None:
    first, second = Labour("first"), Labour("second")
    board.works.add(first.task)
    board.works.add(second.task)
    assert first.begun.wait(LIMIT_S)
    board.works.pause("second")
    board.until_state("second", "paused")
    first.let.set()
    board.end("first")
    assert second.runs == 0


def test_a_work_that_cannot_be_paused_runs_on(board: Board) -> None:
    labour = Labour("one", "quantize", can_pause=False)
    board.works.add(labour.task)
    assert labour.begun.wait(LIMIT_S)
    board.works.pause("one")
    assert board.state_of("one") == "running"
    labour.let.set()
    board.end("one")


@pytest.mark.parametrize("begun", [True, False])
def test_a_cancelled_work_is_thrown_away_and_gone(board: Board, begun: bool) -> None:
    first, second = Labour("first"), Labour("second")
    board.works.add(first.task)
    board.works.add(second.task)
    assert first.begun.wait(LIMIT_S)
    target = first if begun else second
    board.works.cancel(target.task.id)
    end = board.end(target.task.id)
    assert (end.card_id, end.notice) == ("", None)
    assert target.discarded
    board.until_state(target.task.id, "gone")
    for one in (first, second):
        one.let.set()


def test_what_waits_rests_or_failed_is_thrown_away_while_another_runs(board: Board) -> None:
    running, failed, paused = Labour("running"), Labour("failed"), Labour("paused")
    failed.fault = BadInput("No.")
    failed.let.set()
    board.works.add(failed.task)
    board.until_state("failed", "failed")
    board.works.add(running.task)
    assert running.begun.wait(LIMIT_S)
    board.works.add(paused.task)
    board.works.pause("paused")
    for one in (failed, paused):
        board.works.cancel(one.task.id)
        board.works.cancel(one.task.id)
        board.end(one.task.id)
        assert one.discarded
        assert len(board.ends(one.task.id)) == 1
    assert board.state_of("running") == "running"
    running.let.set()
    board.end("running")


def test_a_wish_made_anew_waits_until_the_old_one_is_thrown_away(board: Board) -> None:
    order: list[str] = []
    throwing, thrown, again = Event(), Event(), Event()

    def discard() -> None:
        throwing.set()
        assert thrown.wait(LIMIT_S)
        order.append("thrown away")

    def fail(_report: Report, _stop: Stop) -> Outcome:
        raise BadInput("No.")

    def work(_report: Report, _stop: Stop) -> Outcome:
        order.append("begun anew")
        again.set()
        return "", None

    board.works.add(Task("one", "fetch", "One", fail, discard=discard))
    board.until_state("one", "failed")
    board.works.cancel("one")
    assert throwing.wait(LIMIT_S)
    assert board.works.add(Task("one", "fetch", "One", work))
    thrown.set()
    assert again.wait(LIMIT_S)
    board.until(lambda: len(board.ends("one")) == 2, "two ends")
    assert order == ["thrown away", "begun anew"]


def test_the_end_of_a_work_is_told_before_the_list_without_it(board: Board) -> None:
    labour = Labour("one")
    labour.let.set()
    board.works.add(labour.task)
    end = board.end("one")
    at = board.told.index(end)
    assert all(isinstance(event, WorkChanged) and event.works for event in board.told[:at])
    board.until(lambda: WorkChanged() in board.told[at:], "list without it")


def test_a_pause_that_is_taken_back_before_it_was_noticed_changes_nothing(board: Board) -> None:
    begun, slow, runs = Event(), Event(), []

    def run(report: Report, stop: Stop) -> Outcome:
        runs.append(stop)
        begun.set()
        assert slow.wait(LIMIT_S)
        stop.check()
        return "card", None

    board.works.add(Task("one", "fetch", "One", run, can_pause=True))
    assert begun.wait(LIMIT_S)
    board.works.pause("one")
    board.works.resume("one")
    slow.set()
    assert board.end("one").card_id == "card"
    assert len(runs) == 2


def test_a_failure_stays_on_the_board_with_its_reason_until_it_is_tried_again(board: Board) -> None:
    labour = Labour("one")
    labour.fault = BadInput("The file did not match.", hint="Fetch it again.")
    labour.let.set()
    board.works.add(labour.task)
    view = board.until_state("one", "failed")
    assert view is not None
    assert view.problem is not None
    assert (view.problem.text, view.problem.hint) == ("The file did not match.", "Fetch it again.")
    labour.fault = None
    board.works.resume("one")
    assert board.end("one").card_id == "card-of-one"


@pytest.mark.parametrize(
    ("fault", "needed"),
    [(SignInNeeded("a/b"), True), (TokenRefused("a/b"), True), (NoAccess("a/b"), True), (BadInput("No."), False)],
)
def test_a_failure_says_whether_signing_in_may_mend_it(board: Board, fault: Exception, needed: bool) -> None:
    labour = Labour("one")
    labour.fault = fault
    labour.let.set()
    board.works.add(labour.task)
    view = board.until_state("one", "failed")
    assert view is not None
    assert view.needs_sign_in is needed


def test_what_rests_says_how_much_of_it_is_here(board: Board) -> None:
    labour = Labour("one")
    board.works.add(labour.task)
    assert labour.begun.wait(LIMIT_S)
    board.works.pause("one")
    paused = board.until_state("one", "paused")
    assert paused is not None
    assert (paused.line, paused.fraction) == ("paused · 250 MB of 1.0 GB", 0.25)
    left = replace(labour.task, id="left", progress=(640_000_000, 1_280_000_000))
    board.works.add(left, state="unfinished")
    unfinished = board.until_state("left", "unfinished")
    assert unfinished is not None
    assert (unfinished.line, unfinished.fraction) == ("not finished · 640 MB of 1.3 GB", 0.5)


def test_what_rests_says_so_in_the_language_that_is_spoken_when_it_is_asked(board: Board) -> None:
    labour = Labour("qwen")
    board.works.add(replace(labour.task, progress=(250_000_000, 1_000_000_000)), state="unfinished")
    assert board.works.views[0].line == "not finished · 250 MB of 1.0 GB"
    use("de", lambda text, _many, _n: {"not finished": "nicht fertig"}.get(text, text))
    try:
        assert board.works.views[0].line.startswith("nicht fertig · 250 MB")
    finally:
        use("en")


def test_no_room_is_a_pause_with_a_reason(board: Board) -> None:
    labour = Labour("one")
    labour.fault = NoRoom("2.0 GB more are needed.")
    labour.let.set()
    board.works.add(labour.task)
    view = board.until_state("one", "paused")
    assert view is not None
    assert view.problem is not None
    assert view.problem.tone == "warn"


def test_what_nobody_foresaw_is_a_failure_in_words(board: Board, expects_log: list[logging.LogRecord]) -> None:
    labour = Labour("one")
    labour.fault = ZeroDivisionError("x")
    labour.let.set()
    board.works.add(labour.task)
    view = board.until_state("one", "failed")
    assert view is not None
    assert view.problem is not None
    assert "did not expect" in view.problem.text
    assert [record.getMessage() for record in expects_log] == ["a work failed"]


def test_unfinished_work_waits_for_a_person(board: Board) -> None:
    labour = Labour("one")
    labour.let.set()
    board.works.add(labour.task, state="unfinished")
    assert board.state_of("one") == "unfinished"
    assert labour.runs == 0
    board.works.add(labour.task)  # the same wish again goes on with it
    board.end("one")
    assert labour.runs == 1


def test_the_end_of_the_program_stops_work_and_throws_nothing_away() -> None:
    board = Board()
    running, waiting = Labour("one"), Labour("two")
    board.works.add(running.task)
    board.works.add(waiting.task)
    assert running.begun.wait(LIMIT_S)
    board.works.close()
    assert running.let.wait(LIMIT_S)
    assert (running.discarded, waiting.discarded, waiting.runs) == (False, False, 0)


@pytest.mark.parametrize(
    ("kind", "step", "done", "total", "line"),
    [
        ("fetch", "Fetching", 640_000_000, 1_100_000_000, "fetching 640 MB of 1.1 GB"),
        ("quantize", "Quantizing", 14, 26, "quantizing · 53 %"),
        ("prove", "Reading with both models", 0, 0, "reading with both models…"),
    ],
)
def test_a_line_tells_where_a_work_stands(kind: WorkKind, step: str, done: int, total: int, line: str) -> None:
    assert progress_line(kind, step, done, total, Pace(lambda: 0.0)) == line
