# SPDX-License-Identifier: Apache-2.0
"""Judges whether the tensor table of a GGUF header can be true for a file of this size. Knows no architecture.

Each rule is a function of the header that returns nothing or raises the refusal with its sentence. They run in the
order of `LAYOUT_RULES`; later rules rely on earlier ones.
"""

from math import prod

from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.core.units import elided
from edgeassist.store.gguf import U32, Header, Tensor
from edgeassist.store.quants import TENSOR_TYPES
from edgeassist.store.refusals import BadAlignment, BadLayout, BadTensor, CutShort, WrongSize

ALIGNMENT_KEY = "general.alignment"
_ENGINE_ALIGNMENT = 32
_MAX_DIM = 2**40
_MAX_BYTES = 2**63 - 1


def alignment_bytes(header: Header) -> int:
    """Return the declared alignment, 32 when none is declared."""
    value = header.values.get(ALIGNMENT_KEY, 32)
    return value if isinstance(value, int) else 0


def tensor_bytes(tensor: Tensor) -> int:
    """Return the size of a checked tensor."""
    kind = TENSOR_TYPES[tensor.kind]
    return prod(tensor.dims) // kind.block * kind.size_bytes


def data_start(header: Header) -> int:
    """Return where the weights begin in the file."""
    return _padded(header.end_bytes, alignment_bytes(header))


def _padded(size_bytes: int, alignment: int) -> int:
    return -(-size_bytes // alignment) * alignment


def _shown(tensor: Tensor) -> str:
    return f"“{elided(tensor.name.decode(errors='replace'), 64)}”"


def _is_text(raw: bytes) -> bool:
    try:
        return raw.decode().isprintable()
    except UnicodeDecodeError:
        return False


def alignment_is_possible(header: Header) -> None:
    """A power of two from 8 to 65,536, declared as the type the engine expects."""
    value = alignment_bytes(header)
    if header.kinds.get(ALIGNMENT_KEY, U32) != U32 or not 8 <= value <= 65_536 or value & (value - 1):
        raise BadAlignment("The header declares an alignment that is not a power of two from 8 to 65,536.")


def tensors_exist(header: Header) -> None:
    """A model has weights."""
    if not header.tensors:
        raise BadTensor(later("The file holds no weights, only a description or a vocabulary."))


def names_are_unique(header: Header) -> None:
    """1 to 63 bytes of printable text, each name once."""
    seen: set[bytes] = set()
    for tensor in header.tensors:
        if not 1 <= len(tensor.name) <= 63:
            raise BadTensor(f"A tensor's name is {len(tensor.name)} bytes long; 1 to 63 are possible.")
        if not _is_text(tensor.name):
            raise BadTensor(f"The tensor name {_shown(tensor)} is not plain text.")
        if tensor.name in seen:
            raise BadTensor(f"The tensor {_shown(tensor)} is listed twice.")
        seen.add(tensor.name)


def types_are_known(header: Header) -> None:
    """Every tensor is stored in a type the engine has."""
    for tensor in header.tensors:
        if tensor.kind not in TENSOR_TYPES:
            raise BadTensor(f"The tensor {_shown(tensor)} has the unknown or withdrawn type {tensor.kind}.")


def dims_are_possible(header: Header) -> None:
    """1 to 4 dimensions of 1 to 2^40, whole blocks per row, elements and bytes within 63 bits."""
    for tensor in header.tensors:
        if not 1 <= len(tensor.dims) <= 4:
            raise BadTensor(f"The tensor {_shown(tensor)} has {len(tensor.dims)} dimensions; 1 to 4 are possible.")
        if not all(1 <= dim <= _MAX_DIM for dim in tensor.dims):
            raise BadTensor(f"The tensor {_shown(tensor)} has an impossible dimension.")
        kind = TENSOR_TYPES[tensor.kind]
        if prod(tensor.dims) > _MAX_BYTES or prod(tensor.dims) * kind.size_bytes > _MAX_BYTES:
            raise BadTensor(f"The tensor {_shown(tensor)} would be larger than any computer's memory.")
        if tensor.dims[0] % kind.block:
            raise BadTensor(f"A row of {_shown(tensor)} is not a whole number of {kind.name} blocks.")


def offsets_follow_each_other(header: Header) -> None:
    """Each tensor begins where the one before it ends, padded to the alignment."""
    alignment, expected = alignment_bytes(header), 0
    for tensor in header.tensors:
        if tensor.offset % alignment:
            raise BadLayout(f"The tensor {_shown(tensor)} begins at an odd place ({tensor.offset:,}).")
        if tensor.offset != expected:
            raise BadLayout(f"The tensor {_shown(tensor)} begins at {tensor.offset:,} instead of {expected:,}.")
        expected += _padded(tensor_bytes(tensor), alignment)


def weights_can_be_mapped(header: Header) -> None:
    """Every tensor lies at a multiple of 32 bytes: llama.cpp maps the file and aborts on any other address."""
    start = data_start(header)
    for tensor in header.tensors:
        if (start + tensor.offset) % _ENGINE_ALIGNMENT:
            raise BadAlignment(f"The tensor {_shown(tensor)} is not at a multiple of 32 bytes, which stops the engine.")


def weights_fill_the_file(header: Header) -> None:
    """The last weight ends where the file ends, give or take the padding."""
    last = header.tensors[-1]
    end = data_start(header) + last.offset + tensor_bytes(last)
    size = header.size_bytes
    if end > size:
        raise CutShort(
            told(
                "The file has {has_bytes} of the {declared_bytes} it declares ({missing} bytes are missing); the "
                "download probably broke off.",
                has_bytes=size,
                declared_bytes=end,
                missing=end - size,
            )
        )
    if size - end > alignment_bytes(header):
        raise WrongSize(
            told(
                "The file does not have the declared size: it should end after {declared_bytes} and goes on for "
                "another {more_bytes}.",
                declared_bytes=end,
                more_bytes=size - end,
            )
        )


LAYOUT_RULES = (
    tensors_exist,
    names_are_unique,
    types_are_known,
    dims_are_possible,
    offsets_follow_each_other,
    weights_can_be_mapped,
    weights_fill_the_file,
)
