# SPDX-License-Identifier: Apache-2.0
"""Waits for the next timer, alarm or reminder and tells it. Wakes once a minute while nothing is open."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgeassist.intents.due import Due, DueDesk

_log = logging.getLogger(__name__)
_MOST_RUNG = 100
"""So many are remembered as rung, for the case that they could not be counted as told."""
LOOK_AGAIN_S = 60.0


class Bell:
    """One thread, begun by the first `look`. `ring` hears, on that thread, each that is due, once.

    `look` must be called after whatever may have set one. What another program sets is found within a minute, and so is
    the end of whatever kept the file from being read. A program that is killed while it rings rings again. `changed` is
    what the thread waits at. `awaited` hears at each look when the next one rings, in words; empty for none soon.
    """

    def __init__(
        self,
        due: "Callable[[], DueDesk]",
        ring: "Callable[[Due], None]",
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        changed: threading.Condition | None = None,
        *,
        awaited: Callable[[str], None] = lambda _rings: None,
    ) -> None:
        self._due, self._ring, self._now, self._awaited = due, ring, now, awaited
        self._changed = changed or threading.Condition()
        self._thread: threading.Thread | None = None
        self._looks = 0
        self._rung: deque[tuple[int, float | None, str | None]] = deque(maxlen=_MOST_RUNG)
        self._said = ""
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
        desk: DueDesk | None = None
        while not self._closed:
            looks, wait_s = self._looks, LOOK_AGAIN_S
            try:
                desk = desk or self._due()
                wait_s = self._tell(desk)
                self._said = ""
            except Exception as error:  # a file that is locked or full now may not be so in a minute
                self._log_once(error)
            self._wait(looks, wait_s)
        if desk is not None:
            desk.close()

    def _tell(self, desk: "DueDesk") -> float:
        """Tell what is due, and return how long nothing will be."""
        for one in desk.due(self._now()):
            moment = (one.id, one.due_s, one.wall)
            if moment not in self._rung:
                self._ring(one)
                self._rung.append(moment)
            desk.told(one, self._now())
        self._awaited(desk.rings(self._now()))
        wait_s = desk.wait_s(self._now())
        return LOOK_AGAIN_S if wait_s is None else wait_s

    def _log_once(self, error: Exception) -> None:
        if self._said != (said := repr(error)):
            _log.exception("the next timer could not be told")
        self._said = said

    def _wait(self, looks: int, wait_s: float) -> None:
        with self._changed:
            if not self._closed and self._looks == looks:
                self._changed.wait_for(lambda: self._closed or self._looks != looks, wait_s)
