# SPDX-License-Identifier: Apache-2.0
"""How fast this computer reads and writes with a model, for several threads and batches. A job of the one-shot worker.

The figures are the engine's own rates on invented tokens, without sampling: what a person sees is a little less.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from edgeassist.core.language import later
from edgeassist.wire.jobs import Pace, Paced, PaceRow, Source, Step
from edgeassist.worker.beat import Gauge
from edgeassist.worker.context import Context
from edgeassist.worker.desk import AbortFlag
from edgeassist.worker.memory import process_peak_bytes
from edgeassist.worker.weights import Weights

PROMPT_TOKENS, ANSWER_TOKENS, PIECE_TOKENS = 128, 24, 4
_WARM_TOKENS = 4
_FIRST_TOKEN, _TOKENS = 3, 250
_WRITING, _TRYING = later("Preparing a model to measure with"), later("Measuring this computer")

Say = Callable[[Step], None]


def pace(job: Pace, say: Say) -> Paced:
    """Do the job; with a target, write the yardstick there first."""
    began_s = time.monotonic()
    source, weights_bytes = job.source, 0
    if job.target:
        from edgeassist.worker.yardstick import write_yardstick

        say(Step(step=_WRITING, done=0, total=1))
        path = Path(job.target)
        weights_bytes = write_yardstick(path)
        source = Source(path=job.target, size_bytes=path.stat().st_size)
    rows: list[PaceRow] = []
    abort = AbortFlag()
    weights = Weights.load(source.path, source.size_bytes, lambda _fraction: None, abort)
    tries = list(product(job.threads_tried, job.batches_tried))
    for number, (threads, batch_tokens) in enumerate(tries):
        if rows and time.monotonic() - began_s >= job.limit_s:
            break
        say(Step(step=_TRYING, done=number, total=len(tries)))
        rows.append(_tried(weights, threads or job.threads, batch_tokens, abort))
    return Paced(weights_bytes=weights_bytes or source.size_bytes, rows=tuple(rows), peak_bytes=process_peak_bytes())


def _tried(weights: Weights, threads: int, batch_tokens: int, abort: AbortFlag) -> PaceRow:
    """Return the rates with these: one reading of a prompt, and the median of short pieces of an answer."""
    context = Context(weights, PROMPT_TOKENS + ANSWER_TOKENS + 16, batch_tokens, threads, abort)
    try:
        context.feed_prompt(_invented(min(batch_tokens, PROMPT_TOKENS)), Gauge())  # fills caches and page tables
        context.clear()
        began_s = time.monotonic()
        context.feed_prompt(_invented(PROMPT_TOKENS), Gauge())
        context.logits()
        prompt_s = time.monotonic() - began_s
        _written(context, _WARM_TOKENS)
        rates = [PIECE_TOKENS / seconds for seconds in _pieces(context)]
        return PaceRow(
            threads=context.threads,
            batch_tokens=batch_tokens,
            prompt_rate=PROMPT_TOKENS / prompt_s,
            answer_rate=statistics.median(rates),
        )
    finally:
        context.close()


def _pieces(context: Context) -> Iterator[float]:
    for _ in range(ANSWER_TOKENS // PIECE_TOKENS):
        began_s = time.monotonic()
        _written(context, PIECE_TOKENS)
        yield time.monotonic() - began_s


def _written(context: Context, count: int) -> None:
    for at in range(count):
        context.feed(_FIRST_TOKEN + 7 * at)
        context.logits()


def _invented(count: int) -> list[int]:
    return [_FIRST_TOKEN + 5 * at % _TOKENS for at in range(count)]
