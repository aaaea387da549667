# SPDX-License-Identifier: Apache-2.0
"""Reads the header of a GGUF file from an open binary file: bounded in memory and work, never a whole file.

It enforces what must hold while reading (limits, key and value forms, the end of the file); what the header *says*
is judged in `header_rules` and `model_rules`. It opens nothing and knows no engine.
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.core.units import elided
from edgeassist.store.refusals import BadKey, BadValue, BigEndian, CutShort, OverLimit, WrongVersion

MAGIC = b"GGUF"
MAX_KEYS = 100_000
MAX_TENSORS = 100_000
MAX_STRING_BYTES = 16 * 1024**2
MAX_ARRAY_ITEMS = 4_000_000
MAX_HEADER_BYTES = 256 * 1024**2
MAX_KEY_BYTES = 65_535
KEPT_TEXT_BYTES = 256 * 1024 + 1
KEPT_ITEMS = 4096
_PIECE_BYTES = 1024**2

U32, I32, F32, BOOL, STRING, ARRAY, F64 = 4, 5, 6, 7, 8, 9, 12
_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_LENGTH = struct.Struct("<Q")
_WORD = struct.Struct("<I")

Scalar = int | float | bool | str


@dataclass(frozen=True, slots=True)
class Items:
    """An array of the header: its element `kind`, its `count`, and its first values.

    `byte_tokens` tells which of the 256 byte tokens a string array holds; `finite` is False when a float is not.
    """

    kind: int
    count: int
    first: tuple[Scalar, ...]
    byte_tokens: frozenset[int] = frozenset()
    finite: bool = True


Value = Scalar | Items


@dataclass(frozen=True, slots=True)
class Tensor:
    """One entry of the tensor table. `offset` counts from the start of the data."""

    name: bytes
    dims: tuple[int, ...]
    kind: int
    offset: int


@dataclass(frozen=True, slots=True)
class Header:
    """All that a GGUF file says before its weights. `end_bytes` is where the tensor table ends.

    `kinds` holds the declared type of every value; `lengths` the full size in bytes of every text, of which at most
    256 KiB are kept.
    """

    version: int
    values: dict[str, Value]
    kinds: dict[str, int]
    lengths: dict[str, int]
    tensors: tuple[Tensor, ...]
    end_bytes: int
    size_bytes: int


class _Pieces:
    """Reads forward, a piece at a time; refuses to pass the end of the file or the header's limit."""

    def __init__(self, file: BinaryIO, size_bytes: int) -> None:
        self._file, self._size = file, size_bytes
        self._buffer, self._at, self._base = b"", 0, 0
        self._strings_left = MAX_ARRAY_ITEMS

    @property
    def position(self) -> int:
        return self._base + self._at

    @property
    def remaining(self) -> int:
        return self._size - self.position

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        if len(self._buffer) - self._at < count:
            self._fill(count)
        start = self._at
        self._at += count
        return self._buffer[start : self._at]

    def skip(self, count: int) -> None:
        """Go on `count` bytes without keeping them."""
        while count > 0:
            step = min(count, _PIECE_BYTES)
            self.take(step)
            count -= step

    def word(self) -> int:
        """Return an unsigned 32-bit number."""
        return int(_WORD.unpack(self.take(4))[0])

    def long(self) -> int:
        """Return an unsigned 64-bit number."""
        return int(_LENGTH.unpack(self.take(8))[0])

    def strings(self, count: int) -> Iterator[bytes]:
        """Yield `count` strings, cut to 256 KiB each; all lists of texts together have one limit."""
        self._strings_left -= count
        if self._strings_left < 0:
            raise OverLimit(f"The header lists more than {MAX_ARRAY_ITEMS:,} texts; no real model has as many.")
        for _ in range(count):
            buffer, at = self._buffer, self._at
            if at + 8 > len(buffer):
                self._fill(8)
                buffer, at = self._buffer, self._at
            (length,) = _LENGTH.unpack_from(buffer, at)
            end = at + 8 + length
            if end <= len(buffer):
                self._at = end
                yield buffer[at + 8 : end]
            else:
                yield self.text()[0]

    def text(self) -> tuple[bytes, int]:
        """Return the next string, cut to 256 KiB, and its full length in bytes."""
        length = self.long()
        if length > MAX_STRING_BYTES:
            raise OverLimit(f"The header holds a text of {length:,} bytes; no real model has one above 16 MiB.")
        if length > self.remaining:
            raise CutShort(
                later("The file ends in the middle of a text of its header; the download probably broke off.")
            )
        kept = self.take(min(length, KEPT_TEXT_BYTES))
        self.skip(length - len(kept))
        return kept, length

    def _fill(self, count: int) -> None:
        if count > self.remaining:
            raise CutShort(
                told(
                    "The file ends inside its header, after {size_bytes}; the download probably broke off.",
                    size_bytes=self._size,
                )
            )
        if self.position + count > MAX_HEADER_BYTES:
            raise OverLimit("The header is larger than 256 MiB; no real model has such a header.")
        rest = self._buffer[self._at :]
        fresh = self._file.read(max(count - len(rest), _PIECE_BYTES))
        self._base += self._at
        self._buffer, self._at = rest + fresh, 0
        if len(self._buffer) < count:
            raise CutShort(later("The file became shorter while it was read, or its drive was removed."))


