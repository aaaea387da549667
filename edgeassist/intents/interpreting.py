# SPDX-License-Identifier: Apache-2.0
"""What a typed or heard sentence is taken to mean, and how sure that is. What was heard must match word for word.

Performs nothing. A language model is asked only where templates have no answer, and what it says is checked.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from edgeassist.core.errors import EdgeError
from edgeassist.intents.commander_setup import AskModel, Understands
from edgeassist.intents.declared import fits
from edgeassist.intents.intent import Intent, Parsed
from edgeassist.intents.names import Names
from edgeassist.speech.heard import Heard

NOT_HEARD = {
    "silence": "Nothing was heard.",
    "noise": "That was noise, not speech.",
    "not-a-command": "That was no command.",
    "too-long": "That was too long for a command.",
}
_EXACT = frozenset({"template", "taught", "pronoun"})
_NONSENSE = "The language model found no command in it either."
MOST_FROM_MODEL = 5


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Finds meanings. `served` are the intents that some action serves."""

    understander: Understands
    names: Callable[[], Names]
    served: Callable[[], frozenset[str]]
    ask_model: AskModel | None

    def meaning(self, text: str, heard: Heard | None, *, ask_model: bool) -> Parsed:
        """Return what `text` means: intents only where that is sure, guesses where it is not."""
        parsed = self.understander.parse(text)
        if not parsed.intents and not parsed.guesses and ask_model and self.ask_model is not None:
            parsed = self._from_model(parsed, self.ask_model)
        return parsed if heard is None else self._as_heard(parsed, heard)

    def _as_heard(self, parsed: Parsed, heard: Heard) -> Parsed:
        if any(one.source not in _EXACT for one in parsed.intents):
            # Homophones and words around a command end here: close to one is not one.
            return replace(parsed, intents=(), guesses=(parsed.intents, *parsed.guesses)[:2])
        if heard.verdict != "unsure" or not parsed.intents:
            return parsed
        second = next((found for one in heard.alternatives[:2] if (found := self._other(one, parsed))), None)
        return parsed if second is None else replace(parsed, intents=(), guesses=(parsed.intents, second))

    def _other(self, text: str, parsed: Parsed) -> tuple[Intent, ...]:
        """Return what another reading means, where it means something else for certain."""
        found = self.understander.parse(text).intents
        exact = all(one.source in _EXACT for one in found)
        return found if exact and wished(found) != wished(parsed.intents) else ()

    def _from_model(self, parsed: Parsed, ask: AskModel) -> Parsed:
        started, names = time.perf_counter(), self.names()
        try:
            said = ask(parsed.text, names)
        except EdgeError as error:
            return replace(parsed, missed=f"{parsed.missed} {error}".strip())
        if said is None:
            return parsed
        took_ms, served = (time.perf_counter() - started) * 1000, self.served()
        good = 0 < len(said) <= MOST_FROM_MODEL and all(one.name in served and fits(one, names) for one in said)
        if not good:
            return replace(parsed, missed=f"{parsed.missed} {_NONSENSE}".strip(), model_ms=took_ms)
        return replace(parsed, intents=tuple(replace(one, source="model") for one in said), missed="", model_ms=took_ms)


def wished(intents: tuple[Intent, ...]) -> tuple[object, ...]:
    """Return what intents ask for, however it was said."""
    return tuple((one.name, frozenset((slot.name, slot.value) for slot in one.slots)) for one in intents)
