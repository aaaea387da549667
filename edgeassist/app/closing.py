# SPDX-License-Identifier: Apache-2.0
"""Ends the parts of the program within a time together, however long each of them takes. Knows none of them."""

import logging
import time
from collections.abc import Callable
from threading import Thread

_log = logging.getLogger(__name__)


class Closing:
    """Ends `parts` one after another on a thread of its own, from now on; one that fails holds up no other."""

    def __init__(self, limit_s: float, *parts: Callable[[], None]) -> None:
        self._ends_s, self._parts = time.monotonic() + limit_s, parts
        self._thread = Thread(target=self._run, name="closing")
        self._thread.start()

    @property
    def left_s(self) -> float:
        """How much of the time is left; never below 0."""
        return max(0.0, self._ends_s - time.monotonic())

    def wait(self, spare_s: float = 0.0) -> bool:
        """Wait for the parts while more than `spare_s` is left; return whether all have ended.

        The others go on ending: the process is not gone before they have.
        """
        self._thread.join(max(0.0, self.left_s - spare_s))
        return not self._thread.is_alive()

    def _run(self) -> None:
        for part in self._parts:
            try:
                part()
            except Exception:
                _log.exception("a part did not end as it should")
