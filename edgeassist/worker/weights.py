# SPDX-License-Identifier: Apache-2.0
"""A loaded model file: opened once, loaded, tokenizing. Owns the native handle; knows no context and no template."""

import contextlib
import ctypes
import os
import stat
import sys
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Self

from llama_cpp import llama_cpp as native

from edgeassist.core.errors import BadInput, NotFound
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.core.units import elided
from edgeassist.worker.because import because
from edgeassist.worker.desk import AbortFlag

_PROGRESS_PERIOD_S = 0.1
_PIECE_BYTES = 256


class ModelUnreadable(NotFound):
    """The model file cannot be opened."""

    code = "model-unreadable"
    hint = later("Check that the file is still there and may be read, or import it again.")

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        super().__init__(
            told("The model file {name} cannot be opened: {reason}.", name=elided(Path(path).name), reason=reason)
        )


class ModelChanged(BadInput):
    """The model file is not the one that was checked."""

    code = "model-changed"
    hint = later("Import the model again, so that it is checked again.")

    def __init__(self, path: str, expected_bytes: int, size_bytes: int) -> None:
        self.path, self.expected_bytes, self.size_bytes = path, expected_bytes, size_bytes
        super().__init__(
            told(
                "The model file {name} has changed since it was checked: {found} bytes instead of {expected}. "
                "It was not loaded.",
                name=elided(Path(path).name),
                found=size_bytes,
                expected=expected_bytes,
            )
        )


class ModelRefused(BadInput):
    """The engine would not load the file."""

    code = "model-refused"
    hint = later(
        "The file may be damaged or of a kind this version does not know. Import it again or pick another model."
    )

    def __init__(self, path: str, size_bytes: int) -> None:
        self.path = path
        super().__init__(
            told(
                "The engine could not load {name} ({size_bytes}). Nothing was changed.",
                name=elided(Path(path).name),
                size_bytes=size_bytes,
            )
        )


class CalledOff(Exception):
    """The job was cancelled; an outcome, never shown as an error."""


