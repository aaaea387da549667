# SPDX-License-Identifier: Apache-2.0
"""What Ctrl-C does: end the program on the spot while nothing is open yet, raise `KeyboardInterrupt` afterwards.

Python swallows an interrupt that falls into an import or a finalizer, and shows a traceback for one before our first
line. Until there is something to clean up, the system's own ending is the better one; from then on a press that falls
where it would be swallowed waits for the end of that, so that one press is always enough.
"""

import _thread
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

LOOK_S, LIMIT_S = 0.02, 3.0
"""How often a press that waits is tried again, and when it is raised wherever it falls."""
_SWALLOWED_BY = "<frozen importlib._bootstrap>"
_FINALIZER = "__del__"


@contextmanager
def ends_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process without a word, until `raises` is entered."""
    with _handled_by(signal.SIG_DFL):
        yield


@contextmanager
def raises() -> Iterator[None]:
    """Let Ctrl-C raise `KeyboardInterrupt` here, at the latest at the end."""
    pressed = Pressed()
    try:
        with _handled_by(pressed):
            yield
            pressed.settle()
    finally:
        pressed.forget()


class Pressed:
    """Handles SIGINT: raises, or waits while Python would swallow that."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: float | None = None
        self._again = False

    def __call__(self, _number: int, frame: FrameType | None) -> None:
        """Raise `KeyboardInterrupt`, now or as soon as it can be heard."""
        again, self._again = self._again, False
        if again and self._since is None:
            return  # it was raised meanwhile
        if self._since is None:
            self._since = self._clock()
        if is_swallowed_in(frame) and self._clock() - self._since < LIMIT_S:
            _thread.start_new_thread(self._press_again, ())  # no Thread: starting one takes locks that we may hold
            return
        self.settle()

    def settle(self) -> None:
        """Raise what waits."""
        if self._since is not None:
            self._since = None
            raise KeyboardInterrupt

    def forget(self) -> None:
        """Raise nothing any more: what was pressed has been heard in another way."""
        self._since = None

    def _press_again(self) -> None:
        time.sleep(LOOK_S)
        if self._since is not None:
            self._again = True
            press()


def press() -> None:
    """Press Ctrl-C for the main thread, as a person does: what waits in it is woken."""
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def is_swallowed_in(frame: FrameType | None) -> bool:
    """Tell whether Python may swallow what is raised in `frame`: within an import or a finalizer."""
    while frame is not None:
        if frame.f_code.co_filename == _SWALLOWED_BY or frame.f_code.co_name == _FINALIZER:
            return True
        frame = frame.f_back
    return False


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
