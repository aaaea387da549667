# SPDX-License-Identifier: Apache-2.0
"""One long job of a widget on a thread of its own: what it tells comes home, a wish ends it.

Knows nothing of the jobs' sense. They never overlap: a new one waits until the one before has noticed that nobody
wants it any more.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from edgeassist.core.stop import Stop
from edgeassist.kit.bridge import Bridge

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Word:
    """Something that a job said, to be done on the GUI thread; `last` ends the job."""

    stop: Stop
    deliver: Callable[[], None]
    last: bool


class LongWork(Generic[T]):
    """Make, use and close it on the GUI thread; `on_told` is called there too. It lives as long as `owner`."""

    def __init__(self, owner: QObject, name: str, on_told: Callable[[T], None]) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._home: Bridge[_Word] = Bridge(owner, self._arrived)
        self._on_told = on_told
        self._current: Stop | None = None

    @property
    def busy(self) -> bool:
        """A job was started and its last word has not arrived."""
        return self._current is not None

    def start(
        self,
        work: Callable[[Callable[[T], None], Stop], R],
        then: Callable[[R], None],
        *,
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `work(tell, stop)`; `then` gets its result, or `failed` its error, `Stopped` among them.

        What ran before is ended, and nothing of it arrives any more.
        """
        self._drop()
        stop = self._current = Stop()
        self._pool.submit(self._run, stop, lambda: self._ended(work, then, failed, stop))

    def stop(self) -> None:
        """Wish the end; the job's own last word still arrives."""
        if self._current is not None:
            self._current.wish()

    def close(self) -> None:
        """Wish the end and wait for it. Nothing arrives any more."""
        self._drop()
        self._home.close()
        self._pool.shutdown(wait=True)

    def _drop(self) -> None:
        unwanted, self._current = self._current, None
        if unwanted is not None:
            unwanted.wish()

    def _run(self, stop: Stop, ended: Callable[[], Callable[[], None]]) -> None:
        if self._current is stop:  # one that was replaced before it began is not begun
            self._home(_Word(stop, ended(), last=True))

    def _ended(
        self,
        work: Callable[[Callable[[T], None], Stop], R],
        then: Callable[[R], None],
        failed: Callable[[Exception], None],
        stop: Stop,
    ) -> Callable[[], None]:
        """Do `work` to its end; return what is to be called at home."""
        try:
            result = work(lambda value: self._home(_Word(stop, lambda: self._on_told(value), last=False)), stop)
        except Exception as error:
            caught = error
            return lambda: failed(caught)
        return lambda: then(result)

    def _arrived(self, word: _Word) -> None:
        if word.stop is not self._current:
            return
        if word.last:
            self._current = None
        word.deliver()
