# SPDX-License-Identifier: Apache-2.0
"""The exact shapes of well-known small models, and the mix of block types each quantisation gives their tensors.

Published numbers only (each model's config.json, llama.cpp's Q4_K_M rule); no weights, no files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

Kind = Literal["f16", "q8_0", "q4_0", "q4_k_m"]
F32, F16, Q8_0 = GGMLQuantizationType.F32, GGMLQuantizationType.F16, GGMLQuantizationType.Q8_0
_FALLBACK = {
    GGMLQuantizationType.Q4_K: GGMLQuantizationType.Q5_0,
    GGMLQuantizationType.Q6_K: GGMLQuantizationType.Q8_0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A decoder's dimensions; `bias` is the QKV bias of Qwen2, `tied` shares embedding and output."""

    architecture: Literal["llama", "qwen2"]
    layers: int
    width: int
    inner: int
    heads: int
    kv_heads: int
    vocabulary: int
    context: int
    rope_base: float
    epsilon: float = 1e-5
    tied: bool = True
    bias: bool = False
    rope_factors: bool = False

    @property
    def head_width(self) -> int:
        """Values per attention head."""
        return self.width // self.heads


TINY = Shape(
    architecture="llama",
    layers=2,
    width=256,
    inner=256,
    heads=4,
    kv_heads=2,
    vocabulary=768,
    context=4096,
    rope_base=10_000.0,
    tied=False,
)

SHAPES = {
    "SmolLM2-135M": Shape(
        architecture="llama",
        layers=30,
        width=576,
        inner=1536,
        heads=9,
        kv_heads=3,
        vocabulary=49_152,
        context=8192,
        rope_base=100_000.0,
    ),
    "SmolLM2-360M": Shape(
        architecture="llama",
        layers=32,
        width=960,
        inner=2560,
        heads=15,
        kv_heads=5,
        vocabulary=49_152,
        context=8192,
        rope_base=100_000.0,
    ),
    "Qwen2.5-0.5B": Shape(
        architecture="qwen2",
        layers=24,
        width=896,
        inner=4864,
        heads=14,
        kv_heads=2,
        vocabulary=151_936,
        context=32_768,
        rope_base=1_000_000.0,
        epsilon=1e-6,
        bias=True,
    ),
    "Llama-3.2-1B": Shape(
        architecture="llama",
        layers=16,
        width=2048,
        inner=8192,
        heads=32,
        kv_heads=8,
        vocabulary=128_256,
        context=131_072,
        rope_base=500_000.0,
        rope_factors=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor to write: `rows` x `columns` (1-D when `rows` is 0); `spread` 0 means all ones."""

    name: str
    rows: int
    columns: int
    kind: GGMLQuantizationType
    spread: float


def tensors(shape: Shape, kind: Kind) -> Iterator[Tensor]:
    """Yield every tensor of `shape` quantized as `kind`, in file order."""
    output = _typed(kind, shape.width, precious=True)
    plain = output if shape.tied else _typed(kind, shape.width, precious=False)
    yield Tensor("token_embd.weight", shape.vocabulary, shape.width, plain, 0.05)
    if shape.rope_factors:
        yield Tensor("rope_freqs.weight", 0, shape.head_width // 2, F32, 0.0)
    for layer in range(shape.layers):
        yield from _layer(shape, kind, layer)
    yield Tensor("output_norm.weight", 0, shape.width, F32, 0.0)
    if not shape.tied:
        yield Tensor("output.weight", shape.vocabulary, shape.width, output, 2.4 / shape.width**0.5)


def _layer(shape: Shape, kind: Kind, layer: int) -> Iterator[Tensor]:
    width, inner, kv_width = shape.width, shape.inner, shape.kv_heads * shape.head_width
    precious = _more_bits(layer, shape.layers)
    yield Tensor(f"blk.{layer}.attn_norm.weight", 0, width, F32, 0.0)
    yield Tensor(f"blk.{layer}.ffn_norm.weight", 0, width, F32, 0.0)
    for name, rows, columns, important in (
        ("attn_q", width, width, False),
        ("attn_k", kv_width, width, False),
        ("attn_v", kv_width, width, precious),
        ("attn_output", width, width, False),
        ("ffn_gate", inner, width, False),
        ("ffn_up", inner, width, False),
        ("ffn_down", width, inner, precious),
    ):
        block = _typed(kind, columns, precious=important)
        yield Tensor(f"blk.{layer}.{name}.weight", rows, columns, block, columns**-0.5)
        if shape.bias and name in ("attn_q", "attn_k", "attn_v"):
            yield Tensor(f"blk.{layer}.{name}.bias", 0, rows, F32, 0.1)


def _more_bits(layer: int, layers: int) -> bool:
    """Say whether Q4_K_M spends Q6_K here: the first and last eighth, and every third layer between."""
    eighth = layers // 8
    return layer < eighth or layer >= 7 * layers // 8 or (layer - eighth) % 3 == 2


def _typed(kind: Kind, columns: int, *, precious: bool) -> GGMLQuantizationType:
    match kind:
        case "f16":
            return F16
        case "q8_0":
            return Q8_0
        case "q4_0":
            return GGMLQuantizationType.Q4_0
        case "q4_k_m":
            wanted = GGMLQuantizationType.Q6_K if precious else GGMLQuantizationType.Q4_K
            return _FALLBACK[wanted] if columns % GGML_QUANT_SIZES[wanted][0] else wanted
