# SPDX-License-Identifier: Apache-2.0
"""Whole copies of a database file: made while it is in use, told the format of, and put in another one's place.

Knows no table and no sentence. Blocks for as long as a copy takes.
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from edgeassist.core.files import sync_file, sync_folder
from edgeassist.core.sqlite_file import WAIT_S, free_name, hold, meaning_of, removed, version_of

SIDES = ("", "-wal", "-shm")
"""What may lie beside a database belongs to it."""


def format_at(path: Path) -> int:
    """Return the format number of the file at `path`, which nothing is written to; 0 where it is not there.

    What was changed since lies in the log beside it for as long as the file is open, or where its program was killed.
    """
    if not path.exists():
        return 0
    written = _asked(path, "mode=ro&immutable=1")
    if written and path.with_name(path.name + "-wal").exists():
        with suppress(OSError):
            return _asked(path, "mode=ro")
    return written


def _asked(path: Path, how: str) -> int:
    """Ask SQLite, which keeps the locks of this process's other connections; 0 for what is no database."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=WAIT_S)) as connection:
            return version_of(connection)
    except sqlite3.DatabaseError as error:
        if meaning_of(error) == "damaged":
            return 0
        raise OSError(errno.EIO, str(error), str(path)) from error


def copy(source: Path, target: Path, *, still: bool = False) -> None:
    """Copy a database as it is at one moment; the copy lies on the drive in one file. `still`: nobody writes to it.

    Whatever ends it early leaves nothing at `target`.
    """
    removed(target)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        _copy_into(target, source, still=still)
    except BaseException:
        removed(target)
        raise


def _copy_into(target: Path, source: Path, *, still: bool) -> None:
    address = f"{source.absolute().as_uri()}?mode=ro{'&immutable=1' if still else ''}"
    opened = sqlite3.connect(address, uri=True, timeout=WAIT_S, isolation_level=None)
    with closing(opened) as origin, closing(sqlite3.connect(target, isolation_level=None)) as copied:
        origin.execute("BEGIN")
        version_of(origin)  # a locked one ends here: the copying itself would wait for ever
        origin.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")
    with target.open("r+b") as file:
        sync_file(file.fileno())


def take_place(part: Path, path: Path, word: str) -> Path:
    """Let the closed file `part` take the place of the closed one at `path`; return where that is kept.

    One rename decides: before it all is as it was. Its name says `word`.
    """
    aside = free_name(path, word)
    try:
        aside.hardlink_to(path)
    except OSError:  # a file system without hard links
        _set_aside(path, aside)
    sync_folder(path.parent)
    part.replace(path)
    sync_folder(path.parent)
    return aside


def _set_aside(path: Path, aside: Path) -> None:
    """Copy the closed database that this process may hold: SQLite closes no descriptor of it, and so loses no lock."""
    try:
        copy(path, aside, still=True)
    except sqlite3.Error as error:
        if meaning_of(error) != "damaged":
            raise OSError(errno.EIO, str(error), str(path)) from error
        try:
            shutil.copy(path, aside)  # a damaged one is held by nobody
        except BaseException:
            removed(aside)
            raise


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Have all of the database at `path` in its one file, and every other program kept out of that file meanwhile.

    Raise `OpenElsewhere` while one has it open, `OSError` where it cannot be written. A damaged one is left as it is,
    with what lies beside it.
    """
    if not path.exists():
        yield
        return
    with closing(sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)) as connection:
        try:
            hold(connection, path)
        except sqlite3.Error as error:
            if meaning_of(error) != "damaged":
                raise OSError(errno.EIO, str(error), str(path)) from error
        if os.name == "nt":
            connection.close()  # an open file could not be replaced there
        yield


def move_aside(path: Path, word: str) -> Path:
    """Give the closed database at `path`, and what lies beside it, a name with `word`; return it."""
    aside = free_name(path, word)
    for ending in SIDES:
        piece = path.with_name(path.name + ending)
        if piece.exists():
            piece.replace(aside.with_name(aside.name + ending))
    sync_folder(path.parent)
    return aside
