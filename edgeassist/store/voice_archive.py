# SPDX-License-Identifier: Apache-2.0
"""Voice models as they come: a zip file, a gzipped tar, or a plain folder, each as a stream of checked files.

Every entry passes the `Gate` before its bytes are read, and its bytes are counted while they are. Writes nothing.
"""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, cast

from edgeassist.core.language import tr
from edgeassist.store.opened import Opened, open_regular
from edgeassist.store.refusals import FileChanged, FileGone, NotAFile, Unreadable
from edgeassist.store.voice_gate import Gate
from edgeassist.store.voice_refusals import ArchiveBomb, ArchiveDamaged, ArchiveLocked, NotAVoiceModel
from edgeassist.store.voice_tar import TarFiles

_ZIP, _GZIP = b"PK\3\4", b"\x1f\x8b"
_MOST_DIRECTORY_BYTES = 16 * 1024**2
_SUFFIXES = (".tar.gz", ".tgz", ".zip")


@dataclass(frozen=True, slots=True)
class Piece:
    """One file on its way: its path with forward slashes, its declared size, and what gives its next bytes."""

    path: str
    size_bytes: int
    read: Callable[[int], bytes]


class Bundle(Protocol):
    """A voice model as it came. `need_bytes` is what it says it unpacks to, as far as that is known before."""

    need_bytes: int

    def pieces(self) -> Iterator[Piece]:
        """Yield each file; it has to be read, or not, before the next is asked for."""


def name_of(path: Path) -> str:
    """Return the name of the model that the archive or folder at `path` seems to hold."""
    name = path.name
    return next((name[: -len(one)] for one in _SUFFIXES if name.lower().endswith(one)), name)


@contextmanager
def opened_bundle(path: Path, gate: Gate) -> Iterator[Bundle]:
    """Open what lies at `path`; raise why it is none."""
    if path.is_symlink():
        raise NotAFile(tr("“{name}” is a link. Choose what it leads to.", name=path.name))
    if path.is_dir():
        yield _Folder(path, gate)
        return
    with open_regular(path) as opened, ExitStack() as held:
        stream = held.enter_context(opened.stream())
        mark = stream.read(4)
        stream.seek(0)
        if mark.startswith(_GZIP):
            yield _Tar(opened, stream, gate)
        elif mark == _ZIP:
            yield held.enter_context(_Zip(stream, gate))
        else:
            raise NotAVoiceModel(tr("That is neither a zip file, nor a .tar.gz file, nor a folder."))


class _Folder:
    """A folder that somebody unpacked. Links in it are refused, not followed."""

    def __init__(self, folder: Path, gate: Gate) -> None:
        self._folder, self._gate = folder, gate
        self._files = tuple(self._found(folder, ""))
        self.need_bytes = sum(size for _, size in self._files)

    def _found(self, folder: Path, above: str) -> Iterator[tuple[str, int]]:
        try:
            entries = sorted(os.scandir(folder), key=lambda one: one.name)
        except OSError as error:
            raise Unreadable(
                tr("The folder “{name}” cannot be read: {reason}.", name=folder.name, reason=error.strerror)
            ) from error
        for entry in entries:
            name = f"{above}{entry.name}"
            found = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode):
                self._gate.admit_folder(name)
                yield from self._found(Path(entry.path), f"{name}/")
            elif stat.S_ISREG(found.st_mode):
                yield self._gate.admit_file(name, found.st_size), found.st_size
            else:
                self._gate.refuse_kind(
                    name, tr("is a link") if stat.S_ISLNK(found.st_mode) else tr("is a device or pipe")
                )

    def pieces(self) -> Iterator[Piece]:
        """Yield each file."""
        for name, size_bytes in self._files:
            try:
                opened = open_regular(self._folder / name)
            except FileGone as error:
                raise FileChanged(tr("The folder changed while it was copied.")) from error
            with opened, opened.stream() as stream:
                yield Piece(name, size_bytes, stream.read)


class _Bounded:
    """A file for the zip reader that gives out no large piece: a directory of gigabytes is none."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.close = file.seek, file.tell, file.close

    def seekable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        if count > _MOST_DIRECTORY_BYTES:
            raise zipfile.BadZipFile(tr("its directory is too large"))
        return self._file.read(_MOST_DIRECTORY_BYTES if count < 0 else count)


class _Zip:
    """A zip file: all its entries are checked before the first is read."""

    def __init__(self, stream: IO[bytes], gate: Gate) -> None:
        self._gate = gate
        try:
            self._zip = zipfile.ZipFile(cast("IO[bytes]", _Bounded(stream)))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError, EOFError) as error:
            raise ArchiveDamaged(tr("The zip file is damaged, or it was not copied to its end.")) from error
        except OSError as error:
            raise Unreadable(tr("The zip file cannot be read: {reason}.", reason=error.strerror)) from error
        self._files = tuple(one for one in self._zip.infolist() if self._admitted(one))
        self.need_bytes = sum(one.file_size for one in self._files)

    def __enter__(self) -> "_Zip":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _admitted(self, one: zipfile.ZipInfo) -> bool:
        """Pass one entry through the gate; False for a folder."""
        name, kind = one.orig_filename, stat.S_IFMT(one.external_attr >> 16)
        is_folder = name.endswith("/")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > is_folder:
            self._gate.refuse_kind(
                name, tr("is a link") if kind == stat.S_IFLNK else tr("is neither a file nor a folder")
            )
        if is_folder:
            self._gate.admit_folder(name)
            return False
        self._gate.admit_file(name, one.file_size)
        if name != one.filename:
            self._gate.refuse_kind(name, tr("is called by two names"))
        if one.flag_bits & 1:
            raise ArchiveLocked(tr("The zip file is protected by a password."))
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ArchiveDamaged(tr("The zip file is packed in a way that voice models never are."))
        budget = self._gate.budget
        if one.file_size > budget.ratio_from_bytes and one.file_size > budget.most_ratio * max(one.compress_size, 1):
            raise ArchiveBomb(
                tr("It says that it unpacks to more than {count} times its size.", count=budget.most_ratio)
            )
        return True

    def pieces(self) -> Iterator[Piece]:
        """Yield each file."""
        for one in self._files:
            try:
                with self._zip.open(one) as file:
                    yield Piece(one.filename, one.file_size, _Counted(file, one.compress_size, self._gate).read)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, struct.error) as error:
                raise ArchiveDamaged(tr("The zip file is damaged: a file in it cannot be unpacked.")) from error


class _Counted:
    """An entry of a zip file whose real bytes are counted."""

    def __init__(self, file: IO[bytes], packed_bytes: int, gate: Gate) -> None:
        self._file, self._packed_bytes, self._gate = file, packed_bytes, gate
        self._made_bytes = 0

    def read(self, count: int) -> bytes:
        try:
            piece = self._file.read(count)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise ArchiveDamaged(tr("The zip file is damaged: a file in it cannot be unpacked.")) from error
        except OSError as error:
            raise Unreadable(tr("The zip file cannot be read to its end: {reason}.", reason=error.strerror)) from error
        self._made_bytes += len(piece)
        self._gate.count(len(piece), self._packed_bytes, self._made_bytes)
        return piece


class _Tar:
    """A gzipped tar: read once, from front to back."""

    def __init__(self, opened: Opened, stream: IO[bytes], gate: Gate) -> None:
        self._files = TarFiles(stream, gate)
        self.need_bytes = opened.size_bytes

    def pieces(self) -> Iterator[Piece]:
        """Yield each file."""
        for path, size_bytes in self._files.entries():
            yield Piece(path, size_bytes, self._files.read)
