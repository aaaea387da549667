# SPDX-License-Identifier: Apache-2.0
"""The importance matrix on disk, in llama.cpp's own GGUF form: what each weight column saw. Computes none.

Two tensors per weight: `<name>.in_sum2`, the sums of squares, one row per expert, and `<name>.counts`, how many rows
were summed. llama.cpp's own quantizer reads the same file.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFReader, GGUFWriter

from edgeassist.core.errors import BadInput
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.core.units import elided

Vector = np.ndarray[Any, np.dtype[np.float32]]
_SUMS, _COUNTS, _TYPE = ".in_sum2", ".counts", "imatrix"


class NotAMatrix(BadInput):
    """The file is no importance matrix."""

    code = "not-an-importance-matrix"
    hint = later("Compute the importance anew; the model itself is untouched.")

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            told(
                "{name} is not an importance matrix that can be used: {reason}.", name=elided(path.name), reason=reason
            )
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """What one weight saw: `sums` of squares, experts x columns, and how many rows (`counts`) per expert."""

    sums: np.ndarray[Any, np.dtype[np.float64]]
    counts: np.ndarray[Any, np.dtype[np.float64]]


def write_importance(path: Path, seen: Mapping[str, Seen], *, dataset: str, chunks: int, chunk_tokens: int) -> None:
    """Write `seen` by weight name to `path`, sorted, durable. The parent moves it into place or throws it away."""
    writer = GGUFWriter(path, _TYPE)
    writer.add_type(_TYPE)
    writer.add_array("imatrix.datasets", [dataset])
    writer.add_uint32("imatrix.chunk_count", chunks)
    writer.add_uint32("imatrix.chunk_size", chunk_tokens)
    for name in sorted(seen):
        one = seen[name]
        writer.add_tensor(name + _SUMS, one.sums.astype(np.float32))
        writer.add_tensor(name + _COUNTS, one.counts.astype(np.float32).reshape(-1, 1))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def read_importance(path: Path) -> dict[str, Vector]:
    """Return the mean square each column saw, by weight name: experts x columns, flat, as the engine takes it.

    An expert that saw nothing weighs all its columns alike (1), as llama.cpp has it.
    """
    try:
        reader = GGUFReader(path)
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise NotAMatrix(path, told("it cannot be read as GGUF")) from error
    stored = {tensor.name: np.array(tensor.data, dtype=np.float32) for tensor in reader.tensors}
    found = {}
    for name in (name.removesuffix(_SUMS) for name in stored if name.endswith(_SUMS)):
        if name + _COUNTS not in stored:
            raise NotAMatrix(path, told("it has sums but no counts for {weight}", weight=elided(name)))
        found[name] = _means(path, name, stored[name + _SUMS], stored[name + _COUNTS])
    if not found:
        raise NotAMatrix(path, told("it holds no sums"))
    return found


def _means(path: Path, name: str, sums: Vector, counts: Vector) -> Vector:
    counts = counts.reshape(-1, 1)
    if sums.size % counts.size or not np.isfinite(sums).all() or not np.isfinite(counts).all():
        raise NotAMatrix(path, told("its numbers for {weight} make no sense", weight=elided(name)))
    rows = sums.reshape(counts.size, -1)
    means = np.where(counts > 0, rows / np.maximum(counts, 1), 1.0)
    return means.astype(np.float32).ravel()
