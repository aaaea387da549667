# SPDX-License-Identifier: Apache-2.0
"""Stopping the real child: in mid-answer, in mid-prompt, queued, at any moment; every job ends exactly once."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist import wire
from tests.support.worker_process import WorkerProcess, generation, text_of, usage_of

LONG = "a worker reads this line and the next one and goes on without a pause. " * 120


@pytest.fixture
def worker(engine_cache: Path, tiny_gguf: Path) -> Iterator[WorkerProcess]:
    with WorkerProcess(engine_cache, read=[tiny_gguf.parent]) as worker:
        worker.hello()
        worker.load(tiny_gguf, context_tokens=4096, batch_tokens=512)
        yield worker


def is_first_delta(event: wire.AnyEvent) -> bool:
    return isinstance(event, wire.Delta)


def is_started(event: wire.AnyEvent) -> bool:
    return isinstance(event, wire.Started)


def is_terminal(event: wire.AnyEvent) -> bool:
    return isinstance(event, wire.TERMINAL)


def cancelled(worker: WorkerProcess, job: int) -> wire.Cancelled:
    """Cancel a running job and return its end; how soon that comes is measured by `tests.bench.cancelling`."""
    worker.send(wire.Cancel(job))
    last = worker.until(is_terminal)[-1]
    assert isinstance(last, wire.Cancelled)
    assert last.job == job
    return last


def test_cancel_in_mid_answer_keeps_what_was_streamed(worker: WorkerProcess) -> None:
    job = worker.next_job()
    worker.send(generation(job, "go on", max_tokens=3000, ignore_end=True))
    worker.until(is_first_delta)
    last = cancelled(worker, job)
    assert last.usage.answer_tokens > 0


def test_cancel_in_mid_prompt_is_quick_and_leaves_the_cache_right(worker: WorkerProcess, tiny_gguf: Path) -> None:
    job = worker.next_job()
    worker.send(generation(job, LONG))
    started = worker.until(is_started)[-1]
    assert isinstance(started, wire.Started)
    assert started.prompt_tokens > 2000
    last = cancelled(worker, job)
    assert last.usage.answer_tokens == 0
    after = worker.generate(LONG)
    assert usage_of(after).reused_tokens < usage_of(after).prompt_tokens - 1
    worker.load(tiny_gguf, context_tokens=4096, batch_tokens=512)
    assert text_of(after) == text_of(worker.generate(LONG)) != ""


def test_cancel_while_queued_is_answered_at_once(worker: WorkerProcess) -> None:
    running, queued = worker.next_job(), worker.next_job()
    worker.send(generation(running, "go on", max_tokens=3000, ignore_end=True))
    worker.send(generation(queued, "never"))
    worker.send(wire.Cancel(queued))
    first = worker.until(is_terminal)[-1]
    assert first == wire.Cancelled(job=queued)
    cancelled(worker, running)


def test_a_late_cancel_does_not_touch_the_next_job(worker: WorkerProcess) -> None:
    events = worker.generate("first", max_tokens=2)
    worker.send(wire.Cancel(events[-1].job))
    assert isinstance(worker.generate("second", max_tokens=2)[-1], wire.Done)


def test_every_job_ends_exactly_once_whenever_it_is_cancelled(worker: WorkerProcess) -> None:
    dice = random.Random(20_261_121)
    jobs = [worker.next_job() for _ in range(40)]
    pings = 0
    for job in jobs:
        prompt = LONG if dice.random() < 0.2 else "short"
        worker.send(generation(job, prompt, max_tokens=dice.choice((1, 5, 200))))
        for _ in range(dice.randrange(3)):
            pings += 1
            worker.send(wire.Ping(10_000 + pings))
        if dice.random() < 0.8:
            worker.send(wire.Cancel(dice.choice(jobs[max(0, job - jobs[0] - 3) : job - jobs[0] + 1])))
    worker.send(wire.Count(job=99_999, prompt="the end"))
    events = worker.until(lambda event: isinstance(event, wire.Done) and event.job == 99_999, timeout_s=240)
    ends = Counter(event.job for event in events if isinstance(event, wire.TERMINAL))
    assert ends == Counter([*jobs, 99_999])
    assert sum(isinstance(event, wire.Pong) for event in events) == pings
    open_jobs: set[int] = set()
    ended: set[int] = set()
    for event in events:
        if isinstance(event, wire.Started):
            assert not open_jobs, "two jobs at a time"
            open_jobs.add(event.job)
        elif isinstance(event, wire.TERMINAL):
            open_jobs.discard(event.job)
            ended.add(event.job)
        elif isinstance(event, wire.Delta | wire.Stats):
            assert event.job not in ended, "an event after the terminal one"


def test_ping_is_answered_while_the_main_thread_decodes(worker: WorkerProcess) -> None:
    job = worker.next_job()
    worker.send(generation(job, LONG))
    worker.until(is_started)
    worker.send(wire.Ping(7))
    events = worker.until(lambda event: isinstance(event, wire.Pong))
    assert not any(isinstance(event, wire.TERMINAL) for event in events)
    cancelled(worker, job)


def test_quit_ends_with_zero_and_answers_all_jobs(worker: WorkerProcess) -> None:
    running, queued = worker.next_job(), worker.next_job()
    worker.send(generation(running, "go on", max_tokens=3000, ignore_end=True))
    worker.until(is_first_delta)
    worker.send(generation(queued, "never"))
    worker.send(wire.Quit())
    assert worker.ended() == 0
    ends = [worker.until(is_terminal)[-1] for _ in range(2)]
    assert {event.job for event in ends} == {running, queued}
    assert all(isinstance(event, wire.Cancelled) for event in ends)
