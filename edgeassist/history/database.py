# SPDX-License-Identifier: Apache-2.0
"""Opens the conversations database so that nothing acknowledged is lost, and a damaged one is kept, not overwritten.

Knows files, locks and SQLite's errors; knows nothing of chats.
"""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from edgeassist.core.errors import BadInput, EdgeError, NoRoom, Unavailable
from edgeassist.core.files import sync_folder
from edgeassist.history.index import leave_index
from edgeassist.history.schema import MIGRATIONS, HistoryTooNew, free_name, migrate

_WAIT_S = 5.0
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_VERSION_AT = 60  # https://www.sqlite.org/fileformat.html#the_database_header
_HEADER_BYTES = 100


class HistoryDamaged(BadInput):
    """The database broke while it was open."""

    code = "history-damaged"
    hint = "Start EdgeAssist again: the damaged file is then kept aside and a new one started."


class IndexDamaged(Unavailable):
    """The full-text index broke; the messages themselves are whole."""

    code = "history-index-damaged"
    hint = "Try again: conversations are saved without the index from now on, and it is made anew later."


class HistoryFull(NoRoom):
    """The disk is full."""

    code = "history-disk-full"
    hint = "Free some space. What was saved before is safe."


class HistoryUnavailable(Unavailable):
    """The database cannot be opened or written: rights, a lock, a failing disk."""

    code = "history-unavailable"
    hint = "Close other EdgeAssist windows and check that the folder can be written to. Nothing was changed."


def _meaning(error: sqlite3.Error | OSError, path: Path) -> EdgeError:
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return HistoryFull(f"The conversations cannot be opened: the disk that holds {path} is full.")
        return HistoryUnavailable(f"The conversations in {path} cannot be used now: {error.strerror}.")
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB:
        return IndexDamaged("The full-text index of the conversations is damaged.")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _DAMAGED:
        return HistoryDamaged(f"The conversations in {path} are damaged: {error}.")
    if code == sqlite3.SQLITE_FULL:
        return HistoryFull(f"The conversation could not be saved: the disk that holds {path} is full.")
    return HistoryUnavailable(f"The conversations in {path} cannot be used now: {error}.")


class Database:
    """One connection behind one lock: any thread may use it, calls are short and durable on return.

    `problem` says in one sentence what was wrong with the file found, empty when nothing was.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            self.problem = _kept_aside(path) if _is_damaged(path) else ""
            if not path.exists():
                _create(path)
            self._connection = _connected(path)
            try:
                migrate(self._connection, path)
            except BaseException:
                self._connection.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise _meaning(error, path) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for a few quick queries."""
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise _meaning(error, self.path) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection within one transaction: all of it is on disk afterwards, or none."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB:
                    leave_index(connection)
                raise

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        with self._lock:
            self._connection.close()


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    """Make the database under another name first, so that a file of length 0 never is our own doing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.part")
    fresh.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with closing(_connected(fresh)) as connection:
            migrate(connection, fresh)
        _appear(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(path.parent)


def _appear(fresh: Path, path: Path) -> None:
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        return  # another EdgeAssist was quicker
    except OSError:  # a file system without hard links
        fresh.replace(path)


def _is_damaged(path: Path) -> bool:
    """Return whether the file at `path` cannot be read as a database; raise when it is only too new or locked."""
    if not path.exists():
        return False
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError as error:
        raise HistoryUnavailable(f"The conversations in {path} cannot be read: {error.strerror}.") from error
    if len(header) < _HEADER_BYTES:
        return True
    version = int.from_bytes(header[_VERSION_AT : _VERSION_AT + 4], "big")
    if header.startswith(b"SQLite format 3\0") and version > len(MIGRATIONS):
        raise HistoryTooNew(path, version, len(MIGRATIONS))
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT_S)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        meaning = _meaning(error, path)
        if isinstance(meaning, HistoryDamaged):
            return True
        raise meaning from error
    return bool(verdict != "ok")


def _kept_aside(path: Path) -> str:
    aside = free_name(path, "damaged")
    for tail in ("-wal", "-shm"):
        beside = path.with_name(path.name + tail)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + tail))
    path.replace(aside)
    sync_folder(path.parent)
    return f"The saved conversations could not be read. The damaged file is kept as {aside}; a new one was started."
