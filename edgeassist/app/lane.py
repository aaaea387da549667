# SPDX-License-Identifier: Apache-2.0
"""One thread that does what it is asked in turn, there from the first wish on. Knows no work; failures are logged."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock

_log = logging.getLogger(__name__)


class Lane:
    """`do` returns at once, from any thread; after `close` nothing more is taken."""

    def __init__(self, name: str) -> None:
        self._name, self._lock = name, Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._closed = False

    @property
    def is_open(self) -> bool:
        """Whether anything was ever asked of it, and it is not closed."""
        return self._pool is not None

    def do(self, work: Callable[[], None]) -> None:
        """Run `work` after all that was asked before; not at all once the lane is closed."""
        with self._lock:
            if self._closed:
                return
            if self._pool is None:
                self._pool = ThreadPoolExecutor(1, self._name)
            self._pool.submit(_safely, work)

    def close(self, limit_s: float, last: Callable[[], None] = lambda: None) -> None:
        """Take nothing more; wait so long for what was asked, and `last` after it. A lane never used does neither."""
        with self._lock:
            self._closed, pool, self._pool = True, self._pool, None
        if pool is None:
            return
        ended = pool.submit(_safely, last)
        with suppress(TimeoutError):
            ended.result(max(0.0, limit_s))
        pool.shutdown(wait=False)


def _safely(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:  # the thread's own boundary: figures are lost, never an answer
        _log.exception("a receipt or a meter failed")
