# SPDX-License-Identifier: Apache-2.0
"""Reads an opened file from its first byte to its last, one thread ahead of whoever sums. Judges nothing."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import FileIO

from edgeassist.core.chunk_sums import ChunkSums
from edgeassist.core.language import tr
from edgeassist.store.opened import Opened
from edgeassist.store.progress import Progress
from edgeassist.store.refusals import FileChanged, Unreadable
from edgeassist.store.sums import Summing, Sums

BUFFER_BYTES = 8 * 1024**2


def sums_of(opened: Opened, progress: Progress) -> Sums:
    """Return SHA-256 and quick sums of `opened`; as slow as SHA-256 is."""
    summing = Summing()
    read_through(opened, progress, summing.update)
    return summing.sums


def chunk_sums_of(opened: Opened, progress: Progress, chunk_bytes: int | None = None) -> tuple[str, ...]:
    """Return the quick sums of `opened` alone; about as quick as it can be read."""
    sums = ChunkSums(chunk_bytes)
    read_through(opened, progress, sums.update)
    return sums.found


def read_through(opened: Opened, progress: Progress, take: Callable[[memoryview], None]) -> None:
    """Hand all bytes of `opened` to `take`; raise `FileChanged` when they are not as many as there were."""
    done, size = 0, opened.size_bytes
    buffers = [memoryview(bytearray(min(BUFFER_BYTES, max(size, 1)))) for _ in range(2)]
    os.lseek(opened.descriptor, 0, os.SEEK_SET)
    with FileIO(opened.descriptor, "rb", closefd=False) as reader, ThreadPoolExecutor(1, "read-ahead") as ahead:
        filling = ahead.submit(_fill, reader, buffers[0])
        while count := filling.result():
            buffers.reverse()
            filling = ahead.submit(_fill, reader, buffers[0])
            take(buffers[1][:count])
            done += count
            progress.add(count)
            if done > size:
                break
    if done != size or not opened.is_unchanged():
        raise FileChanged(tr("The file changed while it was read, or its drive was removed."))


def _fill(reader: FileIO, buffer: memoryview) -> int:
    """Fill `buffer` as far as the file goes; return how far."""
    done = 0
    try:
        while done < len(buffer) and (count := reader.readinto(buffer[done:])):
            done += count
    except OSError as error:
        raise Unreadable(tr("The file cannot be read to its end: {reason}.", reason=error.strerror)) from error
    return done
