# SPDX-License-Identifier: Apache-2.0
"""BLAKE3 of each stretch of a stream, computed while it passes: quick, and it tells which stretch is bad.

Knows no file. What vouches for a whole file is its SHA-256 (decision 15).
"""

from collections.abc import Sequence
from itertools import pairwise

from blake3 import blake3

CHUNK_BYTES = 32 * 1024**2


def sum_of(chunk: bytes | memoryview) -> str:
    """Return the BLAKE3 of `chunk` in hex."""
    return blake3(chunk).hexdigest()


class ChunkSums:
    """The sums of a stream so far, one per `chunk_bytes`; the last stretch may be shorter."""

    def __init__(self, chunk_bytes: int | None = None) -> None:
        self.chunk_bytes = chunk_bytes or CHUNK_BYTES
        self.size_bytes = 0
        self._full: list[str] = []
        self._open = blake3()

    def update(self, piece: bytes | memoryview) -> None:
        """Take the next piece into account, of any length."""
        left = memoryview(piece)
        while left:
            some = left[: self.chunk_bytes - self.size_bytes % self.chunk_bytes]
            self._open.update(some)
            self.size_bytes += len(some)
            left = left[len(some) :]
            if self.size_bytes % self.chunk_bytes == 0:
                self._full.append(self._open.hexdigest())
                self._open = blake3()

    def copy(self) -> "ChunkSums":
        """Return another that goes on from here."""
        twin = ChunkSums(self.chunk_bytes)
        twin.size_bytes, twin._full, twin._open = self.size_bytes, list(self._full), self._open.copy()
        return twin

    @property
    def found(self) -> tuple[str, ...]:
        """The sums in hex, that of an unfinished stretch last."""
        rest = (self._open.hexdigest(),) if self.size_bytes % self.chunk_bytes else ()
        return (*self._full, *rest)


def stretches(numbers: Sequence[int], chunk_bytes: int, size_bytes: int) -> tuple[tuple[int, int], ...]:
    """Return where the chunks of these ascending numbers begin and end, neighbours joined."""
    if not numbers:
        return ()
    breaks = [0, *(at + 1 for at, (a, b) in enumerate(pairwise(numbers)) if b != a + 1), len(numbers)]
    runs = [numbers[a:b] for a, b in pairwise(breaks)]
    return tuple((run[0] * chunk_bytes, min(size_bytes, (run[-1] + 1) * chunk_bytes)) for run in runs)
