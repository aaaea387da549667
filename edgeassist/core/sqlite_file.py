# SPDX-License-Identifier: Apache-2.0
"""What every database file of ours shares: opening it, whole transactions, numbered formats, what an error means.

Version n of a file is reached by the n-th of its migrations; SQLite's `user_version` holds the number. Knows no table.
"""

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Literal, TypeVar

from edgeassist.core.errors import EdgeError
from edgeassist.core.files import sync_folder
from edgeassist.core.language import tr

Migration = Callable[[sqlite3.Connection], None]
Meaning = Literal["damaged", "full", "unusable"]
Found = TypeVar("Found")

WAIT_S = 5.0
"""So long another program's transaction is waited for."""
TURN_S = 2.0
"""So long a program that opens the file at the same moment is waited for, where both would change its format."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.02, 0.3
CACHE_KIB = 512
"""So much of a file SQLite keeps in memory for each connection; the system keeps more, so searches take no longer."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class OpenElsewhere(OSError):
    """Another program has the file open, and would go on writing in the format that it knows."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EBUSY, tr("another EdgeAssist has it open"), str(path))


class NotCopied(OSError):
    """The copy that goes before any change of the format could not be made."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EPERM, tr("no copy of it could be made before its format changes"), str(path))


def connected(path: Path, *pragmas: str) -> sqlite3.Connection:
    """Return a connection for any thread, in autocommit mode, whose changes are on disk when they are made.

    Where another file took the place of this one meanwhile, as a copy that is put back does, the connection is to that.
    """
    while True:
        before = identity(path)
        connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
        try:
            for pragma in (f"cache_size = -{CACHE_KIB}", "journal_mode = WAL", "synchronous = FULL", *pragmas):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException as error:
            connection.close()
            if isinstance(error, sqlite3.Error) and before is not None and identity(path) not in (None, before):
                continue
            raise
        if before is None or identity(path) in (None, before):
            return connection
        connection.close()


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells this file from another one of its name; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def settled(path: Path, look: Callable[[Path], Found]) -> Found:
    """Return what `look` finds at `path`, or raise what it raises: of one and the same file.

    A file that gives way to another meanwhile is not judged: SQLite finds it broken that is only moved.
    """
    while True:
        before = identity(path)
        try:
            found = look(path)
        except (sqlite3.Error, OSError, EdgeError):
            if identity(path) in (None, before):
                raise
        else:
            if identity(path) in (None, before):
                return found


def opened(
    connect: Callable[[], sqlite3.Connection], bring_up: Callable[[sqlite3.Connection], object]
) -> sqlite3.Connection:
    """Return what `connect` opens once `bring_up`, a `migrate`, is done with it; it is closed where that fails.

    Two programs that open an older file at the same moment refuse each other. Both let go and look again, each after
    a pause of its own: one changes the format, the other finds it changed. Raise `OpenElsewhere` where one stays.
    """
    ends_s, pause_s = time.monotonic() + TURN_S, _FIRST_PAUSE_S
    while True:
        connection = None
        try:
            connection = connect()
            bring_up(connection)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if not _is_held(error) or time.monotonic() >= ends_s:
                raise
        else:
            return connection
        time.sleep(pause_s * os.urandom(1)[0] / 255)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def _is_held(error: BaseException) -> bool:
    """Tell whether another opener is in the way; SQLite says so at once where waiting could never end."""
    return isinstance(error, OpenElsewhere) or getattr(error, "sqlite_errorcode", 0) & 0xFF in _HELD


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it is on disk afterwards, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def meaning_of(error: sqlite3.Error | OSError) -> Meaning:
    """Return what an error says about the file."""
    if isinstance(error, OSError):
        return "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "unusable"
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return "damaged" if code in _DAMAGED else "full" if code == sqlite3.SQLITE_FULL else "unusable"


def create_private(path: Path) -> None:
    """Make an empty file that its owner alone may read, where there is none: one that is there is not touched."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def version_of(connection: sqlite3.Connection) -> int:
    """Return the format number of the open database; 0 for a new one."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Migration],
    too_new: Callable[[Path, int, int], Exception],
) -> Path | None:
    """Bring the database at `path` to the newest format; return the copy made of an older one, if any.

    The connection must be in autocommit mode. Two programs may do this at once: the second finds it done. A later
    format is left as it is: raise what `too_new` makes of the path, its number and the newest that is known. Raise
    `OpenElsewhere` rather than change an older format under a program that has the file open, `NotCopied` while
    `uncopied` says so.
    """
    found = version_of(connection)
    if found > len(migrations):
        raise too_new(path, found, len(migrations))
    if found == len(migrations):
        return None
    if found and uncopied(path).exists():
        raise NotCopied(path)
    with _alone(connection, path) if found else nullcontext():
        copy = _copied(connection, path, found) if 0 < version_of(connection) < len(migrations) else None
        for number in range(found + 1, len(migrations) + 1):
            with transaction(connection):
                if version_of(connection) < number:
                    migrations[number - 1](connection)
                    connection.execute(f"PRAGMA user_version = {number:d}")
    return copy


def uncopied(path: Path) -> Path:
    """Return the empty file beside a database that says: its format must not change, no copy could be made of it."""
    return path.with_name(path.name + ".uncopied")


@contextmanager
def _alone(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Let no other program use the database meanwhile."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    try:
        hold(connection, path)
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.execute("PRAGMA locking_mode = NORMAL")
            version_of(connection)  # the next reading lets go
            connection.execute(f"PRAGMA journal_mode = {mode}")


def hold(connection: sqlite3.Connection, path: Path) -> None:
    """Keep every other program out until the connection closes; raise `OpenElsewhere` where one has it open."""
    try:
        connection.execute("PRAGMA journal_mode = DELETE")  # only the last one with the file open may
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _HELD:
            raise OpenElsewhere(path) from error
        raise
    if mode != "delete":
        raise OpenElsewhere(path)  # another one came in between


def free_name(path: Path, word: str) -> Path:
    """Return the first unused `name.word-N.suffix` beside `path`."""
    number = 1
    while (candidate := path.with_name(f"{path.stem}.{word}-{number}{path.suffix}")).exists():
        number += 1
    return candidate


def removed(path: Path) -> None:
    """Remove a copy that nobody has open, with all that SQLite keeps beside it, as far as that is possible."""
    for side in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            path.with_name(path.name + side).unlink(missing_ok=True)


def _copied(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    part = path.with_name(f".{path.name}.format-{version}.part")
    removed(part)
    try:
        create_private(part)
        with closing(sqlite3.connect(part)) as target:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        copy = free_name(path, f"format-{version}")
        part.replace(copy)
    except BaseException:
        removed(part)
        raise
    sync_folder(path.parent)
    return copy
