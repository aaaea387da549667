# SPDX-License-Identifier: Apache-2.0
"""What was said, what is to come of it, and what became of it. No Qt, no thread, no clock of its own.

It never decides to do what nobody asked for: of what was not heard clearly, nothing is done without a click.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import msgspec

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.intents.action import Outcome, Preview
from edgeassist.intents.commands import Command, Running, Step
from edgeassist.intents.intent import Intent, Parsed
from edgeassist.panes.voice import phrasing
from edgeassist.speech.heard import Heard

Phase = Literal["empty", "working", "asking-model", "shown"]


@dataclass(frozen=True, slots=True)
class Card:
    """A step as it is shown. `left_s` are the seconds that a question still waits; 0 where it waits for ever.

    `waits`: it is ready, but a question before it has no answer yet. `before` is the sentence it came of, where
    another one is shown now.
    """

    step: Step
    parsed: Parsed | None = None
    left_s: int = 0
    waits: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that was heard and left alone: what, why, and when."""

    what: str
    why: str
    at: str


@dataclass(frozen=True, slots=True)
class Look:
    """All that is shown of a sentence. `remark` is a quiet line; `trouble` with its `hint` is what went wrong.

    `read`: it is known by now what was done `earlier`.
    """

    phase: Phase = "empty"
    sentence: str = ""
    spoken: bool = False
    cards: tuple[Card, ...] = ()
    guesses: tuple[tuple[Intent, ...], ...] = ()
    offers: tuple[tuple[Preview, ...], ...] = ()
    missed: str = ""
    remark: str = ""
    trouble: str = ""
    hint: str = ""
    ignored: tuple[Ignored, ...] = ()
    earlier: tuple[Step, ...] = ()
    running: tuple[Running, ...] = ()
    read: bool = False


@dataclass(slots=True)
class _Asked:
    """A step on the page, and until when it asks (0: for ever) by the clock of the session."""

    step: Step
    parsed: Parsed | None
    until: float = 0.0
    held: bool = field(default=False)
    sentence: str = ""


