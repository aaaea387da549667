# SPDX-License-Identifier: Apache-2.0
"""The 2 Hz sign of life while a job runs. Between jobs its thread does not exist: an idle worker never wakes."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from edgeassist.wire import Stats
from edgeassist.worker.memory import Peak

PERIOD_S = 0.5


@dataclass(slots=True)
class Gauge:
    """What the running job counts up; written by the job's thread, read by the beat."""

    steps: int = 0
    tokens: int = 0
    context_used_tokens: int = 0
    context_tokens: int = 0


class Beat:
    """Sends `Stats` of `job` through `send` every half second, once more at the exit, and never after.

    Each samples `peak` too.
    """

    def __init__(
        self, job: int, gauge: Gauge, send: Callable[[Stats], None], *, peak: Peak, period_s: float = PERIOD_S
    ) -> None:
        self._job, self._gauge, self._send, self._peak, self._period_s = job, gauge, send, peak, period_s
        self._tokens, self._then_s = gauge.tokens, time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()
        self._send(self._stats(self._rate()))

    def _run(self) -> None:
        while not self._over.wait(self._period_s):
            self._send(self._stats(self._rate()))

    def _rate(self) -> float:
        """Return the tokens per second since it was last asked."""
        now_tokens, now_s = self._gauge.tokens, time.monotonic()
        rate = (now_tokens - self._tokens) / max(now_s - self._then_s, 1e-6)
        self._tokens, self._then_s = now_tokens, now_s
        return rate

    def _stats(self, tokens_per_second: float) -> Stats:
        memory_bytes, peak_bytes = self._peak.sample()
        return Stats(
            job=self._job,
            steps=self._gauge.steps,
            tokens_per_second=tokens_per_second,
            context_used_tokens=self._gauge.context_used_tokens,
            context_tokens=self._gauge.context_tokens,
            memory_bytes=memory_bytes,
            peak_bytes=peak_bytes,
        )
