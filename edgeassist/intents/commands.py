# SPDX-License-Identifier: Apache-2.0
"""The one door to commands, for the voice pane and the command line: understand, preview, perform, confirm, undo.

Values and the port only; the real one is `intents.commander.Commander`.
"""

from typing import Literal, Protocol

import msgspec

from edgeassist.core.stop import Stop
from edgeassist.intents.action import Outcome, Preview
from edgeassist.intents.home.door import HomeDoor
from edgeassist.intents.intent import Intent, Parsed
from edgeassist.intents.names import Names
from edgeassist.speech.heard import Grammar, Heard

State = Literal["ready", "asking", "done", "undone", "declined", "timed-out", "cannot", "failed"]


class Step(msgspec.Struct, frozen=True):
    """One intent of a command on its way. `id` names it for `perform`, `decline` and `undo`, also after a restart.

    `ready`: may be done without asking; `asking`: waits for a click, or the words in `say`, for `wait_s` seconds, then
    it is `timed-out`.
    """

    id: int
    intent: Intent
    preview: Preview
    state: State
    outcome: Outcome | None = None
    say: str = ""
    wait_s: float = 0.0
    at: str = ""


class Command(msgspec.Struct, frozen=True):
    """A sentence and what is to come of it. `heard` is there where it was spoken.

    Without steps, `parsed.guesses` or `parsed.missed` say more. `answers` is the step that a spoken yes or no was meant
    for: it is performed or declined already. `offers` says what each of the guesses would do, one entry per guess.
    """

    parsed: Parsed
    steps: tuple[Step, ...] = ()
    heard: Heard | None = None
    answers: Step | None = None
    offers: tuple[tuple[Preview, ...], ...] = ()


class Taught(msgspec.Struct, frozen=True):
    """A phrase the person taught. `sentence` is a template, `like` a sentence that means the same."""

    id: int
    sentence: str
    like: str


class Running(msgspec.Struct, frozen=True):
    """A timer, an alarm or a reminder that is open. `due` is an ISO moment with its zone, empty while it is paused.

    `total_s` is what a timer was set to, 0 for others; `left_s` is what is left of one that is paused.
    """

    id: int
    kind: Literal["timer", "alarm", "reminder"]
    name: str = ""
    due: str = ""
    left_s: float = 0.0
    total_s: float = 0.0


class Commands(Protocol):
    """Understands sentences and does what they say. Every call may block for a moment: not on the GUI thread."""

    @property
    def language(self) -> str:
        """The code of the language that sentences are in."""

    def prepare(self, stop: Stop | None = None) -> None:
        """Load what sentences are matched with; otherwise the first one waits for that, up to two seconds.

        `Stopped` once `stop` is wished.
        """

    def prepare_beside(self, stop: Stop) -> None:
        """Load what sentences of the language beside are matched with, without hurry; `Stopped` once that is wished.

        Everything else may be called meanwhile, from other threads.
        """

    def preview(self, text: str) -> Command:
        """Return what `text` would do. Keeps nothing and asks nothing: its steps have no number and cannot be done."""

    def understand(
        self, text: str, *, ask_model: bool = True, heard: Heard | None = None, stop: Stop | None = None
    ) -> Command:
        """Return what is to be done; nothing is performed but the answer to a question that was open.

        Asking the model may take seconds, in which everything else may be called; `stop` gives it up.
        """

    def choose(self, intents: tuple[Intent, ...]) -> Command:
        """Return the steps of a guess that the person chose."""

    def perform(self, step_id: int) -> Step:
        """Do a step that is `ready`, or one that is `asking` and was clicked; return what became of it."""

    def decline(self, step_id: int) -> Step:
        """Leave a step undone."""

    def undo(self, step_id: int) -> Step:
        """Take back a step that was done."""

    def earlier(self, most: int = 50) -> tuple[Step, ...]:
        """Return the steps of before, the newest first."""

    def forget_earlier(self) -> None:
        """Empty that list; what was done stays done."""

    def running(self) -> tuple[Running, ...]:
        """Return what is open now, the next one first."""

    def home(self) -> HomeDoor | None:
        """Return the home that commands reach, for changing what is in it; None where it is not EdgeAssist's own."""

    def names(self) -> Names:
        """Return every name that commands may use now."""

    def grammar(self) -> Grammar:
        """Return the grammar of all that may be said, for recognizers of this language."""

    def teach(self, sentence: str, like: str) -> Taught:
        """Add a phrase that means what `like` means; raise an `EdgeError` saying why it cannot be learnt."""

    def taught(self) -> tuple[Taught, ...]:
        """Return every phrase that was taught."""

    def unteach(self, taught_id: int) -> None:
        """Forget a phrase."""

    def close(self) -> None:
        """Close what is open."""
