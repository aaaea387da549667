# SPDX-License-Identifier: Apache-2.0
"""Commands and other sounds put through the recognizer and the templates, one after the other, as in push-to-talk.

Nothing waits: pieces of sound are fed at once, and how late an answer would have been is reckoned from what each took.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from edgeassist.intents.grammar import build
from edgeassist.intents.intent import Intent
from edgeassist.intents.interpreting import wished
from edgeassist.intents.names import Names
from edgeassist.intents.understanding import Understander
from edgeassist.speech.heard import SAMPLE_RATE, Grammar, Heard
from edgeassist.speech.recognizer import Recognizer
from tests.support.hearing_set import Said
from tests.support.speaking import pieces

EXACT = frozenset({"template", "taught", "pronoun"})
_PIECE_S = 0.1


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one sound. `late_ms` is from its end to the intents; `right` says that they are those meant."""

    said: str
    heard: Heard
    intents: tuple[Intent, ...]
    late_ms: float
    right: bool = False

    @property
    def acted(self) -> bool:
        """Whether it would be taken for a command without asking."""
        return self.heard.verdict == "accepted" and bool(self.intents)


@dataclass
class Ear:
    """A recognizer with the grammar of `names`, and what understands its words."""

    recognizer: Recognizer
    names: Names
    clock: Callable[[], float] = time.perf_counter
    grammar: Grammar = field(init=False)
    understander: Understander = field(init=False)

    def __post_init__(self) -> None:
        noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
        self.understander = Understander("en", lambda: self.names, tuple, lambda: noon)
        self.grammar = build("en", self.names)
        self.recognizer.use_grammar(self.grammar)

    def command(self, said: Said, noise_db: float | None = None) -> Trial:
        """Hear `said`, and compare with what its words mean when they are typed."""
        trial = self.hear(said.sound(noise_db), said.text)
        meant, found = self.meaning(said.text), trial.intents
        same = trial.heard.text == said.text or (bool(meant) and wished(found) == wished(meant))
        return Trial(said.text, trial.heard, found, trial.late_ms, trial.heard.verdict == "accepted" and same)

    def hear(self, sound: bytes, said: str = "") -> Trial:
        """Hear one utterance and find its intents."""
        self.recognizer.begin()
        free_at_s = 0.0
        for number, piece in enumerate(pieces(sound, _PIECE_S), 1):
            began = self.clock()
            self.recognizer.feed(piece)
            free_at_s = max(free_at_s, min(number * _PIECE_S, _length_s(sound))) + self.clock() - began
        began = self.clock()
        heard = self.recognizer.finish()
        intents = self.meaning(heard.text) if heard.text else ()
        late_s = max(0.0, free_at_s - _length_s(sound)) + self.clock() - began
        return Trial(said, heard, intents, late_s * 1000)

    def meaning(self, text: str) -> tuple[Intent, ...]:
        """Return the intents of `text` where its words match for certain."""
        found = self.understander.parse(text).intents
        return found if all(one.source in EXACT for one in found) else ()


def share(trials: Iterable[bool]) -> float:
    """Return the per cent of those that are so."""
    found = list(trials)
    return 100 * sum(found) / len(found) if found else 0.0


def _length_s(sound: bytes) -> float:
    return len(sound) / 2 / SAMPLE_RATE
