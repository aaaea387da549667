# SPDX-License-Identifier: Apache-2.0
"""The zip around a field pack: where each entry lies is known before a byte is written, and checked when it is read.

Entries are stored, never compressed, with zip64 sizes: any zip tool reads them, and a pack is written in place.
Knows nothing of models.
"""

import stat
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import FileIO
from typing import IO, cast

from edgeassist.core.language import tr
from edgeassist.core.units import elided, grouped
from edgeassist.store.pack_errors import NotAPack, PackUnreadable
from edgeassist.store.pack_manifest import MAX_ITEMS, is_inner_path

MAX_ENTRIES = 4 * MAX_ITEMS
_MAX_READ_BYTES = 4 * 1024**2
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END64, _LOCATOR, _END = struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL"), struct.Struct("<4s4H2LH")
_VERSION, _UTF8, _DAY, _LONG, _FILE_MODE = 45, 0x800, 0x21, 0xFFFFFFFF, (stat.S_IFREG | 0o644) << 16
_UNIX = 3 << 8


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry to be: its name, its size, and where its header and its bytes begin."""

    name: str
    size_bytes: int
    header_at: int

    @property
    def data_at(self) -> int:
        """Where the bytes begin."""
        return self.header_at + _LOCAL.size + len(self.name.encode()) + 20

    @property
    def end(self) -> int:
        """Where the next entry begins."""
        return self.data_at + self.size_bytes


def laid_out(entries: Sequence[tuple[str, int]]) -> tuple[Slot, ...]:
    """Return where entries of these names and sizes lie, one after the other."""
    slots: list[Slot] = []
    for name, size_bytes in entries:
        slots.append(Slot(name, size_bytes, slots[-1].end if slots else 0))
    return tuple(slots)


def local_header(slot: Slot, crc: int) -> bytes:
    """Return what stands before the bytes of an entry."""
    name = slot.name.encode()
    fixed = _LOCAL.pack(b"PK\3\4", _VERSION, _UTF8, 0, 0, _DAY, crc, _LONG, _LONG, len(name), 20)
    return fixed + name + struct.pack("<2H2Q", 1, 16, slot.size_bytes, slot.size_bytes)


def directory(slots: Sequence[Slot], crcs: Sequence[int]) -> bytes:
    """Return what stands at the end of the file: the list of all entries."""
    rows = b"".join(_central(slot, crc) for slot, crc in zip(slots, crcs, strict=True))
    start, count = slots[-1].end, len(slots)
    end64 = _END64.pack(b"PK\6\6", _END64.size - 12, _UNIX | _VERSION, _VERSION, 0, 0, count, count, len(rows), start)
    locator = _LOCATOR.pack(b"PK\6\7", 0, start + len(rows), 1)
    return rows + end64 + locator + _END.pack(b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, _LONG, _LONG, 0)


def _central(slot: Slot, crc: int) -> bytes:
    name = slot.name.encode()
    extra = struct.pack("<2H3Q", 1, 24, slot.size_bytes, slot.size_bytes, slot.header_at)
    counts = (len(name), len(extra), 0, 0, 0)
    fixed = _CENTRAL.pack(
        b"PK\1\2", _UNIX | _VERSION, _VERSION, _UTF8, 0, 0, _DAY, crc, _LONG, _LONG, *counts, _FILE_MODE, _LONG
    )
    return fixed + name + extra


class _Bounded:
    """A file for the zip reader that gives out no large piece: a directory of gigabytes is no directory of ours."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        if count > _MAX_READ_BYTES:
            raise zipfile.BadZipFile("its directory is too large")
        return self._file.read(_MAX_READ_BYTES if count < 0 else count)


def entries(file: FileIO, size_bytes: int, pack: str) -> dict[str, tuple[int, int]]:
    """Return where the bytes of each entry begin and how many they are; raise `NotAPack` for what is odd."""
    try:
        found = zipfile.ZipFile(cast("IO[bytes]", _Bounded(file))).infolist()
    except OSError as error:
        raise PackUnreadable(pack, error.strerror) from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError, EOFError) as error:
        raise NotAPack(tr("{pack} is no field pack, or it was not copied to its end.", pack=elided(pack))) from error
    if len(found) > MAX_ENTRIES:
        raise NotAPack(
            tr("{pack} holds {count} files; no field pack has as many.", pack=elided(pack), count=grouped(len(found)))
        )
    names = [one.orig_filename for one in found]
    if len(set(names)) != len(names):
        raise NotAPack(tr("{pack} holds two files of one name.", pack=elided(pack)))
    for one in found:
        _refuse_odd(one, pack)
    places = {one.orig_filename: (_data_at(file, one, size_bytes, pack), one.file_size) for one in found}
    reached = 0
    for start, length in sorted(places.values()):
        if start < reached:
            raise NotAPack(tr("{pack} holds files that lie over each other.", pack=elided(pack)))
        reached = start + length
    return places


def _refuse_odd(one: zipfile.ZipInfo, pack: str) -> None:
    name = one.orig_filename
    kind = stat.S_IFMT(one.external_attr >> 16)
    if not is_inner_path(name) or name != one.filename or kind not in (0, stat.S_IFREG):
        raise NotAPack(
            tr(
                "{pack} holds something that may not be in a field pack: {name}.",
                pack=elided(pack),
                name=elided(name, 60),
            )
        )
    if one.compress_type != zipfile.ZIP_STORED or one.compress_size != one.file_size or one.flag_bits & 1:
        raise NotAPack(
            tr(
                "{pack} holds {name} compressed or locked, which field packs never do.",
                pack=elided(pack),
                name=elided(name, 60),
            )
        )


def _data_at(file: FileIO, one: zipfile.ZipInfo, size_bytes: int, pack: str) -> int:
    head = read_at(file, max(0, one.header_offset), _LOCAL.size, pack)
    if one.header_offset < 0 or not head.startswith(b"PK\3\4"):
        raise NotAPack(
            tr(
                "{pack} is damaged: {name} is not where its directory says.",
                pack=elided(pack),
                name=elided(one.filename, 60),
            )
        )
    *_, name_bytes, extra_bytes = _LOCAL.unpack(head)
    start = one.header_offset + _LOCAL.size + int(name_bytes) + int(extra_bytes)
    if start + one.file_size > size_bytes:
        raise NotAPack(
            tr(
                "{pack} ends before {name} does; it was not copied to its end.",
                pack=elided(pack),
                name=elided(one.filename, 60),
            )
        )
    return start


def fill_at(file: FileIO, start: int, buffer: memoryview, pack: str) -> None:
    """Fill `buffer` from `start`; raise `PackUnreadable` when the file or its drive ends before."""
    done = 0
    try:
        file.seek(start)
        while done < len(buffer) and (count := file.readinto(buffer[done:])):
            done += count
    except OSError as error:
        raise PackUnreadable(pack, error.strerror) from error
    if done < len(buffer):
        raise PackUnreadable(pack, None)


def read_at(file: FileIO, start: int, count: int, pack: str) -> bytes:
    """Return exactly `count` bytes from `start`; raise `PackUnreadable` when the file or its drive ends before."""
    pieces: list[bytes] = []
    try:
        file.seek(start)
        while count and (piece := file.read(count)):
            pieces.append(piece)
            count -= len(piece)
    except OSError as error:
        raise PackUnreadable(pack, error.strerror) from error
    if count:
        raise PackUnreadable(pack, None)
    return b"".join(pieces)
