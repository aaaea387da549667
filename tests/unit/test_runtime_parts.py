# SPDX-License-Identifier: Apache-2.0
"""The small parts of the engine one by one: the thread, the line of jobs, the worker's place, the record of deaths."""

import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event, Thread, current_thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.runtime.actor import Actor
from edgeassist.runtime.exits import Ending
from edgeassist.runtime.health import DEATHS_BEFORE_REST, Health
from edgeassist.runtime.jobs import Job, JobLine, cancelled, refused
from edgeassist.runtime.process import WorkerProcess
from edgeassist.runtime.slot import ANSWER_LIMIT_S, CANCEL_LIMIT_S, WorkerSlot
from edgeassist.runtime.state import Trouble
from edgeassist.wire import AnyEvent, Cancelled, Count, Delta, Done, Failed, Generate, Load, Pong
from tests.support.scripted_worker import command

DEADLINE_S = 60.0


class Noting(Actor):
    """An actor that notes its hooks; waits for ever unless `left_s` says how long."""

    def __init__(self, left_s: float | None = None) -> None:
        super().__init__("noting")
        self.left_s = left_s
        self.settlings = 0
        self.silence = Event()

    def patience(self) -> float | None:
        return self.left_s

    def on_silence(self) -> None:
        self.left_s = None
        self.silence.set()

    def on_settled(self) -> None:
        self.settlings += 1


@pytest.fixture
def actor() -> Iterator[Noting]:
    made = Noting()
    yield made
    made.stop()
    made.join(DEADLINE_S)


def done(actor: Actor) -> None:
    """Wait until the actor has done what was posted so far."""
    passed = Event()
    actor.post(passed.set)
    assert passed.wait(DEADLINE_S)


def test_an_actor_has_no_thread_before_its_first_work(actor: Noting) -> None:
    assert not actor.started
    actor.join(0)
    actor.post(lambda: None)
    assert actor.started


def test_work_runs_in_order_on_one_thread_that_is_not_ours(actor: Noting) -> None:
    order: list[tuple[int, str]] = []
    for number in range(100):
        actor.post(partial(lambda number: order.append((number, current_thread().name)), number))
    done(actor)
    assert order == [(number, "noting") for number in range(100)]


def test_first_works_of_many_threads_share_one_thread(actor: Noting) -> None:
    names: list[int | None] = []
    posting = [Thread(target=lambda: actor.post(lambda: names.append(current_thread().ident))) for _ in range(20)]
    for thread in posting:
        thread.start()
    for thread in posting:
        thread.join(DEADLINE_S)
    done(actor)
    assert len(names) == 20
    assert len(set(names)) == 1


def test_work_that_fails_is_logged_and_the_next_goes_on(actor: Noting, expects_log: list[logging.LogRecord]) -> None:
    actor.post(partial(divmod, 1, 0))
    done(actor)
    assert [record.getMessage() for record in expects_log] == ["noting: a piece of work failed"]


def test_an_actor_settles_after_each_work(actor: Noting) -> None:
    for _ in range(5):
        done(actor)
    done(actor)
    assert actor.settlings >= 5


def test_silence_is_noticed_when_something_is_owed() -> None:
    actor = Noting(left_s=0.01)
    actor.post(lambda: None)
    assert actor.silence.wait(DEADLINE_S)
    done(actor)
    actor.stop()
    actor.join(DEADLINE_S)


def test_a_wait_inside_the_actor_runs_one_work_or_none(actor: Noting) -> None:
    ran: list[str] = []
    over = Event()

    def outer() -> None:
        actor.post(lambda: ran.append("inner"))
        actor.wait(DEADLINE_S)
        ran.append("outer")
        actor.wait(0.001)
        over.set()

    actor.post(outer)
    assert over.wait(DEADLINE_S)
    assert ran == ["inner", "outer"]


def test_what_was_posted_before_the_end_is_done_and_what_comes_later_too() -> None:
    actor, ran, hold = Noting(), [], Event()

    def held() -> None:
        assert hold.wait(DEADLINE_S)

    actor.post(held)
    actor.stop()
    actor.post(lambda: ran.append("while it ends"))
    hold.set()
    actor.join(DEADLINE_S)
    actor.post(lambda: ran.append(current_thread().name))
    actor.stop()
    assert ran == ["while it ends", current_thread().name]


def job(number: int, *, load: bool = False) -> tuple[Job, list[AnyEvent]]:
    heard: list[AnyEvent] = []
    asked = Load(number, path="/m", size_bytes=1) if load else Generate(number, prompt="x")
    return Job(asked, heard.append), heard


def test_jobs_leave_the_line_as_they_came() -> None:
    line = JobLine()
    assert (line.busy, line.peek()) == (False, None)
    jobs = [job(number)[0] for number in (1, 2, 3)]
    for one in jobs:
        line.add(one)
    first = job(9)[0]
    line.add(first, first=True)
    taken = []
    while line.peek():
        assert line.peek() is line.start()
        assert line.running is not None
        taken.append(line.running.number)
        line.drop(line.running, Done(reason="stop"))
    assert taken == [9, 1, 2, 3]
    assert not line.busy


