# SPDX-License-Identifier: Apache-2.0
"""What Ctrl-C does: end the program on the spot while nothing is open yet, raise `KeyboardInterrupt` afterwards.

Python swallows an interrupt that falls into an import, and shows a traceback for one before our first line; until
there is something to clean up, the system's own ending is the better one.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def ends_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process without a word, until `raises` is entered."""
    with _handled_by(signal.SIG_DFL):
        yield


@contextmanager
def raises() -> Iterator[None]:
    """Let Ctrl-C raise `KeyboardInterrupt` here."""
    with _handled_by(signal.default_int_handler):
        yield


@contextmanager
def _handled_by(handler: signal.Handlers | Callable[[int, FrameType | None], Any]) -> Iterator[None]:
    """Set the handler; leave one alone that is not Python's or ours, such as a parent's wish to ignore Ctrl-C."""
    before = signal.getsignal(signal.SIGINT)
    if before not in (signal.SIG_DFL, signal.default_int_handler):
        yield
        return
    signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
