# SPDX-License-Identifier: Apache-2.0
"""What a drive can take: how much is free, how large one file may be; and one work at a time on one thing."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from edgeassist.core.language import tr
from edgeassist.store.intake import ONE_MODEL, FileTooLargeForDrive, Job, NotEnoughDisk, StoreTrouble
from edgeassist.store.pack_errors import AlreadyUnderWay

FAT_BYTES = 2**32 - 1
SPARE_BYTES = 16 * 1024**2
LOCKS = ".locks"
_FAT = frozenset(("vfat", "msdos", "fat", "fat16", "fat32"))


def kind_of_drive(folder: Path) -> str:
    """Return the file system's name of the drive that holds `folder`, empty where it is not told."""
    here = os.path.realpath(folder)
    drives = [one for one in psutil.disk_partitions(all=True) if _holds(one.mountpoint, here)]
    return str(max(drives, key=lambda one: len(one.mountpoint)).fstype).lower() if drives else ""


def _holds(mountpoint: str, path: str) -> bool:
    try:
        return os.path.commonpath((mountpoint, path)) == os.path.normpath(mountpoint)
    except ValueError:  # another drive letter
        return False


def free_bytes(folder: Path) -> int:
    """Return what is free on the drive that holds `folder`."""
    return shutil.disk_usage(folder).free


class Room:
    """Answers about drives; both questions can be put to others in tests."""

    def __init__(
        self, *, free: Callable[[Path], int] = free_bytes, kind: Callable[[Path], str] = kind_of_drive
    ) -> None:
        self._free, self._kind = free, kind

    def require(self, folder: Path, need_bytes: int, largest_bytes: int, job: Job = ONE_MODEL) -> None:
        """Refuse `job` when `need_bytes` more, or one file of `largest_bytes`, cannot go below `folder`."""
        if largest_bytes > FAT_BYTES and self._kind(folder) in _FAT:
            raise FileTooLargeForDrive(largest_bytes)
        have_bytes = self._free(folder)
        if need_bytes and need_bytes + SPARE_BYTES > have_bytes:
            raise NotEnoughDisk(need_bytes + SPARE_BYTES, have_bytes, job.what, hint=job.hint)


@contextmanager
def one_at_a_time(root: Path, name: str, what: str) -> Iterator[None]:
    """Hold the right to do `name`, among all processes that use the models folder `root`; `what` begins a sentence."""
    path = root / LOCKS / f"{sha256(name.encode()).hexdigest()[:16]}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path, timeout=0):
            yield
    except Timeout as error:
        raise AlreadyUnderWay(what) from error
    except PermissionError as error:
        raise StoreTrouble(tr("The models folder cannot be written: {reason}.", reason=error.strerror)) from error
