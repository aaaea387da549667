# SPDX-License-Identifier: Apache-2.0
"""The engine's own tensors seen from Python: their layout, proven before it is trusted, and their numbers as arrays.

The layout of `ggml_tensor` is no promise of the engine. `tensor_library` lets the engine make tensors of its own and
compares what the layout below reads from them; one disagreement and nothing here can be used. Knows no model.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
from llama_cpp import llama_cpp as native

from edgeassist.core.errors import EngineTrouble
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.worker.backend import package_folder

Floats = np.ndarray[Any, np.dtype[np.float32]]
Integers = np.ndarray[Any, np.dtype[np.int32]]
F32, I32 = 0, 26
_ROOM_BYTES = 1 << 20


class LayoutUnknown(EngineTrouble):
    """The engine's tensors do not look as this version expects."""

    code = "tensor-layout-unknown"
    hint = later(
        "Use the engine version EdgeAssist was made for: run `make run` again. Quantizing without it still works."
    )

    def __init__(self, disagreement: str) -> None:
        self.disagreement = disagreement
        super().__init__(
            told(
                "This engine keeps its tensors in another way than expected ({what}); nothing was read or changed.",
                what=disagreement,
            )
        )


class NativeTensor(ctypes.Structure):
    """`struct ggml_tensor` of ggml.h; `ne` counts elements from the innermost dimension, `nb` are byte strides."""

    type: int
    ne: ctypes.Array[ctypes.c_int64]
    nb: ctypes.Array[ctypes.c_size_t]
    op: int
    src: ctypes.Array[ctypes.c_void_p]
    data: int | None
    name: bytes
    _fields_ = (
        ("type", ctypes.c_int),
        ("buffer", ctypes.c_void_p),
        ("ne", ctypes.c_int64 * 4),
        ("nb", ctypes.c_size_t * 4),
        ("op", ctypes.c_int),
        ("op_params", ctypes.c_int32 * 16),
        ("flags", ctypes.c_int32),
        ("src", ctypes.c_void_p * 10),
        ("view_src", ctypes.c_void_p),
        ("view_offs", ctypes.c_size_t),
        ("data", ctypes.c_void_p),
        ("name", ctypes.c_char * 64),
        ("extra", ctypes.c_void_p),
        ("padding", ctypes.c_char * 8),
    )


OP_OFFSET, NAME_OFFSET = (int(vars(NativeTensor)[field].offset) for field in ("op", "name"))


class _Room(ctypes.Structure):
    """`struct ggml_init_params`."""

    _fields_ = (("mem_size", ctypes.c_size_t), ("mem_buffer", ctypes.c_void_p), ("no_alloc", ctypes.c_bool))


class _GgufOptions(ctypes.Structure):
    """`struct gguf_init_params`."""

    _fields_ = (("no_alloc", ctypes.c_bool), ("ctx", ctypes.c_void_p))


_PROTOTYPES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "ggml_init": (ctypes.c_void_p, (_Room,)),
    "ggml_free": (None, (ctypes.c_void_p,)),
    "ggml_new_tensor_3d": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int, *[ctypes.c_int64] * 3)),
    "ggml_set_name": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_char_p)),
    "ggml_get_data": (ctypes.c_void_p, (ctypes.c_void_p,)),
    "ggml_mul_mat": (ctypes.c_void_p, (ctypes.c_void_p,) * 3),
    "ggml_mul_mat_id": (ctypes.c_void_p, (ctypes.c_void_p,) * 4),
    "ggml_op_name": (ctypes.c_char_p, (ctypes.c_int,)),
    "ggml_blck_size": (ctypes.c_int64, (ctypes.c_int,)),
    "ggml_row_size": (ctypes.c_size_t, (ctypes.c_int, ctypes.c_int64)),
    "ggml_get_type_traits": (ctypes.c_void_p, (ctypes.c_int,)),
    "ggml_quantize_requires_imatrix": (ctypes.c_bool, (ctypes.c_int,)),
    "ggml_quantize_chunk": (
        ctypes.c_size_t,
        (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_int64] * 3, ctypes.c_void_p),
    ),
    "gguf_init_from_file": (ctypes.c_void_p, (ctypes.c_char_p, _GgufOptions)),
    "gguf_free": (None, (ctypes.c_void_p,)),
    "gguf_get_data_offset": (ctypes.c_size_t, (ctypes.c_void_p,)),
    "gguf_get_n_tensors": (ctypes.c_int64, (ctypes.c_void_p,)),
    "gguf_get_tensor_name": (ctypes.c_char_p, (ctypes.c_void_p, ctypes.c_int64)),
    "gguf_get_tensor_type": (ctypes.c_int, (ctypes.c_void_p, ctypes.c_int64)),
    "gguf_get_tensor_offset": (ctypes.c_size_t, (ctypes.c_void_p, ctypes.c_int64)),
    "gguf_get_tensor_ne": (ctypes.POINTER(ctypes.c_int64), (ctypes.c_void_p, ctypes.c_int64)),
}


