# SPDX-License-Identifier: Apache-2.0
"""Change a small file so that a power cut leaves the old one or the new one, never half of either."""

import os
import sys
import tempfile
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, fsync, rename over it, fsync the folder."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
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
