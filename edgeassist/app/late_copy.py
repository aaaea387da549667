# SPDX-License-Identifier: Apache-2.0
"""The copy of older data that could not be made at the start, tried again while the program runs. Blocks; no window.

A try may cost as much as all of the data, so they are far apart: the longer one took, the later the next.
"""

import time
from collections.abc import Callable
from threading import Lock, Thread

from edgeassist.app.upgrading import Beginning, begin
from edgeassist.core.paths import Places
from edgeassist.core.sqlite_file import uncopied

REST_S = 5.0
"""At least so long after the start, and after each try, there is no other."""
GRACE_S = 2.0
"""So long `soon` waits; a try that takes longer goes on without it."""
_RESTS_PER_TRY = 10
_LONGEST_REST_S = 120.0


class LateCopy:
    """Makes the copy that `uncopied` asks for, once it can be made. For any thread; `clock` counts seconds.

    `heard` is told how each try went, on the thread of the try.
    """

    def __init__(
        self,
        places: Places,
        clock: Callable[[], float] = time.monotonic,
        *,
        heard: Callable[[Beginning], None] = lambda _found: None,
    ) -> None:
        self._places, self._clock, self._heard = places, clock, heard
        self._trying, self._starting = Lock(), Lock()
        self._thread: Thread | None = None
        self._not_before_s = clock() + REST_S

    def make(self) -> None:
        """Try it where one is due and the last try is long enough ago; a second thread waits for the first."""
        with self._trying:
            if not self._is_due():
                return
            began_s = self._clock()
            found = begin(self._places, wishes=False)  # what is open now must not be replaced
            ended_s = self._clock()
            rest_s = (ended_s - began_s) * _RESTS_PER_TRY
            self._not_before_s = ended_s + min(max(rest_s, REST_S), _LONGEST_REST_S)
        self._heard(found)

    def soon(self) -> None:
        """Do what `make` does on a thread of its own, and wait `GRACE_S` for it: whoever asks may be waited for."""
        with self._starting:
            if not self._is_due():
                return
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self.make, name="late-copy", daemon=True)
                self._thread.start()
            thread = self._thread
        thread.join(GRACE_S)

    def _is_due(self) -> bool:
        if self._clock() < self._not_before_s:
            return False
        from edgeassist.app.saved_data import databases

        return any(uncopied(path).exists() for path in databases(self._places))
