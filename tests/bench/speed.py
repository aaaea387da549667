# SPDX-License-Identifier: Apache-2.0
"""Prompt and generation speed of the whole product beside llama-bench, in alternating runs on the same file."""

from statistics import median

from tests.bench import llama_bench
from tests.bench.figures import Figure, median_of
from tests.bench.llama_bench import Rates
from tests.bench.product import Product, Take, product, real_worker
from tests.bench.prompts import prompt_of
from tests.support.models import shape_model

MODELS = ("Qwen2.5-0.5B", "Llama-3.2-1B")
PROMPT_TOKENS, ANSWER_TOKENS, ROUNDS = 512, 96, 5
GOAL = 0.95


def measure(*, quick: bool) -> list[Figure]:
    """Return the rates and ratios for both shapes."""
    return [figure for name in MODELS for figure in _compare(name, rounds=2 if quick else ROUNDS)]


def _compare(name: str, *, rounds: int) -> list[Figure]:
    model = shape_model(name)
    with product(real_worker(model.parent)) as ours:
        threads = ours.load(model).threads
        variant = ours.engine.state.variant
        _take(ours, 0)
        pairs: list[tuple[Take, Rates]] = []
        for number in range(1, rounds + 1):
            take = _take(ours, number)
            tokens = take.usage.prompt_tokens
            pairs.append(
                (
                    take,
                    llama_bench.run(
                        model, variant=variant, prompt_tokens=tokens, answer_tokens=ANSWER_TOKENS, threads=threads
                    ),
                )
            )
    length = round(median(take.usage.prompt_tokens for take, _ in pairs))
    where = f"{name} Q4_K_M, {threads} threads, {variant}"
    return [*_prompt(where, length, pairs), *_answer(where, pairs)]


def _take(ours: Product, number: int) -> Take:
    take = ours.ask(prompt_of(PROMPT_TOKENS, number, ours.count), ANSWER_TOKENS)
    if take.usage.reused_tokens > 1:
        raise AssertionError("a prompt of the benchmark must share nothing with the one before")
    return take


def _prompt(where: str, length: int, pairs: list[tuple[Take, Rates]]) -> list[Figure]:
    under = f"{where}, {length}-token prompt"
    theirs = [rates.prompt for _, rates in pairs]
    worker = [take.usage.prompt_rate for take, _ in pairs]
    seen = [take.prompt_rate for take, _ in pairs]
    return [
        median_of("prompt, llama-bench", theirs, "tokens/s", under),
        median_of("prompt, our worker", worker, "tokens/s", under),
        median_of("prompt, submit to first paint", seen, "tokens/s", under),
        _ratio("prompt: worker / llama-bench", worker, theirs, under),
        _ratio("prompt: painted / llama-bench", seen, theirs, under),
    ]


def _answer(where: str, pairs: list[tuple[Take, Rates]]) -> list[Figure]:
    under = f"{where}, {ANSWER_TOKENS} tokens after the prompt"
    theirs = [rates.answer for _, rates in pairs]
    worker = [take.usage.answer_rate for take, _ in pairs]
    seen = [take.answer_rate for take, _ in pairs]
    return [
        median_of("generation, llama-bench", theirs, "tokens/s", under),
        median_of("generation, our worker", worker, "tokens/s", under),
        median_of("generation, first to last paint", seen, "tokens/s", under),
        _ratio("generation: worker / llama-bench", worker, theirs, under),
        _ratio("generation: painted / llama-bench", seen, theirs, under),
    ]


def _ratio(name: str, ours: list[float], theirs: list[float], under: str) -> Figure:
    ratios = [mine / its for mine, its in zip(ours, theirs, strict=True)]
    return median_of(name, ratios, "x", f"{under}, alternating pairs", at_least=GOAL)
