# SPDX-License-Identifier: Apache-2.0
"""`edgeassist ask`: one question, one answer."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import typer

from edgeassist.cli.answer import Answer, answered, usage_table
from edgeassist.cli.desk import Desk, Engine, UnreadableText, text_of
from edgeassist.cli.failures import STOPPED
from edgeassist.core.errors import BadInput, BadUsage
from edgeassist.core.units import human_rate, human_seconds
from edgeassist.wire import AnyEvent, Delta, Generate, Sampling, Turn

if TYPE_CHECKING:
    from edgeassist.wire import Loaded

REMARKS = {
    "length": "The answer was cut off at the length limit; --max-tokens raises it.",
    "context": "The answer was cut off because the context is full; --context raises it.",
    "cancelled": "Stopped.",
}


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


def question_of(text: str) -> str:
    """Return the question: `text`, or standard input for `-`."""
    if text == "-":
        try:
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableText("Standard input is not UTF-8 text.") from error
    if not text.strip():
        raise BadUsage("There is no question.", hint='Write it in quotes: edgeassist ask "Why is the sky blue?"')
    return text


def ask(desk: Desk, text: str, engine: Engine, wish: Wish) -> None:
    """Answer `text` on stdout; leave with 130 after Ctrl-C."""
    request = wish.request(Turn("user", question_of(text)))
    with desk.services() as services:
        loaded = desk.load(services, engine)
        answer = answered(services.engine, request, lambda event: _show(desk, event))
        _close(desk, answer, loaded)


def _show(desk: Desk, event: AnyEvent) -> None:
    if isinstance(event, Delta) and not desk.screen.as_json:
        desk.screen.stream(event.text)


def _close(desk: Desk, answer: Answer, loaded: "Loaded") -> None:
    if desk.screen.as_json:
        if answer.failure is None:
            desk.screen.result(as_table(answer, loaded))
    elif answer.text and not answer.text.endswith("\n"):
        desk.screen.say()
    end(desk, answer)


def end(desk: Desk, answer: Answer) -> None:
    """Say how it ended and what it cost; raise what must decide the exit code."""
    from edgeassist.runtime.blocking import JobFailed

    if answer.failure is not None:
        raise JobFailed(answer.failure)
    if not desk.screen.as_json:
        if answer.reason in REMARKS:
            desk.screen.note(REMARKS[answer.reason], "warn")
        elif desk.screen.watched:
            desk.screen.note(cost(answer), "dim")
    if answer.reason == "cancelled":
        raise typer.Exit(STOPPED)


def cost(answer: Answer) -> str:
    """Return what the answer cost, in one line."""
    usage = answer.usage
    first = f"first word after {human_seconds(usage.first_token_ms / 1000)}"
    return f"{usage.answer_tokens} tokens · {human_rate(usage.answer_rate)} tokens/s · {first}"


def as_table(answer: Answer, loaded: "Loaded") -> dict[str, object]:
    """Return the answer for machines."""
    model = {"name": loaded.name, "context_tokens": loaded.context_tokens, "template": loaded.template}
    table: dict[str, object] = {"answer": answer.text, "reason": answer.reason, "model": model}
    return table | {"usage": msgspec.to_builtins(usage_table(answer.usage))}
