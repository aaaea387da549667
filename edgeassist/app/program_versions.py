# SPDX-License-Identifier: Apache-2.0
"""The program's own versions beside each other in a person's home: which there are, back to the one before, remove.

`current` and `previous` lead to folders named after versions: links, or text files where there are none (Windows).
Knows no data of a person's. A program of the system's packages, or run from source, has no such folder.
"""

import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edgeassist.core.errors import BadUsage, NotFound, Unavailable
from edgeassist.core.files import read_small, sync_file, sync_folder
from edgeassist.core.language import later, tr

CURRENT, PREVIOUS = "current", "previous"
_TEXT = ".txt"
_FOLDER = "program"
_MOST_BYTES = 200
_NAME_CHARACTERS = frozenset("0123456789.+-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

Kind = Literal["own", "beside", "package", "source"]
"""How the program came.

`own`: into the person's home, where it can go back itself. `beside`: so that the version before has a menu entry of its
own (Windows). `package`: by the system's packages, or into a folder of its own.
"""


class NoVersionBefore(NotFound):
    """There is nothing to go back to."""

    code = "no-version-before"
    hint = later(
        "Install the older file; your data stays where it is, and `edgeassist versions restore` has its copies."
    )

    def __init__(self) -> None:
        super().__init__(tr("No earlier version of EdgeAssist is kept here."))


class VersionInUse(BadUsage):
    """The version that is to be removed is the one that runs or starts next."""

    code = "version-in-use"
    hint = later("Only versions that are not in use can be removed.")

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__(tr("EdgeAssist {version} is in use.", version=version))


class NoSuchVersion(NotFound):
    """A version that is not kept here."""

    code = "no-such-version"
    hint = later("`edgeassist versions list` names those there are.")

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__(tr("EdgeAssist {version} is not kept here.", version=version))


class VersionsUnwritable(Unavailable):
    """The folder of the program cannot be changed."""

    code = "versions-unwritable"
    hint = later("Check that the folder can be written to. The version in use is as it was.")

    def __init__(self, folder: Path, reason: str | None) -> None:
        self.folder = folder
        super().__init__(
            tr(
                "{folder} cannot be changed: {reason}.",
                folder=folder,
                reason=reason or tr("the system gives no reason"),
            )
        )


@dataclass(frozen=True, slots=True)
class ProgramVersions:
    """The folder `root` with one folder for each version; `running` is the one this process is of."""

    root: Path
    running: str

    @property
    def current(self) -> str:
        """The version that starts next; empty where that is not known."""
        return self._named(CURRENT)

    @property
    def previous(self) -> str:
        """The version before; empty where none is kept whole."""
        return self._named(PREVIOUS)

    @property
    def all(self) -> tuple[str, ...]:
        """Every version that is here whole, by name."""
        with suppress(OSError):
            return tuple(sorted(one.name for one in self.root.iterdir() if self._is_whole(one.name)))
        return ()

    @property
    def back_to(self) -> str:
        """The version that going back leads to from what runs now; empty for none."""
        wanted = self.previous if self.current in ("", self.running) else self.current
        return wanted if wanted != self.running else ""

    def go_back(self) -> str:
        """Have the version before start from now on, and keep this one; return it. Twice is no change."""
        if not (wanted := self.back_to):
            raise NoVersionBefore
        self._turn(wanted, self.running)
        return wanted

    def stay(self) -> None:
        """Undo `go_back`: the version that runs now starts from now on as well."""
        if (wanted := self.current) not in ("", self.running):
            self._turn(self.running, wanted)

    def size_bytes(self, version: str) -> int:
        """Return what a version takes of the disk."""
        return sum(path.lstat().st_size for path in (self.root / version).rglob("*") if path.is_file())

    def remove(self, version: str) -> None:
        """Delete a version that neither runs nor starts next."""
        if version in (self.running, self.current):
            raise VersionInUse(version)
        if version not in self.all:
            raise NoSuchVersion(version)
        was_previous = self.previous == version
        try:
            if was_previous:
                self._path(PREVIOUS).unlink()
            gone = self.root / f"{version}.part.0"
            (self.root / version).rename(gone)
            shutil.rmtree(gone)
        except OSError as error:
            raise VersionsUnwritable(self.root, error.strerror) from error

    def _is_whole(self, version: str) -> bool:
        if not version or version in (".", "..") or not _NAME_CHARACTERS.issuperset(version) or ".part." in version:
            return False
        folder = self.root / version
        names = ("edgeassist", "edgeassist.exe")
        return folder.is_dir() and not folder.is_symlink() and any((folder / name).is_file() for name in names)

    def _path(self, name: str) -> Path:
        link = self.root / name
        return link if link.is_symlink() or not link.with_suffix(_TEXT).exists() else link.with_suffix(_TEXT)

    def _named(self, name: str) -> str:
        path = self._path(name)
        try:
            told = str(path.readlink()) if path.is_symlink() else read_small(path, _MOST_BYTES).decode().strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return told if self._is_whole(told) else ""

    def _turn(self, to: str, before: str) -> None:
        """Have `to` start from now on and keep `before`: both, or neither.

        `current` moves first: should the power go in between, the wanted version starts, and only the other one is no
        longer kept. The other way round, a person who must go back would find no way.
        """
        was = self.current or self.running
        try:
            for name, version in ((CURRENT, to), (PREVIOUS, before)):
                self._lay(name, version)
            self._take(CURRENT)
            try:
                self._take(PREVIOUS)
            except OSError:
                self._lay(CURRENT, was)
                self._take(CURRENT)
                raise
        except OSError as error:
            for name in (CURRENT, PREVIOUS):
                with suppress(OSError):
                    self._part(name).unlink()
            raise VersionsUnwritable(self.root, error.strerror) from error

    def _lay(self, name: str, version: str) -> None:
        """Write what `name` shall be beside it: a full drive is found out before anything changed."""
        part = self._part(name)
        part.unlink(missing_ok=True)
        if not self._in_text:
            part.symlink_to(version)
            return
        with part.open("wb") as file:
            file.write(version.encode() + b"\n")
            file.flush()
            sync_file(file.fileno())

    def _take(self, name: str) -> None:
        """Put what was laid beside `name` in its place. Once that is done it holds, whatever the drive says then."""
        self._part(name).replace(self.root / (name + _TEXT if self._in_text else name))
        with suppress(OSError):
            sync_folder(self.root)

    def _part(self, name: str) -> Path:
        return self.root / f"{name}.part"

    @property
    def _in_text(self) -> bool:
        return (self.root / f"{CURRENT}{_TEXT}").is_file()


def kind_of(executable: Path | None = None, *, frozen: bool | None = None) -> Kind:
    """Return how this program came here."""
    if not (getattr(sys, "frozen", False) if frozen is None else frozen):
        return "source"
    if versions_here(executable, frozen=True) is not None:
        return "own"
    here = (executable or Path(sys.executable)).resolve().parent
    beside = ProgramVersions(here.parent, here.name).all if here.name[:1].isdigit() else ()
    return "beside" if len(beside) > 1 else "package"


def versions_here(executable: Path | None = None, *, frozen: bool | None = None) -> ProgramVersions | None:
    """Return the versions beside the program at `executable`; None where it does not stand among any."""
    if not (getattr(sys, "frozen", False) if frozen is None else frozen):
        return None
    here = (executable or Path(sys.executable)).resolve().parent
    root = here.parent
    found = ProgramVersions(root, here.name)
    linked = root.name == _FOLDER and (root / CURRENT).is_symlink()
    return found if linked or (root / f"{CURRENT}{_TEXT}").is_file() else None
