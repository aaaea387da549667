# SPDX-License-Identifier: Apache-2.0
"""How long work is watched, held and ended: a wish to stop, the outcome `Stopped`, the shape of progress reports."""

from collections.abc import Callable
from threading import Lock

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr

Report = Callable[[str, int, int], None]
"""Receives the step in plain words and how many of how many units are done; called at most some 10 times a second."""


class Stopped(EdgeError):
    """A person called the work off: an outcome, shown as such, never as a failure."""

    code, hint = "stopped", later("Nothing was lost. Start it again when you like.")


class Stop:
    """A wish to end whatever runs now and comes next. Any thread may make it, once and for all.

    Meanwhile the work can be held and let go as often as need be; only what can be suspended heeds that.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._wished = False
        self._cancel: Callable[[], None] | None = None
        self._held = False
        self._suspend: Callable[[bool], None] | None = None

    @property
    def wished(self) -> bool:
        """Whether the end has been asked for."""
        return self._wished

    def wish(self) -> None:
        """Ask for the end; a job that runs is cancelled."""
        with self._lock:
            self._wished, cancel = True, self._cancel
        if cancel is not None:
            cancel()

    def hold(self, *, held: bool) -> None:
        """Have whatever runs now and comes next rest from now on, or go on."""
        with self._lock:
            self._held = held
            if self._suspend is not None:
                self._suspend(held)

    def rests_by(self, suspend: Callable[[bool], None] | None) -> None:
        """Have `suspend` called with True to rest, with False to go on; None when nothing runs any more."""
        with self._lock:
            self._suspend = suspend
            if suspend is not None and self._held:
                suspend(True)

    def guard(self, cancel: Callable[[], None] | None) -> None:
        """Have `cancel` called by a wish, at once when it was made already; None when nothing runs any more."""
        with self._lock:
            self._cancel, wished = cancel, self._wished
        if wished and cancel is not None:
            cancel()

    def check(self) -> None:
        """Raise `Stopped` when the end has been asked for."""
        if self._wished:
            raise Stopped(tr("It was stopped as you asked."))
