# SPDX-License-Identifier: Apache-2.0
"""Opens the file of receipts: a damaged one is set aside, one of a later EdgeAssist is left alone. Never raises for it.

Knows files, formats and SQLite's errors; knows nothing of what a receipt says.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from edgeassist.core import sqlite_file
from edgeassist.core.language import tr
from edgeassist.core.sqlite_copies import move_aside
from edgeassist.core.sqlite_file import (
    Migration,
    connected,
    create_private,
    meaning_of,
    migrate,
    settled,
    version_of,
)

WAIT_S = 1.0
_FIRST = (
    "CREATE TABLE receipts (id INTEGER PRIMARY KEY AUTOINCREMENT, at_s REAL NOT NULL, model_id TEXT NOT NULL,"
    " model_name TEXT NOT NULL, pane TEXT NOT NULL, outcome TEXT NOT NULL, prompt_tokens INTEGER NOT NULL,"
    " reused_tokens INTEGER NOT NULL, answer_tokens INTEGER NOT NULL, first_token_ms REAL NOT NULL,"
    " total_ms REAL NOT NULL, prompt_rate REAL NOT NULL, answer_rate REAL NOT NULL, joules REAL,"
    " joules_method TEXT NOT NULL, joules_error REAL NOT NULL, joules_why TEXT NOT NULL,"
    " peak_bytes INTEGER NOT NULL, on_battery INTEGER NOT NULL)",
    "CREATE INDEX receipts_at ON receipts (at_s)",
    # One row for each day, model and pane; `tally` is JSON, see `statistics.Tally`.
    "CREATE TABLE days (day TEXT NOT NULL, model_id TEXT NOT NULL, pane TEXT NOT NULL, model_name TEXT NOT NULL,"
    " tally TEXT NOT NULL, PRIMARY KEY (day, model_id, pane))",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """The open file, or None, and what is to be told of it in a sentence or two."""

    connection: sqlite3.Connection | None
    problem: str = ""


class _Broken(sqlite3.DatabaseError):
    """SQLite opens the file, and finds it broken."""


def opened(path: Path) -> Opened:
    """Open the file at `path`, made when it is not there. Blocks; the connection may be used on any one thread."""
    try:
        return _opened(path)
    except sqlite3.Error as error:
        if not is_damaged(error):
            return Opened(None, _away(path, str(error)))
    except OSError as error:
        return Opened(None, _away(path, error.strerror or tr("the system gives no reason")))
    try:
        aside = move_aside(path, "damaged")
        connection = _opened(path).connection
    except (sqlite3.Error, OSError) as error:
        return Opened(None, _away(path, str(error)))
    return Opened(
        connection,
        tr("The record of what answers cost was damaged. It is kept as {path}; a new one began.", path=aside),
    )


def is_damaged(error: sqlite3.Error) -> bool:
    """Return whether SQLite says that the file itself is broken."""
    return isinstance(error, _Broken) or meaning_of(error) == "damaged"


def to_1_receipts_and_days(connection: sqlite3.Connection) -> None:
    """Create the first tables."""
    for sentence in _FIRST:
        connection.execute(sentence)


MIGRATIONS: tuple[Migration, ...] = (to_1_receipts_and_days,)
FORMAT = len(MIGRATIONS)


def _opened(path: Path) -> Opened:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        create_private(path)
    if settled(path, _checked_format) > FORMAT:
        return Opened(None, _too_new(path))
    return Opened(sqlite_file.opened(lambda: _connected(path), lambda one: migrate(one, path, MIGRATIONS, _Raced)))


def _connected(path: Path) -> sqlite3.Connection:
    """After a power cut the last figures may be missing, never the file."""
    return connected(path, f"busy_timeout = {1000 * WAIT_S:.0f}", "synchronous = NORMAL", "secure_delete = ON")


def _checked_format(path: Path) -> int:
    """Return the format of a whole file, or of a later one whatever its state; raise where it is broken."""
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as looking:
        version = version_of(looking)
        if version <= FORMAT and (verdict := looking.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise _Broken(verdict)
    return version


class _Raced(OSError):
    """Another program brought the file to a later format just now."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(0, tr("it has format {found}, and {known} is the latest known here", found=found, known=known))


def _too_new(path: Path) -> str:
    return tr(
        "What answers cost is kept in {path} by a later EdgeAssist, so nothing is added to it. It was left as it is.",
        path=path,
    )


def _away(path: Path, reason: str) -> str:
    return tr(
        "What answers cost cannot be kept in {path} now: {reason}. Answers are not affected.", path=path, reason=reason
    )
