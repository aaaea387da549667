# SPDX-License-Identifier: Apache-2.0
"""Whether the program's own files are what they were when it was built. Knows nothing of what a file is for.

A bundle carries a list of its files, their sizes and SHA-256; a source tree carries none and is never called damaged.
Imports next to nothing: a file that is missing must not keep this module from saying so.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edgeassist.core.errors import Unavailable
from edgeassist.core.language import later, tr, trn

LIST_NAME = "files.list"
_HEAD = "EdgeAssist files 1"
_CHUNK_BYTES = 1 << 20


class InstallationDamaged(Unavailable):
    """Files of the program are missing or altered."""

    code = "installation-damaged"
    hint = later("Install EdgeAssist again. Your models, conversations and settings lie elsewhere and are untouched.")

    def __init__(self, damages: "tuple[Damage, ...]") -> None:
        self.damages = damages
        super().__init__(tr("The installation is damaged: {what}.", what=_counted(damages)))


@dataclass(frozen=True, slots=True)
class Damage:
    """One file, named from the program's folder on, that is `missing`, or else altered."""

    path: str
    missing: bool


@dataclass(frozen=True, slots=True)
class _Listed:
    path: str
    size_bytes: int
    sha256: str


def program_folder() -> Path | None:
    """Return the folder that holds the files of a bundle; None where the program runs from source."""
    inside = getattr(sys, "_MEIPASS", None)
    return Path(inside) if inside else None


def resized(inside: Path | None) -> tuple[Damage, ...]:
    """Return what is missing or of another size: some milliseconds, nothing is read. `inside` holds the list."""
    return tuple(_found(inside, whole=False))


def altered(inside: Path | None) -> tuple[Damage, ...]:
    """Return what is missing or altered, every file read once: half a second or more."""
    return tuple(_found(inside, whole=True))


def listed(inside: Path | None) -> int:
    """Return how many files the list has; 0 without a list."""
    return len(_read(inside)) if inside is not None and (inside / LIST_NAME).is_file() else 0


def line_of(path: str, size_bytes: int, sha256: str) -> str:
    """Return the line of one file; `text_of` makes the list of all of them."""
    return f"{size_bytes} {sha256} {path}"


def text_of(lines: list[str]) -> str:
    """Return the list with these `lines`."""
    return "\n".join([_HEAD, *lines, ""])


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    import hashlib

    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            found.update(chunk)
    return found.hexdigest()


def _found(inside: Path | None, *, whole: bool) -> Iterator[Damage]:
    """Yield the damages; the paths of the list begin at the folder around `inside`."""
    if inside is None:
        return
    try:
        wanted = _read(inside)
    except (OSError, ValueError):
        yield Damage(f"{inside.name}/{LIST_NAME}", missing=not (inside / LIST_NAME).exists())
        return
    for one in wanted:
        path = inside.parent / one.path
        try:
            same = path.stat().st_size == one.size_bytes and (not whole or digest(path) == one.sha256)
        except (OSError, ValueError) as error:  # also a name that a damaged list made: too long, or with a zero byte
            yield Damage(one.path, missing=isinstance(error, FileNotFoundError | NotADirectoryError))
            continue
        if not same:
            yield Damage(one.path, missing=False)


def _read(inside: Path) -> list[_Listed]:
    """Return the list; raise `OSError` or `ValueError` where it is not there or makes no sense.

    Only its first line left, it asks for nothing: so does who puts a library of their own in place (LGPL).
    """
    head, *lines = (inside / LIST_NAME).read_text(encoding="utf-8").splitlines() or ("",)
    if head != _HEAD:
        raise ValueError(head)
    parts = (line.split(" ", 2) for line in lines)
    return [_Listed(path, int(size), sha256) for size, sha256, path in parts]


def _counted(damages: tuple[Damage, ...]) -> str:
    first = damages[0]
    if len(damages) > 1:
        return trn(
            "{n} file is missing or altered, {file} for one",
            "{n} files are missing or altered, {file} for one",
            len(damages),
            file=first.path,
        )
    return tr("{file} is missing", file=first.path) if first.missing else tr("{file} was altered", file=first.path)
