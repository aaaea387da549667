# SPDX-License-Identifier: Apache-2.0
"""What is fetched, and on which terms. Fetches nothing."""

import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from edgeassist.net.line import Means


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file. `commit` pins its content; `chunks` are SHA-256 of each stretch of `Terms.chunk_bytes`, when known.

    Without `sha256` the result is not `verified`, and nobody may use it before he has compared it with a digest.
    """

    url: str
    size_bytes: int | None = None
    sha256: str | None = None
    commit: str = ""
    token: str = field(default="", repr=False)
    chunks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What a part must have been begun for to be gone on with."""
        name = self.sha256 or f"{self.url.partition('?')[0]}@{self.commit}"
        return hashlib.sha256(f"{name}:{self.size_bytes}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Terms:
    """How a fetch goes: its marks, room kept free, speed limit (bytes per second, 0 none), and its patience."""

    mark_bytes: int = 8 * 1024**2
    chunk_bytes: int = 32 * 1024**2
    margin_bytes: int = 1024**3
    limit_bytes_s: int = 0
    tries: int = 6
    rest_s: float = 1
    slow_bytes_s: int = 10_000
    slow_after_s: float = 10
    report_s: float = 0.1
    means: Means = field(default_factory=Means)
    clock: Callable[[], float] = time.monotonic
    free_disk: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
