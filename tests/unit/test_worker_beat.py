# SPDX-License-Identifier: Apache-2.0
"""The sign of life: regular while the job runs, silent after, with memory that is real."""

import queue
import threading

from edgeassist.wire import Stats
from edgeassist.worker.beat import Beat, Gauge
from edgeassist.worker.memory import Peak, resident_bytes


def test_a_beat_tells_what_the_gauge_shows() -> None:
    sent: queue.Queue[Stats] = queue.Queue()
    gauge = Gauge(steps=3, context_used_tokens=40, context_tokens=512)
    with Beat(7, gauge, sent.put, peak=Peak(), period_s=0.01):
        gauge.tokens = 10
        stats = sent.get(timeout=60)
    assert (stats.job, stats.steps, stats.context_used_tokens, stats.context_tokens) == (7, 3, 40, 512)
    assert stats.memory_bytes > 1_000_000


def test_after_the_job_no_thread_and_no_word_remain() -> None:
    sent: queue.Queue[Stats] = queue.Queue()
    with Beat(1, Gauge(), sent.put, peak=Peak(), period_s=0.01):
        sent.get(timeout=60)
    assert "beat" not in {thread.name for thread in threading.enumerate()}


def test_a_short_job_sends_its_last_word_once() -> None:
    sent: list[Stats] = []
    gauge = Gauge()
    with Beat(1, gauge, sent.append, peak=Peak(), period_s=60):
        gauge.steps = 4
    assert [stats.steps for stats in sent] == [4]


def test_the_peak_is_never_below_the_present() -> None:
    ballast = bytearray(20_000_000)
    now_bytes, peak_bytes = Peak().sample()
    assert peak_bytes >= now_bytes >= len(ballast)
    assert resident_bytes() >= len(ballast)


def test_the_peak_of_one_model_is_not_told_of_the_next() -> None:
    resident = iter((100, 900, 200, 300, 250))
    peak = Peak(lambda: next(resident))
    peak.start_over()
    assert peak.sample() == (900, 900)
    peak.start_over()
    assert peak.sample() == (300, 300)
    assert peak.sample() == (250, 300)


def test_each_beat_samples_the_peak() -> None:
    sent: list[Stats] = []
    resident = iter((500, 50))
    peak = Peak(lambda: next(resident))
    for job in (1, 2):
        with Beat(job, Gauge(), sent.append, peak=peak, period_s=60):
            pass
    assert [(stats.memory_bytes, stats.peak_bytes) for stats in sent] == [(500, 500), (50, 500)]
