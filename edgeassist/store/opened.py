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

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.store.refusals import FileGone, NotAFile, Unreadable

_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_KINDS = (
    (stat.S_ISDIR, later("a folder")),
    (stat.S_ISFIFO, later("a pipe")),
    (stat.S_ISCHR, later("a device")),
    (stat.S_ISBLK, later("a drive")),
    (stat.S_ISSOCK, later("a socket")),
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
        raise FileGone(tr("There is no file at {path}.", path=elided(str(path), 200))) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else tr("its name cannot be one")
        raise Unreadable(tr("{path} cannot be read: {reason}.", path=_name(path), reason=reason)) from error
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
        there = tr("Choose the file it leads to: {target}", target=elided(str(target), 200))
        raise NotAFile(
            tr("{path} is a link, not a file.", path=_name(path)),
            hint=there if target.exists() else tr("It leads nowhere."),
        )
    noun = next((noun for matches, noun in _KINDS if matches(mode)), later("something else"))
    raise NotAFile(tr("{path} is {kind}, not a file.", path=_name(path), kind=tr(noun)))


def _name(path: Path) -> str:
    return f"“{elided(path.name or str(path))}”"
