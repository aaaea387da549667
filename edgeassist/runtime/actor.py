# SPDX-License-Identifier: Apache-2.0
"""One thread that owns a state: everyone else posts work to it. Sleeps without a timeout when nothing is owed."""

import logging
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

_log = logging.getLogger(__name__)

Work = Callable[[], None]


class Actor:
    """Runs posted work in order. Subclasses override the hooks; all of them run on the actor's thread."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._inbox: SimpleQueue[Work | None] = SimpleQueue()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._over = False

    def patience(self) -> float | None:
        """Return how long to wait for work, in seconds; None for ever."""
        return None

    def on_silence(self) -> None:
        """A wait ended without work."""

    def on_settled(self) -> None:
        """The state may have changed: start what can start."""

    def post(self, work: Work) -> None:
        """Queue `work` from any thread; the thread starts with the first one. After its end, work runs at once."""
        with self._lock:
            if not self._over:
                self._inbox.put(work)
                if self._thread is None:
                    self._thread = Thread(target=self._run, name=self._name, daemon=True)
                    self._thread.start()
                return
        self._do(work)

    def wait(self, timeout_s: float) -> None:
        """Run work for at most one wait of `timeout_s`; for use on the actor's thread only."""
        try:
            work = self._inbox.get(timeout=timeout_s)
        except Empty:
            return
        if work is not None:
            work()

    def caught_up(self, timeout_s: float = 1.0) -> bool:
        """Wait until everything posted so far has been done, at most `timeout_s`; return whether it was."""
        if not self.started:
            return True
        done = Event()
        self.post(done.set)
        return done.wait(timeout_s)

    def stop(self) -> None:
        """Let the thread end after the work already queued."""
        self._inbox.put(None)

    def join(self, timeout_s: float) -> None:
        """Wait for the thread's end; returns at once when it never started."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    @property
    def started(self) -> bool:
        """Whether anything was ever posted."""
        return self._thread is not None

    def _run(self) -> None:
        while True:
            try:
                work = self._inbox.get(timeout=self.patience())
            except Empty:
                self._do(self.on_silence)
            else:
                if work is None:
                    self._finish()
                    return
                self._do(work)
            self._do(self.on_settled)

    def _do(self, work: Work) -> None:
        try:
            work()
        except Exception:
            _log.exception("%s: a piece of work failed", self._name)

    def _finish(self) -> None:
        """Do what came while the end was on its way, so that nobody waits for it in vain."""
        while True:
            with self._lock:
                if self._inbox.empty():
                    self._over = True
                    return
            if (work := self._inbox.get()) is not None:
                self._do(work)
