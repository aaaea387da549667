# SPDX-License-Identifier: Apache-2.0
"""Change a small file so that a power cut leaves the old one or the new one, never half of either.

Also knows what a killed writer leaves beside a file, small or not.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_MOST_DIGITS = 9
"""No system numbers its processes higher."""
_LEFT = re.compile(rf"(\d{{1,{_MOST_DIGITS}}})\.(?:[^.]+\.)?part(?:-journal|-wal|-shm)?", re.ASCII)
"""What stands in the name of a half-written file behind that of the whole one: first the number of its writer."""
_STILL_S = 60.0
"""Whoever makes a large file writes more often: processes in another box or computer cannot be seen from here."""


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, fsync, rename over it, fsync the folder.

    What an earlier writer left beside it when it was killed is deleted first.
    """
    with _whole(path, content) as part:
        part.replace(path)


def create_file(path: Path, content: bytes) -> None:
    """Do as `replace_file`, but leave a file that is there: of two that do so at once, the first one makes it.

    Where the drive knows no second names for a file, one more may come between the look and the change.
    """
    with _whole(path, content) as part:
        try:
            path.hardlink_to(part)
        except FileExistsError:
            return
        except OSError:
            if not path.exists():
                part.replace(path)


@contextmanager
def _whole(path: Path, content: bytes) -> Iterator[Path]:
    """Make a durable file beside `path`, for the block to name; none is left of it."""
    handle, part = open_part(path, still_s=0.0)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            sync_file(file.fileno())
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    sync_folder(path.parent)


def open_part(path: Path, *, still_s: float = _STILL_S) -> tuple[int, Path]:
    """Open a new file beside that at `path`, to take its place when it is whole; clear what was left of others."""
    clear_parts(path, still_s=still_s)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{_stem(path)}{os.getpid()}.", suffix=".part")
    return handle, Path(name)


def own_part(path: Path, what: str = "") -> Path:
    """Return where this process makes what is to be at `path`, beside it; `clear_parts` finds it after a kill."""
    return path.with_name(f"{_stem(path)}{os.getpid()}.{what}{'.' if what else ''}part")


def clear_parts(path: Path, *, still_s: float = _STILL_S) -> None:
    """Delete what writers of the file at `path` left half done beside it that were killed, as far as that is possible.

    What a living process may be at work on stays, and so does whatever changed within the last `still_s` seconds.
    """
    stem, young_s = _stem(path), time.time() - still_s
    with suppress(OSError), os.scandir(path.parent) as entries:
        for one in [entry for entry in entries if entry.name.startswith(stem)]:
            found = _LEFT.fullmatch(one.name[len(stem) :])
            with suppress(OSError):
                if found and one.stat(follow_symlinks=False).st_mtime <= young_s and not is_running(found[1]):
                    Path(one.path).unlink()


def _stem(path: Path) -> str:
    return f".{path.name}."


def is_running(number: str) -> bool:
    """Tell whether a process of that number runs, this one included; what stands in a name may be no number of any."""
    if not (number.isdecimal() and number.isascii()) or len(number) > _MOST_DIGITS:
        return False
    if int(number) == os.getpid():
        return True
    import psutil

    try:
        over: bool = psutil.Process(int(number)).status() == psutil.STATUS_ZOMBIE  # ended, and nobody asked how
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
    return not over


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