def test_a_job_hears_nothing_after_its_end() -> None:
    one, heard = job(1)
    for event in (
        Delta(1, text="a"),
        Cancelled(1),
        Delta(1, text="b"),
        Done(1, reason="stop"),
        Failed(code="x", message="y"),
    ):
        one.deliver(event)
    assert heard == [Delta(1, text="a"), Cancelled(1)]
    assert one.ended


def test_a_listener_that_fails_at_the_end_has_still_had_its_end(expects_log: list[logging.LogRecord]) -> None:
    calls: list[AnyEvent] = []

    def listen(event: AnyEvent) -> None:
        calls.append(event)
        raise RuntimeError("a window that went away")

    one = Job(Count(1, prompt="x"), listen)
    one.deliver(Done(1, reason="counted"))
    one.deliver(Cancelled(1))
    assert calls == [Done(1, reason="counted")]
    assert len(expects_log) == 1


def test_jobs_are_found_running_or_waiting_and_not_after_their_end() -> None:
    line = JobLine()
    first, second = job(1)[0], job(2)[0]
    line.add(first)
    line.add(second)
    line.start()
    assert (line.find(1), line.find(2), line.find(3)) == (first, second, None)
    line.drop(first, cancelled(1))
    line.drop(second, cancelled(2))
    assert (line.find(1), line.find(2), line.running) == (None, None, None)


def test_dropping_a_stranger_only_tells_it() -> None:
    line, (known, _), (stranger, heard) = JobLine(), job(1), job(2)
    line.add(known)
    line.drop(stranger, cancelled(2))
    assert heard == [Cancelled(2)]
    assert line.peek() is known


def test_waiting_loads_can_be_dropped_alone() -> None:
    line = JobLine()
    made = [job(1), job(2, load=True), job(3), job(4, load=True)]
    for one, _ in made:
        line.add(one)
    line.drop_waiting(cancelled, only_loads=True)
    assert [heard for _, heard in made] == [[], [Cancelled(2)], [], [Cancelled(4)]]
    line.drop_waiting(lambda number: refused(number, Trouble("engine-left", "It left.", "Again.", "why")))
    assert made[0][1] == [Failed(1, code="engine-left", message="It left.", hint="Again.", detail="why")]
    assert not line.busy


def test_a_listener_may_change_the_line_while_it_is_emptied() -> None:
    line, later = JobLine(), job(9)[0]
    line.add(Job(Generate(1, prompt="x"), lambda _event: line.add(later)))
    line.add(job(2)[0])
    line.drop_waiting(cancelled)
    assert line.peek() is later


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("edgeassist.runtime.slot.time", made)
    return made


def free(slot: WorkerSlot) -> bool:
    """Return whether anybody may come in now."""
    return slot.may_spawn


class Place:
    """A slot with its ears; `ended` is set when a worker is gone."""

    def __init__(self, play: str) -> None:
        self.heard: list[AnyEvent] = []
        self.endings: list[Ending] = []
        self.ended, self.spoke = Event(), Event()
        self.slot = WorkerSlot(command(play), self._event, self._gone)

    def _event(self, worker: WorkerProcess, event: AnyEvent) -> None:
        worker.credit.release()
        self.heard.append(event)
        self.spoke.set()

    def _gone(self, _worker: WorkerProcess, ending: Ending) -> None:
        self.endings.append(ending)
        self.ended.set()

    def fault(self) -> str:
        assert self.ended.wait(DEADLINE_S)
        return self.endings[0].fault


@pytest.fixture
def place() -> Iterator[Callable[[str], Place]]:
    made: list[Place] = []

    def at(play: str) -> Place:
        made.append(Place(play))
        return made[-1]

    yield at
    for one in made:
        worker = one.slot.worker
        if worker is not None:
            worker.end()
            assert worker.join(DEADLINE_S)


def test_an_empty_place_owes_nothing_and_takes_everything_calmly(place: Callable[[str], Place], clock: Clock) -> None:
    slot = place("answer").slot
    assert slot.patience(busy=True) is None
    slot.send(Generate(1, prompt="x"))
    slot.end("hang")
    slot.silence(busy=True)
    slot.check()
    slot.leave()
    assert slot.may_spawn


def test_a_pause_keeps_the_place_empty_until_it_is_over(place: Callable[[str], Place], clock: Clock) -> None:
    slot = place("answer").slot
    slot.pause(10)
    assert not free(slot)
    assert slot.patience(busy=False) == 10
    clock.now += 9
    slot.check()
    assert slot.patience(busy=False) == 1
    clock.now += 5
    assert slot.patience(busy=False) == 0
    slot.check()
    assert slot.patience(busy=False) is None
    slot.pause(30)
    slot.pause(0)
    assert free(slot)


