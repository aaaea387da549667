# SPDX-License-Identifier: Apache-2.0
"""Runs a text through a model and notes what each weight column and each layer saw. Quantizes nothing.

Same sums as llama.cpp's own `llama-imatrix`: the squares of what enters each product with a weight. Layers are
judged in the same pass by "Block Influence" (Men et al. 2024, arXiv:2403.03853).
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from llama_cpp import llama_cpp as native

from edgeassist.core.errors import BadInput, EngineTrouble, NotFound
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.core.units import elided
from edgeassist.wire.jobs import AnyJobEvent, Calibrate, Calibrated, Step
from edgeassist.worker.because import because
from edgeassist.worker.context import ContextRefused, DecodeFailed, default_threads
from edgeassist.worker.desk import AbortFlag
from edgeassist.worker.imatrix_file import write_importance
from edgeassist.worker.memory import Peak
from edgeassist.worker.onlooker import Onlooker
from edgeassist.worker.weights import Weights

Say = Callable[[AnyJobEvent], None]
CHUNK_TOKENS, FEWEST_TOKENS = 512, 64
_OUTPUT_EVERY = 4  # tokens whose scores are asked for: the last layer and the head see these alone
_TEXT_BYTES = 8 * 1024**2
_LOADING, _READING = later("Loading the model"), later("Reading the calibration text")


class TextUnusable(BadInput):
    """The calibration text is no text, or too short."""

    code = "calibration-text-unusable"
    hint = later("Pick a plain text file (UTF-8) of at least a page, or use the text that comes with EdgeAssist.")

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(
            told("The calibration text {name} cannot be used: {reason}.", name=elided(path.name), reason=reason)
        )


class TextMissing(NotFound):
    """The calibration text cannot be opened."""

    code = "calibration-text-missing"
    hint = later("Check that the file is still there and may be read.")

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(
            told("The calibration text {name} cannot be opened: {reason}.", name=elided(path.name), reason=reason)
        )


class NothingSeen(EngineTrouble):
    """The pass gave no sums, or sums that are no numbers."""

    code = "calibration-saw-nothing"
    hint = later("Quantize without an importance matrix: the types of 4 bits and more need none.")


def calibrate(job: Calibrate, say: Say) -> Calibrated:
    """Do `job`: write the importance matrix and say how much each layer changes what passes through it."""
    text = read_text(Path(job.text))
    peak = Peak()
    peak.start_over()
    say(Step(step=_LOADING, done=0, total=1))
    weights = Weights.load(job.source.path, job.source.size_bytes, lambda _fraction: None, AbortFlag())
    try:
        size = max(FEWEST_TOKENS, min(CHUNK_TOKENS, weights.context_trained_tokens or CHUNK_TOKENS))
        chunks = spread_chunks(weights.tokenize(text, special=False), weights.opening(), size, job.max_tokens)
        total = sum(map(len, chunks))
        if total < FEWEST_TOKENS:
            reason = told("it has only {total} tokens, {needed} are needed", total=total, needed=FEWEST_TOKENS)
            raise TextUnusable(Path(job.text), reason)
        onlooker = Onlooker()
        done = 0
        with _watched_context(weights, size, job.threads, onlooker) as feed:
            for chunk in chunks:
                say(Step(step=_READING, done=done, total=total))
                feed(chunk)
                done += len(chunk)
                peak.sample()
        _keep(onlooker, Path(job.target), dataset=Path(job.text).name, chunks=len(chunks), size=size)
        return Calibrated(tokens=done, influence=onlooker.influence(), peak_bytes=peak.sample()[1])
    finally:
        weights.close()


def _keep(onlooker: Onlooker, target: Path, *, dataset: str, chunks: int, size: int) -> None:
    seen = onlooker.seen()
    if not seen:
        raise NothingSeen(later("The engine ran, but no product with a weight was seen. Nothing was written."))
    write_importance(target, seen, dataset=dataset, chunks=chunks, chunk_tokens=size)


def read_text(path: Path) -> str:
    """Return the text at `path`, at most 8 MiB of it."""
    try:
        with path.open("rb") as file:
            raw = file.read(_TEXT_BYTES)
    except OSError as error:
        raise TextMissing(path, because(error)) from error
    if b"\0" in raw:
        raise TextUnusable(path, told("it is not plain text"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(raw) == _TEXT_BYTES and error.start > len(raw) - 4:
            return raw[: error.start].decode("utf-8-sig")
        raise TextUnusable(path, told("it is not UTF-8")) from error


def spread_chunks(tokens: list[int], opening: list[int], size: int, most_tokens: int) -> list[list[int]]:
    """Return pieces of at most `size` tokens, each begun by `opening`, evenly spread over `tokens`.

    Whole pieces only, unless there is just one; no more than `most_tokens` in all, but one piece at least.
    """
    body = size - len(opening)
    pieces = [tokens[at : at + body] for at in range(0, len(tokens), body)]
    if len(pieces) > 1 and len(pieces[-1]) < body:
        pieces.pop()
    wanted = max(1, min(len(pieces), most_tokens // size))
    return [opening + pieces[at * len(pieces) // wanted] for at in range(wanted)] if pieces else []


@contextmanager
def _watched_context(
    weights: Weights, size: int, threads: int, onlooker: Onlooker
) -> Iterator[Callable[[list[int]], None]]:
    """Lend a function that reads one piece of text, each from a fresh start, under the eyes of `onlooker`."""
    parameters = native.llama_context_default_params()
    parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = size
    parameters.n_outputs_max = -(-size // _OUTPUT_EVERY)
    parameters.n_threads = parameters.n_threads_batch = threads or default_threads()
    parameters.no_perf = True
    callback = native.ggml_backend_sched_eval_callback(onlooker.on_node)
    parameters.cb_eval = callback
    handle = native.llama_init_from_model(weights.handle, parameters)
    if not handle:
        raise ContextRefused(size)
    try:
        yield _Feeder(handle, size, onlooker).feed
    finally:
        native.llama_free(handle)


class _Feeder:
    """Decodes one piece at a time."""

    def __init__(self, handle: ctypes.c_void_p, size: int, onlooker: Onlooker) -> None:
        self._handle, self._onlooker = handle, onlooker
        self._memory = native.llama_get_memory(handle)
        self._tokens = (ctypes.c_int32 * size)()
        self._wanted = (ctypes.c_int8 * size)()
        self._batch = native.llama_batch(n_tokens=0, token=self._tokens, logits=self._wanted)

    def feed(self, chunk: list[int]) -> None:
        """Forget what was, decode `chunk`, and raise what went wrong while it was watched."""
        native.llama_memory_clear(self._memory, True)
        for at, token in enumerate(chunk):
            self._tokens[at], self._wanted[at] = token, at % _OUTPUT_EVERY == _OUTPUT_EVERY - 1
        self._wanted[len(chunk) - 1] = 1
        self._batch.n_tokens = len(chunk)
        self._onlooker.begin([at for at in range(len(chunk)) if self._wanted[at]])
        status = native.llama_decode(self._handle, self._batch)
        self._onlooker.end()
        if status != 0:
            raise DecodeFailed(status)
