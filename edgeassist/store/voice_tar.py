# SPDX-License-Identifier: Apache-2.0
"""A gzipped tar of a stranger's, read from front to back within bounds. Here a tar holds files and folders only.

Python's own reader believes too much: a header may ask it for gigabytes of memory, and it makes links.
"""

import tarfile
import zlib
from collections.abc import Iterator
from typing import IO

from edgeassist.core.language import later, tr
from edgeassist.store.refusals import Unreadable
from edgeassist.store.voice_gate import Gate
from edgeassist.store.voice_refusals import ArchiveDamaged

_BLOCK, _FEED_BYTES = 512, 1 << 16
_MOST_HEADER_BYTES = 64 * 1024
_PAX, _PAX_FOR_ALL, _LONG_NAME = b"x", b"g", b"L"
_DEVICE = later("is a device")
_KINDS = {
    b"1": later("is a second name of another file"),
    b"2": later("is a link"),
    b"3": _DEVICE,
    b"4": _DEVICE,
    b"6": later("is a pipe"),
}
_OTHER = later("is neither a file nor a folder")
_DAMAGED = later("The archive is damaged, or it was not copied to its end.")


class _Unzipped:
    """The bytes of a gzip file, counted on both sides; no more of them is held than was asked for."""

    def __init__(self, stream: IO[bytes], gate: Gate) -> None:
        self._stream, self._gate = stream, gate
        self._inflate = zlib.decompressobj(31)
        self._packed_bytes = self._made_bytes = 0

    def take(self, most_bytes: int) -> bytes:
        """Return up to `most_bytes`; nothing at the end."""
        piece = b""
        while not piece and not self._inflate.eof:
            fed = self._inflate.unconsumed_tail or self._fed()
            try:
                piece = self._inflate.decompress(fed, most_bytes)
            except zlib.error as error:
                raise ArchiveDamaged(tr(_DAMAGED)) from error
            if not fed and not piece:
                raise ArchiveDamaged(tr(_DAMAGED))
        self._made_bytes += len(piece)
        packed_bytes = self._packed_bytes - len(self._inflate.unconsumed_tail)
        self._gate.count(len(piece), packed_bytes, self._made_bytes)
        return piece

    def _fed(self) -> bytes:
        try:
            fed = self._stream.read(_FEED_BYTES)
        except OSError as error:
            raise Unreadable(tr("The archive cannot be read to its end: {reason}.", reason=error.strerror)) from error
        self._packed_bytes += len(fed)
        return fed

    def exactly(self, count: int) -> bytes:
        """Return `count` bytes; raise when the archive ends before."""
        pieces: list[bytes] = []
        while count:
            piece = self.take(count)
            if not piece:
                raise ArchiveDamaged(tr(_DAMAGED))
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def end(self) -> None:
        """Read on to the end: only there the gzip file says whether all was right."""
        while self.take(_FEED_BYTES):
            pass


class TarFiles:
    """The files in a gzipped tar."""

    def __init__(self, stream: IO[bytes], gate: Gate) -> None:
        self._bytes, self._gate = _Unzipped(stream, gate), gate
        self._left = self._padding = 0

    def entries(self) -> Iterator[tuple[str, int]]:
        """Yield path and size of each file; `read` gives its bytes until the next is asked for."""
        name = ""
        while (header := self._header()) is not None:
            if header.type in (_PAX, _PAX_FOR_ALL, _LONG_NAME):
                said = self._extra(header)
                name = said if header.type != _PAX_FOR_ALL else name
                continue
            path, name = (name or header.name).removeprefix("./"), ""
            if header.type == tarfile.DIRTYPE:
                if path.strip("/."):
                    self._gate.admit_folder(path)
                self._begin(0)
            elif header.type in (tarfile.REGTYPE, tarfile.AREGTYPE):
                self._begin(header.size)
                yield self._gate.admit_file(path, header.size), header.size
            else:
                self._gate.refuse_kind(path, tr(_KINDS.get(header.type, _OTHER)))

    def read(self, count: int) -> bytes:
        """Return up to `count` bytes of the file at hand; nothing at its end."""
        if not self._left:
            return b""
        piece = self._bytes.take(min(count, self._left))
        if not piece:
            raise ArchiveDamaged(tr(_DAMAGED))
        self._left -= len(piece)
        return piece

    def _begin(self, size_bytes: int) -> None:
        self._left, self._padding = size_bytes, -size_bytes % _BLOCK

    def _header(self) -> tarfile.TarInfo | None:
        """Return the next header, past what was not read of the file before; None at the end."""
        while self._left:
            self.read(_FEED_BYTES)
        self._bytes.exactly(self._padding)
        self._padding = 0
        block = self._bytes.exactly(_BLOCK)
        if not any(block):
            self._bytes.end()
            return None
        try:
            return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except (tarfile.HeaderError, ValueError, OverflowError) as error:
            raise ArchiveDamaged(tr(_DAMAGED)) from error

    def _extra(self, header: tarfile.TarInfo) -> str:
        """Return the long name that an extra header gives to the entry after it; empty when it gives none."""
        if not 0 <= header.size <= _MOST_HEADER_BYTES:
            raise ArchiveDamaged(tr("The archive holds a header that no archive needs."))
        self._begin(header.size)
        content = self._bytes.exactly(header.size)
        self._left = 0
        if header.type == _LONG_NAME:
            return content.rstrip(b"\0").decode("utf-8", "surrogateescape")
        return _pax_path(content)


def _pax_path(content: bytes) -> str:
    """Return the `path` of a pax header; one that changes a size, or speaks of holes in files, is refused."""
    path = ""
    while content:
        length, _, rest = content.partition(b" ")
        if not length.isdigit() or not len(length) + 2 < int(length[:9]) <= len(content):
            raise ArchiveDamaged(tr(_DAMAGED))
        key, _, value = rest[: int(length) - len(length) - 2].partition(b"=")
        if key == b"size" or key.startswith(b"GNU.sparse"):
            raise ArchiveDamaged(tr("The archive is packed in a way that voice models never are."))
        if key == b"path":
            path = value.decode("utf-8", "surrogateescape")
        content = content[int(length) :]
    return path
