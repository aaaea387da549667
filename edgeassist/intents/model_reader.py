# SPDX-License-Identifier: Apache-2.0
"""Asks the language model what a sentence means where templates have no answer; takes only what is wholly in order.

An answer must be JSON by its schema, of intents that are declared, with names that there are. Performs nothing, and
knows not how a model is reached.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from edgeassist.core.instructions import INTENT_SCHEMA, parse_command
from edgeassist.intents import proposing, starter_reading
from edgeassist.intents.declared import SLOTS, fits
from edgeassist.intents.intent import Intent
from edgeassist.intents.json_shape import valid
from edgeassist.intents.names import Names
from edgeassist.intents.proposing import MOST_ANSWER_CHARACTERS
from edgeassist.intents.understanding import this_moment
from edgeassist.wire import Generate, Sampling, Turn

MOST_CHARACTERS = 300
"""A longer text is no command, and a model would only take its time over it."""
_STARTER_TOKENS, _MODEL_TOKENS = 128, 300
_SURE = Sampling(temperature=0.0, repeat_penalty=1.0)


@dataclass(frozen=True, slots=True)
class ModelReader:
    """Reads sentences with a model. `ask` returns the answer to a request, and may take seconds or raise `EdgeError`.

    `starter` says that the model is the one that comes with the program, which has an instruction of its own.
    """

    ask: Callable[[Generate], str]
    starter: bool
    now: Callable[[], datetime] = this_moment
    served: Iterable[str] = tuple(SLOTS)

    def read(self, text: str, names: Names) -> tuple[Intent, ...]:
        """Return what the model takes `text` for, each intent in order; nothing where any part of it is not."""
        if not text.strip() or len(text) > MOST_CHARACTERS:
            return ()
        request = self.request(text, names)
        answer = self.ask(request)
        if len(answer) > MOST_ANSWER_CHARACTERS or not valid(answer, request.json_schema or "false"):
            return ()
        found = starter_reading.read(answer, names, self.now()) if self.starter else proposing.read(answer)
        served = frozenset(self.served)
        return found if all(one.name in served and fits(one, names) for one in found) else ()

    def request(self, text: str, names: Names) -> Generate:
        """Return what the model is asked for `text`; its answer can be nothing but JSON by the schema."""
        if self.starter:
            return Generate(
                turns=_turns(parse_command(), text),
                json_schema=INTENT_SCHEMA,
                max_tokens=_STARTER_TOKENS,
                sampling=_SURE,
            )
        told = proposing.instruction(names, f"{self.now():%A %Y-%m-%d %H:%M}")
        schema = proposing.schema(names, self.served)
        return Generate(turns=_turns(told, text), json_schema=schema, max_tokens=_MODEL_TOKENS, sampling=_SURE)


def _turns(told: str, said: str) -> tuple[Turn, ...]:
    return Turn(role="system", text=told), Turn(role="user", text=said)