class VoiceSession:
    """Follows one sentence after the other. `now` returns seconds, `at` the moment as ISO text.

    A question that is open stays in sight whatever is said next, until it is answered or its time is up.
    """

    def __init__(self, now: Callable[[], float], at: Callable[[], str]) -> None:
        self._now, self._at = now, at
        self.turn = 0
        self._look = Look()
        self._steps: dict[int, _Asked] = {}

    @property
    def look(self) -> Look:
        """What is to be shown."""
        return replace(self._look, cards=tuple(self._card(one) for one in self._steps.values()))

    @property
    def open_questions(self) -> tuple[int, ...]:
        """The steps that wait for an answer, the oldest first."""
        return tuple(number for number, one in self._steps.items() if _asks(one))

    @property
    def counting(self) -> bool:
        """A question is open whose time runs."""
        return any(_asks(one) and one.until for one in self._steps.values())

    def begin(self, text: str, heard: Heard | None = None) -> int:
        """Take a sentence; return the number of its turn."""
        self.turn += 1
        self._keep_questions()
        self._look = replace(
            self._look, phase="working", sentence=text, spoken=heard is not None, guesses=(), missed="", remark="",
            trouble="", hint="",
        )  # fmt: skip
        return self.turn

    def ask_model(self) -> None:
        """No template fits: the language model is asked."""
        self._look = replace(self._look, phase="asking-model")

    def ignore(self, heard: Heard) -> None:
        """Leave alone what was heard, and say so."""
        what, why = phrasing.ignored(heard)
        gone = (Ignored(what, why, self._at()), *self._look.ignored)[:20]
        self._keep_questions()
        phase: Phase = "shown" if self._steps else "empty"
        remark = f"{what} · {why}"
        self._look = replace(
            self._look,
            phase=phase,
            sentence="",
            guesses=(),
            missed="",
            remark=remark,
            trouble="",
            hint="",
            ignored=gone,
        )

    def understood(self, command: Command, turn: int) -> tuple[int, ...]:
        """Show what is to come; return the steps that are to be done now, in order."""
        front = turn == self.turn
        waited = () if command.answers is None else self.settled(command.answers)
        if command.answers is not None and command.answers.id not in self._steps:
            self._place(command.answers, command.parsed)
        sure = command.heard is None or command.heard.verdict == "accepted"
        for step in command.steps:
            if front or step.state == "asking":
                self._place(step, command.parsed, held=not sure, sentence="" if front else command.parsed.text)
        if front:
            parsed = command.parsed
            found = bool(command.steps) or command.answers is not None
            missed = "" if found or parsed.guesses else parsed.missed or tr("Nothing here fits to that.")
            guesses = () if found else parsed.guesses
            self._look = replace(self._look, phase="shown", guesses=guesses, offers=command.offers, missed=missed)
        return *waited, *(step.id for step in command.steps if step.state == "ready" and sure)

    def chosen(self) -> None:
        """One of the guesses, or none of them, was chosen."""
        self._look = replace(self._look, guesses=(), phase="working")

    def drop_guesses(self) -> None:
        """None of them was meant."""
        self._look = replace(self._look, guesses=(), missed=tr("Say it in other words, or teach it."), phase="shown")

    def settled(self, step: Step) -> tuple[int, ...]:
        """A step was done, left, or taken back; return those that waited for that."""
        known = self._steps.get(step.id)
        if known is None:
            return ()
        self._place(step, known.parsed)
        was_asked = _asks(known) or known.step.state == "timed-out"
        if not was_asked or step.state in ("ready", "asking"):
            return ()
        return tuple(number for number, one in self._steps.items() if one.step.state == "ready" and not one.held)

    def failed(self, error: Exception, step_id: int | None = None) -> None:
        """Something went wrong: with a step, or with the whole sentence."""
        hint = _hint(error) if isinstance(error, EdgeError) else tr("Try again.")
        said = str(error) or type(error).__name__
        known = self._steps.get(step_id) if step_id is not None else None
        if known is None:
            self._look = replace(self._look, phase="shown", trouble=said, hint=hint)
        else:
            outcome = Outcome(f"{said} {hint}".strip(), done=False)
            self._place(msgspec.structs.replace(known.step, state="failed", outcome=outcome), known.parsed)

    def forgive(self) -> None:
        """Show no longer what went wrong: it is no more so."""
        self._look = replace(self._look, trouble="", hint="")

    def time_out(self) -> tuple[int, ...]:
        """Close the questions whose time is up, and return them: no answer is a no."""
        now = self._now()
        late = [one for one in self._steps.values() if _asks(one) and one.until and one.until <= now]
        for one in late:
            self._place(msgspec.structs.replace(one.step, state="timed-out"), one.parsed)
        return tuple(one.step.id for one in late)

    def refuse(self, wish: str, *, focused: bool) -> None:
        """Nothing in the window could take what was to be handed over."""
        why = (
            tr("There is no text in front in another part of the window.")
            if focused
            else tr("Nothing here does “{wish}” now.", wish=wish)
        )
        self._look = replace(self._look, trouble=why, hint=tr("Nothing was changed."))

    def gave_up(self) -> None:
        """What the language model was asked is not waited for any more."""
        self.turn += 1
        self._look = replace(self._look, phase="shown", missed=tr("The language model was stopped. Nothing was done."))

    def show_earlier(self, steps: tuple[Step, ...]) -> tuple[int, ...]:
        """Show these as done before; a question on the page that was settled elsewhere is one no more.

        Return the steps that waited for such a question.
        """
        asked = [step for step in steps if step.id in self._steps and _asks(self._steps[step.id])]
        waited = dict.fromkeys(number for step in asked for number in self.settled(step))
        self._look = replace(self._look, earlier=steps, read=True)
        return tuple(waited)

    def show_running(self, running: tuple[Running, ...]) -> None:
        """These timers, alarms and reminders are open."""
        self._look = replace(self._look, running=running)

    def forget_ignored(self) -> None:
        """Empty the list of what was left alone, and the page of what was done: neither can be taken back any more."""
        self._keep_questions()
        self._look = replace(self._look, ignored=())

    def _keep_questions(self) -> None:
        """Keep what asks, and with it what waits for the answer."""
        asks = any(map(_asks, self._steps.values()))
        kept = {number: one for number, one in self._steps.items() if _asks(one) or one.step.state == "ready"}
        self._steps = kept if asks else {}

    def _place(self, step: Step, parsed: Parsed | None, *, held: bool = False, sentence: str = "") -> None:
        until = self._now() + step.wait_s if step.state == "asking" and step.wait_s > 0 else 0.0
        known = self._steps.get(step.id)
        said = known.sentence if known is not None else sentence or self._look.sentence
        self._steps[step.id] = _Asked(step, parsed, until, held=held and step.state == "ready", sentence=said)

    def _card(self, one: _Asked) -> Card:
        step = msgspec.structs.replace(one.step, state="asking") if one.held else one.step
        left = math.ceil(one.until - self._now()) if one.until and _asks(one) else 0
        waits = step.state == "ready" and any(_asks(other) for other in self._steps.values())
        before = one.sentence if one.sentence != self._look.sentence else ""
        return Card(step, one.parsed, max(left, 0), waits, before)


def _hint(error: EdgeError) -> str:
    return tr(error.hint) if error.hint else ""


def _asks(one: _Asked) -> bool:
    return one.step.state == "asking" or one.held
