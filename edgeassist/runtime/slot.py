# SPDX-License-Identifier: Apache-2.0
"""The place where a worker lives: empty, starting, greeted. Keeps its deadlines; knows no jobs.

All calls come on the engine's thread.
"""

import time
from collections.abc import Callable, Sequence

from edgeassist.runtime.exits import Ending
from edgeassist.runtime.process import WorkerProcess
from edgeassist.runtime.watchdog import Watchdog
from edgeassist.wire import AnyCommand, AnyEvent, Cancel, Ping, Quit

CANCEL_LIMIT_S = 5.0
ANSWER_LIMIT_S = 0.06
QUIT_LIMIT_S = 0.5
ASLEEP_S = 5.0
"""Who comes so much later than it meant to has slept, and the worker with it: some systems' clocks count that."""
_NEVER = float("inf")


class WorkerSlot:
    """At most one worker, its watchdog, and the moments at which something is overdue.

    `command` is the argv of the next worker.
    """

    def __init__(
        self,
        command: Sequence[str],
        on_event: Callable[[WorkerProcess, AnyEvent], None],
        on_gone: Callable[[WorkerProcess, Ending], None],
    ) -> None:
        self.command = tuple(command)
        self._on_event, self._on_gone = on_event, on_gone
        self._cancel_by = self._spawn_at = self._answer_by = self._wakes_at = _NEVER
        self.worker: WorkerProcess | None = None
        self.watchdog = Watchdog()
        self.greeted = False

    @property
    def may_spawn(self) -> bool:
        """Whether the slot is empty and no pause is in force."""
        return self.worker is None and self._spawn_at == _NEVER

    def spawn(self) -> None:
        """Start a worker; raise OSError when that is impossible."""
        self.watchdog, self.greeted = Watchdog(), False
        self.worker = WorkerProcess(self.command, self._on_event, self._on_gone)

    def greet(self) -> None:
        """Note that the handshake is done."""
        self.greeted = True
        self.watchdog.greeted()

    def send(self, command: AnyCommand) -> None:
        """Pass `command` down if anyone is there."""
        if self.worker is not None:
            self.worker.send(command)

    def send_line(self, line: bytes) -> None:
        """Pass an encoded command down if anyone is there."""
        if self.worker is not None:
            self.worker.send_line(line)

    def end(self, fault: str, note: str = "") -> None:
        """Kill the worker for the reason `fault` (see `exits.Ending`)."""
        if self.worker is not None:
            self.worker.end(fault, note)

    def cancel(self, number: int) -> None:
        """Ask the worker to end a job, and start the clocks."""
        now = time.monotonic()
        self._cancel_by, self._answer_by = now + CANCEL_LIMIT_S, now + ANSWER_LIMIT_S
        self.send(Cancel(number))

    def settled(self) -> None:
        """Stop the clocks of `cancel`."""
        self._cancel_by = self._answer_by = _NEVER

    def vacate(self) -> None:
        """Forget the worker that is gone."""
        self.worker, self.greeted = None, False
        self.settled()

    def pause(self, delay_s: float) -> None:
        """Let nobody in for `delay_s`; 0 lifts a pause."""
        self._spawn_at = time.monotonic() + delay_s if delay_s else _NEVER

    def patience(self, *, busy: bool) -> float | None:
        """Return how long the engine may wait for news, in seconds; None for ever."""
        now = time.monotonic()
        waits = [max(0.0, due - now) for due in (self._cancel_by, self._spawn_at, self._answer_by) if due != _NEVER]
        if self._watched(busy):
            waits.append(1.0)
        self._wakes_at = now + min(waits) if waits else _NEVER
        return min(waits) if waits else None

    def silence(self, *, busy: bool) -> None:
        """A wait of the engine ended without news."""
        if not self._watched(busy):
            return
        match self.watchdog.tick():
            case "hang":
                self.end("hang")
            case "ping":
                self.send(Ping())

    def answer_overdue(self) -> bool:
        """Whether the worker has not answered a cancel in time; says so once."""
        overdue = time.monotonic() >= self._answer_by
        if overdue:
            self._answer_by = _NEVER
        return overdue

    def check(self) -> None:
        """Act on what is overdue; a worker that slept with this computer gets its time anew."""
        now = time.monotonic()
        if self._cancel_by != _NEVER and now >= self._wakes_at + ASLEEP_S:
            self._cancel_by = now + CANCEL_LIMIT_S
        if now >= self._cancel_by:
            self.settled()
            self.end("deaf")
        if now >= self._spawn_at:
            self.pause(0)

    def leave(self) -> None:
        """Ask the worker to quit; kill it when it does not."""
        if self.worker is None:
            return
        self.worker.send(Quit())
        if not self.worker.join(QUIT_LIMIT_S):
            self.worker.end()
            self.worker.join(QUIT_LIMIT_S)
        self.vacate()

    def _watched(self, busy: bool) -> bool:
        return self.worker is not None and (busy or not self.greeted)
