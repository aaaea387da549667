# SPDX-License-Identifier: Apache-2.0
"""`intent`: one text in, one command out. What does not fit is refused, never cut.

Thin on purpose: the templates of commands are work for a pane of their own.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgeassist.cli.answer import Answer, Hear, answered
from edgeassist.cli.ask import as_table, end
from edgeassist.cli.errand import Errand, Setup, given
from edgeassist.cli.starter import require
from edgeassist.core import instructions
from edgeassist.core.errors import BadInput, EngineTrouble
from edgeassist.runtime.blocking import finish
from edgeassist.store.starter import MEASURED_WITH
from edgeassist.store.starter_card import STARTER_ID
from edgeassist.store.task import Task
from edgeassist.wire import Count, Counted, Generate, Turn

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.wire import Loaded

SHORT_TOKENS = 96


class TextTooLong(BadInput):
    """The text and its answer do not fit into the context."""

    code, hint = "text-too-long", "Shorten it, give it in parts, or choose a model that reads more at once."

    def __init__(self, text_tokens: int, most_tokens: int, context_tokens: int) -> None:
        text = f"The text takes {text_tokens:,} tokens; at most {most_tokens:,} fit beside the answer"
        room = f"this model reads and writes {context_tokens:,} at once"
        super().__init__(f"{text}, as {room}. Nothing was cut off, and nothing was done.")


class NoCommand(EngineTrouble):
    """What came was not whole JSON, although nothing else could come."""

    code, hint = "no-command", "Say it in fewer words, or choose a bigger model."

    def __init__(self) -> None:
        super().__init__("The model did not finish: there is no command to hand on.")


@dataclass(frozen=True, slots=True)
class Deed:
    """A task with its text and its words. `schema` is what the answer must follow, as JSON."""

    task: Task
    text: str
    words: str
    schema: str | None = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation that asks for it."""
        return Turn("system", self.words), Turn("user", self.text)

    @staticmethod
    def most_tokens(context_tokens: int) -> int:
        """Return how long a text may be at most beside its answer."""
        return max(0, context_tokens - SHORT_TOKENS)


def intent(errand: Errand, text: str, setup: Setup) -> None:
    """Print the command in `text` as one line of JSON; carry nothing out."""
    text = given(text, 'edgeassist intent "Turn on the light"')
    deed = Deed(Task("parse_command"), text, instructions.parse_command(), instructions.INTENT_SCHEMA)
    with errand.services() as services:
        answer, loaded = _done(errand, services, deed, setup, lambda _event: None)
        command = _command(errand, answer)
    model = as_table(answer, loaded) if errand.screen.as_json else {}
    errand.screen.result({name: value for name, value in (command | model).items() if name != "answer"})


def _done(errand: Errand, services: "Services", deed: Deed, setup: Setup, hear: Hear) -> tuple[Answer, "Loaded"]:
    """Load, and have it answered; raise `NotOffered` or `TextTooLong` before anything is generated."""
    if errand.wanted(services, setup) == STARTER_ID:
        require(services, STARTER_ID, deed.task)
    loaded = errand.load(services, setup, deed.task)
    asked = _counted(services, deed)
    if asked > deed.most_tokens(loaded.context_tokens):
        raise TextTooLong(asked, deed.most_tokens(loaded.context_tokens), loaded.context_tokens)
    request = Generate(
        turns=deed.turns,
        sampling=MEASURED_WITH,
        max_tokens=loaded.context_tokens - asked,
        json_schema=deed.schema,
    )
    answer = answered(services.engine, request, hear)
    answer.pieces = [answer.text.strip()]
    return answer, loaded


def _counted(services: "Services", deed: Deed) -> int:
    heard = finish(services.engine, Count(turns=deed.turns))
    return next(one.tokens for one in heard if isinstance(one, Counted))


def _command(errand: Errand, answer: Answer) -> dict[str, object]:
    """Return the command that the answer spells; raise what must decide the exit code where it is not whole."""
    if answer.reason in ("failed", "cancelled"):
        end(errand, answer)
    try:
        command = json.loads(answer.text)
    except ValueError as error:
        raise NoCommand from error
    return dict(command)
