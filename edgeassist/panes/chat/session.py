# SPDX-License-Identifier: Apache-2.0
"""One conversation's course: what was said, what to ask next, when to save. Pure; knows no window, file or thread."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from edgeassist.core.language import tr
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Message
from edgeassist.panes.chat.attaching import Paper, asked_with, summed_before
from edgeassist.panes.chat.exchange import Exchange, Status, Version
from edgeassist.panes.chat.joining import Joint
from edgeassist.panes.chat.reading import (
    SMALL_CONTEXT_TOKENS,
    TURN_TOKENS,
    Held,
    Older,
    Part,
    Reading,
    answer_room,
    estimate,
    most_tokens,
    sampling_of,
)
from edgeassist.store.starter import MEASURED_WITH
from edgeassist.wire import AnyEvent, Cancelled, Delta, Done, Failed, Generate, Sampling, Started, Turn, Usage

SAVE_EVERY_S = 2.0
SAVE_EVERY_TOKENS = 64
MOST_COSTS = 400
"""So many answers are known by what they cost, the newest: a window used for weeks gives thousands."""

_MARGIN = 1.15
"""What is read next may take more tokens to as many letters than what was read before."""
_ENDS = {"length": Status.CUT, "context": Status.FULL}


@dataclass(frozen=True, slots=True)
class Save:
    """Write this answer down now."""

    text: str
    partial: bool
    model: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A question to be asked `after` so many exchanges (None: all); `begun` is how its answer begins already."""

    text: str
    papers: tuple[Paper, ...] = ()
    after: int | None = None
    begun: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """How far a conversation had come, to go back to."""

    exchanges: tuple[Exchange, ...]
    older: Older


@dataclass(frozen=True, slots=True)
class _Before:
    """What was said before a question: the exchanges to be `read`, a summary of older ones, how many were dropped."""

    read: list[Exchange]
    summary: str
    dropped: int


