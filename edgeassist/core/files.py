# SPDX-License-Identifier: Apache-2.0
"""Change a small file so that a power cut leaves the old one or the new one, never half of either."""

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

_PART = ".part"
_MOST_DIGITS = 9
"""No system numbers its processes higher."""


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, fsync, rename over it, fsync the folder.

    What an earlier writer left beside it when it was killed is deleted first.
    """
    for left in _left_beside(path):
        with suppress(OSError):
            left.unlink()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{_stem(path)}{os.getpid()}.", suffix=_PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            sync_file(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _stem(path: Path) -> str:
    return f".{path.name}."


def _left_beside(path: Path) -> list[Path]:
    """Return the half-written files for `path` whose writers run no more."""
    stem, parts = _stem(path), []
    with suppress(OSError), os.scandir(path.parent) as entries:
        parts = [one.name for one in entries if one.name.startswith(stem) and one.name.endswith(_PART)]
    return [path.with_name(one) for one in parts if not _may_run(one[len(stem) :].partition(".")[0])]


def _may_run(writer: str) -> bool:
    """Tell whether the process with that number may be writing still; what names none is not ours to judge."""
    if not writer.isdecimal() or len(writer) > _MOST_DIGITS or int(writer) == os.getpid():
        return True
    import psutil

    runs: bool = psutil.pid_exists(int(writer))
    return runs


def read_small(path: Path, most_bytes: int) -> bytes:
    """Return the first `most_bytes` of a file that should hold no more: cut short, it makes no sense to its reader."""
    with path.open("rb") as file:
        return file.read(most_bytes)


def sync_file(descriptor: int, *, content_only: bool = False) -> None:
    """Have what was written lie on the drive itself; `content_only` may leave out times and the like."""
    if _synced_fully(descriptor):
        return
    if content_only:
        getattr(os, "fdatasync", os.fsync)(descriptor)
    else:
        os.fsync(descriptor)


def _synced_fully(descriptor: int) -> bool:
    """On macOS fsync ends in the drive's cache; ask for more there. False where that is unknown."""
    if sys.platform == "win32":
        return False
    import fcntl

    wish = getattr(fcntl, "F_FULLFSYNC", None)
    if wish is None:
        return False
    try:
        fcntl.fcntl(descriptor, wish)
    except OSError:  # drives in the network know no such wish; what is really wrong is said by fsync
        return False
    return True


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable; a no-op where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync_file(descriptor)
    finally:
        os.close(descriptor)