def test_a_worker_that_is_deaf_to_a_cancel_is_ended(place: Callable[[str], Place], clock: Clock) -> None:
    at = place("mute")
    at.slot.spawn()
    at.slot.cancel(1)
    assert at.slot.patience(busy=False) == pytest.approx(ANSWER_LIMIT_S)
    assert not at.slot.answer_overdue()
    clock.now += CANCEL_LIMIT_S - 1
    assert at.slot.answer_overdue()
    assert not at.slot.answer_overdue()
    at.slot.check()
    assert at.slot.patience(busy=False) == 1
    assert at.endings == []
    clock.now += 1
    at.slot.check()
    assert at.fault() == "deaf"


def test_B01_a_worker_that_slept_with_the_computer_in_mid_cancel_gets_its_time_anew(
    place: Callable[[str], Place], clock: Clock
) -> None:
    at = place("mute")
    at.slot.spawn()
    at.slot.cancel(1)
    assert at.slot.patience(busy=True) == pytest.approx(ANSWER_LIMIT_S)
    clock.now += 8 * 3600
    at.slot.check()
    assert at.slot.answer_overdue()
    assert at.endings == []
    assert at.slot.patience(busy=True) == 1
    clock.now += CANCEL_LIMIT_S
    at.slot.check()
    assert at.fault() == "deaf"


def test_a_cancel_that_was_answered_starts_no_clock(place: Callable[[str], Place], clock: Clock) -> None:
    at = place("answer")
    at.slot.spawn()
    assert at.spoke.wait(DEADLINE_S)
    at.slot.greet()
    at.slot.cancel(1)
    at.slot.settled()
    clock.now += 100
    at.slot.check()
    assert at.slot.patience(busy=False) is None
    assert at.endings == []


def test_a_greeted_worker_is_watched_only_while_busy(place: Callable[[str], Place], clock: Clock) -> None:
    at = place("answer")
    at.slot.spawn()
    assert at.slot.patience(busy=False) == 1.0
    assert at.spoke.wait(DEADLINE_S)
    at.slot.greet()
    assert at.slot.patience(busy=False) is None
    assert at.slot.patience(busy=True) == 1.0


def test_silence_is_answered_by_a_ping_and_then_by_an_end(place: Callable[[str], Place]) -> None:
    at = place("answer")
    at.slot.spawn()
    assert at.spoke.wait(DEADLINE_S)
    at.slot.greet()
    for _ in range(60):
        at.slot.silence(busy=True)
        if at.slot.worker is None or at.ended.is_set():
            break
    assert at.fault() == "hang"
    assert all(isinstance(event, Pong) for event in at.heard[1:])


def test_a_worker_leaves_when_asked_and_the_place_is_free(place: Callable[[str], Place]) -> None:
    at = place("answer")
    at.slot.spawn()
    assert not free(at.slot)
    assert at.spoke.wait(DEADLINE_S)
    at.slot.leave()
    assert at.endings[0].fault == ""
    assert at.slot.may_spawn


def test_a_worker_that_does_not_leave_is_killed(place: Callable[[str], Place]) -> None:
    at = place("mute")
    at.slot.spawn()
    before = time.monotonic()
    at.slot.leave()
    assert time.monotonic() - before < DEADLINE_S
    assert at.ended.wait(DEADLINE_S)
    assert at.endings[0].code == -9


def test_one_death_restarts_at_once_and_two_let_the_model_rest() -> None:
    health = Health()
    assert health.died("/a") == 0.0
    assert health.died("/a") is None
    assert "twice" in health.advice("/a")
    health.forgive("/a")
    assert health.died("/a") is not None


def test_deaths_of_different_models_are_counted_apart_but_pause_together() -> None:
    health = Health()
    assert [health.died(path) for path in ("/a", "/b", "/c")] == [0.0, 0.5, 1.0]
    health.lived("/c")
    assert health.died("/d") == 0.0


def test_an_engine_that_dies_without_a_model_tries_five_times() -> None:
    health = Health()
    assert [health.died("") for _ in range(5)] == [0.0, 0.5, 1.0, 2.0, None]
    assert "doctor" in health.advice("")


def test_the_record_of_an_earlier_start_counts() -> None:
    assert Health({"/a": DEATHS_BEFORE_REST - 1}).died("/a") is None


@given(
    st.lists(st.tuples(st.sampled_from(["", "/a", "/b"]), st.sampled_from(["died", "lived", "forgive"])), max_size=40)
)
def test_a_record_kept_elsewhere_is_the_record_here(course: list[tuple[str, str]]) -> None:
    kept: dict[str, int] = {}
    health = Health(changed=kept.__setitem__)
    for path, what in course:
        pause = getattr(health, what)(path)
        if what == "died":
            assert pause is None or 0.0 <= pause <= 30.0
            assert (Health(dict(kept)).died(path) is None) >= (pause is None)
        else:
            assert kept.get(path, 0) == 0
