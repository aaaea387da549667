# SPDX-License-Identifier: Apache-2.0
"""Opens the file that commands keep things in: nothing acknowledged is lost, a damaged one is kept aside.

Knows files, locks and SQLite's errors; knows nothing of timers or lists.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from edgeassist.core.errors import BadInput, EdgeError, NoRoom, Unavailable
from edgeassist.core.files import sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.sqlite_file import (
    WAIT_S,
    connected,
    create_private,
    free_name,
    identity,
    meaning_of,
    opened,
    settled,
    transaction,
)
from edgeassist.history import log
from edgeassist.intents.changing import Changing, TakenBack, may_take_back, take_back
from edgeassist.intents.kept_tables import migrate, refuse_later

FILE = "commands.sqlite3"


class CommandsDamaged(BadInput):
    """The file broke while it was open."""

    code = "commands-damaged"
    hint = later("Start EdgeAssist again: the damaged file is then kept aside and a new one started.")


class CommandsFull(NoRoom):
    """The disk is full."""

    code = "commands-disk-full"
    hint = later("Free some space and say it again. What was kept before is safe.")


class CommandsUnavailable(Unavailable):
    """The file cannot be opened or written: rights, a lock, a failing disk."""

    code = "commands-unavailable"
    hint = later("Check that the folder can be written to. Nothing was changed.")


def explained(error: sqlite3.Error | OSError, path: Path) -> EdgeError:
    """Return what an error of SQLite or the system means for the file at `path`."""
    match meaning_of(error):
        case "damaged":
            return CommandsDamaged(tr("What commands keep in {path} is damaged: {error}.", path=path, error=error))
        case "full":
            return CommandsFull(tr("Nothing could be kept: the disk that holds {path} is full.", path=path))
    why = error.strerror if isinstance(error, OSError) else error
    return CommandsUnavailable(tr("What commands keep in {path} cannot be used now: {reason}.", path=path, reason=why))


class Kept:
    """One connection to the file in `folder` behind one lock: any thread may use it; changes are durable on return.

    `problem` says in a sentence that the file found was damaged; it is empty when nothing was.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = threading.Lock()
        self._closed = False
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            refuse_later(self.path)
            self.problem = _kept_aside(self.path) if settled(self.path, _is_damaged) else ""
            self._connection = _opened(self.path)
            self._file = identity(self.path)
        except (sqlite3.Error, OSError) as error:
            raise explained(error, self.path) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for a few quick queries."""
        with self._lock:
            try:
                self._follow()
                yield self._connection
            except sqlite3.Error as error:
                raise explained(error, self.path) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection within one transaction: all of it is on disk afterwards, or none."""
        with self.reading() as connection, transaction(connection):
            yield connection

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

    def may_take_back(self, token: str) -> bool:
        """Tell whether `take_back` would work now."""
        with self.reading() as connection:
            return may_take_back(connection, token)

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        with self._lock:
            self._closed = True
            self._connection.close()

    def _follow(self) -> None:
        """Turn to the file that is there now, where another program found ours damaged and moved it away."""
        if self._closed or self._file == (now := identity(self.path)):
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._connection.close()
            self._connection = _opened(self.path)
            self._file = now or identity(self.path)
        except OSError as error:
            raise explained(error, self.path) from error


def _opened(path: Path) -> sqlite3.Connection:
    """Return a connection to the file in its newest format, made where there is none."""
    if not path.exists():
        create_private(path)
        sync_folder(path.parent)
    return opened(lambda: _connected(path), lambda connection: migrate(connection, path))


def _connected(path: Path) -> sqlite3.Connection:
    connection = connected(path, "secure_delete = ON")  # what was deleted is not to be found in the file
    connection.row_factory = sqlite3.Row
    return connection


def _is_damaged(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_S)) as connection:
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
    return tr(
        "The timers, lists, notes and the home that commands keep could not be read. "
        "The damaged file is kept as {path}; a new one was started.",
        path=aside,
    )
