# SPDX-License-Identifier: Apache-2.0
"""The types a model file or a single tensor can be quantized to, by name, with the engine's numbers. Loads nothing.

The numbers are those of `enum llama_ftype` (include/llama.h) and `enum ggml_type` (ggml/include/ggml.h).
"""

from edgeassist.core.errors import BadUsage
from edgeassist.core.told import told
from edgeassist.core.units import elided

FILE_TYPES = {
    "F32": 0,
    "F16": 1,
    "BF16": 32,
    "Q8_0": 7,
    "Q6_K": 18,
    "Q5_K_M": 17,
    "Q5_K_S": 16,
    "Q5_1": 9,
    "Q5_0": 8,
    "Q4_K_M": 15,
    "Q4_K_S": 14,
    "Q4_1": 3,
    "Q4_0": 2,
    "IQ4_NL": 25,
    "IQ4_XS": 30,
    "Q3_K_L": 13,
    "Q3_K_M": 12,
    "Q3_K_S": 11,
    "IQ3_M": 27,
    "IQ3_S": 26,
    "IQ3_XS": 22,
    "IQ3_XXS": 23,
    "Q2_K": 10,
    "Q2_K_S": 21,
    "IQ2_M": 29,
    "IQ2_S": 28,
    "IQ2_XS": 20,
    "IQ2_XXS": 19,
    "TQ2_0": 37,
    "TQ1_0": 36,
    "IQ1_M": 31,
    "IQ1_S": 24,
}
"""Whole-file mixtures, fine to coarse."""

TENSOR_TYPES = {
    "F32": 0,
    "F16": 1,
    "BF16": 30,
    "Q8_0": 8,
    "Q6_K": 14,
    "Q5_K": 13,
    "Q5_1": 7,
    "Q5_0": 6,
    "Q4_K": 12,
    "Q4_1": 3,
    "Q4_0": 2,
    "IQ4_NL": 20,
    "IQ4_XS": 23,
    "Q3_K": 11,
    "IQ3_S": 21,
    "IQ3_XXS": 18,
    "Q2_K": 10,
    "IQ2_S": 22,
    "IQ2_XS": 17,
    "IQ2_XXS": 16,
    "TQ2_0": 35,
    "TQ1_0": 34,
    "IQ1_M": 29,
    "IQ1_S": 19,
}
"""Types of single tensors, fine to coarse."""

FULL = frozenset({"F32", "F16", "BF16"})
"""Types that lose nothing worth speaking of: what a model is best quantized from."""

NEEDS_IMPORTANCE = frozenset({"IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ2_M", "IQ3_XXS", "IQ3_XS", "Q2_K_S"})
"""File types that the engine writes only with an importance matrix: without one they would be garbage."""

_TENSORS_NEED = frozenset({"IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ3_XXS"})
_SPARED = frozenset({"token_embd.weight", "per_layer_token_embd.weight", "output.weight"})


class UnknownType(BadUsage):
    """A type was asked for by a name that is none."""

    code = "unknown-type"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            told("There is no type called “{name}” to quantize to.", name=elided(name, 40)),
            hint=told("There are: {names}.", names=", ".join(FILE_TYPES)),
        )


def file_type(name: str) -> int:
    """Return the engine's number of the whole-file type `name`; raise `UnknownType`."""
    try:
        return FILE_TYPES[name.upper()]
    except KeyError:
        raise UnknownType(name) from None


def tensor_type(name: str) -> int:
    """Return the engine's number of the tensor type `name`; raise `UnknownType`."""
    try:
        return TENSOR_TYPES[name.upper()]
    except KeyError:
        raise UnknownType(name) from None


def needs_importance(type_name: str, tensor_types: tuple[tuple[str, str], ...] = ()) -> bool:
    """Tell whether the engine would refuse this without an importance matrix."""
    singles = (kind.upper() in _TENSORS_NEED for name, kind in tensor_types if name not in _SPARED)
    return type_name.upper() in NEEDS_IMPORTANCE or any(singles)
