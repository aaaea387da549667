# SPDX-License-Identifier: Apache-2.0
"""A call that blocks on the engine, ended at each moment there is: queued, reading, writing, or done already."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue

import pytest

from edgeassist.api import Listener
from edgeassist.api.asking import AskFailed, Reply, ask, count
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.stop import Stop, Stopped
from edgeassist.testing import USAGE, FakeContext, FakeEngine
from edgeassist.wire import (
    AnyEvent,
    Cancelled,
    Count,
    Counted,
    Delta,
    Done,
    Failed,
    Generate,
    Progress,
    Started,
    Stats,
    StopReason,
    Usage,
)

ASKED = Generate(prompt="x")
STARTED = Started(job=1, prompt_tokens=3, reused_tokens=0)
DONE = Done(job=1, reason="stop", usage=USAGE)
CANCELLED = Cancelled(job=1, usage=USAGE)
FAILED = Failed(job=1, code="killed", message="The engine was ended.", hint="Try again.")


@dataclass
class Scripted(FakeEngine):
    """Says `events` one after the other, from within the call; `wish_before` is the event before which a wish is made.

    Like the runtime, it answers a cancel with `Cancelled` and says nothing after a terminal event.
    """

    events: tuple[AnyEvent, ...] = ()
    wish_before: int = -1
    stop: Stop = field(default_factory=Stop)

    def generate(self, request: Generate, listener: Listener) -> int:
        job = super().generate(request, listener)
        self._play(job)
        return job

    def count(self, request: Count, listener: Listener) -> int:
        with self._lock:
            self.counts.append(request)
            self._jobs += 1
            job = self._jobs
            self._listeners[job] = listener
        self._play(job)
        return job

    def _play(self, job: int) -> None:
        for at, event in enumerate(self.events):
            if at == self.wish_before:
                self.stop.wish()
            self.say(event, job=job)


class Heard(FakeEngine):
    """Tells which job has come, so that a test need not look again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: SimpleQueue[int] = SimpleQueue()

    def generate(self, request: Generate, listener: Listener) -> int:
        job = super().generate(request, listener)
        self.jobs.put(job)
        return job


def asked(*events: AnyEvent, wish_before: int = -1) -> tuple[Scripted, Callable[[], Reply], list[str]]:
    """Return an engine, a call that asks it, and the pieces that will be told."""
    engine = Scripted(events=events, wish_before=wish_before)
    pieces: list[str] = []
    return engine, lambda: ask(FakeContext(engine=engine), ASKED, engine.stop, pieces.append), pieces


def delta(text: str, job: int = 1) -> Delta:
    return Delta(job=job, text=text)


@pytest.mark.parametrize("reason", ["stop", "length", "context"])
def test_an_answer_says_why_it_ended(reason: StopReason) -> None:
    _engine, call, pieces = asked(STARTED, delta("One."), Done(job=1, reason=reason, usage=USAGE))
    assert call() == Reply("One.", reason, USAGE)
    assert pieces == ["One."]


@pytest.mark.parametrize(
    "told",
    [
        [],
        [""],
        ["", "a", ""],
        ["a", "b", "c"],
        [" leading", " and trailing "],
        ["\n\n", "\n"],
        ["שלום ", "עולם"],
        ["日", "本", "語"],
        ["👩", "\u200d", "🔬"],
        ["\0", "\x1b[31m"],
        ["x" * 100_000],
    ],
    ids=range(11),
)
def test_the_answer_is_its_pieces_and_nothing_else(told: list[str]) -> None:
    _engine, call, pieces = asked(STARTED, *map(delta, told), DONE)
    assert call().text == "".join(told)
    assert pieces == told


def test_what_the_engine_says_about_itself_is_no_part_of_the_answer() -> None:
    noise = (Progress(job=1, fraction=0.5), Stats(job=1, steps=4), Counted(job=1, tokens=9))
    _engine, call, pieces = asked(*noise, STARTED, delta("One "), *noise, delta("two"), *noise, DONE)
    assert call().text == "One two"
    assert pieces == ["One ", "two"]


SAID = (STARTED, delta("One "), delta("two "), delta("three"), DONE)


@pytest.mark.parametrize("moment", range(len(SAID)))
def test_a_wish_at_any_moment_ends_the_call_as_stopped_or_finds_it_over(moment: int) -> None:
    engine, call, pieces = asked(*SAID, wish_before=moment)
    outcome: list[str] = []
    with suppress(Stopped):
        outcome.append(call().text)
    assert outcome in ([], ["One two three"]), "an answer that is returned is a whole one"
    assert not engine.running
    assert engine.stop.wished
    assert pieces == [one.text for one in SAID if isinstance(one, Delta)][: len(pieces)], "in order, none twice"


@pytest.mark.parametrize("moment", range(3))
def test_the_pieces_that_came_before_a_cancel_were_told(moment: int) -> None:
    said = [delta("One "), delta("two ")][:moment]
    _engine, call, pieces = asked(STARTED, *said, CANCELLED)
    with pytest.raises(Stopped):
        call()
    assert pieces == [one.text for one in said]


