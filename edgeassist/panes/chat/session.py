# SPDX-License-Identifier: Apache-2.0
"""One conversation's course: what was said, what to ask next, when to save. Pure; knows no window, file or thread."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from edgeassist.api import SavedTurn
from edgeassist.core.units import human_rate
from edgeassist.store.starter import MEASURED_WITH
from edgeassist.wire import AnyEvent, Cancelled, Delta, Done, Failed, Generate, Sampling, Started, Turn, Usage

SAVE_EVERY_S = 2.0
SAVE_EVERY_TOKENS = 64
ANSWER_TOKENS = 1024
CHARS_PER_TOKEN = 3
TURN_TOKENS = 8
SMALL_CONTEXT_TOKENS = 1024
"""A model that reads no more than this at once forgets the first questions of a chat, since a few would fill it."""

TOO_LONG = "context-too-small"
"""The code of a question that was refused because all that would be read does not fit."""
FIXED_CONTEXT = "A bigger model reads more at once."
LONGER_CONTEXT = "The model can perhaps read more at once: set a greater context_tokens in settings.toml."


class Status(StrEnum):
    """What the person is told about the answer."""

    READY = ""
    THINKING = "Thinking…"
    ANSWERING = "Answering…"
    STOPPED = "Stopped"
    CUT = "Cut off at the length limit"
    FULL = "Cut off: the context is full"
    FAILED = "Not finished"
    UNANSWERED = "Not answered"
    UNREADABLE = "Not answered: perhaps too long for this model"


_ENDS = {"length": Status.CUT, "context": Status.FULL}


@dataclass(slots=True)
class Exchange:
    """A question and its answer so far. `unread`: how many questions before it no longer fitted and were not read.

    `alone`: nothing else was read for it. `fixed`: by a model whose context cannot be made longer.
    """

    question: str
    answer: str = ""
    status: Status = Status.READY
    usage: Usage | None = None
    failure: Failed | None = None
    unread: int = 0
    alone: bool = False
    fixed: bool = False

    @property
    def remark(self) -> str:
        """What is said below it: how it goes or ended, and what was not read for it."""
        if self.status in (Status.THINKING, Status.FAILED):
            return self.status.value
        return " · ".join(filter(None, (self.status.value, unread_line(self.unread))))

    @property
    def too_long(self) -> bool:
        """It was refused for its length: asked again unchanged, it would be refused again."""
        return self.failure is not None and self.failure.code == TOO_LONG

    @property
    def hint(self) -> str:
        """What to do about its failure, in the window's words."""
        if self.failure is None or not self.too_long:
            return self.failure.hint if self.failure is not None else ""
        start = "Shorten your question" if self.alone else "Start a new chat or shorten your question"
        return f"{start}. {FIXED_CONTEXT if self.fixed else LONGER_CONTEXT}"


@dataclass(frozen=True, slots=True)
class Save:
    """Write this answer down now."""

    text: str
    partial: bool


