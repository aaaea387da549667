# SPDX-License-Identifier: Apache-2.0
"""Opens the file that commands keep things in: nothing acknowledged is lost, a damaged one is kept aside.

Knows files, locks and SQLite's errors; knows nothing of timers or lists.
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
from edgeassist.history import log
from edgeassist.history.schema import free_name
from edgeassist.intents.changing import Changing, TakenBack, take_back
from edgeassist.intents.kept_tables import migrate

FILE = "commands.sqlite3"
_WAIT_S = 5.0
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class CommandsDamaged(BadInput):
    """The file broke while it was open."""

    code = "commands-damaged"
    hint = "Start EdgeAssist again: the damaged file is then kept aside and a new one started."


class CommandsFull(NoRoom):
    """The disk is full."""

    code = "commands-disk-full"
    hint = "Free some space and say it again. What was kept before is safe."


class CommandsUnavailable(Unavailable):
    """The file cannot be opened or written: rights, a lock, a failing disk."""

    code = "commands-unavailable"
    hint = "Check that the folder can be written to. Nothing was changed."


def explained(error: sqlite3.Error | OSError, path: Path) -> EdgeError:
    """Return what an error of SQLite or the system means for the file at `path`."""
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return CommandsFull(f"Nothing could be kept: the disk that holds {path} is full.")
        return CommandsUnavailable(f"What commands keep in {path} cannot be used now: {error.strerror}.")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _DAMAGED:
        return CommandsDamaged(f"What commands keep in {path} is damaged: {error}.")
    if code == sqlite3.SQLITE_FULL:
        return CommandsFull(f"Nothing could be kept: the disk that holds {path} is full.")
    return CommandsUnavailable(f"What commands keep in {path} cannot be used now: {error}.")


class Kept:
    """One connection to the file in `folder` behind one lock: any thread may use it; changes are durable on return.

    `problem` says in a sentence that the file found was damaged; it is empty when nothing was.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = threading.Lock()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.problem = _kept_aside(self.path) if _is_damaged(self.path) else ""
            self._connection = _connected(self.path)
            try:
                migrate(self._connection, self.path)
            except BaseException:
                self._connection.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise explained(error, self.path) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for a few quick queries."""
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise explained(error, self.path) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection within one transaction: all of it is on disk afterwards, or none."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def changing(self) -> Iterator[Changing]:
        """Change rows within one transaction that leaves a token for taking all of it back."""
        with self.writing() as connection:
            changing = Changing(connection)
            yield changing
            changing.remember()

    def take_back(self, token: str) -> TakenBack:
        """Bring the rows back to what they were before `token`, once, and only where none has changed since."""
        with self.writing() as connection:
            return take_back(connection, token)

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        with self._lock:
            self._connection.close()


def _connected(path: Path) -> sqlite3.Connection:
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        sync_folder(path.parent)
    connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what was deleted is not to be found in the file
    except BaseException:
        connection.close()
        raise
    return connection


def _is_damaged(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT_S)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if isinstance(explained(error, path), CommandsDamaged):
            return True
        raise
    return bool(verdict != "ok")


def _kept_aside(path: Path) -> str:
    aside = free_name(path, "damaged")
    log.move_away(path, aside)
    path.replace(aside)
    sync_folder(path.parent)
    return (
        "The timers, lists, notes and the home that commands keep could not be read."
        f" The damaged file is kept as {aside}; a new one was started."
    )
