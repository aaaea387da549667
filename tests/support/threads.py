# SPDX-License-Identifier: Apache-2.0
"""Waits for the threads that a test started, and says which did not end, and where they are. Needs no Qt.

A program that closes well asks its threads to end and need not wait for the last of them; whether a thread has ended is
therefore a thing to wait for, never to look at.
"""

import sys
import threading
import time
import traceback
from collections.abc import Set

HANG_S = 120.0
"""A thread that was asked to end and runs on for so long hangs; how fast a machine is does not matter any more."""

_OUR_DAEMONS = frozenset({"engine", "worker-reader", "worker-writer", "worker-log"})
"""Threads that may not hold the program's end up, and that a closed engine has ended all the same."""


def left_running(before: Set[threading.Thread]) -> str:
    """Wait for every thread that is not in `before`; return what is to be said of those that hang, or nothing."""
    until = time.monotonic() + HANG_S
    hanging = []
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon or thread.name in _OUR_DAEMONS:  # a library's daemons are the library's business
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                hanging.append(_described(thread))
    return "\n".join(hanging)


def _described(thread: threading.Thread) -> str:
    frame = sys._current_frames().get(thread.ident or 0)
    where = "".join(traceback.format_stack(frame)) if frame is not None else "  nowhere: it is ending\n"
    return f"left the thread {thread.name!r} running:\n{where}"
