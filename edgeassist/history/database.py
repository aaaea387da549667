# SPDX-License-Identifier: Apache-2.0
"""Opens the conversations database so that nothing acknowledged is lost, and a damaged one is kept, not overwritten.

Knows files, locks and SQLite's errors; knows nothing of chats.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from edgeassist.core.errors import BadInput, EdgeError, NoRoom, Unavailable
from edgeassist.core.files import clear_parts, own_part, sync_folder
from edgeassist.core.first_bytes import first_bytes
from edgeassist.core.language import later, tr
from edgeassist.core.sqlite_copies import format_at, take_place
from edgeassist.core.sqlite_file import (
    WAIT_S,
    NotCopied,
    connected,
    free_name,
    hold,
    meaning_of,
    opened,
    removed,
    settled,
    transaction,
)
from edgeassist.history import log
from edgeassist.history.index import leave_index
from edgeassist.history.schema import MIGRATIONS, HistoryTooNew, migrate

_HEADER_BYTES = 100
_CHECKED_BYTES = 8 * 1024**2
"""Larger files are not read as a whole at each start: that takes seconds. The daily backup does it."""


class HistoryDamaged(BadInput):
    """The database broke while it was open."""

    code = "history-damaged"
    hint = later("Start EdgeAssist again: the damaged file is then kept aside and a new one started.")


class IndexDamaged(Unavailable):
    """The full-text index broke; the messages themselves are whole."""

    code = "history-index-damaged"
    hint = later("Try again: conversations are saved without the index from now on, and it is made anew later.")


class HistoryFull(NoRoom):
    """The disk is full."""

    code = "history-disk-full"
    hint = later("Free some space. What was saved before is safe.")


class HistoryUnavailable(Unavailable):
    """The database cannot be opened or written: rights, a lock, a failing disk."""

    code = "history-unavailable"
    hint = later("Close other EdgeAssist windows and check that the folder can be written to. Nothing was changed.")


class HistoryNotCopied(HistoryUnavailable):
    """The database is of an older format, and no copy of it could be made before this version changes that."""

    code = "history-not-copied"
    hint = later("Close other EdgeAssist windows, or free some space, then try again. Nothing was changed.")


class FileUnwritten(Unavailable):
    """A copy of conversations could not be written where a person wanted it."""

    code = "file-unwritten"
    hint = later("Choose another folder. Your conversations are as they were.")


def unwritten(error: OSError, path: Path) -> EdgeError:
    """Return what an error means for a file of conversations that was to be written to `path`."""
    if meaning_of(error) == "full":
        return HistoryFull(tr("{path} could not be written: the disk is full.", path=path))
    return FileUnwritten(tr("{path} cannot be written: {reason}.", path=path, reason=error.strerror))


def explained(error: sqlite3.Error | OSError, path: Path) -> EdgeError:
    """Return what an error of SQLite or the system means for the file at `path`."""
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB:
        return IndexDamaged(tr("The full-text index of the conversations is damaged."))
    if isinstance(error, NotCopied):
        return HistoryNotCopied(
            tr(
                "The conversations in {path} stay closed until there is a copy of them in their older format.",
                path=path,
            )
        )
    why = error.strerror if isinstance(error, OSError) else error
    match meaning_of(error):
        case "damaged":
            return HistoryDamaged(tr("The conversations in {path} are damaged: {reason}.", path=path, reason=why))
        case "full" if isinstance(error, OSError):
            return HistoryFull(tr("The conversations cannot be opened: the disk that holds {path} is full.", path=path))
        case "full":
            return HistoryFull(
                tr("The conversation could not be saved: the disk that holds {path} is full.", path=path)
            )
    return HistoryUnavailable(tr("The conversations in {path} cannot be used now: {reason}.", path=path, reason=why))


class Database:
    """One connection behind one lock: any thread may use it, calls are short and durable on return.

    `problem` says in a sentence or two what was wrong with what was found, empty when nothing was; `damaged` tells
    whether the file was, so that it was kept aside and a new one begun. `generation` is another once another database
    took the place: numbers of rows mean something else then.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.generation = 0
        self._lock = threading.Lock()
        try:
            clear_parts(path)  # a copy that was to be put back holds all that was ever said
            gap = _gap(path)
            self.damaged = settled(path, _is_damaged)
            self.problem = _kept_aside(path) if self.damaged else ""
            if not path.exists():
                _create(path)
            self._connection = _opened(path)
            try:
                self.problem = self.problem or (gap and f"{gap} {_last_word(self._connection)}")
            except BaseException:
                self._connection.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise explained(error, path) from error

    def suspect(self) -> None:
        """Note beside the file that it is damaged, so that the next start reads all of it."""
        with suppress(OSError):
            _suspicion(self.path).touch(mode=0o600)

    def give_way(self, part: Path) -> Path:
        """Let the database at `part` take this one's place; return where this one is kept.

        Raise `HistoryUnavailable` while another program has it open.
        """
        with self._lock:
            try:
                hold(self._connection, self.path)  # nobody opens the one that gives way
                if os.name == "nt":
                    self._connection.close()  # an open file could not be replaced there
                aside = take_place(part, self.path, "before-restore")
                self.generation += 1
                return aside
            except (sqlite3.Error, OSError) as error:
                raise explained(error, self.path) from error
            finally:
                self._reopen()

    def _reopen(self) -> None:
        self._connection.close()
        self._connection = _opened(self.path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for a few quick queries."""
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                meaning = explained(error, self.path)
                if isinstance(meaning, HistoryDamaged):
                    self.suspect()
                raise meaning from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection within one transaction: all of it is on disk afterwards, or none."""
        with self.reading() as connection:
            try:
                with transaction(connection):
                    yield connection
            except BaseException as error:
                if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB:
                    leave_index(connection)
                raise

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        with self._lock:
            self._connection.close()


def _connected(path: Path) -> sqlite3.Connection:
    return connected(path, "foreign_keys = ON")


def _opened(path: Path) -> sqlite3.Connection:
    return opened(lambda: _connected(path), lambda connection: migrate(connection, path))


def _create(path: Path) -> None:
    """Make the database under another name first, so that a file of length 0 never is our own doing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = own_part(path)
    removed(fresh)
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with closing(_connected(fresh)) as connection:
            migrate(connection, fresh)
        log.move_away(path, free_name(path, "damaged"))
        _appear(fresh, path)
    finally:
        removed(fresh)
    sync_folder(path.parent)


def _gap(path: Path) -> str:
    """Return what is wrong with the log beside the file, in a sentence; one of another file or day is kept aside."""
    foreign = log.is_foreign(path)
    if not foreign and not log.is_stale(path):
        gone = tr("The file {name}, which held what was said last, is gone.", name=f"{path.name}-wal")
        return gone if log.is_lost(path) else ""
    aside = free_name(path, "damaged")
    log.move_away(path, aside)
    names = {"name": f"{path.name}-wal", "aside": f"{aside.name}-wal"}
    if foreign:
        return tr("The file {name} belonged to other conversations; it is kept as {aside}.", **names)
    return tr("The file {name} was of an earlier time; it is kept as {aside}.", **names)


def _last_word(connection: sqlite3.Connection) -> str:
    (last_ms,) = connection.execute("SELECT max(created_at) FROM messages").fetchone()
    if last_ms is None:
        return tr("What was said before now may be missing.")
    try:
        moment = datetime.fromtimestamp(last_ms / 1000, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return tr("What was said last may be missing.")
    return tr("What was said after {moment} may be missing.", moment=f"{moment:%Y-%m-%d %H:%M}")


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
        header = first_bytes(path, _HEADER_BYTES)
        version = format_at(path)
    except OSError as error:
        words = tr("The conversations in {path} cannot be read: {reason}.", path=path, reason=error.strerror)
        raise HistoryUnavailable(words) from error
    if len(header) < _HEADER_BYTES:
        return True
    if version > len(MIGRATIONS):
        raise HistoryTooNew(path, version, len(MIGRATIONS))
    try:
        damaged = _checked(path)
    except sqlite3.Error as error:
        meaning = explained(error, path)
        if isinstance(meaning, HistoryDamaged):
            return True
        raise meaning from error
    _suspicion(path).unlink(missing_ok=True)
    return damaged


def _checked(path: Path) -> bool:
    """Return whether SQLite finds the file damaged. Of a large one that nobody suspects only the list is read."""
    wholly = path.stat().st_size <= _CHECKED_BYTES or _suspicion(path).exists()
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as connection:
        check = "PRAGMA quick_check(1)" if wholly else "PRAGMA quick_check(chats)"
        (verdict,) = connection.execute(check).fetchone()
    return bool(verdict != "ok")


def _suspicion(path: Path) -> Path:
    return path.with_name(path.name + ".suspect")


def _kept_aside(path: Path) -> str:
    aside = free_name(path, "damaged")
    log.move_away(path, aside)
    path.replace(aside)
    sync_folder(path.parent)
    return tr(
        "The saved conversations could not be read. The damaged file is kept as {aside}; a new one was started."
        " `edgeassist history import {aside}` takes over what can still be read of it.",
        aside=aside,
    )
