# SPDX-License-Identifier: Apache-2.0
"""From submit to the first painted token, with a new and a repeated prompt; and from a token's birth to its paint."""

from tests.bench import plays
from tests.bench.figures import Figure, median_of
from tests.bench.product import Product, Take, product, real_worker
from tests.bench.prompts import prompt_of
from tests.support.models import shape_model

PROMPT_TOKENS = 300
MODELS = ("Qwen2.5-0.5B", "Llama-3.2-1B")


def measure(*, quick: bool) -> list[Figure]:
    """Return times to the first token for both shapes, and token-to-paint times at three rates."""
    firsts = [figure for name in MODELS for figure in _first_token(name, rounds=2 if quick else 7)]
    with product(plays.command()) as ours:
        ours.load_nothing()
        ours.play("1000 200 stamps")
        paced = [figure for rate in (20, 200, 1000) for figure in _to_paint(ours, rate, seconds=2 if quick else 10)]
    return firsts + paced


def _first_token(name: str, *, rounds: int) -> list[Figure]:
    model = shape_model(name)
    with product(real_worker(model.parent)) as ours:
        ours.load(model)
        fresh, repeated = [], []
        for number in range(rounds + 1):
            prompt = prompt_of(PROMPT_TOKENS, 500 + number, ours.count)
            fresh.append(ours.ask(prompt, 4).first_paint_ms)
            repeated.append(ours.ask(prompt, 4).first_paint_ms)
        where = f"{name} Q4_K_M, {PROMPT_TOKENS}-token prompt, submit to first paint"
    return [
        median_of("first token, new prompt", fresh[1:], "ms", where),
        median_of("first token, same prompt again", repeated[1:], "ms", where),
    ]


def _to_paint(ours: Product, rate: int, *, seconds: int) -> list[Figure]:
    waits = sorted(waits_ms(ours.play(f"{rate} {rate * seconds} stamps")))
    under = f"{rate} tokens/s from a scripted worker, {len(waits):,} tokens"
    return [
        Figure(name="token to paint, median", value=waits[len(waits) // 2], unit="ms", conditions=under),
        Figure(name="token to paint, 99 % below", value=waits[int(0.99 * len(waits))], unit="ms", conditions=under),
    ]


def waits_ms(take: Take) -> list[float]:
    """Return for each stamped token how long after its stamp a paint showed it."""
    waits: list[float] = []
    for painted_s, text in take.paints:
        stamps = text.split()
        waits += [1000 * painted_s - int(one) / 1e6 for one in stamps[len(waits) :]]
    return waits
