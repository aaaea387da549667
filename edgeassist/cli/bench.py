# SPDX-License-Identifier: Apache-2.0
"""`edgeassist bench`: how fast a model is here, measured through the whole product as a person gets it."""

import statistics
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import typer

from edgeassist.cli.answer import answered
from edgeassist.cli.errand import Errand, Setup
from edgeassist.cli.failures import STOPPED
from edgeassist.core.units import elided, human_bytes, human_rate, human_seconds
from edgeassist.runtime.blocking import JobFailed, finish
from edgeassist.wire import AnyEvent, Count, Counted, Delta, Generate, Sampling, Stats

if TYPE_CHECKING:
    from edgeassist.runtime.engine import Engine

_WORDS = "river stone lamp seven morning paper garden bridge window slow copper letter cloud market under north "
_SPARE_TOKENS = 32
_ADJUSTMENTS = 6


@dataclass(frozen=True, slots=True)
class Run:
    """One measured answer; rates in tokens per second. `first_ms` counts from the wish to the first text here."""

    prompt_tokens: int
    answer_tokens: int
    first_ms: float
    prompt_rate: float
    answer_rate: float
    peak_bytes: int


class _Ear:
    """Notes when the first text came and how much memory was in use."""

    def __init__(self) -> None:
        self.began, self.first_ms, self.peak_bytes = time.perf_counter(), 0.0, 0

    def __call__(self, event: AnyEvent) -> None:
        if isinstance(event, Delta) and not self.first_ms:
            self.first_ms = 1000 * (time.perf_counter() - self.began)
        elif isinstance(event, Stats):
            self.peak_bytes = max(self.peak_bytes, event.peak_bytes)


def bench(errand: Errand, setup: Setup, *, prompt_tokens: int, tokens: int, runs: int) -> None:
    """Measure and print the medians; leave with 130 after Ctrl-C."""
    context_tokens = setup.context_tokens or prompt_tokens + tokens + _SPARE_TOKENS
    with errand.services() as services:
        loaded = errand.load(services, replace(setup, context_tokens=context_tokens))
        done = []
        for number in range(1, runs + 1):
            prompt = prompt_of(services.engine, prompt_tokens, number)
            errand.screen.progress(f"Run {number} of {runs}", 0, 1)
            done.append(measured(services.engine, prompt, tokens))
        variant = services.engine.state.variant
    middle = median(done)
    if errand.screen.as_json:
        model = {"name": loaded.name, "size_bytes": loaded.size_bytes, "parameters": loaded.parameters}
        conditions = {"threads": loaded.threads, "variant": variant, "context_tokens": loaded.context_tokens}
        median_of = {"median": asdict(middle), "runs": [asdict(run) for run in done]}
        errand.screen.result({"model": model, **conditions, "load_ms": loaded.load_ms, **median_of})
        return
    title = f"{elided(loaded.name)}, {loaded.threads} threads, processor code {variant}, median of {runs}"
    errand.screen.say((title, "bold"))
    for name, value in _lines(middle):
        errand.screen.say(f"{name + ':':22}{value}")


def _lines(run: Run) -> list[tuple[str, str]]:
    return [
        ("Time to first token", human_seconds(run.first_ms / 1000)),
        (f"Reading {run.prompt_tokens} tokens", f"{human_rate(run.prompt_rate)} tok/s"),
        (f"Writing {run.answer_tokens} tokens", f"{human_rate(run.answer_rate)} tok/s"),
        ("Memory at most", human_bytes(run.peak_bytes) if run.peak_bytes else "not measurable here"),
    ]


def median(runs: list[Run]) -> Run:
    """Return the median of each number."""
    columns = {name: [getattr(run, name) for run in runs] for name in Run.__slots__}
    return Run(**{name: statistics.median_low(values) for name, values in columns.items()})


def measured(engine: "Engine", prompt: str, tokens: int) -> Run:
    """Let the model go on with `prompt` for exactly `tokens` tokens and measure it."""
    ear = _Ear()
    request = Generate(prompt=prompt, max_tokens=tokens, ignore_end=True, sampling=Sampling(temperature=0))
    answer = answered(engine, request, ear)
    if answer.failure is not None:
        raise JobFailed(answer.failure)
    if answer.reason == "cancelled":
        raise typer.Exit(STOPPED)
    usage = answer.usage
    return Run(
        usage.prompt_tokens, usage.answer_tokens, ear.first_ms, usage.prompt_rate, usage.answer_rate, ear.peak_bytes
    )


def prompt_of(engine: "Engine", tokens: int, number: int) -> str:
    """Return a text of about `tokens` tokens that begins differently for every `number`, so nothing is reused."""
    words = _WORDS.split()
    start = words[number % len(words) :] + words[: number % len(words)]
    count, wanted = tokens, ""
    for _ in range(_ADJUSTMENTS):
        wanted = " ".join(start[at % len(start)] for at in range(count))
        found = next(one.tokens for one in finish(engine, Count(prompt=wanted)) if isinstance(one, Counted))
        if found == tokens:
            break
        count = max(1, round(count * tokens / found))
    return wanted
