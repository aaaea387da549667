# SPDX-License-Identifier: Apache-2.0
"""Runs short blocking calls, one after the other, on one thread that is not the GUI's. Knows nothing of their sense."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject

from edgeassist.kit.bridge import Bridge

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Outcome:
    after: Callable[[], None]


class InOrder:
    """A queue of calls with one worker thread, started by the first call. Make, use and close on the GUI thread."""

    def __init__(self, owner: QObject, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._closed = False
        self._home: Bridge[_Outcome] = Bridge(owner, lambda outcome: outcome.after())

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `work`; afterwards `then` gets its result, or `failed` its error, on the GUI thread."""
        self._pool.submit(self._run, work, then, failed)

    def look(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `work`, which changes nothing: what waits when this is closed is left out, since nobody sees it."""
        self._pool.submit(self._look, work, then, failed)

    def close(self) -> None:
        """Finish what was asked, then end the thread. No answer arrives any more."""
        self._closed = True
        self._home.close()
        self._pool.shutdown(wait=True)

    def _look(
        self, work: Callable[[], T], then: Callable[[T], None] | None, failed: Callable[[Exception], None] | None
    ) -> None:
        if not self._closed:
            self._run(work, then, failed)

    def _run(
        self, work: Callable[[], T], then: Callable[[T], None] | None, failed: Callable[[Exception], None] | None
    ) -> None:
        try:
            result = work()
        except Exception as error:
            caught = error
            if failed is not None:
                self._home(_Outcome(lambda: failed(caught)))
            return
        if then is not None:
            self._home(_Outcome(lambda: then(result)))
