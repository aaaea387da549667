# SPDX-License-Identifier: Apache-2.0
"""Forges GGUF files byte by byte: a small sound one, and any deviation from it. Writes nothing to disk itself.

The weights are zeros and the model says nothing; its header passes every rule. The engine is never involved.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

U8, I8, U16, I16, U32, I32, F32, BOOL, STRING, ARRAY, U64, I64, F64 = range(13)
_FORMS = {U8: "B", I8: "b", U16: "H", I16: "h", U32: "I", I32: "i", F32: "f", BOOL: "?", U64: "Q", I64: "q", F64: "d"}
_F32_BYTES = 4
WIDTH, HEADS, KV_HEADS, INNER, LAYERS = 32, 4, 2, 64, 2
TOKENS = ("<unk>", "<s>", "</s>", *(f"<0x{value:02X}>" for value in range(256)), "a", "b", "ab")


def text(value: str | bytes) -> bytes:
    """Return a GGUF string."""
    raw = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(raw)) + raw


def scalar(kind: int, value: Any) -> bytes:
    """Return one value without its type."""
    return text(value) if kind == STRING else struct.pack("<" + _FORMS[kind], value)


def array(kind: int, values: list[Any] | tuple[Any, ...], *, count: int | None = None) -> bytes:
    """Return the body of an array; `count` may lie."""
    head = struct.pack("<IQ", kind, len(values) if count is None else count)
    return head + b"".join(scalar(kind, one) for one in values)


@dataclass(frozen=True)
class Weights:
    """One row of the tensor table; `offset` None is computed, `data_bytes` None follows from F32 and the dims."""

    name: str | bytes
    dims: tuple[int, ...]
    kind: int = 0
    offset: int | None = None
    rank: int | None = None

    @property
    def data_bytes(self) -> int:
        product = _F32_BYTES
        for dim in self.dims:
            product *= dim
        return product if product < 2**27 else 0


@dataclass(frozen=True)
class Recipe:
    """A GGUF file to be. `values` holds (type, body); what is not given is computed honestly."""

    values: Mapping[str, tuple[int, bytes]]
    tensors: tuple[Weights, ...]
    magic: bytes = b"GGUF"
    version: int = 3
    extra_values: tuple[bytes, ...] = field(default=())
    key_count: int | None = None
    tensor_count: int | None = None
    tail: bytes = b""
    cut_bytes: int = 0

    def having(self, key: str, kind: int, value: Any) -> "Recipe":
        """Return this recipe with a single value."""
        return self.raw(key, kind, scalar(kind, value))

    def listing(self, key: str, kind: int, values: list[Any] | tuple[Any, ...]) -> "Recipe":
        """Return this recipe with a list."""
        return self.raw(key, ARRAY, array(kind, values))

    def raw(self, key: str, kind: int, body: bytes) -> "Recipe":
        """Return this recipe with any bytes as the value of `key`."""
        return replace(self, values={**self.values, key: (kind, body)})

    def without(self, *keys: str) -> "Recipe":
        """Return this recipe lacking `keys`."""
        return replace(self, values={key: value for key, value in self.values.items() if key not in keys})

    def renamed(self, old: str, new: str) -> "Recipe":
        """Return this recipe for another architecture: keys that begin with `old.` begin with `new.`."""
        values = {
            (new + key[len(old) :] if key.startswith(old + ".") else key): one for key, one in self.values.items()
        }
        return replace(self, values=values).having("general.architecture", STRING, new)

    def replacing(self, tensor: str, **changes: Any) -> "Recipe":
        """Return this recipe with one tensor changed."""
        tensors = (replace(one, **changes) if one.name == tensor else one for one in self.tensors)
        return replace(self, tensors=tuple(tensors))

    def adding(self, *tensors: Weights) -> "Recipe":
        """Return this recipe with more tensors."""
        return replace(self, tensors=(*self.tensors, *tensors))

    @property
    def alignment(self) -> int:
        """What the file is padded to; an absurd declaration is written but not followed."""
        kind, body = self.values.get("general.alignment", (U32, scalar(U32, 32)))
        value = int.from_bytes(body[:4], "little") if kind == U32 else 32
        return value if value in (8, 16, 32, 64, 4096, 65536) else 32

    def header(self) -> bytes:
        """Return everything before the weights, unpadded."""
        pairs = [text(key) + struct.pack("<I", kind) + body for key, (kind, body) in self.values.items()]
        pairs += self.extra_values
        key_count = len(pairs) if self.key_count is None else self.key_count
        tensor_count = len(self.tensors) if self.tensor_count is None else self.tensor_count
        head = self.magic + struct.pack("<IQQ", self.version, tensor_count, key_count)
        return head + b"".join(pairs) + self._table()

    def _table(self) -> bytes:
        rows, at = [], 0
        for one in self.tensors:
            rank = len(one.dims) if one.rank is None else one.rank
            dims = struct.pack(f"<{len(one.dims)}Q", *one.dims)
            offset = at if one.offset is None else one.offset
            rows.append(text(one.name) + struct.pack("<I", rank) + dims + struct.pack("<IQ", one.kind, offset))
            at += padded(one.data_bytes, self.alignment)
        return b"".join(rows)

    def made(self) -> bytes:
        """Return the whole file."""
        header = self.header()
        weights = sum(padded(one.data_bytes, self.alignment) for one in self.tensors)
        whole = header + bytes(padded(len(header), self.alignment) - len(header) + weights) + self.tail
        return whole[: len(whole) - self.cut_bytes]


def padded(size_bytes: int, alignment: int) -> int:
    """Return `size_bytes` rounded up."""
    return -(-size_bytes // alignment) * alignment


def sound() -> Recipe:
    """Return a llama model of two layers that passes every rule."""
    values = {
        "general.architecture": (STRING, text("llama")),
        "general.name": (STRING, text("Forged")),
        "general.file_type": (U32, scalar(U32, 0)),
        "llama.block_count": (U32, scalar(U32, LAYERS)),
        "llama.context_length": (U32, scalar(U32, 512)),
        "llama.embedding_length": (U32, scalar(U32, WIDTH)),
        "llama.feed_forward_length": (U32, scalar(U32, INNER)),
        "llama.attention.head_count": (U32, scalar(U32, HEADS)),
        "llama.attention.head_count_kv": (U32, scalar(U32, KV_HEADS)),
        "llama.attention.layer_norm_rms_epsilon": (F32, scalar(F32, 1e-5)),
        "llama.rope.dimension_count": (U32, scalar(U32, WIDTH // HEADS)),
        "llama.rope.freq_base": (F32, scalar(F32, 10_000.0)),
        "tokenizer.ggml.model": (STRING, text("llama")),
        "tokenizer.ggml.tokens": (ARRAY, array(STRING, TOKENS)),
        "tokenizer.ggml.scores": (ARRAY, array(F32, [0.0] * len(TOKENS))),
        "tokenizer.ggml.token_type": (ARRAY, array(I32, [2, 3, 3, *[6] * 256, 1, 1, 1])),
        "tokenizer.ggml.bos_token_id": (U32, scalar(U32, 1)),
        "tokenizer.ggml.eos_token_id": (U32, scalar(U32, 2)),
    }
    shapes: dict[str, tuple[int, ...]] = {"token_embd.weight": (WIDTH, len(TOKENS)), "output_norm.weight": (WIDTH,)}
    for layer in range(LAYERS):
        shapes |= {f"blk.{layer}.{name}.weight": dims for name, dims in _layer().items()}
    return Recipe(values, tuple(Weights(name, dims) for name, dims in shapes.items()))


def _layer() -> dict[str, tuple[int, ...]]:
    narrow = WIDTH // HEADS * KV_HEADS
    return {
        "attn_norm": (WIDTH,),
        "attn_q": (WIDTH, WIDTH),
        "attn_k": (WIDTH, narrow),
        "attn_v": (WIDTH, narrow),
        "attn_output": (WIDTH, WIDTH),
        "ffn_norm": (WIDTH,),
        "ffn_gate": (WIDTH, INNER),
        "ffn_up": (WIDTH, INNER),
        "ffn_down": (INNER, WIDTH),
    }
