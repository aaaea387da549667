# SPDX-License-Identifier: Apache-2.0
"""Calls that block until the engine has answered: a wish to stop reaches the job, and every end is an outcome."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from edgeassist.api import Listener
from edgeassist.api.asking import AskFailed, ask, count
from edgeassist.core.stop import Stop, Stopped
from edgeassist.testing import USAGE, FakeContext, FakeEngine
from edgeassist.wire import Count, Delta, Done, Failed, Generate, Started

ASKED = Generate(prompt="x")


class Reached(FakeEngine):
    """Says when a job has come."""

    def __init__(self) -> None:
        super().__init__()
        self.here = threading.Event()

    def generate(self, request: Generate, listener: Listener) -> int:
        job = super().generate(request, listener)
        self.here.set()
        return job


def asked_while(deed: Callable[[Reached, Stop], None], pieces: list[str]) -> str:
    """Ask on another thread, do the deed meanwhile, and return the answer."""
    engine, stop = Reached(), Stop()
    context = FakeContext(engine=engine)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ask, context, ASKED, stop, pieces.append)
        assert engine.here.wait(60)
        deed(engine, stop)
        reply = answer.result(20)
    assert not engine.running
    return f"{reply.text} ({reply.reason})"


def test_pieces_come_one_by_one_and_the_reason_of_the_end_is_told() -> None:
    def cut_short(engine: Reached, _stop: Stop) -> None:
        engine.start()
        engine.stream("One ", "two")
        engine.say(Done(job=1, reason="length", usage=USAGE))

    pieces: list[str] = []
    assert asked_while(cut_short, pieces) == "One two (length)"
    assert pieces == ["One ", "two"]


def test_a_wish_to_stop_cancels_the_job_and_is_no_failure() -> None:
    asked: list[Reached] = []

    def stopped(engine: Reached, stop: Stop) -> None:
        asked.append(engine)
        engine.stream("One ")
        stop.wish()

    pieces: list[str] = []
    with pytest.raises(Stopped, match="as you asked"):
        asked_while(stopped, pieces)
    assert pieces == ["One "]
    assert asked[0].cancelled == [1]


def test_after_a_wish_nothing_is_asked_at_all() -> None:
    context, stop = FakeContext(), Stop()
    stop.wish()
    with pytest.raises(Stopped):
        ask(context, ASKED, stop)
    with pytest.raises(Stopped):
        count(context, Count(prompt="x"), stop)
    assert (context.engine.requests, context.engine.counts) == ([], [])


def test_a_listener_that_fails_ends_the_job_with_it() -> None:
    def refuse(_piece: str) -> None:
        raise RuntimeError("no room on the page")

    class Talking(FakeEngine):
        def generate(self, request: Generate, listener: Listener) -> int:
            job = super().generate(request, listener)
            self.say(Started(job=job, prompt_tokens=1, reused_tokens=0), Delta(job=job, text="One "))
            return job

    context = FakeContext(engine=Talking())
    with pytest.raises(RuntimeError, match="no room"):
        ask(context, ASKED, Stop(), refuse)
    assert context.engine.cancelled == [1]
    assert not context.engine.running


def test_a_stop_serves_one_call_after_the_other() -> None:
    context, stop = FakeContext(engine=FakeEngine(reply=lambda _request: "yes")), Stop()
    assert [ask(context, ASKED, stop).text for _ in range(3)] == ["yes"] * 3
    assert context.engine.cancelled == []
    stop.wish()
    assert context.engine.cancelled == [], "what is over cannot be cancelled"


def test_a_failure_keeps_its_code_its_hint_and_its_detail() -> None:
    failed = Failed(code="out-of-memory", message="It ran out of memory.", hint="Close programs.", detail="signal 9")
    context = FakeContext(engine=FakeEngine(reply=lambda _request: failed))
    with pytest.raises(AskFailed) as told:
        ask(context, ASKED, Stop())
    assert (told.value.code, str(told.value), told.value.hint) == (failed.code, failed.message, failed.hint)
    assert told.value.failed.detail == "signal 9"


def test_counting_asks_for_turns_and_prompts_alike() -> None:
    context = FakeContext(engine=FakeEngine(tokens=lambda request: 7 * len(request.prompt or "")))
    assert count(context, Count(prompt="abc"), Stop()) == 21
    assert count(context, Count(), Stop()) == 0
