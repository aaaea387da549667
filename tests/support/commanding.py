# SPDX-License-Identifier: Apache-2.0
"""Actions and a commander on a folder of their own: a clock that stands, a parser that knows what the test says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from edgeassist.history.chats import Chats
from edgeassist.intents.acting import FoundAction, discover, together
from edgeassist.intents.action import Action, ActionSpec, Outcome
from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.intents.commander_setup import AskModel, Understands
from edgeassist.intents.commands import Command, Step, Taught
from edgeassist.intents.intent import Intent, Parsed, Slot, Value
from edgeassist.intents.names import Named, Names
from edgeassist.speech.heard import Heard, Verdict

NOON = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
"""A Friday."""
PANES = (Named("chat", "Chat"), Named("voice", "Voice", ("microphone",)))
REPORT = (("memory", "3.1 GB free"), ("battery", "80%, not charging"), ("disk", "120 GB free"), ("model", "none"))
MISSED = "No command."


@cache
def actions_here() -> tuple[FoundAction, ...]:
    """Return the actions at the door, looked for once."""
    return discover()


def intent(name: str, /, **slots: Value) -> Intent:
    """Return an intent whose slots were said as they are written."""
    made = tuple(Slot(slot, value, str(value)) for slot, value in slots.items())
    return Intent(name, made, name)


def heard(text: str, verdict: Verdict = "accepted", alternatives: tuple[str, ...] = ()) -> Heard:
    """Return what a recognizer made of `text`."""
    return Heard(text, verdict, 0.9 if verdict == "accepted" else 0.3, alternatives=alternatives)


class WallClock:
    """Tells `now`, which only the test moves."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Place:
    """An `ActionContext` on a folder."""

    folder: Path
    clock: WallClock = field(default_factory=WallClock)
    language: str = "en"
    known: Callable[[], Names] = lambda: Names(panes=PANES)
    rows: tuple[tuple[str, str], ...] = REPORT
    opened: list[Chats] = field(default_factory=list)

    def now(self) -> datetime:
        return self.clock()

    def names(self) -> Names:
        return self.known()

    def chats(self) -> Chats:
        if not self.opened:
            self.opened.append(Chats(self.folder / "history.sqlite3"))
        return self.opened[0]

    def report(self) -> tuple[tuple[str, str], ...]:
        return self.rows

    def leave(self) -> None:
        while self.opened:
            self.opened.pop().close()


@contextmanager
def acting(spec: ActionSpec, place: Place) -> Iterator[Action]:
    """Build an action by its spec, as after a start of the program, and close it."""
    action = spec.build(place)
    try:
        yield action
    finally:
        action.close()


def do(action: Action, name: str, /, **slots: Value) -> Outcome:
    """Perform an intent that must work, after a preview that must not refuse it."""
    wanted = intent(name, **slots)
    preview = action.preview(wanted)
    assert preview.cannot == "", preview.cannot
    outcome = action.perform(wanted)
    assert outcome.done, outcome.sentence
    assert not outcome.sentence[0].islower()
    return outcome


def refusal(action: Action, name: str, /, **slots: Value) -> str:
    """Return why an intent cannot be done; performing it says the same and does nothing."""
    wanted = intent(name, **slots)
    why = action.preview(wanted).cannot
    outcome = action.perform(wanted)
    assert (outcome.done, outcome.undo, outcome.sentence) == (False, "", why)
    assert why
    return why


@dataclass
class ByHeart:
    """Knows sentences by heart: `known` and what was taught. `guesses` are unsure."""

    known: dict[str, tuple[Intent, ...]]
    guesses: dict[str, tuple[tuple[Intent, ...], ...]]
    taught: Callable[[], tuple[Taught, ...]] = tuple

    def parse(self, text: str) -> Parsed:
        like = next((one.like for one in self.taught() if one.sentence == text), text)
        if like in self.known:
            return Parsed(text, "en", self.known[like])
        return Parsed(text, "en", guesses=self.guesses.get(text, ()), missed=MISSED)


@dataclass
class Bench:
    """A commander whose parser knows `known` by heart. `found` are its actions; None are those at the door."""

    folder: Path
    known: dict[str, tuple[Intent, ...]] = field(default_factory=dict)
    guesses: dict[str, tuple[tuple[Intent, ...], ...]] = field(default_factory=dict)
    found: tuple[FoundAction, ...] | None = None
    ask_model: AskModel | None = None
    clock: WallClock = field(default_factory=WallClock)

    def __post_init__(self) -> None:
        self.place = Place(self.folder, self.clock)
        self.commander = self._opened()

    def _opened(self) -> Commander:
        return Commander(
            CommanderSetup(
                folder=self.folder / "commands",
                language="en",
                now=self.clock,
                report=self.place.report,
                chats=self.place.chats,
                panes=lambda: PANES,
                ask_model=self.ask_model,
                found=actions_here() if self.found is None else self.found,
                new_understander=self._new_understander,
            )
        )

    def _new_understander(
        self,
        _language: str,
        _names: Callable[[], Names],
        taught: Callable[[], tuple[Taught, ...]],
        _now: Callable[[], datetime],
    ) -> Understands:
        return ByHeart(self.known, self.guesses, taught)

    def restart(self) -> Commander:
        self.close()
        self.commander = self._opened()
        return self.commander

    def close(self) -> None:
        self.commander.close()
        self.place.leave()

    def say(self, text: str, verdict: Verdict = "accepted", alternatives: tuple[str, ...] = ()) -> Command:
        """Have the commander hear `text`."""
        return self.commander.understand(text, heard=heard(text, verdict, alternatives))

    def type(self, text: str) -> Command:
        """Type `text`."""
        return self.commander.understand(text)

    def do(self, text: str) -> tuple[Step, ...]:
        """Type `text` and perform its steps."""
        return tuple(self.commander.perform(step.id) for step in self.type(text).steps)

    def names(self) -> Names:
        return together((self.commander.names(),))