@dataclass(slots=True)
class ChatSession:
    """The conversation in front. `clock` gives seconds, ever growing.

    `room_tokens` is how much a small model reads beside the room for its answer: what no longer fits is left out from
    the beginning, whole questions with their answers, and told. 0: everything is sent. `steady`: the likeliest words
    are taken, but not when the same is asked again.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    context_tokens: int = 0
    room_tokens: int = 0
    steady: bool = False
    clock: Callable[[], float] = time.monotonic
    _saved_at: float = 0.0
    _unsaved_tokens: int = 0

    @property
    def busy(self) -> bool:
        """An answer is on its way."""
        return self.status in (Status.THINKING, Status.ANSWERING)

    @property
    def status(self) -> Status:
        """The last answer's status."""
        return self.exchanges[-1].status if self.exchanges else Status.READY

    def open(self, turns: tuple[SavedTurn, ...]) -> None:
        """Show a stored conversation. An answer without a question before it is shown below an empty one."""
        self.exchanges = []
        for turn in turns:
            if turn.role == "user":
                self.exchanges.append(Exchange(turn.text, status=Status.UNANSWERED))
            elif self.exchanges:
                self.exchanges[-1].answer = turn.text
                self.exchanges[-1].status = Status.STOPPED if turn.partial else Status.READY
        self._judge_unanswered()

    def ask(self, text: str) -> Generate:
        """Add a question and return the request that answers it."""
        self.exchanges.append(Exchange(text, status=Status.THINKING))
        return self._request()

    def again(self) -> Generate:
        """Forget the last answer and return the request for another one."""
        self.exchanges[-1] = Exchange(self.exchanges[-1].question, status=Status.THINKING)
        return self._request(again=True)

    def fit_to(self, context_tokens: int) -> None:
        """Take the length of the model's context; 0 for no model. A third of a short one is kept for the answer."""
        small = 0 < context_tokens <= SMALL_CONTEXT_TOKENS
        self.room_tokens = context_tokens - context_tokens // 3 if small else 0
        self.context_tokens = context_tokens
        self._judge_unanswered()

    def _judge_unanswered(self) -> None:
        """Say of stored questions without an answer whether the model could read them; the reason is not kept."""
        for said in self.exchanges:
            if said.status in (Status.UNANSWERED, Status.UNREADABLE):
                long = 0 < self.context_tokens < _estimate([], said.question)
                said.status = Status.UNREADABLE if long else Status.UNANSWERED

    def estimated_tokens(self, draft: str = "") -> int:
        """Return about how many tokens would be read for `draft`; the worker alone counts exactly."""
        read = [said for said in self.exchanges if said.answer or (self.busy and said is self.exchanges[-1])]
        gone = self.exchanges[-1].unread if self.busy else self.left_out(draft)
        return _estimate(read[gone:], draft) if draft or read else 0

    def left_out(self, draft: str) -> int:
        """Return how many answered questions would not be read for `draft`."""
        read = [said for said in self.exchanges if said.answer]
        if not self.room_tokens:
            return 0
        return next((gone for gone in range(len(read)) if _estimate(read[gone:], draft) <= self.room_tokens), len(read))

    def on_event(self, event: AnyEvent) -> Save | None:
        """Take what the engine says; return what is due to be saved."""
        if not self.busy:
            return None
        now = self.exchanges[-1]
        match event:
            case Started():
                self._saved_at, self._unsaved_tokens = self.clock(), 0
            case Delta():
                return self._grow(now, event)
            case Done():
                now.status, now.usage = _ENDS.get(event.reason, Status.READY), event.usage
                return Save(now.answer, partial=now.status is not Status.READY)
            case Cancelled():
                return self._end(now, Status.STOPPED, event.usage)
            case Failed():
                now.failure = event
                return self._end(now, Status.FAILED, None)
        return None

    def interrupt(self) -> Save | None:
        """End the answer here, without the engine's word: the window closes."""
        return self._end(self.exchanges[-1], Status.STOPPED, None) if self.busy else None

    def _grow(self, now: Exchange, delta: Delta) -> Save | None:
        now.answer += delta.text if now.answer else delta.text.lstrip()
        if not now.answer:
            return None
        if now.status is Status.THINKING:
            now.status, self._saved_at, self._unsaved_tokens = Status.ANSWERING, self.clock(), 0
        self._unsaved_tokens += delta.tokens
        due = self._unsaved_tokens >= SAVE_EVERY_TOKENS or self.clock() - self._saved_at >= SAVE_EVERY_S
        if not due:
            return None
        self._saved_at, self._unsaved_tokens = self.clock(), 0
        return Save(now.answer, partial=True)

    @staticmethod
    def _end(now: Exchange, status: Status, usage: Usage | None) -> Save | None:
        now.status, now.usage = status, usage
        return Save(now.answer, partial=True) if now.answer else None

    def _turns(self) -> tuple[Turn, ...]:
        """Return the question in front and every answered one before it; what got no answer is never read again."""
        *earlier, now = self.exchanges
        answered = [said for said in earlier if said.answer][now.unread :]
        pairs = [(Turn("user", said.question), Turn("assistant", said.answer)) for said in answered]
        return (*(turn for pair in pairs for turn in pair), Turn("user", now.question))

    def _request(self, *, again: bool = False) -> Generate:
        now = self.exchanges[-1]
        now.unread = self.left_out(now.question)
        turns = self._turns()
        now.alone, now.fixed = len(turns) == 1, self.steady
        sampling = MEASURED_WITH if self.steady and not again else Sampling()
        return Generate(turns=turns, max_tokens=ANSWER_TOKENS, sampling=sampling)

    def transcript(self) -> str:
        """Return the whole conversation as plain text."""
        return "\n\n".join(
            part for said in self.exchanges for part in (f"You: {said.question}", f"Answer: {said.answer}") if part
        )


def _estimate(read: list[Exchange], draft: str) -> int:
    chars = sum(len(said.question) + len(said.answer) for said in read) + len(draft)
    return chars // CHARS_PER_TOKEN + TURN_TOKENS * (2 * len(read) + 1)


def unread_line(count: int) -> str:
    """Return how many of the first questions a small model has no room for; empty for none."""
    if count == 1:
        return "The first question is not read: it no longer fits beside the room kept for the answer"
    return (
        f"The first {count} questions are not read: they no longer fit beside the room kept for the answer"
        if count
        else ""
    )


def cost_line(usage: Usage) -> str:
    """Return what an answer cost, as its action row says it: `118 tokens · 24.6 tok/s`."""
    tokens = f"{usage.answer_tokens} token{'' if usage.answer_tokens == 1 else 's'}"
    return f"{tokens} · {human_rate(usage.answer_rate)} tok/s" if usage.answer_rate else tokens
