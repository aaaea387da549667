# SPDX-License-Identifier: Apache-2.0
"""Has no library of a Linux program folder look for others in a folder of the machine that built it.

The builder's Python says in each of its libraries where it was installed. Elsewhere that folder is missing, or somebody
else's, who could lay a library there. Reads and writes 64-bit little-endian ELF; runs nothing of the folder.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ELF_64_LITTLE = b"\x7fELF\x02\x01"
_HEADER, _SEGMENT, _ENTRY = struct.Struct("<32xQ14xHH"), struct.Struct("<IIQQQQQQ"), struct.Struct("<qQ")
_LOADED, _DYNAMIC = 1, 2
_END, _STRINGS, _RPATH, _RUNPATH = 0, 5, 15, 29
_OWN = b"$ORIGIN"


class NotReadable(Exception):
    """A library that says where to look in a way that is not understood here."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The dynamic table of a file: where it lies in it, its entries, and where the strings begin."""

    at: int
    entries: tuple[tuple[int, int], ...]
    strings_at: int


def forget(folder: Path) -> tuple[Path, ...]:
    """Take what is no folder of the bundle out of every library below `folder`; return those that were changed.

    Raise `NotReadable` for one that names folders of both kinds: which it needs is not known here.
    """
    return tuple(path for path in _binaries(folder) if _forget_in(path))


def searched(path: Path) -> tuple[str, ...]:
    """Return the folders that the file says its libraries are in."""
    content = path.read_bytes()
    return tuple(one.decode() for one in _folders(content, _table(content)))


def _forget_in(path: Path) -> bool:
    content = bytearray(path.read_bytes())
    table = _table(content)
    folders = _folders(content, table)
    strange = [one for one in folders if not one.startswith(_OWN)]
    if table is None or not strange:
        return False
    if len(strange) < len(folders):
        raise NotReadable(f"{path} looks for libraries in {b' and '.join(folders).decode()}")
    left = [one for one in table.entries if one[0] not in (_RPATH, _RUNPATH)]
    left += [(_END, 0)] * (len(table.entries) - len(left))
    packed = b"".join(_ENTRY.pack(*one) for one in left)
    content[table.at : table.at + len(packed)] = packed  # the words stay in the file: a symbol may share their end
    path.write_bytes(content)
    return True


def _folders(content: bytes | bytearray, table: _Table | None) -> tuple[bytes, ...]:
    found: list[bytes] = []
    if table is None:
        return ()
    for tag, value in table.entries:
        if tag in (_RPATH, _RUNPATH):
            at = table.strings_at + value
            found += bytes(content[at : content.index(0, at)]).split(b":")
    return tuple(one for one in found if one)


def _table(content: bytes | bytearray) -> _Table | None:
    """Return the dynamic table; None for a file without one, or of another kind."""
    if not content.startswith(_ELF_64_LITTLE):
        return None
    begins, size, count = _HEADER.unpack_from(content)
    segments = [_SEGMENT.unpack_from(content, begins + number * size) for number in range(count)]
    found = next((one for one in segments if one[0] == _DYNAMIC), None)
    if found is None:
        return None
    at, length = found[2], found[5]
    entries = tuple(_ENTRY.unpack_from(content, at + step) for step in range(0, length, _ENTRY.size))
    address = next((value for tag, value in entries if tag == _STRINGS), 0)
    loaded = (one for one in segments if one[0] == _LOADED and one[3] <= address < one[3] + one[5])
    return next((_Table(at, entries, address - one[3] + one[2]) for one in loaded), None)


def _binaries(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(len(_ELF_64_LITTLE)) == _ELF_64_LITTLE:
                    yield path
