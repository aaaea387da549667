# SPDX-License-Identifier: Apache-2.0
"""One question and its answer as values, and the words said about them. Knows no other exchange."""

from dataclasses import dataclass
from enum import StrEnum

from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import grouped, human_rate, human_seconds
from edgeassist.history.turns import Message
from edgeassist.panes.chat.attaching import Paper, asked_with
from edgeassist.panes.chat.reading import UNKNOWN, Held, estimate
from edgeassist.panes.chat.thinking import Parted, parted
from edgeassist.wire import Failed, Turn, Usage

TOO_LONG = "context-too-small"
"""The code of a question that was refused because all that would be read does not fit."""
FIXED_CONTEXT = later("A bigger model reads more at once.")
LONGER_CONTEXT = later("The model can perhaps read more at once: enlarge its context.")
ONLY_THOUGHT = later("It ended while thinking, before it answered")


class Status(StrEnum):
    """What the person is told about the answer."""

    READY = ""
    THINKING = later("Thinking…")
    ANSWERING = later("Answering…")
    STOPPED = later("Stopped")
    CUT = later("Cut off at the length limit")
    FULL = later("Cut off: the context is full")
    FAILED = later("Not finished")
    UNANSWERED = later("Not answered")
    UNREADABLE = later("Not answered: perhaps too long for this model")

    @property
    def words(self) -> str:
        """It in the person's language."""
        return tr(self.value) if self else ""


RUNNING = (Status.THINKING, Status.ANSWERING)
_ENDED_EARLY = (Status.STOPPED, Status.CUT, Status.FULL, Status.FAILED)


@dataclass(frozen=True, slots=True)
class Version:
    """A stored message: its number, which of how many versions it is, counted from 1."""

    id: int
    place: int = 1
    count: int = 1

    @classmethod
    def of(cls, message: Message) -> "Version":
        """Return the version that `message` is."""
        return cls(message.id, message.sibling, message.siblings)


@dataclass(slots=True)
class Exchange:
    """A question and its answer so far, reasoning included. `asked` and `answered` are None until stored.

    `unread`: for how many questions before it there was no room in a model that `held` so much; `dropped`: how many the
    person had left out. `alone`: nothing else was read for it. `fixed`: by a model whose context cannot be made longer.
    `model` is the name of the one that answered.
    """

    question: str
    answer: str = ""
    status: Status = Status.READY
    usage: Usage | None = None
    failure: Failed | None = None
    unread: int = 0
    dropped: int = 0
    held: Held = UNKNOWN
    alone: bool = False
    fixed: bool = False
    model: str = ""
    papers: tuple[Paper, ...] = ()
    asked: Version | None = None
    answered: Version | None = None
    _parts: tuple[str, Parted] = ("", Parted("", ""))
    _cost: tuple[tuple[Turn, ...], int] = ((), 0)
    _turns: tuple[str, tuple[Paper, ...], tuple[Turn, ...]] | None = None

    @property
    def running(self) -> bool:
        """Its answer is on its way."""
        return self.status in RUNNING

    @property
    def parts(self) -> Parted:
        """The answer without its reasoning, and the reasoning."""
        if self._parts[0] is not self.answer:
            self._parts = self.answer, parted(self.answer)
        return self._parts[1]

    @property
    def said(self) -> str:
        """The answer without its reasoning."""
        return self.parts.said

    @property
    def remark(self) -> str:
        """What is said below it: how it goes or ended, and what was not read for it."""
        if self.status in (Status.THINKING, Status.FAILED):
            return self.status.words
        only = tr(ONLY_THOUGHT) if self.answer and not self.running and not self.said else ""
        unread = unread_lines(self.unread, self.held, self.dropped)
        return " · ".join(filter(None, (self.status.words, only, *unread)))

    @property
    def can_go_on(self) -> bool:
        """It ended before it was complete, and there is something to go on from."""
        return self.status in _ENDED_EARLY and bool(self.said)

    @property
    def too_long(self) -> bool:
        """It was refused for its length: asked again unchanged, it would be refused again."""
        return self.failure is not None and self.failure.code == TOO_LONG

    @property
    def hint(self) -> str:
        """What to do about its failure, in the window's words."""
        if self.failure is None or not self.too_long:
            return tr(self.failure.hint) if self.failure is not None and self.failure.hint else ""
        start = tr("Shorten your question.") if self.alone else tr("Start a new chat or shorten your question.")
        return f"{start} {tr(FIXED_CONTEXT if self.fixed else LONGER_CONTEXT)}"

    @property
    def turns(self) -> tuple[Turn, ...]:
        """It as earlier turns: files with the question, no reasoning."""
        if self._turns is None or self._turns[0] is not self.answer or self._turns[1] is not self.papers:
            question = Turn("user", asked_with(self.question, self.papers))
            turns = (question, Turn("assistant", self.said)) if self.said else (question,)
            self._turns = self.answer, self.papers, turns
        return self._turns[2]

    @property
    def tokens(self) -> int:
        """About how many tokens it is, apart from the model's own form."""
        turns = self.turns
        if self._cost[0] is not turns:
            self._cost = turns, sum(estimate(turn.text) for turn in turns)
        return self._cost[1]


def unread_lines(count: int, held: Held, dropped: int = 0) -> list[str]:
    """Return how many questions were `dropped`, and for how many there was no room, in the figures of the meter."""
    lines = []
    if dropped:
        lines.append(
            trn(
                "An earlier question is left out, as you chose",
                "{n} earlier questions are left out, as you chose",
                dropped,
            )
        )
    if count:
        lines.append(_no_room(count, held, after=bool(dropped)))
    return lines


def _no_room(count: int, held: Held, *, after: bool) -> str:
    """Return that there was no room for so many questions: the first ones, or those `after` others."""
    if not held.context_tokens:
        return trn("The first question is not read", "The first {n} questions are not read", count)
    whole, kept = grouped(held.context_tokens), grouped(held.kept_tokens)
    if after:
        return trn(
            "The next question is not read: of the room of {whole}, {kept} stay free for the answer, "
            "and the rest is too little for all",
            "The next {n} questions are not read: of the room of {whole}, {kept} stay free for the answer, "
            "and the rest is too little for all",
            count,
            whole=whole,
            kept=kept,
        )
    return trn(
        "The first question is not read: of the room of {whole}, {kept} stay free for the answer, "
        "and the rest is too little for all",
        "The first {n} questions are not read: of the room of {whole}, {kept} stay free for the answer, "
        "and the rest is too little for all",
        count,
        whole=whole,
        kept=kept,
    )


def cost_line(usage: Usage) -> str:
    """Return what an answer cost in time, as its action row says it: `began after 0.18 s, took 4.94 s`."""
    first = human_seconds(usage.first_token_ms / 1000) if usage.first_token_ms else ""
    whole = human_seconds((usage.first_token_ms + usage.answer_ms) / 1000) if usage.answer_rate else ""
    if first and whole:
        return tr("began after {first}, took {whole}", first=first, whole=whole)
    return whole or first or trn("{n} token", "{n} tokens", usage.answer_tokens)


def cost_tip(usage: Usage) -> str:
    """Return the same in the engine's own figures: `118 tokens (words or pieces of words), 24.6 of them a second`."""
    tokens = trn("{n} token (a word or a piece of one)", "{n} tokens (words or pieces of words)", usage.answer_tokens)
    if not usage.answer_rate:
        return tokens
    return tr("{tokens}, {rate} tokens/s", tokens=tokens, rate=human_rate(usage.answer_rate))
