# SPDX-License-Identifier: Apache-2.0
"""Implements `Commands`: finds the meaning, asks before what is risky, performs, keeps the list, takes back.

Never acts on what was not surely heard, and never on a sentence alone: performing is a call of its own, or the answer
to a question that names its object.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from edgeassist.intents import grammar
from edgeassist.intents.acting import OWN, Acting, FoundAction, discover, together
from edgeassist.intents.action import ActionContext, Preview
from edgeassist.intents.commander_setup import CommanderSetup, Context, NewUnderstander, Understands
from edgeassist.intents.commands import Command, Running, Step, Taught
from edgeassist.intents.confirming import answer_of, is_answer, spoken_words
from edgeassist.intents.home.door import HomeDoor
from edgeassist.intents.home.simulated import SimulatedHome
from edgeassist.intents.intent import Intent, Parsed
from edgeassist.intents.interpreting import NOT_HEARD, Interpreter
from edgeassist.intents.kept import Kept
from edgeassist.intents.languages import nearest
from edgeassist.intents.ledger import Ledger
from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.missing import reason
from edgeassist.intents.moments_kept import Moment, open_moments
from edgeassist.intents.names import Names
from edgeassist.intents.performing import UNDO, Doubt, Performer
from edgeassist.intents.taught import checked
from edgeassist.intents.teaching import reserved, tried
from edgeassist.intents.understanding import Understander
from edgeassist.speech.heard import Grammar, Heard

__all__ = ["Commander", "CommanderSetup"]

_ECHO = timedelta(seconds=2)
"""The same words heard again within this are one command: a button pressed twice, an echo."""
SIMULATED = "home"
"""The id of our own action that reaches the simulated home."""
_NEARLY_SURE = 0.9
_SAY = "Say “{say}”, or press {verb}."
_CLICK = "Press {verb} to do it."
_NOT_ASKED = "Nothing is being asked now."


class Commander:
    """The real commands. Any thread may call; one call at a time is served.

    `problem` says in a sentence that the file found was damaged and a new one begun; it is empty when nothing was.
    """

    def __init__(self, setup: CommanderSetup) -> None:
        self._setup, self._lock = setup, threading.RLock()
        self.language = nearest(setup.language)
        self.actions: tuple[FoundAction, ...] = discover() if setup.found is None else setup.found
        self._kept = Kept(setup.folder)
        self.problem = self._kept.problem
        self._ledger = Ledger(self._kept)
        self._acting = Acting(self.actions, self._context)
        self._performer = Performer(self._acting, self._ledger, setup.now, self.language)
        self._taught: tuple[Taught, ...] | None = None
        self._interpreter = Interpreter(
            self._new_understander(self.taught, LooseUnderstander),
            self._names_in_sentences,
            self._served,
            setup.ask_model,
        )
        self._heard: tuple[str, datetime, Command] | None = None
        self._home: SimulatedHome | None = None

    def prepare(self) -> None:
        """Load the templates now; otherwise the first sentence waits for that, up to a second."""
        self._interpreter.understander.parse("")

    def understand(self, text: str, *, ask_model: bool = True, heard: Heard | None = None) -> Command:
        """Return what is to be done; nothing is performed but the answer to a question that was open."""
        with self._lock:
            if heard is not None and heard.verdict not in ("accepted", "unsure"):
                return Command(Parsed(text, self.language, missed=NOT_HEARD[heard.verdict]), heard=heard)
            if (answered := self._answered(text, heard)) is not None:
                return answered
            if heard is not None and (before := self._echoed(text)) is not None:
                return before
            parsed = self._explained(self._interpreter.meaning(text, heard, ask_model=ask_model))
            if parsed.intents or parsed.guesses:
                self._performer.decline_all()
            steps = self._performer.plan(parsed.intents, _doubt(parsed, heard))
            command = Command(parsed, steps, heard, offers=self._offers(parsed))
            if heard is not None and (steps or parsed.guesses):
                self._heard = (_same(text), self._setup.now(), command)
            return command

    def preview(self, text: str) -> Command:
        """Return what `text` would do; nothing is kept, nothing asked, and no model."""
        with self._lock:
            parsed = self._explained(self._interpreter.meaning(text, None, ask_model=False))
            return Command(parsed, self._performer.imagined(parsed.intents), offers=self._offers(parsed))

    def choose(self, intents: tuple[Intent, ...]) -> Command:
        """Return the steps of a guess that the person chose: that was the answer to the doubt, not to the risk."""
        with self._lock:
            self._performer.decline_all()
            text = ", ".join(dict.fromkeys(one.text for one in intents if one.text))
            return Command(Parsed(text, self.language, intents), self._performer.plan(intents))

    def perform(self, step_id: int) -> Step:
        """Do a step that is `ready`, or one that is `asking` and was clicked; those before it come first."""
        with self._lock:
            return self._performer.perform(step_id)

    def decline(self, step_id: int) -> Step:
        """Leave a step undone."""
        with self._lock:
            return self._performer.decline(step_id)

    def undo(self, step_id: int) -> Step:
        """Take back a step that was done; where that cannot be, its outcome says why."""
        with self._lock:
            return self._performer.undo(step_id)

    def earlier(self, most: int = 50) -> tuple[Step, ...]:
        """Return the steps of before, the newest first."""
        with self._lock:
            self._performer.questions()
            return self._ledger.earlier(most)

    def forget_earlier(self) -> None:
        """Empty that list; what was done stays done."""
        with self._lock:
            self._ledger.forget()

    def running(self) -> tuple[Running, ...]:
        """Return the timers, alarms and reminders that are open, the next one first."""
        now = self._setup.now()
        with self._kept.reading() as connection:
            found = sorted(open_moments(connection), key=lambda one: (one.left(now), one.id))
        return tuple(_running(one, now) for one in found)

    def home(self) -> HomeDoor | None:
        """Return the simulated home; None where no action reaches it."""
        with self._lock:
            if self._home is None and any(one.id == SIMULATED and one.package == OWN for one in self.actions):
                self._home = SimulatedHome(self._setup.folder)
            return self._home

    def names(self) -> Names:
        """Return every name that commands may use now."""
        with self._lock:
            return together((self._acting.names(), Names(panes=self._setup.panes())))

    def grammar(self) -> Grammar:
        """Return the grammar of all that may be said; the answers to open questions are in it."""
        with self._lock:
            answers = [
                Taught(0, words, words)
                for question in self._performer.questions()
                for words in spoken_words(self._ledger.step(question.step_id).say, self.language)
            ]
            return grammar.build(self.language, self.names(), (*self.taught(), *answers))

    def teach(self, sentence: str, like: str) -> Taught:
        """Add a phrase that means what `like` means, and try it at once; raise an `EdgeError` saying why not."""
        with self._lock:
            fresh = reserved(sentence, like, self._taught_now(), self.language)
            if isinstance(strict := self._new_understander(self._taught_now), Understander):
                checked(fresh.sentence, fresh.like, strict)
            tried(fresh, self._new_understander(lambda: (*self._taught_now(), fresh)))
            taught = self._ledger.teach(self.language, fresh.sentence, fresh.like)
            self._taught = None
            return taught

    def taught(self) -> tuple[Taught, ...]:
        """Return every phrase that was taught."""
        with self._lock:
            return self._taught_now()

    def unteach(self, taught_id: int) -> None:
        """Forget a phrase."""
        with self._lock:
            self._ledger.unteach(taught_id)
            self._taught = None

    def close(self) -> None:
        """Close every action and the file."""
        with self._lock:
            self._acting.close()
            if self._home is not None:
                self._home.close()
            self._kept.close()

    def _answered(self, text: str, heard: Heard | None) -> Command | None:
        """Return what came of `text` as an answer to an open question; None where it is none."""
        questions = self._performer.questions()
        sure = heard is None or heard.verdict == "accepted"
        for question in questions:
            answer = answer_of(text, question, self.language)
            if answer == "yes" and sure:
                return self._answer(text, heard, self._performer.perform(question.step_id))
            if answer == "no":
                step = self._performer.decline(question.step_id)
                self._performer.decline_all()
                return self._answer(text, heard, step)
            if answer in ("yes", "bare-yes"):
                step = self._ledger.step(question.step_id)
                words = _SAY if step.say else _CLICK
                missed = words.format(say=step.say, verb=step.preview.verb or "the button")
                return Command(Parsed(text, self.language, missed=missed), heard=heard)
        return None

    def _explained(self, parsed: Parsed) -> Parsed:
        """Say why it is no command, where that can be told; a guess at something else would only be in the way."""
        if parsed.intents:
            return parsed
        if is_answer(parsed.text, self.language) and not parsed.guesses:
            return msgspec.structs.replace(parsed, missed=_NOT_ASKED)
        why = reason(parsed.text, self.names()) if self.language == "en" else ""
        faults = " ".join(self._acting.faults.values())
        if why:
            parsed = msgspec.structs.replace(parsed, missed=why, guesses=())
        return msgspec.structs.replace(parsed, missed=f"{parsed.missed} {faults}") if faults else parsed

    def _answer(self, text: str, heard: Heard | None, step: Step) -> Command:
        return Command(Parsed(text, self.language), heard=heard, answers=step)

    def _echoed(self, text: str) -> Command | None:
        """Return the command of before, as it is now, where `text` is only its echo."""
        if self._heard is None:
            return None
        words, at, command = self._heard
        if words != _same(text) or not timedelta() <= self._setup.now() - at < _ECHO:
            return None
        return msgspec.structs.replace(command, steps=tuple(map(self._performer.current, command.steps)))

    def _offers(self, parsed: Parsed) -> tuple[tuple[Preview, ...], ...]:
        return tuple(tuple(step.preview for step in self._performer.imagined(guess)) for guess in parsed.guesses)

    def _taught_now(self) -> tuple[Taught, ...]:
        if self._taught is None:
            self._taught = self._ledger.taught(self.language)
        return self._taught

    def _names_in_sentences(self) -> Names:
        """Return the names without what is on lists: an item is any word, and each new one would cost a reload."""
        return msgspec.structs.replace(self.names(), items=())

    def _served(self) -> frozenset[str]:
        return self._acting.intents | {UNDO}

    def _new_understander(
        self, taught: Callable[[], tuple[Taught, ...]], usual: NewUnderstander = Understander
    ) -> Understands:
        """Return one that asks for the phrases in `taught`; what is taught is held against templates alone."""
        new = self._setup.new_understander or usual
        return new(self.language, self._names_in_sentences, taught, self._setup.now)

    def _context(self, action_id: str, package: str) -> ActionContext:
        return Context(self._setup, action_id, package == OWN, self.names)


def _running(one: Moment, now: datetime) -> Running:
    due = one.due(now)
    return Running(
        one.id, one.kind, one.name, due.isoformat() if due is not None else "", one.left_s or 0.0, one.total_s or 0.0
    )


def _doubt(parsed: Parsed, heard: Heard | None) -> Doubt:
    if heard is not None and heard.verdict == "unsure":
        return "all"
    return "changes" if any(_is_doubtful(one) for one in parsed.intents) else "none"


def _is_doubtful(intent: Intent) -> bool:
    """Tell whether it is asked before this changes anything: a model said so, or the words only come near it."""
    return intent.source == "model" or (intent.source == "loose" and intent.score < _NEARLY_SURE)


def _same(text: str) -> str:
    return " ".join(text.casefold().split())
