# SPDX-License-Identifier: Apache-2.0
"""Copies large files so that a kill costs little: what lies at the target already and is right is not written again.

Needs no journal: after a kill the same copy is started again and compares. Knows no pack.
"""

import os
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from io import FileIO
from pathlib import Path

from edgeassist.core.files import sync_file
from edgeassist.core.language import tr
from edgeassist.store.progress import Progress
from edgeassist.store.refusals import FileChanged, Unreadable

Chunk = bytes | memoryview
_PIECE_BYTES = 4 * 1024**2


class Beside:
    """Does several works with each chunk, each on a thread of its own, while the next chunk is got ready.

    A chunk is taken once all works are done with the one before; what a work raises is raised by the next call.
    """

    def __init__(self, *works: Callable[[Chunk], object]) -> None:
        self._works, self._threads = works, ThreadPoolExecutor(len(works), "beside")
        self._running: list[Future[object]] = []

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._threads.shutdown()
        if kind is None:
            self._wait()

    def take(self, chunk: Chunk) -> None:
        """Hand the next chunk to all works."""
        self._wait()
        self._running = [self._threads.submit(work, chunk) for work in self._works]

    def _wait(self) -> None:
        for one in self._running:
            one.result()


class Crc:
    """The running CRC-32 that a zip file wants."""

    def __init__(self) -> None:
        self.value = 0

    def update(self, chunk: Chunk) -> None:
        """Take the next chunk into account."""
        self.value = zlib.crc32(chunk, self.value)


class Settler:
    """Settles chunks one after the other in `target`, from `at` on."""

    def __init__(self, target: FileIO, at: int, progress: Progress) -> None:
        self._target, self.at, self._progress = target, at, progress

    def put(self, chunk: Chunk) -> None:
        """Have the next chunk lie in its place, and durable."""
        settle(self._target, self.at, chunk, self._progress)
        self.at += len(chunk)


def chunks_of(source: FileIO, size_bytes: int, chunk_bytes: int) -> Iterator[memoryview]:
    """Yield `size_bytes` from where `source` stands, in chunks; raise `FileChanged` when it ends before.

    The bytes of a chunk stay until the one after the next is asked for: as long as `Beside` needs them.
    """
    buffers, done = two_buffers(min(chunk_bytes, size_bytes)), 0
    while done < size_bytes:
        buffers.reverse()
        chunk = buffers[0][: size_bytes - done]
        _fill(source, chunk)
        done += len(chunk)
        yield chunk


def two_buffers(size_bytes: int) -> list[memoryview]:
    """Return room for two chunks: to use the same room again is cheaper than to ask the system for more."""
    return [memoryview(bytearray(size_bytes)) for _ in range(2)]


def _fill(source: FileIO, buffer: memoryview) -> None:
    done = 0
    try:
        while done < len(buffer) and (count := source.readinto(buffer[done:])):
            done += count
    except OSError as error:
        raise Unreadable(tr("The file cannot be read to its end: {reason}.", reason=error.strerror)) from error
    if done < len(buffer):
        raise FileChanged(tr("The file became shorter while it was read, or its drive was removed."))


def settle(target: FileIO, start: int, chunk: Chunk, progress: Progress) -> None:
    """Have `chunk` lie in `target` from `start`, writing only where it does not yet, and durable."""
    wrote, view = False, memoryview(chunk)
    for at in range(0, len(chunk), _PIECE_BYTES):
        piece = view[at : at + _PIECE_BYTES]
        target.seek(start + at)
        if _held(target, len(piece)) != piece:
            target.seek(start + at)
            write_all(target, piece)
            wrote = True
        progress.add(len(piece))
    if wrote:
        sync_file(target.fileno())


def _held(target: FileIO, count: int) -> bytes:
    pieces: list[bytes] = []
    while count and (piece := target.read(count)):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def write_all(target: FileIO, piece: Chunk) -> None:
    """Write `piece` where `target` stands, to its last byte."""
    view = memoryview(piece)
    while view:
        view = view[target.write(view) :]


def open_for_settling(path: Path) -> FileIO:
    """Open a file to be read and written in place, made when absent; a link is not followed."""
    flags = os.O_RDWR | os.O_CREAT | sum(getattr(os, one, 0) for one in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"))
    return FileIO(os.open(path, flags, 0o600), "r+b")
