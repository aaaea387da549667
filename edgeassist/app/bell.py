# SPDX-License-Identifier: Apache-2.0
"""Waits for the next timer, alarm or reminder and tells it. Sleeps without a wake-up while nothing is open."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgeassist.intents.due import Due, DueDesk

_log = logging.getLogger(__name__)


class Bell:
    """One thread, begun by the first `look`. `ring` hears, on that thread, each that is due, exactly once.

    `look` must be called after whatever may have set one; a file that another program changed is looked at likewise.
    """

    def __init__(
        self, due: "Callable[[], DueDesk]", ring: "Callable[[Due], None]", now: Callable[[], datetime]
    ) -> None:
        self._due, self._ring, self._now = due, ring, now
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._looks = 0
        self._closed = False

    def look(self) -> None:
        """Look again. Any thread; returns at once."""
        with self._changed:
            if self._closed:
                return
            self._looks += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Tell no more, and wait for the thread's end."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(2)

    def _run(self) -> None:
        desk = self._due()
        try:
            while not self._closed:
                looks = self._looks
                self._wait(looks, self._tell(desk))
        finally:
            desk.close()

    def _tell(self, desk: "DueDesk") -> float | None:
        """Tell what is due, and return how long nothing will be; None for as long as nothing changes."""
        try:
            for one in desk.due(self._now()):
                self._ring(one)
            return desk.wait_s(self._now())
        except Exception:
            _log.exception("the next timer could not be read")
            return None

    def _wait(self, looks: int, wait_s: float | None) -> None:
        with self._changed:
            if not self._closed and self._looks == looks:
                self._changed.wait_for(lambda: self._closed or self._looks != looks, wait_s)
