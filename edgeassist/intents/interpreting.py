# SPDX-License-Identifier: Apache-2.0
"""What a typed or heard sentence is taken to mean, and how sure that is. What was heard must match word for word.

Performs nothing. A language model is asked only where templates have no answer, and what it says is checked.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.intents.commander_setup import AskModel, Understands
from edgeassist.intents.declared import fits
from edgeassist.intents.intent import Intent, Parsed
from edgeassist.intents.names import Names
from edgeassist.speech.heard import Heard

NOT_HEARD = {
    "silence": later("Nothing was heard."),
    "noise": later("That was noise, not speech."),
    "not-a-command": later("That was no command."),
    "too-long": later("That was too long for a command."),
}
EXACT = frozenset({"template", "taught", "pronoun"})
"""The sources of meanings that match word for word."""
_NONSENSE = later("The language model found no command in it either.")
MOST_FROM_MODEL = 5


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Finds meanings. `served` are the intents that some action serves."""

    understander: Understands
    names: Callable[[], Names]
    served: Callable[[], frozenset[str]]
    ask_model: AskModel | None

    def by_words(self, text: str) -> Parsed:
        """Return what `text` means by its words alone."""
        return self.understander.parse(text)

    def by_model(self, parsed: Parsed, stop: Stop) -> Parsed:
        """Return what the language model takes a sentence for that its words say nothing of. Takes seconds."""
        return parsed if self.ask_model is None else self._from_model(parsed, self.ask_model, stop)

    def as_heard(self, parsed: Parsed, heard: Heard) -> Parsed:
        """Return what is left of a meaning when it was heard: intents only where that is sure, guesses else."""
        if any(one.source not in EXACT for one in parsed.intents):
            # Homophones and words around a command end here: close to one is not one.
            return replace(parsed, intents=(), guesses=(parsed.intents, *parsed.guesses)[:2])
        if heard.verdict != "unsure" or not parsed.intents:
            return parsed
        second = next((found for one in heard.alternatives[:2] if (found := self._other(one, parsed))), None)
        return parsed if second is None else replace(parsed, intents=(), guesses=(parsed.intents, second))

    def _other(self, text: str, parsed: Parsed) -> tuple[Intent, ...]:
        """Return what another reading means, where it means something else for certain."""
        found = self.understander.parse(text).intents
        exact = all(one.source in EXACT for one in found)
        return found if exact and wished(found) != wished(parsed.intents) else ()

    def _from_model(self, parsed: Parsed, ask: AskModel, stop: Stop) -> Parsed:
        started, names = time.perf_counter(), self.names()
        try:
            said = ask(parsed.text, names, stop)
        except EdgeError as error:
            took_ms = (time.perf_counter() - started) * 1000
            return replace(parsed, missed=f"{parsed.missed} {error}".strip(), model_ms=took_ms)
        if said is None:
            return parsed
        took_ms, served = (time.perf_counter() - started) * 1000, self.served()
        good = 0 < len(said) <= MOST_FROM_MODEL and all(one.name in served and fits(one, names) for one in said)
        if not good:
            return replace(parsed, missed=f"{parsed.missed} {tr(_NONSENSE)}".strip(), model_ms=took_ms)
        return replace(parsed, intents=tuple(replace(one, source="model") for one in said), missed="", model_ms=took_ms)


def wished(intents: tuple[Intent, ...]) -> tuple[object, ...]:
    """Return what intents ask for, however it was said."""
    return tuple((one.name, frozenset((slot.name, slot.value) for slot in one.slots)) for one in intents)