@contextlib.contextmanager
def opened_source(path: str, size_bytes: int) -> Iterator[str]:
    """Open `path` once without following a link, check its size, and yield a name for that very file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise ModelUnreadable(path, because(error)) from error
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise ModelUnreadable(path, told("it is not a regular file"))
        if found.st_size != size_bytes:
            raise ModelChanged(path, size_bytes, found.st_size)
        yield f"/proc/self/fd/{descriptor}" if sys.platform == "linux" else path
    finally:
        os.close(descriptor)


def _progress_callback(report: Callable[[float], None], abort: AbortFlag) -> Callable[[float, object], bool]:
    last_s = 0.0

    def on_progress(fraction: float, _data: object) -> bool:
        nonlocal last_s
        now_s = time.monotonic()
        if fraction >= 1 or now_s - last_s >= _PROGRESS_PERIOD_S:
            last_s = now_s
            report(fraction)
        return not abort.is_set()

    return on_progress


class Weights:
    """A model in memory and its vocabulary. Close it after every context made from it."""

    def __init__(self, handle: ctypes.c_void_p, path: str, size_bytes: int) -> None:
        self.handle, self.path, self.size_bytes = handle, path, size_bytes
        self.vocab = native.llama_model_get_vocab(handle)
        self._piece = ctypes.create_string_buffer(_PIECE_BYTES)
        self.vocabulary_tokens = int(native.llama_vocab_n_tokens(self.vocab))
        self.context_trained_tokens = int(native.llama_model_n_ctx_train(handle))
        self.parameters = int(native.llama_model_n_params(handle))
        self.architecture = self._meta("general.architecture")
        self.name = elided(self._meta("general.name") or Path(path).stem)
        self.template_source = self._own_template()
        self.bos, self.eos = self._special(native.llama_vocab_bos), self._special(native.llama_vocab_eos)
        self.spaced = self._puts_spaces()
        self.keeps_rows = not (native.llama_model_is_recurrent(handle) or native.llama_model_is_hybrid(handle))

    @classmethod
    def load(cls, path: str, size_bytes: int, report: Callable[[float], None], abort: AbortFlag) -> Self:
        """Load the file at `path`, telling `report` the fraction done; raise `CalledOff` when `abort` is set."""
        callback = native.llama_progress_callback(_progress_callback(report, abort))
        parameters = native.llama_model_default_params()
        parameters.load_mode = native.LLAMA_LOAD_MODE_MMAP
        parameters.n_gpu_layers = 0
        parameters.progress_callback = callback
        with opened_source(path, size_bytes) as name:
            handle = native.llama_model_load_from_file(name.encode(), parameters)
        if not handle:
            if abort.is_set():
                raise CalledOff
            raise ModelRefused(path, size_bytes)
        return cls(handle, path, size_bytes)

    def close(self) -> None:
        """Free the weights."""
        native.llama_model_free(self.handle)

    def _meta(self, key: str) -> str:
        buffer = ctypes.create_string_buffer(4096)
        length = native.llama_model_meta_val_str(self.handle, key.encode(), buffer, len(buffer))
        return buffer.value.decode("utf-8", "replace") if length >= 0 else ""

    def _puts_spaces(self) -> bool:
        """Say whether a space goes before every text: SentencePiece's way, unless the file says otherwise."""
        spm = native.llama_vocab_type(self.vocab) == native.LLAMA_VOCAB_TYPE_SPM
        return bool(spm) and self._meta("tokenizer.ggml.add_space_prefix") != "false"

    def _own_template(self) -> str | None:
        text = native.llama_model_chat_template(self.handle, None)
        return text.decode("utf-8", "replace") if text else None

    def _special(self, which: Callable[[ctypes.c_void_p], int]) -> str:
        token = which(self.vocab)
        return (native.llama_vocab_get_text(self.vocab, token) or b"").decode("utf-8", "replace") if token >= 0 else ""

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Return the tokens of `text`; control tokens are recognised in it only when `special`. Adds none."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 8
        tokens = (ctypes.c_int32 * room)()
        count = native.llama_tokenize(self.vocab, raw, len(raw), tokens, room, False, special)
        if count < 0:
            tokens = (ctypes.c_int32 * -count)()
            count = native.llama_tokenize(self.vocab, raw, len(raw), tokens, -count, False, special)
        return tokens[: max(count, 0)]

    def opening(self) -> list[int]:
        """Return the begin-of-text token in a list, when this model wants one."""
        token = int(native.llama_vocab_bos(self.vocab))
        return [token] if token >= 0 and native.llama_vocab_get_add_bos(self.vocab) else []

    def piece(self, token: int) -> bytes:
        """Return the bytes `token` stands for; none for control tokens."""
        length = native.llama_token_to_piece(self.vocab, token, self._piece, len(self._piece), 0, False)
        if length < 0:
            self._piece = ctypes.create_string_buffer(-length)
            return self.piece(token)
        return self._piece.raw[:length]

    def ends(self, token: int) -> bool:
        """Say whether `token` ends an answer."""
        return bool(native.llama_vocab_is_eog(self.vocab, token))


class SpecialTokens(Collection[str]):
    """The vocabulary as a collection of texts, asked one by one: copying 150,000 of them would delay each load."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def __contains__(self, text: object) -> bool:
        if not isinstance(text, str) or not text:
            return False
        tokens = self._weights.tokenize(text, special=True)
        return len(tokens) == 1 and self._text(tokens[0]) == text

    def __iter__(self) -> Iterator[str]:
        return (self._text(token) for token in range(len(self)))

    def __len__(self) -> int:
        return self._weights.vocabulary_tokens

    def _text(self, token: int) -> str:
        return (native.llama_vocab_get_text(self._weights.vocab, token) or b"").decode("utf-8", "replace")
