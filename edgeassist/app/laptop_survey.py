# SPDX-License-Identifier: Apache-2.0
"""Has this computer measured once, on a thread of its own, while nobody asks anything of the engine. Knows no Qt."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread, Timer
from typing import TYPE_CHECKING

from edgeassist.app import self_benchmark
from edgeassist.core.stop import Stop
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.wire import Stats

if TYPE_CHECKING:
    from edgeassist.app.services import Services

_log = logging.getLogger(__name__)

SETTLE_S = 3.0
"""The start of the program comes first."""
RETRY_S, MOST_RETRIES = 600.0, 6
"""A computer that was busy is looked at again by itself: often it is so only for the first minutes after its start."""


class LaptopSurvey:
    """`begin` once; `on_done` hears from the thread, whatever came of it. An answer under way ends the measurement.

    `again` tries once more where that came to nothing: the computer was busy, or somebody asked something. For an hour
    that happens by itself, too.
    """

    def __init__(self, services: "Services", on_done: Callable[[], None]) -> None:
        self._services, self._on_done = services, on_done
        self._stop, self._closed, self._cores_taken = Stop(), Event(), Event()
        self._thread: Thread | None = None
        self._turn = Lock()
        self._later: Timer | None = None
        self._retries_left = MOST_RETRIES
        self._begun = False

    @property
    def measuring(self) -> bool:
        """A measurement is under way or will begin in a moment."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def resting(self) -> bool:
        """Nothing was measured so far, and another try will begin by itself."""
        return self._later is not None

    def begin(self) -> None:
        """Measure, unless this computer is known already. Returns at once."""
        if not self._begun:
            self._begun = True
            self._services.engine.watch(self._on_news)
            self._start()

    def again(self) -> None:
        """Measure once more, if that was begun and brought no figure. Returns soon: it reads a small file."""
        with self._turn:
            idle = self._begun and self._thread is None and not self._closed.is_set()
            if idle and self_benchmark.measured(self._services) is None:
                self._forget_later()
                self._stop = Stop()
                self._start()

    def _start(self) -> None:
        self._thread = Thread(target=self._run, name="self-benchmark", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the measurement and wait for its child to be gone."""
        self._closed.set()
        self._stop.wish()
        if (thread := self._thread) is not None:
            thread.join(2.0)
        self._forget_later()

    def _run(self) -> None:
        try:
            if not self._closed.wait(SETTLE_S):
                self_benchmark.run(self._services, self._stop, begins=self._cores_taken.set)
        except Exception:  # the thread's own boundary: whatever goes wrong, nobody waits for a figure for ever
            _log.exception("this computer could not be measured")
            self._retries_left = 0
        self._cores_taken.clear()
        self._thread = None
        self._try_later()
        self._on_done()

    def _try_later(self) -> None:
        """Have another try begin by itself, unless there is a figure now or there were enough."""
        over = self._closed.is_set() or not self._retries_left
        if over or self_benchmark.measured(self._services) is not None:
            return
        self._retries_left -= 1
        self._later = Timer(RETRY_S, self._begin_later)
        self._later.name, self._later.daemon = "self-benchmark-later", True
        self._later.start()

    def _begin_later(self) -> None:
        self._later = None
        self.again()

    def _forget_later(self) -> None:
        later, self._later = self._later, None
        if later is not None:
            later.cancel()

    def _on_news(self, news: EngineState | Stats) -> None:
        """An answer is being written, or a model loaded: what is measured now would be wrong, and would hold that up.

        While only a quiet moment is waited for nothing ends: each start loads a model, each key has words counted.
        """
        works = news.steps > 0 if isinstance(news, Stats) else news.phase is Phase.LOADING
        if works and self._cores_taken.is_set():
            self._stop.wish()