def read_header(file: BinaryIO, size_bytes: int) -> Header:
    """Return the header of `file`, read from its start; raise a `Refused` that says what is wrong."""
    file.seek(0)
    pieces = _Pieces(file, size_bytes)
    version = _read_version(pieces)
    tensor_count, key_count = pieces.long(), pieces.long()
    _limit(key_count, MAX_KEYS, "keys", pieces.remaining // 13)
    _limit(tensor_count, MAX_TENSORS, "tensors", pieces.remaining // 32)
    values: dict[str, Value] = {}
    kinds: dict[str, int] = {}
    lengths: dict[str, int] = {}
    for _ in range(key_count):
        key = _read_key(pieces)
        if key in values:
            raise BadKey(f"The header holds the key “{elided(key)}” twice.")
        kinds[key] = pieces.word()
        values[key], lengths[key] = _read_value(pieces, key, kinds[key])
    tensors = tuple(_read_tensor(pieces) for _ in range(tensor_count))
    return Header(version, values, kinds, lengths, tensors, pieces.position, size_bytes)


def _read_version(pieces: _Pieces) -> int:
    pieces.take(len(MAGIC))
    version = pieces.word()
    if version in (0x02000000, 0x03000000):
        raise BigEndian(later("This GGUF file was made for big-endian processors; this computer has another kind."))
    if version not in (2, 3):
        raise WrongVersion(
            told("This is a GGUF file of version {version}; the engine reads versions 2 and 3.", version=str(version))
        )
    return version


def _limit(count: int, most: int, noun: str, room: int) -> None:
    if count > most:
        raise OverLimit(f"The header announces {count:,} {noun}; no real model has more than {most:,}.")
    if count > room:
        raise CutShort(
            later("The header announces more than the rest of the file can hold; the download probably broke off.")
        )


def _read_key(pieces: _Pieces) -> str:
    raw, length = pieces.text()
    if not 1 <= length <= MAX_KEY_BYTES:
        raise BadKey(f"A key of the header is {length:,} bytes long; 1 to {MAX_KEY_BYTES:,} are possible.")
    try:
        key = raw.decode()
    except UnicodeDecodeError as error:
        raise BadKey("A key of the header is not valid text.") from error
    if any(char < " " or "\x7f" <= char <= "\x9f" for char in key):
        raise BadKey("A key of the header holds control characters.")
    return key


def _read_value(pieces: _Pieces, key: str, kind: int) -> tuple[Value, int]:
    if kind == STRING:
        raw, length = pieces.text()
        return raw.decode(errors="replace"), length
    if kind == ARRAY:
        return _read_array(pieces, key), 0
    form = _SCALARS.get(kind)
    if form is None:
        raise BadValue(f"The value of “{elided(key)}” has the unknown type {kind}.")
    value: Scalar = struct.unpack(form, pieces.take(struct.calcsize(form)))[0]
    return value, 0


def _read_array(pieces: _Pieces, key: str) -> Items:
    kind, count = pieces.word(), pieces.long()
    if kind == ARRAY:
        raise BadValue(f"The value of “{elided(key)}” is a list of lists, which no real model has.")
    if kind != STRING and kind not in _SCALARS:
        raise BadValue(f"The list “{elided(key)}” has the unknown element type {kind}.")
    if count > MAX_ARRAY_ITEMS:
        raise OverLimit(f"The list “{elided(key)}” announces {count:,} items; no real model has above 4 million.")
    width = 8 if kind == STRING else struct.calcsize(_SCALARS[kind])
    if count * width > pieces.remaining:
        raise CutShort(told("The list “{name}” is longer than the rest of the file.", name=elided(key)))
    return _read_strings(pieces, count) if kind == STRING else _read_numbers(pieces, kind, count)


def _read_strings(pieces: _Pieces, count: int) -> Items:
    first: list[Scalar] = []
    found: set[int] = set()
    for text in pieces.strings(count):
        if len(first) < 64:
            first.append(text[:256].decode(errors="replace"))
        if len(text) == 6 and text.startswith(b"<0x"):
            found |= _byte_token(text)
    return Items(STRING, count, tuple(first), frozenset(found))


def _byte_token(text: bytes) -> set[int]:
    digits = text[3:5]
    return {int(digits, 16)} if text[5:] == b">" and all(one in b"0123456789ABCDEF" for one in digits) else set()


def _read_numbers(pieces: _Pieces, kind: int, count: int) -> Items:
    form = _SCALARS[kind]
    width = struct.calcsize(form)
    first: tuple[Scalar, ...] = ()
    finite = True
    for start in range(0, count, KEPT_ITEMS):
        here = min(KEPT_ITEMS, count - start)
        raw = pieces.take(here * width)
        if start and kind not in (F32, F64):
            continue
        numbers = struct.unpack(f"<{here}{form[1]}", raw)
        first = first or numbers
        finite = finite and (kind not in (F32, F64) or all(map(math.isfinite, numbers)))
    return Items(kind, count, first, finite=finite)


def _read_tensor(pieces: _Pieces) -> Tensor:
    name = pieces.text()[0]
    rank = pieces.word()
    if rank > 64:
        raise OverLimit(f"A tensor announces {rank:,} dimensions; real ones have 1 to 4.")
    dims = struct.unpack(f"<{rank}Q", pieces.take(8 * rank))
    kind, offset = struct.unpack("<IQ", pieces.take(12))
    return Tensor(name, dims, kind, offset)
