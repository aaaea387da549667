# SPDX-License-Identifier: Apache-2.0
"""Reads the beginning of a file that this process may have open as a database. Knows nothing of what it means.

Where locks are POSIX's, closing any descriptor of a file takes away every lock that the process holds on it, SQLite's
too (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
Another program then believes itself alone and removes the log of a database that is in use. So none is closed here.
"""

import os
from pathlib import Path
from threading import Lock

_kept: dict[tuple[int, int], int] = {}
"""The descriptor of each file read so far, by device and number: one for the life of the process."""
_keeping = Lock()


def first_bytes(path: Path, most_bytes: int) -> bytes:
    """Return the first `most_bytes` of the file, fewer of a shorter one; raise `OSError`. For few files only."""
    if os.name == "nt":  # locks belong to a handle there, and an open file could not be renamed
        with path.open("rb") as file:
            return file.read(most_bytes)
    with _keeping:
        told = path.stat()
        descriptor = _kept.get((told.st_dev, told.st_ino))
        if descriptor is None:
            descriptor = os.open(path, os.O_RDONLY)
            told = os.fstat(descriptor)
            _kept[told.st_dev, told.st_ino] = descriptor
        return os.pread(descriptor, most_bytes, 0)
