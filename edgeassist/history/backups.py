# SPDX-License-Identifier: Apache-2.0
"""Daily copies of the conversations, each checked before it counts, and the way back to one of them.

Blocks for as long as a copy takes: call from a background thread. The database stays usable meanwhile, except while
a copy is put in its place.
"""

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from edgeassist.core.errors import BadInput
from edgeassist.core.files import clear_parts, own_part, sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.sqlite_copies import copy
from edgeassist.core.sqlite_file import version_of
from edgeassist.history.database import Database, HistoryDamaged, explained, unwritten
from edgeassist.history.index import leave_only_ours
from edgeassist.history.schema import MIGRATIONS

KEPT = 7
_DAY_S = 24 * 3600
_NAME = re.compile(r"history-(\d{4}-\d\d-\d\d)\.sqlite3")


class BackupUnusable(BadInput):
    """A file that is no whole backup of conversations this program knows."""

    code = "backup-unusable"
    hint = later("Choose another one; `edgeassist history restore` lists them. Nothing was changed.")

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(tr("The backup {path} cannot be used: {reason}.", path=path, reason=why))


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy and the day it was made, with the moment where its file tells."""

    path: Path
    day: date
    size_bytes: int
    made_s: float = 0.0


class Backups:
    """The copies in `backups/` beside the database. `clock` gives seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock
        self.folder = database.path.parent / "backups"

    def kept(self) -> tuple[Backup, ...]:
        """Return the copies, newest first, by their names alone."""
        try:
            found = [one for path in self.folder.iterdir() if (one := _named(path)) is not None]
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise explained(error, self.folder) from error
        return tuple(sorted(found, key=lambda one: one.day, reverse=True))

    def newest_good(self) -> Backup | None:
        """Return the newest copy that is whole; reads the copies."""
        return next((one for one in self.kept() if not _fault(one.path)), None)

    def make_daily(self) -> Backup | None:
        """Make today's copy; return None when there is one already, or nothing to copy."""
        today = self._today()
        if any(one.day == today for one in self.kept()):
            return None
        with self._database.reading() as connection:
            (asked,) = connection.execute("SELECT EXISTS (SELECT 1 FROM messages)").fetchone()
        return self.make() if asked else None

    def make(self) -> Backup:
        """Copy the database now, check the copy, then let it take the place of today's; keep the newest seven.

        Raise `HistoryDamaged` when the copy is not whole: then the copies there are stay as they are.
        """
        path = self.folder / f"history-{self._today():%Y-%m-%d}.sqlite3"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.write_to(path)
            for old in (*(one.path for one in self.kept()[KEPT:]), *self._left_over()):
                old.unlink(missing_ok=True)
        except OSError as error:
            raise explained(error, self.folder) from error
        return _backup(path, self._today())

    def write_to(self, path: Path) -> None:
        """Write a checked copy to `path`, replacing what is there only when it is whole."""
        part = own_part(path)
        clear_parts(path)
        try:
            copy(self._database.path, part)
            if fault := _fault(part):
                self._database.suspect()
                raise HistoryDamaged(
                    tr("The conversations are damaged ({fault}); no backup was made of them.", fault=fault)
                )
            part.replace(path)
            sync_folder(path.parent)
        except OSError as error:
            raise unwritten(error, path) from error
        except sqlite3.Error as error:
            raise explained(error, path) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def restore(self, path: Path) -> Path:
        """Put a copy of the backup at `path` in the database's place; return where the present one is kept.

        Raise `BackupUnusable` for one that is not whole, `HistoryUnavailable` while another program has the database
        open. One rename decides: before it all is as it was. Of a stranger's file nothing comes along that would run.
        """
        if fault := _fault(path):
            raise BackupUnusable(path, fault)
        present = self._database.path
        part = own_part(present, "restore")
        try:
            copy(path, part, still=True)
            with closing(sqlite3.connect(part)) as fresh:
                leave_only_ours(fresh)
                fresh.commit()
            return self._database.give_way(part)
        except (sqlite3.Error, OSError) as error:
            raise explained(error, path) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _left_over(self) -> list[Path]:
        """Return the halves that killed programs left; another one at work now is younger."""
        young = time.time() - _DAY_S
        return [path for path in self.folder.glob(".history-*.part*") if path.stat().st_mtime < young]

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock()).astimezone().date()


def _named(path: Path) -> Backup | None:
    found = _NAME.fullmatch(path.name)
    try:
        return _backup(path, date.fromisoformat(found[1])) if found else None
    except (ValueError, OSError):
        return None


def _backup(path: Path, day: date) -> Backup:
    found = path.stat()
    return Backup(path, day, found.st_size, found.st_mtime)


def _fault(path: Path) -> str:
    """Return what is wrong with the copy at `path`, in a few words; empty when it is whole and of a known format."""
    try:
        with closing(sqlite3.connect(path.absolute().as_uri() + "?mode=ro&immutable=1", uri=True)) as connection:
            version = version_of(connection)
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('chats', 'messages')"
            (count,) = connection.execute(tables).fetchone()
    except sqlite3.Error as error:
        return str(error)
    if version > len(MIGRATIONS):
        return tr(
            "it has format {found}, and this EdgeAssist knows formats up to {known}",
            found=version,
            known=len(MIGRATIONS),
        )
    if verdict != "ok":
        return str(verdict).partition("\n")[0]
    return "" if count == 2 else tr("it holds no conversations")
