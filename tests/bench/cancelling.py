# SPDX-License-Identifier: Apache-2.0
"""How soon a cancel is answered, at random moments of a long prompt, of an answer, and of a load."""

import random
import threading
import time
from queue import Empty, SimpleQueue

from edgeassist.runtime.blocking import events, finish
from edgeassist.runtime.engine import Engine
from edgeassist.wire import (
    TERMINAL,
    AnyCommand,
    AnyEvent,
    Cancelled,
    Count,
    Counted,
    Done,
    Generate,
    Load,
    Started,
)
from tests.bench.figures import Figure, largest_of
from tests.bench.product import GREEDY, real_worker
from tests.bench.prompts import prompt_of
from tests.support.models import shape_model

MODEL = "Qwen2.5-0.5B"
PROMPT_TOKENS = 2000
LIMIT_MS = 100
DEADLINE_S = 60.0


def measure(*, quick: bool) -> list[Figure]:
    """Return the largest time from the cancel to the terminal event in each situation."""
    times = 5 if quick else 30
    model = shape_model(MODEL)
    load = Load(path=str(model), size_bytes=model.stat().st_size, context_tokens=4096)
    engine = Engine(real_worker(model.parent))
    draw = random.Random(2)
    try:
        finish(engine, load)
        loads = [_cancelled_ms(engine, load, draw.uniform(0, 0.3), after_start=False) for _ in range(times)]
        finish(engine, load)
        prefills = [_prefill_ms(engine, number, draw) for number in range(times)]
        answers = [_answer_ms(engine, draw) for _ in range(times)]
    finally:
        engine.close()
    return [
        _figure("cancel during a load", loads, f"{MODEL}, at random within 0.3 s"),
        _figure("cancel during a prompt", prefills, f"{MODEL}, {PROMPT_TOKENS:,} tokens, at random within 3 s"),
        _figure("cancel during an answer", answers, f"{MODEL}, at random within 1.5 s"),
    ]


def _figure(name: str, samples: list[float | None], under: str) -> Figure:
    """Jobs that had ended before the cancel are left out; their number is told."""
    hits = [one for one in samples if one is not None]
    missed = len(samples) - len(hits)
    return largest_of(name, hits, "ms", under + (f", {missed} ended before" if missed else ""), at_most=LIMIT_MS)


def _prefill_ms(engine: Engine, number: int, draw: random.Random) -> float | None:
    prompt = prompt_of(PROMPT_TOKENS, 1000 + number, lambda text: _count(engine, text))
    command = Generate(prompt=prompt, max_tokens=1, sampling=GREEDY)
    return _cancelled_ms(engine, command, draw.uniform(0, 3), after_start=True)


def _answer_ms(engine: Engine, draw: random.Random) -> float | None:
    command = Generate(prompt="The weather in the mountains", max_tokens=2000, sampling=GREEDY, ignore_end=True)
    return _cancelled_ms(engine, command, draw.uniform(0.1, 1.5), after_start=True)


def _count(engine: Engine, text: str) -> int:
    return next(event.tokens for event in events(engine, Count(prompt=text)) if isinstance(event, Counted))


def _cancelled_ms(engine: Engine, command: AnyCommand, delay_s: float, *, after_start: bool) -> float | None:
    """Submit, wait, cancel; return the time to the terminal event, None when the job was over before."""
    heard: SimpleQueue[tuple[float, AnyEvent]] = SimpleQueue()
    job = engine.submit(command, lambda event: heard.put((time.monotonic(), event)))
    if after_start:
        _until(heard, (Started, *TERMINAL))
    threading.Event().wait(delay_s)
    asked_s = time.monotonic()
    engine.cancel(job)
    ended_s, event = _until(heard, TERMINAL)
    if isinstance(event, Done) and ended_s < asked_s:
        return None
    if not isinstance(event, Cancelled | Done):
        raise TypeError(f"the cancelled job ended in {event}")
    return 1000 * (ended_s - asked_s)


def _until(heard: "SimpleQueue[tuple[float, AnyEvent]]", kinds: tuple[type, ...]) -> tuple[float, AnyEvent]:
    while True:
        try:
            at_s, event = heard.get(timeout=DEADLINE_S)
        except Empty as error:
            raise TimeoutError(f"none of {kinds} within {DEADLINE_S} s") from error
        if isinstance(event, kinds):
            return at_s, event
