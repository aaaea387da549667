# SPDX-License-Identifier: Apache-2.0
"""Copies large files so that a kill costs little: what lies at the target already and is right is not written again.

Needs no journal: after a kill the same copy is started again and compares. Hashes on the way. Knows no pack.
"""

import os
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import FileIO
from pathlib import Path

from edgeassist.store.progress import Progress
from edgeassist.store.refusals import FileChanged, Unreadable

_PIECE_BYTES = 4 * 1024**2


class Tally:
    """What a stream came to, seen chunk by chunk: SHA-256 of all and of each chunk, CRC-32. `close` it."""

    def __init__(self) -> None:
        self.chunks: list[str] = []
        self.crc = 0
        self._whole = sha256()
        self._beside = ThreadPoolExecutor(1, "tally")

    def __enter__(self) -> "Tally":
        return self

    def __exit__(self, *_: object) -> None:
        self._beside.shutdown()

    @property
    def whole(self) -> str:
        """The SHA-256 of everything seen, in hex."""
        return self._whole.hexdigest()

    def see(self, chunk: bytes) -> str:
        """Take the next chunk into account; return its SHA-256. Two processors are busy with it."""
        rest = self._beside.submit(self._rest, chunk)
        self._whole.update(chunk)
        self.chunks.append(rest.result())
        return self.chunks[-1]

    def _rest(self, chunk: bytes) -> str:
        self.crc = zlib.crc32(chunk, self.crc)
        return sha256(chunk).hexdigest()


def chunks_of(source: FileIO, size_bytes: int, chunk_bytes: int) -> Iterator[bytes]:
    """Yield `size_bytes` from where `source` stands, in chunks; raise `FileChanged` when it ends before."""
    done = 0
    while done < size_bytes:
        chunk = _read(source, min(chunk_bytes, size_bytes - done))
        done += len(chunk)
        yield chunk


def _read(source: FileIO, count: int) -> bytes:
    pieces: list[bytes] = []
    try:
        while count and (piece := source.read(min(count, _PIECE_BYTES))):
            pieces.append(piece)
            count -= len(piece)
    except OSError as error:
        raise Unreadable(f"The file cannot be read to its end: {error.strerror}.") from error
    if count:
        raise FileChanged("The file became shorter while it was read, or its drive was removed.")
    return b"".join(pieces)


def settle(target: FileIO, start: int, chunk: bytes, progress: Progress) -> None:
    """Have `chunk` lie in `target` from `start`, writing only where it does not yet, and durable."""
    wrote = False
    for at in range(0, len(chunk), _PIECE_BYTES):
        piece = chunk[at : at + _PIECE_BYTES]
        target.seek(start + at)
        if _held(target, len(piece)) != piece:
            target.seek(start + at)
            write_all(target, piece)
            wrote = True
        progress.add(len(piece))
    if wrote:
        os.fsync(target.fileno())


def _held(target: FileIO, count: int) -> bytes:
    pieces: list[bytes] = []
    while count and (piece := target.read(count)):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def write_all(target: FileIO, piece: bytes) -> None:
    """Write `piece` where `target` stands, to its last byte."""
    view = memoryview(piece)
    while view:
        view = view[target.write(view) :]


def open_for_settling(path: Path) -> FileIO:
    """Open a file to be read and written in place, made when absent; a link is not followed."""
    flags = os.O_RDWR | os.O_CREAT | sum(getattr(os, one, 0) for one in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"))
    return FileIO(os.open(path, flags, 0o600), "r+b")
