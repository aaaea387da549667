# SPDX-License-Identifier: Apache-2.0
"""Random weights written straight in ggml's block formats. Knows no model: rows, columns, spread, and bytes out.

F16, Q8_0 and Q4_0 come from one stream of signed bytes, so that the same seed gives the same model in all three up to
rounding. The K-quants and Q5_0 are random quants below a fixed scale: valid, finite, evenly spread around zero.
"""

from collections.abc import Callable

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

_BYTE_SPREAD = 73.3  # standard deviation of evenly drawn -127..127
_FIVE_BIT_SPREAD, _SIX_BIT_SPREAD, _NIBBLE_SPREAD = 9.23, 18.47, 4.61
_SIXTEENTHS_Q4_K = 32  # every 6-bit sub-scale of a Q4_K block
_CENTRE_Q4_K = 60  # every 6-bit sub-minimum, of which 8 make the middle (7.5 * 32) of the range


def row_bytes(kind: GGMLQuantizationType, columns: int) -> int:
    """Return the bytes of one row; `columns` must be whole blocks."""
    block, size = GGML_QUANT_SIZES[kind]
    if columns % block:
        raise ValueError(f"{columns} columns are not whole blocks of {block} ({kind.name})")
    return int(columns // block * size)


def random_rows(
    kind: GGMLQuantizationType, rows: int, columns: int, *, spread: float, random: np.random.Generator
) -> Bytes:
    """Return `rows` x `row_bytes` bytes of weights with mean 0 and standard deviation `spread`."""
    if kind in _SIGNED:
        signed = random.integers(-127, 128, size=(rows, columns), dtype=np.int8)
        return _SIGNED[kind](signed, spread / _BYTE_SPREAD).reshape(rows, row_bytes(kind, columns))
    blocks = columns // GGML_QUANT_SIZES[kind][0] * rows
    return _DRAWN[kind](blocks, spread, random).reshape(rows, row_bytes(kind, columns))


def _half(values: NDArray[np.float32] | float, count: int) -> Bytes:
    return np.broadcast_to(np.asarray(values, dtype=np.float16), (count,)).reshape(count, 1).view(np.uint8)


def _f16(signed: NDArray[np.int8], step: float) -> Bytes:
    steps = (np.arange(256, dtype=np.uint8).view(np.int8).astype(np.float32) * step).astype(np.float16)
    return steps[signed.view(np.uint8)].view(np.uint8)


def _q8_0(signed: NDArray[np.int8], step: float) -> Bytes:
    quants = signed.reshape(-1, 32)
    return np.concatenate([_half(step, len(quants)), quants.view(np.uint8)], axis=1)


def _q4_0(signed: NDArray[np.int8], step: float) -> Bytes:
    nibbles = np.minimum((signed.astype(np.int16) + 136) >> 4, 15).astype(np.uint8).reshape(-1, 32)
    packed = nibbles[:, :16] | (nibbles[:, 16:] << 4)
    return np.concatenate([_half(step * 16, len(packed)), packed], axis=1)


def _either_sign(scale: float, count: int, random: np.random.Generator) -> Bytes:
    signs = random.integers(0, 2, size=count, dtype=np.int8) * 2 - 1
    return _half((signs * np.float32(scale)).astype(np.float32), count)


def _quants(count: int, size: int, random: np.random.Generator) -> Bytes:
    return np.frombuffer(random.bytes(count * size), dtype=np.uint8).reshape(count, size)


def _q5_0(count: int, spread: float, random: np.random.Generator) -> Bytes:
    scales = _either_sign(spread / _FIVE_BIT_SPREAD, count, random)
    return np.concatenate([scales, _quants(count, 20, random)], axis=1)


def _q4_k(count: int, spread: float, random: np.random.Generator) -> Bytes:
    scale = spread / _NIBBLE_SPREAD / _SIXTEENTHS_Q4_K
    middle = scale * _SIXTEENTHS_Q4_K * 7.5 / _CENTRE_Q4_K
    low = [_SIXTEENTHS_Q4_K & 15 | (_CENTRE_Q4_K & 15) << 4] * 4
    first = [_SIXTEENTHS_Q4_K | (_SIXTEENTHS_Q4_K >> 4) << 6] * 4
    second = [_CENTRE_Q4_K | (_CENTRE_Q4_K >> 4) << 6] * 4
    packed = np.broadcast_to(np.array(first + second + low, dtype=np.uint8), (count, 12))
    parts = [_half(scale, count), _half(middle, count), packed, _quants(count, 128, random)]
    return np.concatenate(parts, axis=1)


def _q6_k(count: int, spread: float, random: np.random.Generator) -> Bytes:
    sub_scale = 64
    scales = np.full((count, 16), sub_scale, dtype=np.uint8)
    blocks = _either_sign(spread / _SIX_BIT_SPREAD / sub_scale, count, random)
    return np.concatenate([_quants(count, 192, random), scales, blocks], axis=1)


_SIGNED: dict[GGMLQuantizationType, Callable[[NDArray[np.int8], float], Bytes]] = {
    GGMLQuantizationType.F16: _f16,
    GGMLQuantizationType.Q8_0: _q8_0,
    GGMLQuantizationType.Q4_0: _q4_0,
}
_DRAWN: dict[GGMLQuantizationType, Callable[[int, float, np.random.Generator], Bytes]] = {
    GGMLQuantizationType.Q5_0: _q5_0,
    GGMLQuantizationType.Q4_K: _q4_k,
    GGMLQuantizationType.Q6_K: _q6_k,
}
