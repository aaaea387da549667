# SPDX-License-Identifier: Apache-2.0
"""One generation as a plain loop: every piece is passed on as it comes, Ctrl-C ends it and keeps what came."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edgeassist.wire import AnyEvent, Cancelled, Delta, Done, Failed, Generate, Usage

if TYPE_CHECKING:
    from edgeassist.runtime.blocking import Asks

Hear = Callable[[AnyEvent], None]


@dataclass(slots=True)
class Answer:
    """What came of a request. `reason` is how it ended: `stop`, `length`, `context`, `cancelled` or `failed`."""

    pieces: list[str] = field(default_factory=list)
    reason: str = "cancelled"
    usage: Usage = field(default_factory=Usage)
    failure: Failed | None = None

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)

    def take(self, event: AnyEvent) -> None:
        """Add what `event` says."""
        match event:
            case Delta():
                self.pieces.append(event.text)
            case Done():
                self.reason, self.usage = event.reason, event.usage
            case Cancelled():
                self.usage = event.usage
            case Failed():
                self.reason, self.failure = "failed", event


def answered(engine: "Asks", request: Generate, hear: Hear) -> Answer:
    """Run `request` to its end or to Ctrl-C, which cancels the job; `hear` gets every event."""
    from edgeassist.runtime.blocking import events

    answer = Answer()
    try:
        with closing(events(engine, request)) as heard:
            for event in heard:
                answer.take(event)
                hear(event)
    except KeyboardInterrupt:
        answer.reason = "cancelled"
    return answer


def usage_table(usage: Usage) -> dict[str, float]:
    """Return `usage` for machines: tokens, milliseconds, tokens per second."""
    table = {name: getattr(usage, name) for name in usage.__struct_fields__}
    return table | {"prompt_rate": round(usage.prompt_rate, 2), "answer_rate": round(usage.answer_rate, 2)}
