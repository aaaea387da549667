# SPDX-License-Identifier: Apache-2.0
"""A job as a plain loop, for programs without an event loop of their own."""

from collections.abc import Callable, Generator
from contextlib import closing
from queue import SimpleQueue
from typing import Protocol

from edgeassist.core.errors import EngineTrouble
from edgeassist.core.language import tr
from edgeassist.core.stop import Stop
from edgeassist.runtime.jobs import Listener
from edgeassist.wire import TERMINAL, AnyCommand, AnyEvent, Cancelled, Failed


class Asks(Protocol):
    """What jobs are asked of: the engine, or what stands before it."""

    def submit(self, command: AnyCommand, listener: Listener) -> int:
        """Queue `command`; return its job number."""

    def cancel(self, number: int) -> None:
        """Ask for the end of a job."""


class JobFailed(EngineTrouble):
    """A job ended in `Failed`; carries its stable code and the folded-away detail."""

    def __init__(self, failed: Failed) -> None:
        self.failed = failed
        self.code = failed.code
        super().__init__(failed.message, hint=failed.hint)


class JobCancelled(EngineTrouble):
    """A job was cancelled before it gave its result."""

    code = "cancelled"


def events(engine: Asks, command: AnyCommand, stop: Stop | None = None) -> Generator[AnyEvent, None, None]:
    """Yield the job's events, the terminal one last. Closing the generator early cancels the job, as `stop` does."""
    inbox: SimpleQueue[AnyEvent] = SimpleQueue()
    number = engine.submit(command, inbox.put)
    if stop is not None:
        stop.guard(lambda: engine.cancel(number))
    event: AnyEvent | None = None
    try:
        while not isinstance(event, TERMINAL):
            event = inbox.get()
            yield event
    finally:
        if stop is not None:
            stop.guard(None)
        if not isinstance(event, TERMINAL):
            engine.cancel(number)


def finish(
    engine: Asks,
    command: AnyCommand,
    on_event: Callable[[AnyEvent], None] = lambda _event: None,
    *,
    stop: Stop | None = None,
) -> list[AnyEvent]:
    """Run the job to its end and return its events; raise `JobFailed` or `JobCancelled`.

    `on_event` hears each event as it comes; `stop` may end it from another thread.
    """
    heard: list[AnyEvent] = []
    with closing(events(engine, command, stop)) as stream:
        for event in stream:
            on_event(event)
            heard.append(event)
    match heard[-1]:
        case Failed() as failed:
            raise JobFailed(failed)
        case Cancelled():
            raise JobCancelled(tr("The job was cancelled."), hint=tr("Start it again when you like."))
    return heard
