# SPDX-License-Identifier: Apache-2.0
"""A zip of a stranger's, unpacked only within bounds: entries, bytes of each, bytes in all, real and declared."""

import zipfile
import zlib

from edgeassist.core.language import later
from edgeassist.core.units import human_bytes
from edgeassist.documents.refusals import BrokenDocument, DocumentBomb, LockedDocument
from edgeassist.store.opened import Opened

_MOST_ENTRIES = 20_000
_MOST_PART_BYTES = 64_000_000
_MOST_READ_BYTES = 256_000_000
_MOST_DECLARED_BYTES = 2_000_000_000
_MOST_RATIO, _RATIO_FROM_BYTES = 300, 4_000_000
_CHUNK_BYTES = 1 << 20
_PARTS = later("This document is made of {count} parts, which no honest one is.")
_RATIO = later("A part of this document unpacks to more than {ratio} times its size.")


class BoundedZip:
    """Reads parts of the zip in `held`. Raises `zipfile.BadZipFile` when it is none."""

    def __init__(self, held: Opened) -> None:
        self._zip = zipfile.ZipFile(held.stream())
        entries = self._zip.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise DocumentBomb(_PARTS, {"count": str(len(entries))})
        if (total := sum(one.file_size for one in entries)) > _MOST_DECLARED_BYTES:
            raise DocumentBomb(later("This document would unpack to {size}."), {"size": human_bytes(total)})
        self._entries = {one.filename: one for one in entries}
        self._read_bytes = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._entries)

    def part(self, name: str) -> bytes:
        """Return the bytes of the part `name`; raise `KeyError` when there is none, a refusal when it is no good."""
        entry = self._entries[name]
        if entry.flag_bits & 1:
            raise LockedDocument(later("This document is protected by a password."))
        if entry.file_size > _MOST_PART_BYTES:
            raise DocumentBomb(
                later("A part of this document would unpack to {size}."), {"size": human_bytes(entry.file_size)}
            )
        try:
            return self._unpacked(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise BrokenDocument(later("This document is damaged: a part of it cannot be unpacked.")) from error

    def _unpacked(self, entry: zipfile.ZipInfo) -> bytes:
        """Unpack step by step: what an entry says of its size need not be so."""
        data = bytearray()
        with self._zip.open(entry) as file:
            while chunk := file.read(_CHUNK_BYTES):
                data += chunk
                self._read_bytes += len(chunk)
                ratio = len(data) / max(entry.compress_size, 1)
                if len(data) > _MOST_PART_BYTES or self._read_bytes > _MOST_READ_BYTES:
                    raise DocumentBomb(
                        later("This document unpacks to more than {size}."), {"size": human_bytes(len(data))}
                    )
                if ratio > _MOST_RATIO and len(data) > _RATIO_FROM_BYTES:
                    raise DocumentBomb(_RATIO, {"ratio": str(_MOST_RATIO)})
        return bytes(data)