@cache
def tensor_library() -> Any:
    """Return the engine's tensor library, its functions typed; raise `LayoutUnknown` unless `NativeTensor` fits it."""
    # A look-up through libllama searches what libllama is linked with; Windows has one copy, by name. A library object
    # of our own, so that the types given here are nobody else's.
    windows = sys.platform == "win32"
    library: Any = ctypes.CDLL(str(package_folder() / "lib" / "ggml-base.dll") if windows else native._lib._name)
    for name, (result, arguments) in _PROTOTYPES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    check_layout(library)
    return library


def read_header(path: str) -> int | None:
    """Return the engine's handle of the header of the GGUF file at `path` (free it with `gguf_free`), None if bad."""
    handle: int | None = tensor_library().gguf_init_from_file(path.encode(), _GgufOptions(no_alloc=True, ctx=None))
    return handle


@contextmanager
def tensor_room(size_bytes: int = _ROOM_BYTES, *, with_data: bool = False, library: Any = None) -> Iterator[int]:
    """Lend an engine context to make tensors in; they die with it."""
    library = tensor_library() if library is None else library
    room = library.ggml_init(_Room(mem_size=size_bytes, mem_buffer=None, no_alloc=not with_data))
    if not room:
        raise LayoutUnknown("no context could be made")
    try:
        yield room
    finally:
        library.ggml_free(room)


def check_layout(library: Any) -> None:
    """Have the engine multiply a known matrix and read it back; raise `LayoutUnknown` when anything differs."""
    with tensor_room(with_data=True, library=library) as room:
        weight = library.ggml_new_tensor_3d(room, F32, 37, 11, 3)
        seen = library.ggml_new_tensor_3d(room, F32, 37, 5, 3)
        library.ggml_set_name(weight, b"blk.7.known.weight")
        product = NativeTensor.from_address(library.ggml_mul_mat(room, weight, seen))
        known = NativeTensor.from_address(weight)
        for what, found, expected in (
            ("type", known.type, F32),
            ("sizes", list(known.ne), [37, 11, 3, 1]),
            ("strides", list(known.nb), [4, 148, 1628, 4884]),
            ("name", known.name, b"blk.7.known.weight"),
            ("data", known.data, library.ggml_get_data(weight)),
            ("sources", [product.src[0], product.src[1], product.src[2]], [weight, seen, None]),
            ("operation", library.ggml_op_name(product.op), b"MUL_MAT"),
            ("result", list(product.ne), [11, 5, 3, 1]),
        ):
            if found != expected:
                raise LayoutUnknown(f"{what}: {found!r} instead of {expected!r}")


@cache
def multiplications() -> tuple[int, int]:
    """Return the engine's numbers for a product with one matrix and for one with chosen expert matrices."""
    library = tensor_library()
    with tensor_room() as room:
        experts = library.ggml_new_tensor_3d(room, F32, 32, 8, 4)
        seen = library.ggml_new_tensor_3d(room, F32, 32, 1, 5)
        chosen = library.ggml_new_tensor_3d(room, I32, 2, 5, 1)
        routed = NativeTensor.from_address(library.ggml_mul_mat_id(room, experts, seen, chosen))
        one = library.ggml_new_tensor_3d(room, F32, 32, 8, 1)
        plain = NativeTensor.from_address(library.ggml_mul_mat(room, one, seen))
        return plain.op, routed.op


def floats(tensor: NativeTensor) -> Floats:
    """Return the numbers of an F32 tensor, outermost dimension first: a view that lasts as long as they do."""
    assert tensor.type == F32
    return np.ndarray(tuple(tensor.ne)[::-1], np.float32, _memory(tensor), strides=tuple(tensor.nb)[::-1])


def integers(tensor: NativeTensor) -> Integers:
    """Return the numbers of an I32 tensor, as `floats` does."""
    assert tensor.type == I32
    return np.ndarray(tuple(tensor.ne)[::-1], np.int32, _memory(tensor), strides=tuple(tensor.nb)[::-1])


def _memory(tensor: NativeTensor) -> memoryview:
    extent = sum((count - 1) * stride for count, stride in zip(tensor.ne, tensor.nb, strict=True)) + 4
    return memoryview((ctypes.c_char * extent).from_address(tensor.data or 0))
