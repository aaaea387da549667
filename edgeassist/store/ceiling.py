# SPDX-License-Identifier: Apache-2.0
"""What this computer has really carried: loads that worked, with the memory that was free then. Kept as one file.

An estimate may refuse what would have worked. A load that was tried all the same, and went well, teaches that one of
that size or smaller may be tried again with as much free memory. A load that went wrong takes the lesson back.
"""

from contextlib import suppress
from pathlib import Path

import msgspec

from edgeassist.core.files import replace_file
from edgeassist.store.card import Count

CEILING_NAME = "loads.json"
KEPT = 16
_MAX_BYTES = 64 * 1024


class Worked(msgspec.Struct, frozen=True):
    """One load that worked: what it was expected to take, what was free before it, in bytes, and when (UTC)."""

    total_bytes: Count
    free_bytes: Count
    at: str = ""

    @property
    def tight(self) -> bool:
        """Whether the estimate would have refused it."""
        return self.total_bytes > self.free_bytes

    def covers(self, total_bytes: int, free_bytes: int) -> bool:
        """Say whether this was at least as hard as a load of `total_bytes` with `free_bytes` free."""
        return total_bytes <= self.total_bytes and free_bytes >= self.free_bytes


class Ceiling(msgspec.Struct, frozen=True):
    """The hardest loads that worked here, none of which covers another."""

    loads: tuple[Worked, ...] = ()

    @property
    def largest_bytes(self) -> int:
        """What the largest load that worked was expected to take; 0 before the first."""
        return max((one.total_bytes for one in self.loads), default=0)

    def proof(self, total_bytes: int, free_bytes: int) -> Worked | None:
        """Return a load that worked and was at least as hard; None when there was none."""
        return next((one for one in self.loads if one.covers(total_bytes, free_bytes)), None)

    def learned(self, load: Worked) -> "Ceiling":
        """Return what is known after `load` worked; of those that had room anyway only the largest is kept."""
        if self.proof(load.total_bytes, load.free_bytes):
            return self
        kept = [load, *(one for one in self.loads if not load.covers(one.total_bytes, one.free_bytes))]
        by_size = sorted(kept, key=lambda one: one.total_bytes, reverse=True)
        easy = [one for one in by_size if not one.tight]
        return Ceiling(tuple(one for one in by_size if one.tight or one is easy[0])[:KEPT])

    def unlearned(self, total_bytes: int, free_bytes: int) -> "Ceiling":
        """Return what is still known after a load of `total_bytes` with `free_bytes` free went wrong."""
        return Ceiling(tuple(one for one in self.loads if not one.covers(total_bytes, free_bytes)))


def read_ceiling(folder: Path) -> Ceiling:
    """Return what was learned, kept in `folder`; nothing when there is no such file or it is damaged."""
    try:
        with (folder / CEILING_NAME).open("rb") as file:
            return msgspec.json.decode(file.read(_MAX_BYTES), type=Ceiling)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Ceiling()


def write_ceiling(folder: Path, ceiling: Ceiling) -> None:
    """Keep what was learned in `folder`; raise `OSError` when that fails."""
    replace_file(folder / CEILING_NAME, msgspec.json.format(msgspec.json.encode(ceiling), indent=2) + b"\n")


def learn(folder: Path, load: Worked) -> None:
    """Keep in `folder` that `load` worked; writes only what is new. What cannot be written is not remembered."""
    known = read_ceiling(folder)
    _keep(folder, known, known.learned(load))


def unlearn(folder: Path, total_bytes: int, free_bytes: int) -> None:
    """Take back in `folder` what promised a load that has killed the engine or found no memory."""
    known = read_ceiling(folder)
    _keep(folder, known, known.unlearned(total_bytes, free_bytes))


def _keep(folder: Path, known: Ceiling, changed: Ceiling) -> None:
    if changed != known:
        with suppress(OSError):
            write_ceiling(folder, changed)
