# SPDX-License-Identifier: Apache-2.0
"""Opens a file a person chose, once, without following links or waiting on pipes. Knows no file format.

Whoever checks and whoever copies share the one descriptor: a file swapped in at the path afterwards changes nothing.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from edgeassist.core.units import elided
from edgeassist.store.refusals import FileGone, NotAFile, Unreadable

_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a drive"),
    (stat.S_ISSOCK, "a socket"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A regular file, held open for reading. Close it, or use it as a context manager."""

    path: Path
    descriptor: int
    size_bytes: int
    changed_ns: int

    def stream(self) -> BinaryIO:
        """Return a reader from the start; closing it leaves the descriptor open."""
        os.lseek(self.descriptor, 0, os.SEEK_SET)
        return os.fdopen(self.descriptor, "rb", closefd=False)

    def is_unchanged(self) -> bool:
        """Tell whether nobody wrote to the file since it was opened."""
        now = os.fstat(self.descriptor)
        return (now.st_size, now.st_mtime_ns) == (self.size_bytes, self.changed_ns)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_regular(path: Path) -> Opened:
    """Open `path`, or raise the refusal that says what it is instead of a readable regular file."""
    try:
        _refuse_kind(path, os.lstat(path).st_mode)
        descriptor = os.open(path, _FLAGS)
    except FileNotFoundError as error:
        raise FileGone(f"There is no file at {elided(str(path), 200)}.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name cannot be one"
        raise Unreadable(f"{_name(path)} cannot be read: {reason}.") from error
    try:
        return adopt(path, descriptor)
    except BaseException:
        os.close(descriptor)
        raise


def adopt(path: Path, descriptor: int) -> Opened:
    """Wrap a descriptor that was opened elsewhere; `path` serves for names only."""
    found = os.fstat(descriptor)
    _refuse_kind(path, found.st_mode)
    return Opened(path, descriptor, found.st_size, found.st_mtime_ns)


def _refuse_kind(path: Path, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISLNK(mode):
        target = Path(os.path.realpath(path))  # unlike resolve, at peace with links in a circle
        there = f"Choose the file it leads to: {elided(str(target), 200)}"
        raise NotAFile(f"{_name(path)} is a link, not a file.", hint=there if target.exists() else "It leads nowhere.")
    noun = next((noun for matches, noun in _KINDS if matches(mode)), "something else")
    raise NotAFile(f"{_name(path)} is {noun}, not a file.")


def _name(path: Path) -> str:
    return f"“{elided(path.name or str(path))}”"
