# SPDX-License-Identifier: Apache-2.0
"""Brings values from any thread home to the GUI thread, in order. Never blocks the caller, never outlives its owner.

Consecutive `Delta`s are merged and of consecutive values of a `latest` type only the newest is kept, so a flood
crosses as a few values however slow the window is. A `receive` that raises loses its value, not those behind it.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from edgeassist.wire import Delta, Progress, Stats

T = TypeVar("T")


def until_gone(owner: QObject, leave: Callable[[], None]) -> None:
    """Call `leave` once `owner` is gone, so that nobody tells it anything any more. GUI thread."""
    owner.destroyed.connect(leave)


class _Bell(QObject):
    """The one queued signal; lives on the GUI thread."""

    rung = Signal()

    def __init__(self, answer: Callable[[], None]) -> None:
        super().__init__()
        self._answer = answer
        self.rung.connect(self.on_rung, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def on_rung(self) -> None:
        self._answer()


class _Deltas:
    """Consecutive deltas on their way, joined once when they arrive."""

    __slots__ = ("job", "texts", "tokens")

    def __init__(self, first: Delta) -> None:
        self.job, self.texts, self.tokens = first.job, [first.text], first.tokens

    def add(self, more: Delta) -> None:
        self.texts.append(more.text)
        self.tokens += more.tokens

    def joined(self) -> Delta:
        return Delta(job=self.job, text="".join(self.texts), tokens=self.tokens)


class Bridge(Generic[T]):
    """Call it from any thread; `receive` runs on the GUI thread for as long as `owner` lives.

    Make and close it on the GUI thread. After `close`, or once `owner` is gone, values are dropped silently.
    """

    def __init__(
        self, owner: QObject, receive: Callable[[T], None], *, latest: tuple[type, ...] = (Stats, Progress)
    ) -> None:
        self._lock = threading.Lock()
        self._waiting: list[object] = []
        self._owner: QObject | None = owner
        self._receive: Callable[[T], None] | None = receive
        self._latest = latest
        self._bell: _Bell | None = _Bell(self._arrive)

    def __call__(self, value: T) -> None:
        """Send `value` home. Any thread."""
        with self._lock:
            if self._bell is None:
                return
            first = not self._waiting
            self._enqueue(value)
            if first:
                self._bell.rung.emit()

    def close(self) -> None:
        """Drop what is under way and everything to come."""
        with self._lock:
            bell, self._bell = self._bell, None
            self._waiting.clear()
            self._owner = self._receive = None
        if bell is not None:
            bell.deleteLater()

    def _enqueue(self, value: T) -> None:
        last = self._waiting[-1] if self._waiting else None
        if isinstance(value, Delta):
            if isinstance(last, _Deltas) and last.job == value.job:
                last.add(value)
            else:
                self._waiting.append(_Deltas(value))
        elif isinstance(value, self._latest) and type(last) is type(value):
            self._waiting[-1] = value
        else:
            self._waiting.append(value)

    def _arrive(self) -> None:
        with self._lock:
            arrived, self._waiting = deque(self._waiting), []
        try:
            while arrived:
                receive, owner = self._receive, self._owner
                if receive is None or owner is None:
                    return
                if not isValid(owner):
                    self.close()
                    return
                value = arrived.popleft()
                receive(value.joined() if isinstance(value, _Deltas) else value)  # type: ignore[arg-type]  # deltas went in as T
        finally:
            self._put_back(arrived)

    def _put_back(self, unread: deque[object]) -> None:
        """Deliver in a moment what a failing `receive` left unread: the terminal event may be among it."""
        with self._lock:
            if self._bell is None or not unread:
                return
            self._waiting[:0] = unread
            self._bell.rung.emit()
