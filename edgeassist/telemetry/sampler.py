# SPDX-License-Identifier: Apache-2.0
"""One thread that ticks once a second while somebody needs it, and is not there otherwise. Knows no meter."""

import logging
import time
from collections.abc import Callable
from threading import Event, Lock, Thread, current_thread

PERIOD_S = 1.0
CLOSE_LIMIT_S = 2.0
"""A driver may hold a look at a battery for longer; its thread ends with the program."""
_log = logging.getLogger(__name__)


def _wait(ended: Event, seconds: float) -> bool:
    return ended.wait(seconds)


class Sampler:
    """Calls `tick` on its own thread, at once and then each second, between the first `hold` and the last release."""

    def __init__(
        self,
        tick: Callable[[], None],
        *,
        wait: Callable[[Event, float], bool] = _wait,
        awake: Callable[[], float] = time.monotonic,
    ) -> None:
        """`wait` returns early and True once the event is set, else False after the seconds."""
        self._tick, self._wait, self._awake = tick, wait, awake
        self._holders: set[object] = set()
        self._ended, self._closed = Event(), False
        self._thread: Thread | None = None
        self._ending: list[Thread] = []
        self._lock = Lock()

    @property
    def is_running(self) -> bool:
        """Return whether anybody holds it."""
        return bool(self._holders)

    def hold(self) -> Callable[[], None]:
        """Tick until the returned function is called, which may be called again and from any thread.

        Once the sampler is closed this does nothing.
        """
        holder = object()
        with self._lock:
            if self._closed:
                return lambda: None
            self._holders.add(holder)
            self._ending = [thread for thread in self._ending if thread.is_alive()]
            if self._thread is None:
                self._ended = Event()
                self._thread = Thread(target=self._run, args=(self._ended,), name="meters", daemon=True)
                self._thread.start()

        def release() -> None:
            self._release(holder)

        return release

    def close(self) -> None:
        """End the thread for good and wait for it, whoever holds it, but not longer than `CLOSE_LIMIT_S`."""
        with self._lock:
            self._closed = True
            self._holders.clear()
            self._end()
            ending, self._ending = self._ending, []
        for thread in ending:
            if thread is not current_thread():
                thread.join(CLOSE_LIMIT_S)

    def _release(self, holder: object) -> None:
        with self._lock:
            self._holders.discard(holder)
            if not self._holders:
                self._end()

    def _end(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._ending.append(self._thread)
            self._thread = None

    def _run(self, ended: Event) -> None:
        due_s = self._awake()
        while not ended.is_set():
            try:
                self._tick()
            except Exception:
                _log.exception("a tick of the meters failed")
            now_s = self._awake()
            due_s = max(due_s + PERIOD_S, now_s)
            if self._wait(ended, due_s - now_s):
                return
