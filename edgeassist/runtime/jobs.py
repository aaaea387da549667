# SPDX-License-Identifier: Apache-2.0
"""The line of jobs: first in, first out, one running, exactly one terminal event each. Owns no thread.

All calls come on the engine's thread.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from edgeassist.core.language import tr
from edgeassist.core.units import human_bytes
from edgeassist.runtime.state import Trouble
from edgeassist.wire import MAX_LINE_BYTES, TERMINAL, AnyCommand, AnyEvent, Cancelled, Failed, Load, encode
from edgeassist.wire.wording import reworded

_log = logging.getLogger(__name__)

Listener = Callable[[AnyEvent], None]


@dataclass(slots=True, eq=False)
class Job:
    """A command on its way. `cancelling` once its end was asked for."""

    command: AnyCommand
    listener: Listener
    cancelling: bool = False
    ended: bool = field(default=False, init=False)
    _line: bytes = field(default=b"", init=False)

    @property
    def number(self) -> int:
        """The job number on the wire."""
        return self.command.job

    @property
    def line(self) -> bytes:
        """The command as it goes to the worker; encoded once."""
        if not self._line:
            self._line = encode(self.command)
        return self._line

    def unsendable(self) -> Failed | None:
        """Return why the worker could never be told of this job; None when it can."""
        try:
            size_bytes = len(self.line)
        except UnicodeEncodeError as error:
            message = tr(
                "The text or file name holds characters that are not valid Unicode, so it cannot be passed on."
            )
            hint = tr("Nothing was lost. Remove those characters, or rename the file.")
            return Failed(self.number, code="text-not-sendable", message=message, hint=hint, detail=str(error))
        if size_bytes <= MAX_LINE_BYTES:
            return None
        message = tr(
            "The text is too long to be read at once: {size}; {limit} fit.",
            size=human_bytes(size_bytes),
            limit=human_bytes(MAX_LINE_BYTES),
        )
        return Failed(
            self.number, code="text-too-long", message=message, hint=tr("Nothing was lost. Send a part of it.")
        )

    def deliver(self, event: AnyEvent) -> None:
        """Pass `event` on; nothing after a terminal one. A listener's exception is logged, never ours to die of."""
        if self.ended:
            return
        self.ended = isinstance(event, TERMINAL)
        try:
            self.listener(event)
        except Exception:
            _log.exception("a job's listener failed")


class JobLine:
    """The queue and the running job."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.running: Job | None = None
        self._waiting: deque[Job] = deque()

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits."""
        return self.running is not None or bool(self._waiting)

    def add(self, job: Job, *, first: bool = False) -> None:
        """Queue `job`, at the front for our own reloads."""
        if first:
            self._waiting.appendleft(job)
        else:
            self._waiting.append(job)

    def peek(self) -> Job | None:
        """Return the job that would run next."""
        return self._waiting[0] if self._waiting else None

    def start(self) -> Job:
        """Take the next job and make it the running one."""
        self.running = self._waiting.popleft()
        return self.running

    def find(self, number: int) -> Job | None:
        """Return the running or waiting job of that number."""
        if self.running is not None and self.running.number == number:
            return self.running
        return next((job for job in self._waiting if job.number == number), None)

    def drop(self, job: Job, terminal: AnyEvent) -> None:
        """Take `job` out of the line and give it its terminal event."""
        if job is self.running:
            self.running = None
        elif job in self._waiting:
            self._waiting.remove(job)
        job.deliver(terminal)

    def drop_waiting(self, terminal: Callable[[int], AnyEvent], *, only_loads: bool = False) -> None:
        """End every waiting job (or every waiting load) with its own terminal event."""
        for job in [job for job in self._waiting if not only_loads or isinstance(job.command, Load)]:
            self.drop(job, terminal(job.number))


def in_the_persons_language(failed: Failed) -> Failed:
    """Return what a worker said in English as the window says it."""
    return Failed(
        failed.job,
        code=failed.code,
        message=reworded(failed.message, failed.message_words),
        hint=reworded(failed.hint, failed.hint_words),
        detail=failed.detail,
    )


def cancelled(number: int) -> AnyEvent:
    """Return the terminal event of a job that ended as asked without a word from the worker."""
    return Cancelled(number)


def refused(number: int, trouble: Trouble) -> Failed:
    """Return the terminal event of a job that `trouble` made impossible."""
    return Failed(number, code=trouble.code, message=trouble.message, hint=trouble.hint, detail=trouble.detail)
