# SPDX-License-Identifier: Apache-2.0
"""Reading a text with a model so that its scores can be seen, window by window. Judges nothing, keeps no scores.

The scheme is llama-perplexity's: each window stands alone and begins with the begin-of-text token where the model
wants one; the first half is only read, so that every scored token has at least that much before it.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from llama_cpp import llama_cpp as native

from edgeassist.core.errors import BadInput
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.core.units import elided
from edgeassist.worker.because import because
from edgeassist.worker.context import ContextRefused, DecodeFailed, default_threads
from edgeassist.worker.divergence import Scores
from edgeassist.worker.weights import Weights

CHUNK_TOKENS = 64
"""How many tokens are decoded at once: the scores of all of them are kept, 39 MB with a vocabulary of 152,000."""

MIN_WINDOW_TOKENS = 16
_MAX_TEXT_BYTES = 8 * 1024**2


class TextTooShort(BadInput):
    """The held text is too short to score anything."""

    code = "text-too-short"
    hint = later("Use a text of a page or more.")

    def __init__(self, tokens: int) -> None:
        self.tokens = tokens
        super().__init__(told("The text to compare the models with is too short ({tokens} tokens).", tokens=tokens))


class TextUnreadable(BadInput):
    """The held text cannot be read."""

    code = "text-unreadable"
    hint = later("Check that the file is there, or install EdgeAssist anew.")

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(told("The text {name} cannot be read: {reason}.", name=elided(path.name), reason=reason))


def read_text(path: Path) -> str:
    """Return the text at `path`, its first 8 MiB at most."""
    try:
        with path.open("rb") as file:
            return file.read(_MAX_TEXT_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise TextUnreadable(path, because(error)) from error


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens read together. Those after `first_scored` are predicted from all before them."""

    tokens: tuple[int, ...]

    @property
    def first_scored(self) -> int:
        """The first position whose scores count: they are about the token after it."""
        return len(self.tokens) // 2

    @property
    def scored(self) -> int:
        """How many positions are scored: the last has no token after it."""
        return len(self.tokens) - 1 - self.first_scored


def windows(text: Sequence[int], opening: Sequence[int], *, context_tokens: int, max_tokens: int) -> list[Window]:
    """Cut `text` into windows of `context_tokens`, `max_tokens` in all at most, spread evenly from begin to end.

    A text shorter than one window is one shorter window. Raises `TextTooShort`.
    """
    own = context_tokens - len(opening)
    if min(len(text), own) < MIN_WINDOW_TOKENS:
        raise TextTooShort(min(len(text), own))
    if len(text) <= own:
        return [Window((*opening, *text))]
    count = max(1, min(max_tokens // context_tokens, len(text) // own))
    gap = (len(text) - own) / max(1, count - 1)
    starts = [round(gap * number) for number in range(count)]
    return [Window((*opening, *text[start : start + own])) for start in starts]


class Reader:
    """A context that keeps the scores of every token of a chunk. Close it before the weights."""

    def __init__(self, weights: Weights, tokens: int, threads: int) -> None:
        self._vocabulary_tokens = weights.vocabulary_tokens
        parameters = native.llama_context_default_params()
        parameters.n_ctx = tokens
        parameters.n_batch = parameters.n_ubatch = parameters.n_outputs_max = min(CHUNK_TOKENS, tokens)
        parameters.n_threads = parameters.n_threads_batch = threads or default_threads()
        parameters.no_perf = True
        self._handle = native.llama_init_from_model(weights.handle, parameters)
        if not self._handle:
            raise ContextRefused(tokens)
        self._tokens = (ctypes.c_int32 * CHUNK_TOKENS)()
        self._wanted = (ctypes.c_int8 * CHUNK_TOKENS)()
        self._batch = native.llama_batch(n_tokens=0, token=self._tokens, logits=self._wanted)

    def close(self) -> None:
        """Free the context."""
        native.llama_free(self._handle)

    def begin(self) -> None:
        """Forget what was read: a window begins."""
        native.llama_memory_clear(native.llama_get_memory(self._handle), True)

    def read(self, tokens: Sequence[int], wanted: Sequence[bool]) -> Scores:
        """Decode the next `tokens` and return one row of scores for each that is `wanted`: a view until the next."""
        for at, (token, keep) in enumerate(zip(tokens, wanted, strict=True)):
            self._tokens[at], self._wanted[at] = token, keep
        self._batch.n_tokens = len(tokens)
        status = native.llama_decode(self._handle, self._batch)
        if status != 0:
            raise DecodeFailed(status)
        rows = sum(wanted)
        if not rows:
            return np.empty((0, self._vocabulary_tokens), np.float32)
        pointer: Any = native.llama_get_logits(self._handle)
        return np.ctypeslib.as_array(pointer, (rows, self._vocabulary_tokens))