@pytest.mark.parametrize("moment", range(4))
def test_a_failure_at_any_moment_is_told_once_with_all_it_knows(moment: int) -> None:
    before: tuple[AnyEvent, ...] = (STARTED, delta("One "), delta("two"))[:moment]
    engine, call, pieces = asked(*before, FAILED)
    with pytest.raises(AskFailed, match="The engine was ended") as told:
        call()
    assert isinstance(told.value, EngineTrouble)
    assert (told.value.code, told.value.hint, told.value.failed) == ("killed", "Try again.", FAILED)
    assert (engine.cancelled, engine.running) == ([], False)
    assert pieces == [one.text for one in before if isinstance(one, Delta)]


@pytest.mark.parametrize("moment", range(3))
def test_a_page_that_refuses_a_piece_ends_the_job(moment: int) -> None:
    engine = Scripted(events=SAID[:-1])
    taken: list[str] = []

    def take(piece: str) -> None:
        if len(taken) == moment:
            raise ValueError("no more")
        taken.append(piece)

    with pytest.raises(ValueError, match="no more"):
        ask(FakeContext(engine=engine), ASKED, Stop(), take)
    assert (engine.cancelled, engine.running) == ([1], False)
    assert len(taken) == moment


def test_a_page_that_stops_while_it_is_told_a_piece_is_told_no_end_but_stopped() -> None:
    engine = Scripted(events=SAID[:-1])
    with pytest.raises(Stopped):
        ask(FakeContext(engine=engine), ASKED, engine.stop, lambda _piece: engine.stop.wish())
    assert engine.cancelled
    assert not engine.running


def test_an_engine_that_takes_no_request_leaves_no_guard_behind() -> None:
    class Full(FakeEngine):
        def generate(self, request: Generate, listener: Listener) -> int:
            raise RuntimeError("the queue is closed")

    engine, stop = Full(), Stop()
    with pytest.raises(RuntimeError, match="queue is closed"):
        ask(FakeContext(engine=engine), ASKED, stop)
    stop.wish()
    assert engine.cancelled == []


def test_the_wish_that_ended_one_call_ends_the_next_before_it_is_asked() -> None:
    engine, call, _pieces = asked(*SAID[:-1], wish_before=1)
    for _ in range(2):
        with pytest.raises(Stopped):
            call()
    assert len(engine.requests) == 1


@pytest.mark.parametrize("tokens", [0, 1, 511, 512, 131_072])
def test_counting_returns_what_was_counted(tokens: int) -> None:
    engine = Scripted(events=(Counted(job=1, tokens=tokens), Done(job=1, reason="counted")))
    assert count(FakeContext(engine=engine), Count(prompt="x"), Stop()) == tokens


def test_counting_that_fails_or_is_cancelled_is_told_as_asking_is() -> None:
    with pytest.raises(AskFailed) as told:
        count(FakeContext(engine=Scripted(events=(FAILED,))), Count(prompt="x"), Stop())
    assert told.value.code == "killed"
    with pytest.raises(Stopped):
        count(FakeContext(engine=Scripted(events=(Counted(job=1, tokens=4), CANCELLED))), Count(prompt="x"), Stop())


@pytest.mark.parametrize("wishes", [1, 2, 5])
def test_many_wishes_from_many_threads_end_it_once(wishes: int) -> None:
    heard = threading.Event()
    engine, stop = Heard(), Stop()
    with ThreadPoolExecutor(1 + wishes) as pool:
        answer = pool.submit(ask, FakeContext(engine=engine), ASKED, stop, lambda _piece: heard.set())
        assert engine.jobs.get(timeout=60) == 1
        engine.stream("One ")
        assert heard.wait(60)
        for wish in [pool.submit(stop.wish) for _ in range(wishes)]:
            wish.result(20)
        with pytest.raises(Stopped):
            answer.result(20)
    assert set(engine.cancelled) == {1}
    assert not engine.running


def test_calls_on_many_threads_hear_their_own_answers_only() -> None:
    engine = FakeEngine(reply=lambda request: f"You said {request.prompt}.")
    context = FakeContext(engine=engine)
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda number: ask(context, Generate(prompt=str(number)), Stop()).text, range(40)))
    assert replies == [f"You said {number}." for number in range(40)]
    assert not engine.running


def test_one_of_two_calls_is_stopped_and_the_other_answered() -> None:
    engine, first, second = Heard(), Stop(), Stop()
    context = FakeContext(engine=engine)
    heard = {1: threading.Event(), 2: threading.Event()}
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(ask, context, ASKED, first, lambda _piece: heard[1].set())
        assert engine.jobs.get(timeout=60) == 1
        two = pool.submit(ask, context, ASKED, second, lambda _piece: heard[2].set())
        assert engine.jobs.get(timeout=60) == 2
        engine.say(delta("a"), job=1)
        engine.say(delta("b", 2), job=2)
        assert heard[1].wait(60)
        assert heard[2].wait(60)
        first.wish()
        with pytest.raises(Stopped):
            one.result(20)
        engine.say(Done(job=2, reason="stop", usage=Usage(answer_tokens=1)), job=2)
        assert two.result(20) == Reply("b", "stop", Usage(answer_tokens=1))
    assert engine.cancelled == [1]
