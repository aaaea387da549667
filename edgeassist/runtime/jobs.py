# SPDX-License-Identifier: Apache-2.0
"""The line of jobs: first in, first out, one running, exactly one terminal event each. Owns no thread.

All calls come on the engine's thread.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from msgspec.structs import replace

from edgeassist.core.language import tr
from edgeassist.core.units import elided, human_bytes
from edgeassist.runtime.state import Trouble
from edgeassist.wire import (
    MAX_LINE_BYTES,
    MOST_DETAIL,
    TERMINAL,
    AnyCommand,
    AnyEvent,
    Cancelled,
    Denied,
    Failed,
    Hello,
    Load,
    Loaded,
    Preparing,
    encode,
)
from edgeassist.wire.wording import Wording, reworded

_MOST_LOCKS, _MOST_NAME = 16, 300
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


def as_shown(event: AnyEvent) -> AnyEvent:
    """Return what a worker said as the window may show it: in the person's language, and names as short plain lines."""
    match event:
        case Failed():
            message, hint = reworded(event.message, event.message_words), reworded(event.hint, event.hint_words)
            detail = event.detail[-MOST_DETAIL:]
            return Failed(event.job, code=elided(event.code), message=message, hint=hint, detail=detail)
        case Preparing():
            return Preparing(event.job, what=reworded(event.what, Wording()))
        case Hello():
            locks = tuple(elided(one) for one in event.sandbox[:_MOST_LOCKS])
            return replace(event, build=elided(event.build), variant=elided(event.variant), sandbox=locks)
        case Loaded():
            names = {"name": event.name, "architecture": event.architecture, "template": event.template}
            return replace(event, **{field: elided(name) for field, name in names.items()})
        case Denied():
            return replace(event, name=elided(event.name, _MOST_NAME))
    return event


def cancelled(number: int) -> AnyEvent:
    """Return the terminal event of a job that ended as asked without a word from the worker."""
    return Cancelled(number)


def refused(number: int, trouble: Trouble) -> Failed:
    """Return the terminal event of a job that `trouble` made impossible."""
    return Failed(number, code=trouble.code, message=trouble.message, hint=trouble.hint, detail=trouble.detail)
