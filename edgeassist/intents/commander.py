# SPDX-License-Identifier: Apache-2.0
"""Implements `Commands`: finds the meaning, asks before what is risky, performs, keeps the list, takes back.

Never acts on what was not surely heard, and never on a sentence alone: performing is a call of its own, or the answer
to a question that names its object.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from edgeassist.core.found import OWN
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.intents import grammar
from edgeassist.intents.acting import Acting, FoundAction, discover, together
from edgeassist.intents.action import ActionContext, Preview
from edgeassist.intents.commander_setup import CommanderSetup, Context, Understands
from edgeassist.intents.commands import Command, Running, Step, Taught
from edgeassist.intents.confirming import answer_of, is_answer, spoken_words, words_to_say
from edgeassist.intents.doubting import doubt_about
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
from edgeassist.intents.phrasebook import given_up_by, read_ahead
from edgeassist.intents.taught import checked
from edgeassist.intents.teaching import reserved, tried
from edgeassist.intents.tongues import Tongues
from edgeassist.intents.understanding import Understander
from edgeassist.speech.heard import Grammar, Heard

__all__ = ["Commander", "CommanderSetup"]

_ECHO = timedelta(seconds=2)
"""The same words heard again within this are one command: a button pressed twice, an echo."""
SIMULATED = "home"
"""The id of our own action that reaches the simulated home."""
_NOT_ASKED = later("Nothing is being asked now.")
_TOO_LATE = later("That was not wanted any more when the language model had its answer.")


class Commander:
    """The real commands. Any thread may call; one call at a time is served, apart from what a model is asked.

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
        self._tongues = Tongues(self.language, setup.beside, setup.heard, self._new_interpreter)
        self._tongue = self._guessed_in = self.language
        self._told_in: dict[int, str] = {}
        self._performer = Performer(self._acting, self._ledger, setup.now, lambda: self._tongue)
        self._taught: dict[str, tuple[Taught, ...]] = {}
        self._heard: tuple[str, datetime, Command] | None = None
        self._sentences = 0
        self._home: SimulatedHome | None = None

    def prepare(self, stop: Stop | None = None) -> None:
        """Load the templates now; otherwise the first sentence waits for that, up to a second."""
        with given_up_by(stop or Stop()):
            self._tongues.of(self._tongues.own).understander.parse("")

    def prepare_beside(self, stop: Stop) -> None:
        """Read the templates of the language beside, letting everybody else go first; holds nobody up."""
        for language in self._tongues.all[1:]:
            read_ahead(language, stop)

    def understand(
        self, text: str, *, ask_model: bool = True, heard: Heard | None = None, stop: Stop | None = None
    ) -> Command:
        """Return what is to be done; nothing is performed but the answer to a question that was open.

        The model is asked without holding up anybody: after another sentence, or once `stop` is wished, its answer is
        dropped before anything is planned.
        """
        started = time.perf_counter()
        with self._lock:
            turn = self._begun()
            if (known := self._known_already(text, heard)) is not None:
                return known
            parsed = self._tongues.by_words(text, spoken=heard is not None)
            if parsed.intents or parsed.guesses or not ask_model or self._setup.ask_model is None:
                return _timed(self._planned(parsed, heard), started)
        stop = Stop() if stop is None else stop
        parsed = self._tongues.of(parsed.language).by_model(parsed, stop)
        with self._lock:
            if stop.wished or turn != self._sentences:
                late = msgspec.structs.replace(parsed, intents=(), guesses=(), missed=tr(_TOO_LATE))
                return _timed(Command(late, heard=heard), started)
            return _timed(self._planned(parsed, heard), started)

    def preview(self, text: str) -> Command:
        """Return what `text` would do; nothing is kept, nothing asked, and no model."""
        with self._lock:
            parsed = self._explained(self._tongues.by_words(text, spoken=False))
            self._tongue = parsed.language
            return Command(parsed, self._performer.imagined(parsed.intents), offers=self._offers(parsed))

    def choose(self, intents: tuple[Intent, ...]) -> Command:
        """Return the steps of a guess that the person chose: that was the answer to the doubt, not to the risk."""
        with self._lock:
            self._begun()
            self._performer.decline_all()
            self._tongue = self._guessed_in
            text = ", ".join(dict.fromkeys(one.text for one in intents if one.text))
            return Command(Parsed(text, self._tongue, intents), self._plan(intents))

    def perform(self, step_id: int) -> Step:
        """Do a step that is `ready`, or one that is `asking` and was clicked; those before it come first."""
        with self._lock:
            return self._perform(step_id)

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
            return self._performer.earlier(most)

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
                self._home = SimulatedHome(self._setup.folder, self._kept)
            return self._home

    def names(self) -> Names:
        """Return every name that commands may use now."""
        with self._lock:
            return together((self._acting.names(), Names(panes=self._setup.panes())))

    def grammar(self) -> Grammar:
        """Return the grammar of all that may be said; the answers to open questions are in it."""
        with self._lock:
            tongue = self._tongues.heard
            answers = [
                Taught(0, words, words)
                for question in self._performer.questions()
                for words in spoken_words(words_to_say(self._ledger.step(question.step_id).preview, tongue), tongue)
            ]
            names, taught = self.names(), (*self._taught_in(tongue), *answers)
        return grammar.build(tongue, names, taught)

    def teach(self, sentence: str, like: str) -> Taught:
        """Add a phrase that means what `like` means, and try it at once; raise an `EdgeError` saying why not."""
        with self._lock:
            fresh = reserved(sentence, like, self._taught_now(), self.language)
            if isinstance(strict := self._new_understander(self._taught_now), Understander):
                checked(fresh.sentence, fresh.like, strict)
            tried(fresh, self._new_understander(lambda: (*self._taught_now(), fresh)))
            taught = self._ledger.teach(self.language, fresh.sentence, fresh.like)
            self._taught.clear()
            return taught

    def taught(self) -> tuple[Taught, ...]:
        """Return every phrase that was taught."""
        with self._lock:
            return self._taught_now()

    def unteach(self, taught_id: int) -> None:
        """Forget a phrase."""
        with self._lock:
            self._ledger.unteach(taught_id)
            self._taught.clear()

    def close(self) -> None:
        """Close every action and the file."""
        with self._lock:
            self._begun()
            self._acting.close()
            if self._home is not None:
                self._home.close()
            self._kept.close()

    def _begun(self) -> int:
        """Count a sentence: what a model says to one before it is nobody's wish any more."""
        self._sentences += 1
        return self._sentences

    def _known_already(self, text: str, heard: Heard | None) -> Command | None:
        """Return what needs no understanding: no speech, an answer to an open question, an echo."""
        tongue = self.language if heard is None else self._tongues.heard
        if heard is not None and heard.verdict not in ("accepted", "unsure"):
            return Command(Parsed(text, tongue, missed=tr(NOT_HEARD[heard.verdict])), heard=heard)
        if (answered := self._answered(text, heard)) is not None:
            return answered
        return self._echoed(text) if heard is not None else None

    def _planned(self, parsed: Parsed, heard: Heard | None) -> Command:
        """Return the steps of what was understood, and keep them."""
        if heard is not None:
            parsed = self._tongues.of(parsed.language).as_heard(parsed, heard)
        parsed = self._explained(parsed)
        self._tongue = parsed.language
        if parsed.guesses:
            self._guessed_in = parsed.language
        if parsed.intents or parsed.guesses:
            self._performer.decline_all()
        steps = self._plan(parsed.intents, doubt_about(parsed, heard))
        command = Command(parsed, steps, heard, offers=self._offers(parsed))
        if heard is not None and (steps or parsed.guesses):
            self._heard = (_same(parsed.text), self._setup.now(), command)
        return command

    def _answered(self, text: str, heard: Heard | None) -> Command | None:
        """Return what came of `text` as an answer to an open question; None where it is none."""
        questions = self._performer.questions()
        sure = heard is None or heard.verdict == "accepted"
        tongues = self._tongues.all if heard is None else (self._tongues.heard,)
        for question in questions:
            said = (answer_of(text, question, one) for one in tongues)
            answer = next((one for one in said if one != "other"), "other")
            if answer == "yes" and sure:
                return self._answer(text, heard, self._perform(question.step_id))
            if answer == "no":
                step = self._performer.decline(question.step_id)
                self._performer.decline_all()
                return self._answer(text, heard, step)
            if answer in ("yes", "bare-yes"):
                step = self._ledger.step(question.step_id)
                return Command(Parsed(text, self.language, missed=_how_to_answer(step)), heard=heard)
        return None

    def _explained(self, parsed: Parsed) -> Parsed:
        """Say why it is no command, where that can be told; a guess at something else would only be in the way."""
        if parsed.intents:
            return parsed
        if is_answer(parsed.text, parsed.language) and not parsed.guesses:
            return msgspec.structs.replace(parsed, missed=tr(_NOT_ASKED))
        why = reason(parsed.text, self.names(), parsed.language)
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

    def _perform(self, step_id: int) -> Step:
        self._tongue = self._told_in.get(step_id, self.language)
        return self._performer.perform(step_id)

    def _plan(self, intents: tuple[Intent, ...], doubt: Doubt = "none") -> tuple[Step, ...]:
        """Return the steps of a sentence; those of the language beside are done in it later, too."""
        steps = self._performer.plan(intents, doubt)
        if self._tongue != self.language:
            self._told_in.update((one.id, self._tongue) for one in steps)
        return steps

    def _taught_now(self) -> tuple[Taught, ...]:
        return self._taught_in(self.language)

    def _taught_in(self, tongue: str) -> tuple[Taught, ...]:
        if tongue not in self._taught:
            self._taught[tongue] = self._ledger.taught(tongue)
        return self._taught[tongue]

    def _names_in_sentences(self) -> Names:
        """Return the names without what is on lists: an item is any word, and each new one would cost a reload."""
        return msgspec.structs.replace(self.names(), items=())

    def _served(self) -> frozenset[str]:
        return self._acting.intents | {UNDO}

    def _new_interpreter(self, tongue: str) -> Interpreter:
        new = self._setup.new_understander or LooseUnderstander
        understander = new(tongue, self._names_in_sentences, lambda: self._taught_in(tongue), self._setup.now)
        return Interpreter(understander, self._names_in_sentences, self._served, self._setup.ask_model)

    def _new_understander(self, taught: Callable[[], tuple[Taught, ...]]) -> Understands:
        """Return one that asks for the phrases in `taught`; what is taught is held against templates alone."""
        new = self._setup.new_understander or Understander
        return new(self.language, self._names_in_sentences, taught, self._setup.now)

    def _context(self, action_id: str, package: str) -> ActionContext:
        own = package == OWN
        kept = self._kept if own else None
        return Context(self._setup, action_id, own, self.names, kept, lambda: self._tongue)


def _timed(command: Command, started: float) -> Command:
    """Return a command with the time that its reader waited for it, without that of the model."""
    parsed = command.parsed
    took_ms = (time.perf_counter() - started) * 1000 - parsed.model_ms
    return msgspec.structs.replace(command, parsed=msgspec.structs.replace(parsed, took_ms=max(0.0, took_ms)))


def _running(one: Moment, now: datetime) -> Running:
    due = one.due(now)
    return Running(
        one.id, one.kind, one.name, due.isoformat() if due is not None else "", one.left_s or 0.0, one.total_s or 0.0
    )


def _how_to_answer(step: Step) -> str:
    button = tr(step.preview.verb) if step.preview.verb else tr("the button")
    if not step.say:
        return tr("Press {button} to do it.", button=button)
    return tr("Say “{words}”, or press {button}.", words=step.say, button=button)


def _same(text: str) -> str:
    return " ".join(text.casefold().split())
