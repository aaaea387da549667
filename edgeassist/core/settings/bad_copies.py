# SPDX-License-Identifier: Apache-2.0
"""The copies of settings files that held something of no use: `settings.toml.bad`, `settings.toml.bad-2` and so on.

What is about to be lost is in one of them, and one that is there is not written over. Knows no window.
"""

from collections.abc import Iterator, Set
from contextlib import suppress
from pathlib import Path

from edgeassist.core.files import read_small, replace_file

MOST_COPIES = 20
"""The last of so many is written over: whoever damages a file that often has the others."""
MOST_BYTES = 1_000_000

Fault = tuple[str, str]
"""What makes one bad value, or a whole damaged file, the same one as before."""


def first_copy(path: Path) -> Path:
    """Return the name of the first copy of the settings file at `path`."""
    return path.with_suffix(".toml.bad")


def copies_of(path: Path) -> Iterator[bytes]:
    """Yield what the copies hold, as far as they can be read."""
    for copy in _names(path):
        if not copy.exists():
            return
        with suppress(OSError):
            yield read_small(copy, MOST_BYTES + 1)


def free_copy(path: Path) -> Path:
    """Return the name of the next copy."""
    return next((copy for copy in _names(path) if not copy.exists()), _numbered(path, MOST_COPIES))


def keep(path: Path, content: bytes, fresh: Set[Fault]) -> str:
    """Keep `content` where there is something `fresh` in it; return the copy's name, empty where it has none.

    A folder that cannot be written to still has readable settings.
    """
    if not fresh:
        return next((copy.name for copy in _names(path) if _holds(copy, content)), first_copy(path).name)
    copy = free_copy(path)
    try:
        replace_file(copy, content)
    except OSError:
        return ""
    return copy.name


def _holds(copy: Path, content: bytes) -> bool:
    try:
        return read_small(copy, MOST_BYTES + 1) == content
    except OSError:
        return False


def _names(path: Path) -> Iterator[Path]:
    return (_numbered(path, number) for number in range(1, MOST_COPIES + 1))


def _numbered(path: Path, number: int) -> Path:
    first = first_copy(path)
    return first if number == 1 else first.with_name(f"{first.name}-{number}")