@dataclass(slots=True)
class ChatSession:
    """The conversation in front. `clock` gives seconds, ever growing.

    `room_tokens` is how much a small model reads beside the room for its answer: what no longer fits is left out from
    the beginning, whole questions with their answers, and told. 0: everything is sent. `steady`: the likeliest words
    are taken, but not when the same is asked again, and no role is played. `model` is the name of the one in use.
    `thrift` is how much of an estimate a small model took in truth for what it read last, and a margin; 1: not known.
    `costs` are those of the newest `MOST_COSTS` answers, by number, since the program began.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    context_tokens: int = 0
    room_tokens: int = 0
    thrift: float = 1.0
    steady: bool = False
    model: str = ""
    manner: Manner = field(default_factory=Manner)
    older: Older = field(default_factory=Older)
    clock: Callable[[], float] = time.monotonic
    costs: dict[int, Usage] = field(default_factory=dict)
    _saved_at: float = 0.0
    _unsaved_tokens: int = 0
    _joint: Joint | None = None
    _aside: Exchange | None = None
    _estimated: int = 0

    @property
    def busy(self) -> bool:
        """An answer is on its way."""
        return bool(self.exchanges) and self.exchanges[-1].running

    @property
    def status(self) -> Status:
        """The last answer's status."""
        return self.exchanges[-1].status if self.exchanges else Status.READY

    @property
    def course(self) -> Course:
        """How far it has come; set it to go back there."""
        return Course(tuple(self.exchanges), self.older)

    @course.setter
    def course(self, course: Course) -> None:
        """Go back to `course`."""
        self.exchanges, self.older = list(course.exchanges), course.older

    @property
    def persona(self) -> str:
        """As whom the model answers; the starter plays no roles."""
        return "" if self.steady else self.manner.persona

    @property
    def most_tokens(self) -> int:
        """How long an answer may become."""
        return most_tokens(self.manner.parameters)

    def open(self, path: Sequence[Message], manner: Manner | None = None, older: Older | None = None) -> None:
        """Show a stored conversation. An answer without a question before it is not shown."""
        self.exchanges = []
        self.manner, self.older = manner or Manner(), older or Older()
        for message in path:
            if message.role == "user":
                papers = tuple(Paper(attachment) for attachment in message.attachments)
                said = Exchange(message.text, status=Status.UNANSWERED, papers=papers, asked=Version.of(message))
                self.exchanges.append(said)
            elif self.exchanges:
                now = self.exchanges[-1]
                now.answer, now.model, now.answered = message.text, message.model, Version.of(message)
                now.usage = self.costs.get(message.id)
                now.status = Status.STOPPED if message.partial else Status.READY
        self._judge_unanswered()

    def adopt(self, path: Sequence[Message]) -> None:
        """Take the numbers and versions of what is shown, now that it is stored."""
        questions = [at for at, message in enumerate(path) if message.role == "user"]
        for said, at in zip(self.exchanges, questions, strict=False):
            said.asked = Version.of(path[at])
            below = path[at + 1] if at + 1 < len(path) else None
            said.answered = Version.of(below) if below is not None and below.role == "assistant" else None
            if said.answered is not None and said.usage is not None:
                self.costs.pop(said.answered.id, None)
                self.costs[said.answered.id] = said.usage
        for oldest in [*self.costs][:-MOST_COSTS]:
            del self.costs[oldest]

    def ask(self, text: str, papers: tuple[Paper, ...] = ()) -> Generate:
        """Add a question and return the request that answers it."""
        self._aside = None
        self.exchanges.append(Exchange(text, status=Status.THINKING, papers=papers))
        return self._request()

    def edit(self, place: int, text: str, papers: tuple[Paper, ...] = ()) -> Generate:
        """Ask question `place` in other words instead of it and all that came after it."""
        del self.exchanges[place:]
        self.older = self.older.within(place)
        return self.ask(text, papers)

    def again(self) -> Generate:
        """Put the last answer aside and return the request for another one."""
        before = self._aside = self.exchanges[-1]
        self.exchanges[-1] = Exchange(
            before.question, status=Status.THINKING, papers=before.papers, asked=before.asked, answered=before.answered
        )
        return self._request(again=True)

    def bring_back(self) -> Version | None:
        """Put the answer before back when another one ended without a word; return which it is, None for nothing."""
        now, before, self._aside = self.exchanges[-1], self._aside, None
        if before is None or now.answer or not before.answer:
            return None
        before.failure = now.failure
        self.exchanges[-1] = before
        return before.answered

    def go_on(self) -> Generate:
        """Return the request that goes on with the last answer, which stays; its last turn is that answer."""
        now, self._aside = self.exchanges[-1], None
        self._joint = Joint(now.answer)
        now.status, now.failure = Status.THINKING, None
        return self._request(again=True)

    def fit_to(self, context_tokens: int) -> None:
        """Take the length of the model's context; 0 for no model. A third of a short one is kept for the answer."""
        small = 0 < context_tokens <= SMALL_CONTEXT_TOKENS
        self.room_tokens = context_tokens - answer_room(context_tokens) if small else 0
        if context_tokens != self.context_tokens:
            self.thrift = 1.0
        self.context_tokens = context_tokens
        self._judge_unanswered()

    def _judge_unanswered(self) -> None:
        """Say of stored questions without an answer whether the model could read them; the reason is not kept."""
        for said in self.exchanges:
            if said.status in (Status.UNANSWERED, Status.UNREADABLE):
                long = 0 < self.context_tokens < estimate(said.question)
                said.status = Status.UNREADABLE if long else Status.UNANSWERED

    def doubt(self) -> bool:
        """Trust the careful estimate alone, as what was measured misled; return whether that changes anything."""
        trusted, self.thrift = self.thrift < 1.0, 1.0
        return trusted

    def _learn(self, usage: Usage | None) -> None:
        """Note how far the estimate of what was read lay above what the model counted."""
        if self.room_tokens and usage is not None and usage.prompt_tokens and self._estimated:
            self.thrift = min(1.0, _MARGIN * usage.prompt_tokens / self._estimated)

    def reading(self, wish: Wish) -> Reading:
        """Return what would be read if `wish` were asked now."""
        before = self._before(wish.after)
        if not self.room_tokens:
            return self._reading(wish, before, len(before.read))
        left = self.room_tokens - self._reading(wish, before, 0).tokens
        kept = 0
        for said in reversed(before.read):
            left -= self._cost(said)
            if left < 0:
                break
            kept += 1
        return self._reading(wish, before, kept)

    def marks(self, reading: Reading) -> list[str]:
        """Return what is to be said of each exchange when `reading` is read; empty where it is read as it is."""
        said: list[str] = []
        gone = reading.dropped + reading.gone
        for place, one in enumerate(self.exchanges):
            if place < self.older.summed and self.older.summary:
                said.append(tr("Read as part of the summary"))
            elif one.said and gone and place >= self.older.summed:
                gone -= 1
                said.append(tr("Not read any more"))
            else:
                said.append("")
        return said

    def _before(self, after: int | None) -> "_Before":
        """Return what could be read before a question that comes `after` so many exchanges, after all by default."""
        exchanges = self.exchanges[:after]
        older = self.older.within(len(exchanges))
        answered = [said for said in exchanges[older.skipped :] if said.said]
        return _Before(answered, older.summary, sum(1 for said in exchanges[older.summed : older.dropped] if said.said))

    def _cost(self, said: Exchange) -> int:
        """Return about how many tokens an earlier exchange is, the model's own form included."""
        return math.ceil((said.tokens + TURN_TOKENS * len(said.turns)) * self.thrift)

    def _reading(self, wish: Wish, before: "_Before", kept: int) -> Reading:
        """Return what is read for `wish` with the last `kept` of the exchanges that could be read."""
        gone = len(before.read) - kept
        read = before.read[gone:]
        said = [*(turn for one in read for turn in one.turns), Turn("user", asked_with(wish.text, wish.papers))]
        if before.summary:
            said[0] = Turn("user", summed_before(before.summary, said[0].text))
        if self.persona:
            said.insert(0, Turn("system", self.persona))
        if wish.begun:
            said.append(Turn("assistant", wish.begun))
        return Reading(tuple(said), self._parts(wish, before.summary, read), gone, before.dropped)

    def _parts(self, wish: Wish, summary: str, read: list[Exchange]) -> tuple[Part, ...]:
        """Return the same under the names that a person knows it by."""
        parts = [Part("persona", tr("The role it plays"), self.persona)] if self.persona else []
        if summary:
            parts.append(Part("summary", tr("Summary of older turns"), summary))
        if read:
            title = tr("Earlier questions and answers ({count})", count=len(read))
            parts.append(Part("earlier", title, "", known_tokens=sum(self._cost(said) for said in read)))
        parts += [Part("paper", paper.name, paper.given) for paper in wish.papers]
        parts.append(Part("question", tr("Your question"), wish.text, 1))
        if wish.begun:
            parts.append(Part("begun", tr("The answer so far"), wish.begun))
        return tuple(parts)

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
                self._add_held(now)
                now.status, now.usage = _ENDS.get(event.reason, Status.READY), event.usage
                self._learn(event.usage)
                return Save(now.answer, partial=now.status is not Status.READY, model=now.model)
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
        text = self._joint.feed(delta.text) if self._joint is not None else delta.text
        now.answer += text if now.answer else text.lstrip()
        if not now.answer:
            return None
        if now.status is Status.THINKING:
            now.status, self._saved_at, self._unsaved_tokens = Status.ANSWERING, self.clock(), 0
        self._unsaved_tokens += delta.tokens
        due = self._unsaved_tokens >= SAVE_EVERY_TOKENS or self.clock() - self._saved_at >= SAVE_EVERY_S
        if not due:
            return None
        self._saved_at, self._unsaved_tokens = self.clock(), 0
        return Save(now.answer, partial=True, model=now.model)

    def _add_held(self, now: Exchange) -> None:
        if self._joint is not None:
            now.answer += self._joint.finish()
            self._joint = None

    def _end(self, now: Exchange, status: Status, usage: Usage | None) -> Save | None:
        self._add_held(now)
        now.status, now.usage = status, usage
        return Save(now.answer, partial=True, model=now.model) if now.answer else None

    def _request(self, *, again: bool = False) -> Generate:
        """Return the request for the last exchange; what got no answer before is never read again."""
        now = self.exchanges[-1]
        reading = self.reading(Wish(now.question, now.papers, len(self.exchanges) - 1, now.said))
        self._estimated = sum(estimate(turn.text) + TURN_TOKENS for turn in reading.turns)
        now.unread, now.dropped, now.model = reading.gone, reading.dropped, self.model
        now.held = Held(self.context_tokens, answer_room(self.context_tokens, self.most_tokens))
        now.alone, now.fixed = len(reading.turns) == (2 if now.said else 1), self.steady
        usual = MEASURED_WITH if self.steady and not again else Sampling()
        sampling = sampling_of(self.manner.parameters, usual)
        return Generate(turns=reading.turns, max_tokens=self.most_tokens, sampling=sampling)

    def transcript(self) -> str:
        """Return the whole conversation as plain text."""
        return "\n\n".join(
            part
            for said in self.exchanges
            for part in (tr("You: {question}", question=said.question), tr("Answer: {answer}", answer=said.said))
        )
