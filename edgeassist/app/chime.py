# SPDX-License-Identifier: Apache-2.0
"""Sounds the loudspeaker from a child process, which dies with the window. Knows no timer, and waits on a thread."""

import threading
from collections.abc import Callable, Sequence

from edgeassist.runtime.child_process import ChildProcess

LONGEST_S = 90.0
"""A sound system that hangs is left after that."""


def sound(command: Sequence[str], times: int, unheard: Callable[[], None]) -> Callable[[], None]:
    """Have the child started by `command` sound `times`; return what ends it. Returns at once.

    `unheard` is called on another thread where nothing could be heard, but not after the end was wished.
    """
    chime = _Chime((*command, str(times)), unheard)
    threading.Thread(target=chime.run, name="chime", daemon=True).start()
    return chime.end


class _Chime:
    def __init__(self, command: Sequence[str], unheard: Callable[[], None]) -> None:
        self._command, self._unheard = command, unheard
        self._lock = threading.Lock()
        self._child: ChildProcess | None = None
        self._ended = False

    def run(self) -> None:
        """Start the child and wait for its end."""
        try:
            with self._lock:
                if self._ended:
                    return
                self._child = child = ChildProcess(self._command, "chime")
        except OSError:
            self._unheard()
            return
        code = child.wait(LONGEST_S)
        child.kill()  # one that hangs; it did not say that there is no loudspeaker
        child.wait()
        child.stop_writing()
        child.log()
        child.close()
        if code and not self._ended:
            self._unheard()

    def end(self) -> None:
        """Be silent now. Safe to call twice."""
        with self._lock:
            self._ended = True
            if self._child is not None:
                self._child.kill()
