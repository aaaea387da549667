# SPDX-License-Identifier: Apache-2.0
"""How much of a matrix a type loses: reads rows of a model file, rounds them with the engine's own code, compares.

Samples rows evenly and scales up, so that the largest matrix costs no more than 64 rows. Decides nothing.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from edgeassist.core.errors import BadInput
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.core.units import elided
from edgeassist.worker.native_tensors import Floats, read_header, tensor_library

SAMPLED_ROWS = 64
_F32 = 0
_TO_FLOAT = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)


class RowsUnreadable(BadInput):
    """The engine cannot turn the file's numbers back into plain ones."""

    code = "weights-unreadable"
    hint = later("Start from the F16, BF16 or Q8_0 file of this model.")

    def __init__(self, name: str) -> None:
        super().__init__(
            told("The numbers of {weight} are kept in a way that cannot be read back.", weight=elided(name))
        )


class _Traits(ctypes.Structure):
    """`struct ggml_type_traits`."""

    _fields_ = (
        ("type_name", ctypes.c_char_p),
        ("blck_size", ctypes.c_int64),
        ("blck_size_interleave", ctypes.c_int64),
        ("type_size", ctypes.c_size_t),
        ("is_quantized", ctypes.c_bool),
        ("to_float", ctypes.c_void_p),
        ("from_float_ref", ctypes.c_void_p),
    )


@dataclass(frozen=True, slots=True)
class Matrix:
    """One tensor of a file: `experts` matrices of `rows` x `columns`, from byte `offset` on."""

    name: str
    kind: int
    columns: int
    rows: int
    experts: int
    offset: int

    def bytes_as(self, kind: int) -> int:
        """Return the bytes it takes in the type `kind`, without padding."""
        return int(tensor_library().ggml_row_size(kind, self.columns)) * self.rows * self.experts

    def fits(self, kind: int) -> bool:
        """Say whether its rows are whole blocks of the type `kind`."""
        return self.columns % int(tensor_library().ggml_blck_size(kind)) == 0


def read_matrices(path: str) -> list[Matrix] | None:
    """Return the tensors of the GGUF file at `path` in its order; None when the engine cannot read its header."""
    library, header = tensor_library(), read_header(path)
    if header is None:
        return None
    try:
        start = int(library.gguf_get_data_offset(header))
        return [_matrix(library.gguf_get_tensor_ne(header, at), header, at, start) for at in _all(header)]
    finally:
        library.gguf_free(header)


def _all(header: int) -> range:
    return range(tensor_library().gguf_get_n_tensors(header))


def _matrix(sizes: Sequence[int], header: int, at: int, start: int) -> Matrix:
    library = tensor_library()
    return Matrix(
        library.gguf_get_tensor_name(header, at).decode(),
        int(library.gguf_get_tensor_type(header, at)),
        sizes[0],
        sizes[1],
        sizes[2] * sizes[3],
        start + int(library.gguf_get_tensor_offset(header, at)),
    )


def plain_numbers(kind: int, raw: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], count: int) -> Floats | None:
    """Return the `count` numbers in `raw`, which is of the type `kind`; None for a type without a way back."""
    if kind == _F32:
        return raw.view(np.float32)
    traits = _Traits.from_address(tensor_library().ggml_get_type_traits(kind))
    if not traits.to_float:
        return None
    numbers = np.empty(count, np.float32)
    _TO_FLOAT(traits.to_float)(raw.ctypes.data, numbers.ctypes.data, count)
    return numbers


def rounded(rows: Floats, kind: int, importance: Floats | None) -> Floats:
    """Return `rows` as they come back from the type `kind`; `importance` weighs their columns while rounding."""
    library = tensor_library()
    count, columns = rows.shape
    raw = np.empty(int(library.ggml_row_size(kind, columns)) * count, np.uint8)
    weights = None if importance is None else importance.ctypes.data
    library.ggml_quantize_chunk(kind, rows.ctypes.data, raw.ctypes.data, 0, count, columns, weights)
    back = plain_numbers(kind, raw, rows.size)
    assert back is not None
    return back.reshape(rows.shape)


class Sampler:
    """Lends rows of one file, mapped into memory."""

    def __init__(self, path: str) -> None:
        self._bytes: np.ndarray[tuple[int, ...], np.dtype[np.uint8]] = np.memmap(path, np.uint8, "r")

    def sample(self, matrix: Matrix) -> Iterator[tuple[int, Floats]]:
        """Yield up to `SAMPLED_ROWS` rows in all, evenly spread, by the expert they belong to."""
        total = matrix.rows * matrix.experts
        count = min(total, SAMPLED_ROWS)
        chosen = np.arange(count) * total // count
        for expert in np.unique(chosen // matrix.rows):
            rows = [self._row(matrix, int(row)) for row in chosen[chosen // matrix.rows == expert]]
            yield int(expert), np.ascontiguousarray(rows, dtype=np.float32)

    def _row(self, matrix: Matrix, row: int) -> Floats:
        size = int(tensor_library().ggml_row_size(matrix.kind, matrix.columns))
        start = matrix.offset + row * size
        numbers = plain_numbers(matrix.kind, np.array(self._bytes[start : start + size]), matrix.columns)
        if numbers is None:
            raise RowsUnreadable(matrix.name)
        return numbers


@dataclass(frozen=True, slots=True)
class Loss:
    """What rounding does to what a matrix puts out, summed over its rows and averaged over tokens, by type.

    `errors` are the squares of the error, `power` those of the output itself, columns weighed by importance; `row` is
    the mean squared length of a row.
    """

    errors: dict[int, float]
    power: float
    row: float

    def share(self, kind: int) -> float:
        """Return which part of the output's power the type `kind` loses."""
        return self.errors[kind] / self.power if self.power > 0 else 0.0


def measure_loss(sampler: Sampler, matrix: Matrix, kinds: Sequence[int], importance: Floats | None) -> Loss:
    """Return what each of `kinds` loses of `matrix`; `importance` is experts x columns, flat, None for all alike."""
    errors, power, plain, sampled = dict.fromkeys(kinds, 0.0), 0.0, 0.0, 0
    for expert, rows in sampler.sample(matrix):
        sampled += len(rows)
        own = None if importance is None else importance.reshape(matrix.experts, -1)[expert]
        weights = np.ones(matrix.columns, np.float32) if own is None else own
        power += _weighed(rows, weights)
        plain += float(np.einsum("ij,ij->", rows, rows, dtype=np.float64))
        for kind in kinds:
            same = kind == matrix.kind
            errors[kind] += 0.0 if same else _weighed(rows - rounded(rows, kind, own), weights)
    scale = matrix.rows * matrix.experts / max(1, sampled)
    return Loss({kind: error * scale for kind, error in errors.items()}, power * scale, plain / max(1, sampled))


def _weighed(rows: Floats, weights: Floats) -> float:
    return float(np.einsum("ij,ij,j->", rows, rows, weights, dtype=np.float64))
