# SPDX-License-Identifier: Apache-2.0
"""`edgeassist ask`: one question, one answer."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import typer

from edgeassist.cli.answer import Answer, answered, usage_table
from edgeassist.cli.errand import Errand, Setup, given, text_of
from edgeassist.cli.failures import STOPPED
from edgeassist.cli.starter import NO_ROLES, answers
from edgeassist.core.errors import BadInput, BadUsage
from edgeassist.core.units import human_rate, human_seconds
from edgeassist.store.starter import MEASURED_WITH
from edgeassist.store.starter_card import STARTER_ID
from edgeassist.store.task import Task
from edgeassist.wire import AnyEvent, Delta, Generate, Sampling, Turn

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.wire import Loaded

_REMARKS = {
    "length": "The answer was cut off at the length limit; --max-tokens raises it.",
    "context": "The answer was cut off because the context is full; --context raises it.",
    "cancelled": "Stopped.",
}
_FIXED = (
    "The answer was cut off because the context is full, and this model takes no longer one. Shorten the text, or get "
    "a bigger model."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """How to answer."""

    system: str = ""
    max_tokens: int = 1024
    temperature: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    schema: Path | None = None
    grammar: Path | None = None

    def sampling(self) -> Sampling:
        """Return the sampling: the default one where nothing else was asked for."""
        temperature = Sampling().temperature if self.temperature is None else self.temperature
        return Sampling(temperature=temperature, seed=self.seed)

    def steady(self) -> Sampling:
        """Return the sampling that the starter was measured with."""
        return msgspec.structs.replace(MEASURED_WITH, seed=self.seed)

    def request(self, *turns: Turn) -> Generate:
        """Return the request that answers `turns`, with its files read and checked."""
        if self.schema and self.grammar:
            raise BadUsage("An answer can follow a schema or a grammar, not both.", hint="Drop one of the two.")
        system = (Turn("system", self.system),) if self.system else ()
        return Generate(
            turns=system + turns,
            sampling=self.sampling(),
            max_tokens=self.max_tokens,
            stop=self.stop,
            json_schema=_schema(self.schema) if self.schema else None,
            grammar=text_of(self.grammar) if self.grammar else None,
        )


def _schema(path: Path) -> str:
    text = text_of(path)
    try:
        json.loads(text)
    except ValueError as error:
        raise BadInput(f"{path} is not JSON: {error}.", hint="A schema is one JSON object.") from error
    return text


def ask(errand: Errand, text: str, setup: Setup, wish: Wish) -> None:
    """Answer `text` on stdout; leave with 130 after Ctrl-C."""
    request = wish.request(Turn("user", given(text, 'edgeassist ask "Why is the sky blue?"', "question")))
    with errand.services() as services:
        say_no_roles(errand, services, setup, wish)
        loaded = errand.load(services, setup, Task("chat"))
        if wish.temperature is None and answers(services):
            request = msgspec.structs.replace(request, sampling=wish.steady())
        answer = answered(services.asking("ask"), request, lambda event: _show(errand, event))
        _close(errand, answer, loaded)


def say_no_roles(errand: Errand, services: "Services", setup: Setup, wish: Wish) -> None:
    """Say where instructions were given that the model drops."""
    if wish.system and not errand.screen.as_json and errand.wanted(services, setup) == STARTER_ID:
        errand.screen.note(NO_ROLES, "warn")


def remark(reason: str, loaded: "Loaded | None") -> str:
    """Return what is said about an answer that did not end by itself; nothing where it did."""
    if reason == "context" and loaded is not None and 0 < loaded.context_trained_tokens <= loaded.context_tokens:
        return _FIXED
    return _REMARKS.get(reason, "")


def _show(errand: Errand, event: AnyEvent) -> None:
    if isinstance(event, Delta) and not errand.screen.as_json:
        errand.screen.stream(event.text)


def _close(errand: Errand, answer: Answer, loaded: "Loaded") -> None:
    if errand.screen.as_json:
        if answer.failure is None:
            errand.screen.result(as_table(answer, loaded))
    elif answer.text and not answer.text.endswith("\n"):
        errand.screen.say()
    end(errand, answer, loaded)


def end(errand: Errand, answer: Answer, loaded: "Loaded | None" = None) -> None:
    """Say how it ended and what it cost; raise what must decide the exit code."""
    from edgeassist.runtime.blocking import JobFailed

    if answer.failure is not None:
        raise JobFailed(answer.failure)
    if not errand.screen.as_json:
        if text := remark(answer.reason, loaded):
            errand.screen.note(text, "warn")
        elif errand.screen.watched:
            errand.screen.note(cost(answer), "dim")
    if answer.reason == "cancelled":
        raise typer.Exit(STOPPED)


def cost(answer: Answer) -> str:
    """Return what the answer cost, in one line."""
    usage = answer.usage
    first = f"first word after {human_seconds(usage.first_token_ms / 1000)}"
    return f"{usage.answer_tokens} tokens · {human_rate(usage.answer_rate)} tok/s · {first}"


def as_table(answer: Answer, loaded: "Loaded") -> dict[str, object]:
    """Return the answer for machines."""
    model = {"name": loaded.name, "context_tokens": loaded.context_tokens, "template": loaded.template}
    table: dict[str, object] = {"answer": answer.text, "reason": answer.reason, "model": model}
    return table | {"usage": msgspec.to_builtins(usage_table(answer.usage))}
