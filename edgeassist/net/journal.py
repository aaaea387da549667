# SPDX-License-Identifier: Apache-2.0
"""The journal beside a `.part`: whose bytes they are, and marks that tell how far they can be trusted. No sockets.

A mark is a position and the SHA-256 of everything before it, written only once those bytes are on the disk. Such
prefix digests cost nothing beside the one running hash, and name the first stretch that went bad.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from edgeassist.core.chunk_sums import ChunkSums
from edgeassist.core.files import replace_file

if TYPE_CHECKING:
    from hashlib import _Hash as Digest

MAX_JOURNAL_BYTES = 8 * 1024**2
_PIECE_BYTES = 1024**2
JOURNAL_NAME = "journal.json"


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """`sha256` of the first `at` bytes."""

    at: int
    sha256: str


class Journal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands in the file. `key` names the content wanted, `etag` the server's (strong) name for it."""

    key: str
    etag: str = ""
    size_bytes: int | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def hashed_to(self) -> int:
        """How many bytes are known to be on the disk."""
        return self.marks[-1].at if self.marks else 0


@dataclass(slots=True)
class Trusted:
    """The start of a part that agrees with its journal: its length, its running hash and sums, and its marks."""

    position: int = 0
    digest: "Digest" = field(default_factory=hashlib.sha256)
    marks: list[Mark] = field(default_factory=list)
    sums: ChunkSums = field(default_factory=ChunkSums)

    def update(self, piece: bytes | memoryview) -> None:
        """Go on by `piece`."""
        self.digest.update(piece)
        self.sums.update(piece)
        self.position += len(piece)


def read_journal(path: Path) -> Journal | None:
    """Return the journal at `path`; None when there is none that makes sense."""
    try:
        with path.open("rb") as file:
            found = msgspec.json.decode(file.read(MAX_JOURNAL_BYTES), type=Journal)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    places = [0, *(one.at for one in found.marks)]
    return found if all(a < b for a, b in pairwise(places)) else None


def write_journal(path: Path, journal: Journal) -> None:
    """Write the journal durably."""
    replace_file(path, msgspec.json.encode(journal))


def trusted(part: Path, journal: Journal, check: Callable[[int, int], None]) -> Trusted:
    """Hash the part again and return what agrees with the marks; `check` hears how far, and may raise."""
    good = Trusted()
    try:
        with part.open("rb") as file:
            for mark in journal.marks:
                ahead = Trusted(good.position, good.digest.copy(), good.marks, good.sums.copy())
                while ahead.position < mark.at and (piece := file.read(min(_PIECE_BYTES, mark.at - ahead.position))):
                    ahead.update(piece)
                    check(ahead.position, journal.hashed_to)
                if ahead.position < mark.at or ahead.digest.hexdigest() != mark.sha256:
                    break
                ahead.marks.append(mark)
                good = ahead
    except OSError:
        return good
    return good
