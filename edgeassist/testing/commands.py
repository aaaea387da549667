# SPDX-License-Identifier: Apache-2.0
"""Commands that understand what the test taught them, in memory. Parses nothing and does nothing outside."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from edgeassist.core.errors import BadInput
from edgeassist.core.stop import Stop
from edgeassist.intents.action import Outcome, Preview
from edgeassist.intents.commands import Command, Running, State, Step, Taught
from edgeassist.intents.intent import Intent, Parsed
from edgeassist.intents.names import Appliance, Named, Names
from edgeassist.speech.heard import Grammar, Heard
from edgeassist.testing.home import FakeHome

WAIT_S = 10.0
HOME = Names(
    areas=(Named("kitchen", "Kitchen"), Named("living_room", "Living room")),
    appliances=(Appliance("kitchen_lights", "Kitchen lights", kind="light", area="kitchen"),),
    lists=(Named("shopping", "Shopping"),),
)
"""The names of a small home."""


class NotTaught(BadInput):
    """A sentence that cannot be learnt."""

    code = "phrase-not-learnt"


@dataclass(eq=False)
class FakeCommands:
    """A `Commands` whose sentences are `known`: each with its intents and what would happen, one preview per intent.

    `guesses` are sentences that nothing is sure about; all else is missed. `performed` keeps the ids of steps done,
    `prepared` and `prepared_beside` how often that was asked for; `open_ones` are the timers that run. Without
    `own_home` no home is its own.
    """

    known: dict[str, tuple[tuple[Intent, Preview], ...]] = field(default_factory=dict)
    guesses: dict[str, tuple[tuple[Intent, ...], ...]] = field(default_factory=dict)
    outcome: Callable[[Intent], Outcome] = lambda intent: Outcome(f"{intent.name} is done.", undo="back")
    language: str = "en"
    at: str = "2026-11-21T10:00:00+00:00"
    asked: list[str] = field(default_factory=list)
    performed: list[int] = field(default_factory=list)
    previewed: list[str] = field(default_factory=list)
    prepared: int = 0
    prepared_beside: int = 0
    open_ones: tuple[Running, ...] = ()
    own_home: FakeHome | None = field(default_factory=lambda: FakeHome(HOME))
    closed: bool = False
    _steps: dict[int, Step] = field(default_factory=dict)
    _taught: list[Taught] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def prepare_beside(self, stop: Stop) -> None:
        """Note it, unless it is not wanted any more."""
        stop.check()
        self.prepared_beside += 1

    def prepare(self, stop: Stop | None = None) -> None:
        """Note it, unless it is not wanted any more."""
        if stop is not None:
            stop.check()
        self.prepared += 1

    def preview(self, text: str) -> Command:
        """Return what is `known` of `text`, as steps without numbers."""
        self.previewed.append(text)
        like = self._like(text)
        states: list[State] = ["cannot" if preview.cannot else "ready" for _intent, preview in self.known.get(like, ())]
        pairs = zip(self.known.get(like, ()), states, strict=True)
        steps = tuple(Step(0, intent, preview, state) for (intent, preview), state in pairs)
        return Command(self._parsed(text, like), steps, offers=self._offers(like))

    def understand(
        self, text: str, *, ask_model: bool = True, heard: Heard | None = None, stop: Stop | None = None
    ) -> Command:
        """Return what is `known` of `text`; a heard sentence that was not accepted has no steps."""
        self.asked.append(text)
        like = self._like(text)
        if heard is not None and heard.verdict not in ("accepted", "unsure"):
            return Command(Parsed(text, self.language, missed="This was no command."), heard=heard)
        if like in self.known:
            steps = tuple(self._new(intent, preview, heard) for intent, preview in self.known[like])
            return Command(self._parsed(text, like), steps, heard)
        return Command(self._parsed(text, like), heard=heard, offers=self._offers(like))

    def choose(self, intents: tuple[Intent, ...]) -> Command:
        """Return steps that are ready."""
        steps = tuple(self._new(one, Preview(f"Do **{one.name}**", "undoable"), None) for one in intents)
        return Command(Parsed("", self.language, intents), steps)

    def perform(self, step_id: int) -> Step:
        """Do it: `outcome` says what happened."""
        self.performed.append(step_id)
        outcome = self.outcome(self._steps[step_id].intent)
        return self._now(step_id, "done" if outcome.done else "failed", outcome)

    def decline(self, step_id: int) -> Step:
        """Leave it."""
        return self._now(step_id, "declined", None)

    def undo(self, step_id: int) -> Step:
        """Take it back."""
        return self._now(step_id, "undone", Outcome("This was taken back."))

    def earlier(self, most: int = 50) -> tuple[Step, ...]:
        """Return the steps that were settled, the newest first."""
        settled = [one for one in self._steps.values() if one.state not in ("ready", "asking")]
        return tuple(reversed(settled))[:most]

    def forget_earlier(self) -> None:
        """Empty the list."""
        self._steps.clear()

    def running(self) -> tuple[Running, ...]:
        """Return `open_ones`."""
        return self.open_ones

    def home(self) -> FakeHome | None:
        """Return the home in memory."""
        return self.own_home

    def names(self) -> Names:
        """Return the names of the home; of a small one where it is not its own."""
        return self.own_home.names() if self.own_home is not None else HOME

    def grammar(self) -> Grammar:
        """Return a grammar of what is `known`."""
        sentences = " | ".join((*self.known, *(one.name for one in self.names().appliances))) or "stop"
        jsgf = f"#JSGF V1.0;\ngrammar known;\npublic <known> = {sentences};\n"
        return Grammar(str(hash((self.language, jsgf))), self.language, jsgf)

    def teach(self, sentence: str, like: str) -> Taught:
        """Add a phrase; what it is like must be `known`."""
        if like not in self.known or not sentence.strip():
            raise NotTaught(f"“{like}” means nothing yet.", hint="Write a sentence that works already.")
        self._taught.append(Taught(len(self._taught) + 1, sentence, like))
        return self._taught[-1]

    def taught(self) -> tuple[Taught, ...]:
        """Return every phrase that was taught."""
        return tuple(self._taught)

    def unteach(self, taught_id: int) -> None:
        """Forget a phrase."""
        self._taught = [one for one in self._taught if one.id != taught_id]

    def close(self) -> None:
        """Note it."""
        self.closed = True

    def _like(self, text: str) -> str:
        return next((one.like for one in self._taught if one.sentence == text), text)

    def _parsed(self, text: str, like: str) -> Parsed:
        intents = tuple(intent for intent, _preview in self.known.get(like, ()))
        guesses = () if intents else self.guesses.get(like, ())
        missed = "" if intents or guesses else "Nothing that can be done here was found in this."
        return Parsed(text, self.language, intents, guesses, missed, took_ms=11.0)

    def _offers(self, like: str) -> tuple[tuple[Preview, ...], ...]:
        return tuple(tuple(_offered(one) for one in guess) for guess in self.guesses.get(like, ()))

    def _new(self, intent: Intent, preview: Preview, heard: Heard | None) -> Step:
        asks = preview.risk == "risky" or (heard is not None and heard.verdict == "unsure")
        state: State = "cannot" if preview.cannot else "asking" if asks else "ready"
        with self._lock:
            number = max(self._steps, default=0) + 1
            say = f"yes, {preview.verb.lower() or 'do'} {preview.object}".strip() if asks else ""
            made = Step(number, intent, preview, state, say=say, wait_s=WAIT_S if asks else 0.0, at=self.at)
            self._steps[number] = made
        return made

    def _now(self, step_id: int, state: State, outcome: Outcome | None) -> Step:
        with self._lock:
            changed = msgspec.structs.replace(self._steps[step_id], state=state, outcome=outcome)
            self._steps[step_id] = changed
        return changed


def _offered(intent: Intent) -> Preview:
    details = ", ".join(slot.text or str(slot.value) for slot in intent.slots) or intent.text
    what = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", intent.name.removeprefix("Hass").removeprefix("Edge")).capitalize()
    return Preview(f"{what} **{details}**")
