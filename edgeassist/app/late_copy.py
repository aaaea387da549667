# SPDX-License-Identifier: Apache-2.0
"""The copy of older data that could not be made at the start, tried again while the program runs. Blocks; no window.

A try may cost as much as all of the data, so they are far apart: the longer one took, the later the next.
"""

import time
from collections.abc import Callable
from threading import Lock

from edgeassist.app.upgrading import Beginning, begin
from edgeassist.core.paths import Places
from edgeassist.core.sqlite_file import uncopied

REST_S = 5.0
"""At least so long after the start, and after each try, there is no other."""
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
        self._trying = Lock()
        self._not_before_s = clock() + REST_S

    def make(self) -> None:
        """Try it where one is due and the last try is long enough ago; a second thread waits for the first."""
        with self._trying:
            began_s = self._clock()
            if began_s < self._not_before_s or not uncopied(self._places.history).exists():
                return
            found = begin(self._places, wishes=False)  # what is open now must not be replaced
            ended_s = self._clock()
            rest_s = (ended_s - began_s) * _RESTS_PER_TRY
            self._not_before_s = ended_s + min(max(rest_s, REST_S), _LONGEST_REST_S)
        self._heard(found)
