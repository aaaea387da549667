# SPDX-License-Identifier: Apache-2.0
"""The header of a GGUF file as the engine itself reads it: names, types, and how large another layout would be.

Uses the engine's own GGUF functions, so what is foretold here is what the engine writes. Touches no tensor data.
"""

import contextlib
import ctypes
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from llama_cpp import llama_cpp as native

from edgeassist.worker.backend import package_folder

ALIGNMENT = 32
"""What the engine pads to when it writes (GGUF_DEFAULT_ALIGNMENT), whatever the source was padded to."""

_BLOCK = re.compile(r"blk\.(\d+)\.")
_ARRAY = 9
_SPLIT_KEYS = (b"split.no", b"split.count", b"split.tensors.count")


class _InitParams(ctypes.Structure):
    _fields_ = (("no_alloc", ctypes.c_bool), ("context", ctypes.POINTER(ctypes.c_void_p)))


def _functions() -> Any:
    """Return the library with the `gguf_*` functions: libllama's own handle finds what it is linked with."""
    library = ctypes.CDLL(str(package_folder() / "lib" / "ggml-base.dll")) if sys.platform == "win32" else native._lib
    pointer, text, size, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int64
    shapes: dict[str, tuple[Any, tuple[Any, ...]]] = {
        "gguf_init_from_file": (pointer, (text, _InitParams)),
        "gguf_init_empty": (pointer, ()),
        "gguf_free": (None, (pointer,)),
        "gguf_get_alignment": (size, (pointer,)),
        "gguf_get_meta_size": (size, (pointer,)),
        "gguf_get_n_tensors": (number, (pointer,)),
        "gguf_get_tensor_name": (text, (pointer, number)),
        "gguf_get_tensor_type": (ctypes.c_int, (pointer, number)),
        "gguf_get_tensor_size": (size, (pointer, number)),
        "gguf_get_tensor_offset": (size, (pointer, number)),
        "gguf_set_tensor_type": (None, (pointer, text, ctypes.c_int)),
        "gguf_find_key": (number, (pointer, text)),
        "gguf_get_n_kv": (number, (pointer,)),
        "gguf_get_key": (text, (pointer, number)),
        "gguf_get_kv_type": (ctypes.c_int, (pointer, number)),
        "gguf_get_arr_n": (size, (pointer, number)),
        "gguf_get_val_str": (text, (pointer, number)),
        "gguf_get_val_u32": (ctypes.c_uint32, (pointer, number)),
        "gguf_set_kv": (None, (pointer, pointer)),
        "gguf_set_val_u32": (None, (pointer, text, ctypes.c_uint32)),
        "gguf_remove_key": (number, (pointer, text)),
        "gguf_add_tensor": (None, (pointer, pointer)),
        "ggml_get_tensor": (pointer, (pointer, text)),
        "ggml_set_name": (pointer, (pointer, text)),
        "ggml_free": (None, (pointer,)),
    }
    for name, (result, arguments) in shapes.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, list(arguments)
    return library


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of a file: its name, the engine's number of its type, and its bytes."""

    name: str
    kind: int
    size_bytes: int


