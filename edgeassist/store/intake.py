# SPDX-License-Identifier: Apache-2.0
"""Copies a checked file into the store: hashed on the way, durable, cancellable; the source is only read."""

import errno
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from edgeassist.core.errors import EdgeError, NoRoom, Unavailable
from edgeassist.core.files import sync_file, sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.units import human_bytes
from edgeassist.store.opened import Opened
from edgeassist.store.refusals import FileChanged, Unreadable
from edgeassist.store.sums import Summing, Sums

PIECE_BYTES = 8 * 1024**2
SPARE_BYTES = 64 * 1024**2
_MODEL_NEEDS = later("This model needs {need} of disk space; {free} are free.")
_FULL = (errno.ENOSPC, errno.EDQUOT)


class NotEnoughDisk(NoRoom):
    """The drive cannot hold the file, or all that the sentence `what` (with `{need}` and `{free}`) is about."""

    code, hint = "not-enough-disk", later("Free some space, or choose a smaller quantization. Nothing was changed.")

    def __init__(self, need_bytes: int, have_bytes: int, what: str = _MODEL_NEEDS, *, hint: str | None = None) -> None:
        self.need_bytes, self.have_bytes = need_bytes, have_bytes
        super().__init__(tr(what, need=human_bytes(need_bytes), free=human_bytes(have_bytes)), hint=hint)


@dataclass(frozen=True, slots=True)
class Job:
    """Who wants room on a drive, as a sentence with `{need}` and `{free}`, and what to do when there is too little."""

    what: str = _MODEL_NEEDS
    hint: str | None = None


ONE_MODEL = Job()


class FileTooLargeForDrive(NoRoom):
    """The drive of the store has room, but not for one file of that size (FAT32 ends at 4 GB)."""

    code = "file-too-large-for-drive"
    hint = later(
        "Keep the models on a drive that is formatted for large files (exFAT, NTFS, ext4), or choose a smaller "
        "quantization. Nothing was changed."
    )

    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        super().__init__(
            tr(
                "The drive of the models folder cannot hold a single file of {size}.",
                size=human_bytes(size_bytes),
            )
        )


class ImportStopped(EdgeError):
    """The person cancelled; an outcome, to be shown as such."""

    code, hint = "import-cancelled", later("Nothing was changed.")


class StoreTrouble(Unavailable):
    """The folder of the store cannot be written."""

    code, hint = (
        "store-unwritable",
        later("Check the folder's rights and its drive. The file you chose was not touched."),
    )


def check_disk(need_bytes: int, have_bytes: int) -> None:
    """Refuse before anything is written when `need_bytes` and some room to breathe are not free."""
    if need_bytes + SPARE_BYTES > have_bytes:
        raise NotEnoughDisk(need_bytes + SPARE_BYTES, have_bytes)


def write_trouble(error: OSError, size_bytes: int, folder: Path, job: Job = ONE_MODEL) -> EdgeError:
    """Return what it means that `size_bytes` could not be written into `folder`."""
    if error.errno in _FULL:
        return NotEnoughDisk(size_bytes, shutil.disk_usage(folder).free, job.what, hint=job.hint)
    if error.errno == errno.EFBIG:
        return FileTooLargeForDrive(size_bytes)
    return StoreTrouble(tr("The model could not be copied: {reason}.", reason=error.strerror))


def copy_hashed(
    source: Opened, target: Path, *, on_progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> Sums:
    """Copy `source` to `target` by way of `target`.part and return what came by.

    `target` appears only when all bytes are on the disk. Leaves the `.part` behind on failure: its folder is swept.
    """
    part = target.with_name(target.name + ".part")
    try:
        with source.stream() as reader, part.open("xb") as writer:
            sums = _pump(source, reader, writer, on_progress, cancelled)
            writer.flush()
            sync_file(writer.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise write_trouble(error, source.size_bytes, target.parent) from error
    if not source.is_unchanged():
        raise FileChanged(tr("The file was written to while it was being copied, so the copy was thrown away."))
    return sums


def _pump(
    source: Opened,
    reader: BinaryIO,
    writer: BinaryIO,
    on_progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Sums:
    summing, done = Summing(), 0
    while done < source.size_bytes:
        if cancelled():
            raise ImportStopped(tr("The import was cancelled."))
        piece = _read(reader, min(PIECE_BYTES, source.size_bytes - done))
        summing.update(piece)
        writer.write(piece)
        done += len(piece)
        on_progress(done, source.size_bytes)
    return summing.sums


def _read(reader: BinaryIO, count: int) -> bytes:
    try:
        piece = reader.read(count)
    except OSError as error:
        raise Unreadable(tr("The file cannot be read to its end: {reason}.", reason=error.strerror)) from error
    if not piece:
        raise FileChanged(tr("The file became shorter while it was being copied, or its drive was removed."))
    return piece
