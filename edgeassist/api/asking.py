# SPDX-License-Identifier: Apache-2.0
"""A pane's request as a plain call that blocks, for work on a thread of its own. Never call it on the GUI thread."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue

from edgeassist.api import PaneContext
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.language import tr
from edgeassist.core.stop import Stop, Stopped
from edgeassist.wire import (
    TERMINAL,
    AnyEvent,
    Cancelled,
    Count,
    Counted,
    Delta,
    Done,
    Failed,
    Generate,
    StopReason,
    Usage,
)


class AskFailed(EngineTrouble):
    """The engine could not do it; carries its stable code and the folded-away detail."""

    def __init__(self, failed: Failed) -> None:
        self.failed = failed
        self.code = failed.code
        super().__init__(failed.message, hint=failed.hint)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that came to its end; `reason` is `length` or `context` for one that was cut off."""

    text: str
    reason: StopReason
    usage: Usage


def ask(
    context: PaneContext, request: Generate, stop: Stop, on_text: Callable[[str], None] = lambda _text: None
) -> Reply:
    """Return the answer to `request`, telling `on_text` each piece; raise `AskFailed`, or `Stopped` on a wish."""
    pieces: list[str] = []
    done = Done(reason="stop")
    for event in _events(lambda listener: context.generate(request, listener), context.cancel, stop):
        if isinstance(event, Delta):
            pieces.append(event.text)
            on_text(event.text)
        elif isinstance(event, Done):
            done = event
    return Reply("".join(pieces), done.reason, done.usage)


def count(context: PaneContext, request: Count, stop: Stop) -> int:
    """Return how many tokens `request` is for the resident model; raise `AskFailed`, or `Stopped` on a wish."""
    heard = list(_events(lambda listener: context.count(request, listener), context.cancel, stop))
    return next((event.tokens for event in heard if isinstance(event, Counted)), 0)


def _events(
    submit: Callable[[Callable[[AnyEvent], None]], int], cancel: Callable[[int], None], stop: Stop
) -> Iterator[AnyEvent]:
    """Yield the job's events as they come; raise how it ended when that is not `Done`."""
    stop.check()
    inbox: SimpleQueue[AnyEvent] = SimpleQueue()
    job = submit(inbox.put)
    stop.guard(lambda: cancel(job))
    event: AnyEvent | None = None
    try:
        while not isinstance(event, TERMINAL):
            event = inbox.get()
            yield event
    finally:
        stop.guard(None)
        if not isinstance(event, TERMINAL):
            cancel(job)
    match event:
        case Failed():
            raise AskFailed(event)
        case Cancelled():
            raise Stopped(tr("It was stopped as you asked."))
