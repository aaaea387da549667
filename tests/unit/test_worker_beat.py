# SPDX-License-Identifier: Apache-2.0
"""The sign of life: regular while the job runs, silent after, with memory that is real."""

import queue
import threading

from edgeassist.wire import Stats
from edgeassist.worker.beat import Beat, Gauge
from edgeassist.worker.memory import peak_bytes, resident_bytes


def test_a_beat_tells_what_the_gauge_shows() -> None:
    sent: queue.Queue[Stats] = queue.Queue()
    gauge = Gauge(steps=3, context_used_tokens=40, context_tokens=512)
    with Beat(7, gauge, sent.put, period_s=0.01):
        gauge.tokens = 10
        stats = sent.get(timeout=5)
    assert (stats.job, stats.steps, stats.context_used_tokens, stats.context_tokens) == (7, 3, 40, 512)
    assert stats.memory_bytes > 1_000_000


def test_after_the_job_no_thread_and_no_word_remain() -> None:
    sent: queue.Queue[Stats] = queue.Queue()
    with Beat(1, Gauge(), sent.put, period_s=0.01):
        sent.get(timeout=5)
    assert "beat" not in {thread.name for thread in threading.enumerate()}


def test_a_short_job_sends_its_last_word_once() -> None:
    sent: list[Stats] = []
    gauge = Gauge()
    with Beat(1, gauge, sent.append, period_s=60):
        gauge.steps = 4
    assert [stats.steps for stats in sent] == [4]


def test_the_peak_is_never_below_the_present() -> None:
    ballast = bytearray(20_000_000)
    assert peak_bytes() >= resident_bytes() >= len(ballast)
