# SPDX-License-Identifier: Apache-2.0
"""The working memory of a model: which tokens it holds, decoding more, going back. Owns the native context."""

import ctypes
import os
from typing import Any

import numpy as np
import psutil
from llama_cpp import llama_cpp as native

from edgeassist.core.errors import EngineTrouble, NoRoom
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.wire import KvType
from edgeassist.worker.beat import Gauge
from edgeassist.worker.desk import AbortFlag
from edgeassist.worker.weights import CalledOff, Weights

Logits = np.ndarray[Any, np.dtype[np.float32]]
_ABORTED = 2
_Q8_0 = 8
"""GGML_TYPE_Q8_0 (ggml.h)."""
_FLASH_ATTENTION = 1
"""LLAMA_FLASH_ATTN_TYPE_ENABLED (llama.h)."""


class ContextRefused(NoRoom):
    """The engine could not make a context of the wanted length."""

    code = "context-refused"
    hint = later("Use a shorter context (`--context N`, or context_tokens in settings.toml), or a smaller model.")

    def __init__(self, context_tokens: int) -> None:
        self.context_tokens = context_tokens
        super().__init__(
            told("There is not enough memory for a context of {tokens} tokens with this model.", tokens=context_tokens)
        )


class DecodeFailed(EngineTrouble):
    """The engine gave up inside a batch."""

    code = "decode-failed"
    hint = later("Try again; if it happens again, load the model anew with a shorter context.")

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(
            told(
                "The engine could not work through the text (status {status}). The conversation is safe.",
                status=str(status),
            )
        )


def default_threads() -> int:
    """Return one thread per physical core that this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(usable, psutil.cpu_count(logical=False) or usable))


def _common(left: list[int], right: list[int]) -> int:
    """Return how many tokens both lists begin with."""
    shorter = min(len(left), len(right))
    if left[:shorter] == right[:shorter]:
        return shorter
    return next(at for at in range(shorter) if left[at] != right[at])


class Context:
    """Decodes tokens one batch at a time and keeps account of what the cache holds (`held`)."""

    def __init__(
        self,
        weights: Weights,
        tokens: int,
        batch_tokens: int,
        threads: int,
        abort: AbortFlag,
        *,
        kv_type: KvType = "f16",
    ) -> None:
        """A model whose shape does not allow keys and values of `kv_type` gets f16 ones."""
        self.weights, self.threads = weights, threads or default_threads()
        self._most_batch = self._batch_tokens = max(1, min(batch_tokens, tokens))
        parameters = native.llama_context_default_params()
        parameters.n_ctx = tokens
        parameters.n_batch = parameters.n_ubatch = self._batch_tokens
        parameters.n_threads = parameters.n_threads_batch = self.threads
        # Only the last token of a prompt is asked for logits: with a vocabulary of 150,000 and a batch of 512 it
        # reserves 40 MB instead of 300 (measured on a 0.5B model).
        parameters.n_outputs_max = 1
        parameters.no_perf = True
        if kv_type == "q8_0":
            parameters.type_k = parameters.type_v = _Q8_0
            parameters.flash_attn_type = _FLASH_ATTENTION  # llama.cpp takes quantized values only with it
        self.handle = native.llama_init_from_model(weights.handle, parameters)
        if not self.handle and kv_type != "f16":
            usual = native.llama_context_default_params()
            parameters.type_k, parameters.type_v = usual.type_k, usual.type_v
            parameters.flash_attn_type = usual.flash_attn_type
            kv_type = "f16"
            self.handle = native.llama_init_from_model(weights.handle, parameters)
        if not self.handle:
            raise ContextRefused(tokens)
        self.kv_type = kv_type
        self.capacity_tokens = min(tokens, int(native.llama_n_ctx(self.handle)))
        self.held: list[int] = []
        self._memory = native.llama_get_memory(self.handle)
        self._callback = ctypes.cast(abort.function, native.ggml_abort_callback)
        self._abort = abort
        native.llama_set_abort_callback(self.handle, self._callback, abort.data)
        self._tokens = (ctypes.c_int32 * self._batch_tokens)()
        self._wanted = (ctypes.c_int8 * self._batch_tokens)()
        self._batch = native.llama_batch(n_tokens=0, token=self._tokens, logits=self._wanted)
        self._logits_at = 0
        self._logits: Logits = np.empty(0, np.float32)

    def close(self) -> None:
        """Free the context; the weights must still be alive."""
        native.llama_free(self.handle)

    def behave(self, threads: int, batch_tokens: int) -> None:
        """Take other threads and another batch from the next decode on; 0 leaves one as it is. Forgets nothing."""
        if threads > 0 and threads != self.threads:
            self.threads = threads
            native.llama_set_n_threads(self.handle, threads, threads)
        if batch_tokens > 0:
            self._batch_tokens = min(batch_tokens, self._most_batch)

    @property
    def full(self) -> bool:
        """Whether no further token fits."""
        return len(self.held) >= self.capacity_tokens

    def rewind_to_common(self, prompt: list[int]) -> int:
        """Forget all but what `prompt` begins with too; return how many of its tokens need no decoding.

        The last one always does, for its logits. Models whose memory cannot go back (recurrent ones) start anew.
        """
        keep = min(_common(self.held, prompt), len(prompt) - 1)
        if keep < len(self.held) and not native.llama_memory_seq_rm(self._memory, 0, keep, -1):
            self.clear()
            return 0
        del self.held[keep:]
        return keep

    def clear(self) -> None:
        """Forget everything."""
        native.llama_memory_clear(self._memory, True)
        self.held.clear()

    def feed_prompt(self, tokens: list[int], gauge: Gauge) -> None:
        """Decode `tokens` in batches; the logits after the last of them are ready then."""
        for start in range(0, len(tokens), self._batch_tokens):
            chunk = tokens[start : start + self._batch_tokens]
            last = start + len(chunk) == len(tokens)
            ctypes.memmove(self._tokens, (ctypes.c_int32 * len(chunk))(*chunk), 4 * len(chunk))
            self._wanted[len(chunk) - 1] = last
            self._batch.n_tokens = len(chunk)
            try:
                self._decode(chunk)
            finally:
                self._wanted[len(chunk) - 1] = 0
            gauge.steps += 1
            gauge.context_used_tokens = len(self.held)

    def feed(self, token: int) -> None:
        """Decode one token of the answer."""
        self._tokens[0] = token
        self._wanted[0] = 1
        self._batch.n_tokens = 1
        try:
            self._decode([token])
        finally:
            self._wanted[0] = 0

    def _decode(self, tokens: list[int]) -> None:
        status = native.llama_decode(self.handle, self._batch)
        if status == 0:
            self.held += tokens
            return
        self._resync(tokens)
        if status == _ABORTED or self._abort.is_set():
            raise CalledOff
        raise DecodeFailed(status)

    def _resync(self, tokens: list[int]) -> None:
        """After a batch that stopped midway keep account of what the cache really holds."""
        if not self.weights.keeps_rows:
            self.clear()
            return
        there = int(native.llama_memory_seq_pos_max(self._memory, 0)) + 1
        self.held = (self.held + tokens)[:there]

    def logits(self) -> Logits:
        """Return the scores after the last decoded token: a view that lasts until the next decode; may be changed."""
        pointer = native.llama_get_logits_ith(self.handle, -1)
        address = ctypes.addressof(pointer.contents)
        if address != self._logits_at:
            self._logits = np.ctypeslib.as_array(pointer, (self.weights.vocabulary_tokens,))
            self._logits_at = address
        return self._logits
