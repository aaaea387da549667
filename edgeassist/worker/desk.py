# SPDX-License-Identifier: Apache-2.0
"""Which job runs, which wait, which were called off. One thread takes, another puts and cancels; does no I/O."""

import ctypes
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass

from edgeassist.wire import Count, Generate, Load, Unload

JobCommand = Load | Generate | Count | Unload


class AbortFlag:
    """A flag that native code reads without Python: `strlen` of one character, 0 to go on and 1 to stop.

    llama.cpp asks its abort callback before every node of the graph, hundreds of times a token. A Python callback
    would take the interpreter lock each time; the C library's own `strlen` has the same shape (`bool f(void *)`: the
    low byte of 0 or 1) and costs nanoseconds.
    """

    def __init__(self) -> None:
        library = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
        self._text = ctypes.create_string_buffer(2)
        self.function = ctypes.cast(library.strlen, ctypes.c_void_p)
        self.data = ctypes.cast(self._text, ctypes.c_void_p)

    def set(self) -> None:
        """Stop the native call that runs now, and the next ones, until `clear`."""
        self._text[0] = b"x"

    def clear(self) -> None:
        """Let native code run."""
        self._text[0] = b"\0"

    def is_set(self) -> bool:
        """Say whether native code is told to stop."""
        return self._text[0] != b"\0"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A job's command and when it was read (`time.monotonic`)."""

    command: JobCommand
    received_s: float


class Desk:
    """First come, first served; at most one job is current, and `abort` belongs to it alone."""

    def __init__(self) -> None:
        self.abort = AbortFlag()
        self._waiting: deque[Ticket] = deque()
        self._current = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, command: JobCommand) -> None:
        """Queue `command`."""
        with self._changed:
            self._waiting.append(Ticket(command, time.monotonic()))
            self._changed.notify()

    def cancel(self, job: int) -> bool:
        """Call `job` off; True when it was still waiting and is now gone, so that the caller answers for it.

        The current job is told through `abort`; a job that has ended is left in peace.
        """
        with self._changed:
            if job == self._current:
                self.abort.set()
                return False
            kept = [ticket for ticket in self._waiting if ticket.command.job != job]
            gone = len(kept) < len(self._waiting)
            self._waiting = deque(kept)
            return gone

    def take(self) -> Ticket | None:
        """Wait for the next job and make it current; None once the desk is closed."""
        with self._changed:
            self._current = 0
            self.abort.clear()
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            ticket = self._waiting.popleft()
            self._current = ticket.command.job
            return ticket

    def close(self) -> list[int]:
        """Stop the current job, take no more; return the numbers of the jobs that will never run."""
        with self._changed:
            self._closed = True
            self.abort.set()
            unserved = [ticket.command.job for ticket in self._waiting]
            self._waiting.clear()
            self._changed.notify()
            return unserved