class Layout:
    """The header of one GGUF file, open as long as the object is not closed."""

    def __init__(self, path: str) -> None:
        """Read the header of the file at `path`; raise ValueError when the engine cannot."""
        self._gguf = _functions()
        self._tensors = ctypes.c_void_p()
        self._handle = self._gguf.gguf_init_from_file(
            path.encode(), _InitParams(no_alloc=True, context=ctypes.pointer(self._tensors))
        )
        if not self._handle:
            raise ValueError("the engine cannot read the header")
        gguf, handle = self._gguf, self._handle
        self.alignment = int(gguf.gguf_get_alignment(handle))
        self.tensors = tuple(
            Tensor(
                gguf.gguf_get_tensor_name(handle, at).decode(),
                int(gguf.gguf_get_tensor_type(handle, at)),
                int(gguf.gguf_get_tensor_size(handle, at)),
            )
            for at in range(gguf.gguf_get_n_tensors(handle))
        )

    @classmethod
    @contextlib.contextmanager
    def opened(cls, path: str) -> Iterator[Self]:
        """Yield the layout of the file at `path` and close it."""
        layout = cls(path)
        try:
            yield layout
        finally:
            layout.close()

    def close(self) -> None:
        """Give the header's memory back."""
        self._gguf.gguf_free(self._handle)
        self._gguf.ggml_free(self._tensors)

    @property
    def layers(self) -> tuple[int, ...]:
        """The numbers of the layers that have tensors, ascending."""
        found = (_BLOCK.search(one.name) for one in self.tensors)
        return tuple(sorted({int(one[1]) for one in found if one}))

    def has_uneven_layers(self) -> bool:
        """Tell whether some number of the header is given for each layer by itself: such a list is not shortened."""
        return any(count >= len(self.layers) for count in self._list_lengths(self._architecture() + "."))

    def _list_lengths(self, prefix: str) -> Iterator[int]:
        gguf, handle = self._gguf, self._handle
        for at in range(gguf.gguf_get_n_kv(handle)):
            key = gguf.gguf_get_key(handle, at).decode("utf-8", "replace")
            if key.startswith(prefix) and gguf.gguf_get_kv_type(handle, at) == _ARRAY:
                yield int(gguf.gguf_get_arr_n(handle, at))

    def _architecture(self) -> str:
        at = self._gguf.gguf_find_key(self._handle, b"general.architecture")
        return self._gguf.gguf_get_val_str(self._handle, at).decode() if at >= 0 else ""

    def size_with(self, kinds: Mapping[str, int], pruned: Sequence[int] = ()) -> int:
        """Return the bytes of the file the engine would write with the types `kinds`, by new tensor name.

        `pruned` layers are left out and later ones renumbered. Leaves the tensors renamed: ask once per object when
        pruning.
        """
        gguf, out = self._gguf, self._gguf.gguf_init_empty()
        try:
            self._copy_values(out, pruned)
            renamed = new_names([one.name for one in self.tensors], pruned)
            for old, new in renamed.items():
                tensor = gguf.ggml_get_tensor(self._tensors, old.encode())
                gguf.ggml_set_name(tensor, new.encode())
                gguf.gguf_add_tensor(out, tensor)
            for name, kind in kinds.items():
                gguf.gguf_set_tensor_type(out, name.encode(), kind)
            last = gguf.gguf_get_n_tensors(out) - 1
            end = gguf.gguf_get_tensor_offset(out, last) + _padded(gguf.gguf_get_tensor_size(out, last))
            return int(gguf.gguf_get_meta_size(out) + end)
        finally:
            gguf.gguf_free(out)

    def _copy_values(self, out: int, pruned: Sequence[int]) -> None:
        """Give `out` the keys that the engine gives a quantized file."""
        gguf = self._gguf
        gguf.gguf_set_kv(out, self._handle)
        gguf.gguf_set_val_u32(out, b"general.quantization_version", 2)
        gguf.gguf_set_val_u32(out, b"general.file_type", 0)
        for key in _SPLIT_KEYS:
            gguf.gguf_remove_key(out, key)
        if pruned:
            gguf.gguf_set_val_u32(out, f"{self._architecture()}.block_count".encode(), 1)


def _padded(size_bytes: int) -> int:
    return (size_bytes + ALIGNMENT - 1) // ALIGNMENT * ALIGNMENT


def new_names(names: Sequence[str], pruned: Sequence[int]) -> dict[str, str]:
    """Return the tensor names that stay when the layers `pruned` go, each with its name in the new file.

    In ascending order of layers, so that no new name is still in use when it is given.
    """
    gone = sorted(set(pruned))
    kept = {}
    for name in sorted(names, key=_layer_of):
        layer = _layer_of(name)
        if layer not in gone:
            new = layer - sum(one < layer for one in gone)
            kept[name] = name if layer < 0 else _BLOCK.sub(f"blk.{new}.", name, count=1)
    return kept


def _layer_of(name: str) -> int:
    found = _BLOCK.search(name)
    return int(found[1]) if found else -1
