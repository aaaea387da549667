# SPDX-License-Identifier: Apache-2.0
"""Lets much be loaded on a work thread without the window being held up by it. Loads nothing itself.

The collector stops every thread while it looks through all that was loaded: a quarter of a second for the sentences.
And a thread at work in Python lets another one in after 5 ms only, each time: a window that paints asks some forty
times, and stood still for 170 ms. While something is loaded it is let in after 0.2 ms.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

LETS_IN_AFTER_S = 0.0002


class _Turns:
    """Has threads change more often while anything is loaded; two loads at once end it together."""

    def __init__(self) -> None:
        self._lock, self._loads, self._usual_s = Lock(), 0, 0.0

    def quicken(self) -> None:
        with self._lock:
            if self._loads == 0:
                self._usual_s = sys.getswitchinterval()
                sys.setswitchinterval(LETS_IN_AFTER_S)
            self._loads += 1

    def ease(self) -> None:
        with self._lock:
            self._loads -= 1
            if self._loads == 0:
                sys.setswitchinterval(self._usual_s)


_TURNS = _Turns()


@contextmanager
def loading(*, stays: bool) -> Iterator[None]:
    """Put collecting off until the end, and let the window in often; what `stays` is never looked through again."""
    was_on = gc.isenabled()
    gc.disable()
    _TURNS.quicken()
    try:
        yield
    finally:
        _TURNS.ease()
        if stays:
            gc.freeze()
        if was_on:
            gc.enable()
