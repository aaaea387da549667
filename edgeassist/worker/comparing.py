# SPDX-License-Identifier: Apache-2.0
"""What quantizing cost: a made model beside its source on held text. A job of the one-shot worker; writes nothing.

Three phases: the made model alone, the source alone (rates, and the memory resident with a context of
`context_tokens`, so that neither is charged for the other), then both in step over the text. Knows no card and draws
no conclusion.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, cycle, islice
from pathlib import Path

from llama_cpp import llama_cpp as native

from edgeassist.core.errors import BadInput, EngineTrouble
from edgeassist.core.language import later
from edgeassist.wire import BATCH_TOKENS
from edgeassist.wire.jobs import Compare, Compared, Reading, Source, Step
from edgeassist.worker.beat import Gauge
from edgeassist.worker.context import Context
from edgeassist.worker.desk import AbortFlag
from edgeassist.worker.divergence import Nonsense, Tally
from edgeassist.worker.held_text import (
    CHUNK_TOKENS,
    MIN_WINDOW_TOKENS,
    Reader,
    TextTooShort,
    Window,
    read_text,
    windows,
)
from edgeassist.worker.memory import Peak
from edgeassist.worker.weights import Weights

PARTS = 16
PROMPT_TOKENS, ANSWER_TOKENS, RUNS = 256, 32, 3
RUNS_LIMIT_S = 30.0
"""No further run of a model begins after this: a large one is measured once or twice instead."""

_MADE, _SOURCE = later("Measuring the new model"), later("Measuring the original")
_BOTH = later("Reading the held text with both")

Say = Callable[[Step], None]


class OtherVocabulary(BadInput):
    """The two models do not speak of the same tokens."""

    code = "other-vocabulary"
    hint = later("Compare a model with the one it was made from.")

    def __init__(self) -> None:
        super().__init__(later("These two models have different vocabularies, so their answers cannot be compared."))


class ComputesNonsense(EngineTrouble):
    """A model whose scores are no numbers."""

    code = "computes-nonsense"
    hint = later("Make it again with another preset, or from a fresh copy of the original.")

    def __init__(self, *, of_source: bool) -> None:
        original = later("The original computes values that are no numbers: it is broken. Nothing was changed.")
        new = later("The new model computes values that are no numbers: it is broken. Nothing was changed.")
        super().__init__(original if of_source else new)


class _Told:
    """Says how far one step is."""

    def __init__(self, say: Say, step: str, total: int) -> None:
        self._say, self._step, self._total, self._done = say, step, total, 0
        self.more(0)

    def more(self, units: int) -> None:
        """Count `units` as done."""
        self._done += units
        self._say(Step(step=self._step, done=self._done, total=self._total))


def compare(job: Compare, say: Say) -> Compared:
    """Measure both models of `job` and how far the made one strays; raise `EdgeError` when that cannot be."""
    text = read_text(Path(job.text))
    made = _alone(job, job.made, text, _Told(say, _MADE, RUNS + 1))
    source = _alone(job, job.source, text, _Told(say, _SOURCE, RUNS + 1))
    tally = _strayed(job, text, say)
    of_source, of_made = tally.perplexities()
    return Compared(
        tokens=tally.tokens,
        source=_reading(job.source, of_source, source),
        made=_reading(job.made, of_made, made),
        mean_divergence=tally.mean(),
        divergence_percentiles=tally.percentiles(),
        agreement=tally.agreement(),
        by_part=tally.by_part(PARTS),
    )


def _reading(file: Source, perplexity: float, measured: tuple[float, float, int]) -> Reading:
    prompt_rate, answer_rate, peak_bytes = measured
    return Reading(
        size_bytes=file.size_bytes,
        perplexity=perplexity,
        prompt_rate=prompt_rate,
        answer_rate=answer_rate,
        peak_bytes=peak_bytes,
    )


@contextmanager
def _loaded(file: Source) -> Iterator[Weights]:
    weights = Weights.load(file.path, file.size_bytes, lambda _fraction: None, AbortFlag())
    try:
        yield weights
    finally:
        weights.close()


def _alone(job: Compare, file: Source, text: str, told: _Told) -> tuple[float, float, int]:
    """Return prompt and answer tokens per second, medians after a warm-up, and the peak memory in bytes."""
    peak = Peak()
    peak.start_over()
    with _loaded(file) as weights, ExitStack() as stack:
        tokens = _some_tokens(weights, text)
        context = Context(weights, max(job.context_tokens, len(tokens)), BATCH_TOKENS, job.threads, AbortFlag())
        stack.callback(context.close)
        runs: list[tuple[float, float]] = []
        began_s = time.monotonic()
        for number in range(RUNS + 1):
            if number < 2 or time.monotonic() - began_s < RUNS_LIMIT_S:
                runs.append(_run(context, tokens[:PROMPT_TOKENS], tokens[PROMPT_TOKENS:]))
            told.more(1)
        _now_bytes, largest_bytes = peak.sample()
    warm = runs[1:]
    prompt_rate, answer_rate = (statistics.median(run[which] for run in warm) for which in (0, 1))
    return prompt_rate, answer_rate, largest_bytes


def _some_tokens(weights: Weights, text: str) -> list[int]:
    """Return as many tokens as one run takes; a short text is repeated."""
    tokens = weights.tokenize(text, special=False)
    if len(tokens) < MIN_WINDOW_TOKENS:
        raise TextTooShort(len(tokens))
    return list(islice(chain(weights.opening(), cycle(tokens)), PROMPT_TOKENS + ANSWER_TOKENS))


def _run(context: Context, prompt: list[int], answer: list[int]) -> tuple[float, float]:
    """Return the tokens per second of the prompt, read in batches, and of the answer, whose tokens are given."""
    context.clear()
    began_s = time.perf_counter()
    context.feed_prompt(prompt, Gauge())
    context.logits()
    read_s = time.perf_counter()
    for token in answer:
        context.feed(token)
        context.logits()
    written_s = time.perf_counter()
    return len(prompt) / (read_s - began_s), len(answer) / (written_s - read_s)


def _strayed(job: Compare, text: str, say: Say) -> Tally:
    """Read the windows of `text` with both models in step, chunk by chunk: no scores of a whole window are kept."""
    tally = Tally()
    with _loaded(job.source) as source, _loaded(job.made) as made, ExitStack() as stack:
        _require_same_vocabulary(source, made)
        tokens = source.tokenize(text, special=False)
        longest = min([job.context_tokens, *filter(None, (source.context_trained_tokens, made.context_trained_tokens))])
        cut = windows(tokens, source.opening(), context_tokens=longest, max_tokens=job.max_tokens)
        told = _Told(say, _BOTH, sum(len(window.tokens) for window in cut))
        readers = []
        for weights in (source, made):
            readers.append(Reader(weights, longest, job.threads))
            stack.callback(readers[-1].close)
        for window in cut:
            _read_window(window, readers[0], readers[1], tally, told)
    return tally


def _read_window(window: Window, source: Reader, made: Reader, tally: Tally, told: _Told) -> None:
    source.begin()
    made.begin()
    last = len(window.tokens) - 1
    for start in range(0, len(window.tokens), CHUNK_TOKENS):
        chunk = window.tokens[start : start + CHUNK_TOKENS]
        wanted = [window.first_scored <= at < last for at in range(start, start + len(chunk))]
        scores, others = source.read(chunk, wanted), made.read(chunk, wanted)
        following = [window.tokens[start + at + 1] for at, keep in enumerate(wanted) if keep]
        try:
            tally.add(scores, others, following)
        except Nonsense as error:
            raise ComputesNonsense(of_source=error.of_source) from error
        told.more(len(chunk))


def _require_same_vocabulary(source: Weights, made: Weights) -> None:
    """Raise `OtherVocabulary` unless every token of both stands for the same text."""
    if source.vocabulary_tokens != made.vocabulary_tokens or source.opening() != made.opening():
        raise OtherVocabulary
    text_of = native.llama_vocab_get_text
    if any(text_of(source.vocab, at) != text_of(made.vocab, at) for at in range(source.vocabulary_tokens)):
        raise OtherVocabulary
