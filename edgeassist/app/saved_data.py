# SPDX-License-Identifier: Apache-2.0
"""The copies of a person's data that are made before another version of the program first touches it.

One folder for each update below `backups/` in the data folder. Models are not copied: no version changes their files.
Blocks; knows no window, and nothing of the way back to one.
"""

import re
import shutil
import sqlite3
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edgeassist.core import sqlite_copies
from edgeassist.core.files import read_small, replace_file, sync_file, sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.paths import Places
from edgeassist.core.settings.bad_copies import MOST_BYTES
from edgeassist.core.settings.migrations import VERSION as SETTINGS_FORMAT
from edgeassist.core.settings.migrations import format_of
from edgeassist.core.sqlite_file import meaning_of
from edgeassist.history.schema import MIGRATIONS as HISTORY
from edgeassist.intents.kept import FILE as COMMANDS_FILE
from edgeassist.intents.kept_tables import MIGRATIONS as COMMANDS
from edgeassist.telemetry.receipt_file import FORMAT as RECEIPTS_FORMAT
from edgeassist.telemetry.recorder import FILE as RECEIPTS_FILE

KEPT = 3
"""So many updates are remembered."""
_ORDER = ".order"
"""The file in a copy with its number: a clock may be set back, and then the newest copy looks like the oldest."""
_UNFINISHED = ".*-before-*.part"
_MOST_NAME = 40
EARLIER = "earlier"
"""Stands for a version that left no note of itself."""
_WORDS = {
    "history": later("chats"),
    "commands": later("timers, lists, notes and the home"),
    "receipts": later("what answers cost"),
}
_NAME = re.compile(r"([0-9A-Za-z][0-9A-Za-z.+_]*)-before-([0-9A-Za-z.+_]+)(-\d+)?")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a person's: where it lives, and the newest format of it that this program knows.

    `missed`: a person has less of what is theirs while it cannot be read. Figures of what answers cost are copied like
    all else, but nothing waits for them or is told of them.
    """

    name: str
    path: Path
    known: int
    missed: bool = True

    @property
    def is_database(self) -> bool:
        """Whether SQLite wrote it."""
        return self.path.suffix == ".sqlite3"

    def format_of(self, path: Path) -> int:
        """Return the format of this file or a copy of it at `path`; 0 where there is none."""
        with suppress(OSError):
            return sqlite_copies.format_at(path) if self.is_database else format_of(read_small(path, MOST_BYTES))
        return 0

    @property
    def too_new(self) -> bool:
        """Whether a later EdgeAssist wrote it in a format unknown here."""
        return self.format_of(self.path) > self.known


@dataclass(frozen=True, slots=True)
class Saved:
    """What was copied when `after` first started on the data of `before`; or a daily copy of the chats, `single`."""

    folder: Path
    before: str
    after: str
    made: datetime
    single: Path | None = None

    @property
    def name(self) -> str:
        """What a person calls it by."""
        return self.single.stem if self.single is not None else self.folder.name

    @property
    def moment(self) -> str:
        """When it was made, as a person reads it."""
        return f"{self.made:%Y-%m-%d %H:%M}"

    def has(self, part: Part) -> Path | None:
        """Return where the copy of `part` is; None without one."""
        if self.single is not None:
            return self.single if part.name == "history" else None
        path = self.folder / part.path.name
        return path if path.is_file() else None


def parts(places: Places) -> tuple[Part, ...]:
    """Return every file whose format has a number."""
    return (
        Part("history", places.history, len(HISTORY)),
        Part("commands", places.data / "commands" / COMMANDS_FILE, len(COMMANDS)),
        Part("receipts", places.data / RECEIPTS_FILE, RECEIPTS_FORMAT, missed=False),
        Part("settings", places.settings, SETTINGS_FORMAT),
    )


def databases(places: Places) -> tuple[Path, ...]:
    """Return where SQLite keeps what is a person's."""
    return tuple(part.path for part in parts(places) if part.is_database)


def older(places: Places) -> tuple[Path, ...]:
    """Return the databases whose format this program is about to change."""
    there = (part for part in parts(places) if part.is_database)
    return tuple(part.path for part in there if 0 < part.format_of(part.path) < part.known)


def words_of(places: Places, paths: Collection[Path]) -> str:
    """Return what the databases at `paths` hold, as a person calls it."""
    return "; ".join(tr(_WORDS[part.name]) for part in parts(places) if part.path in paths)


def folder_of(places: Places) -> Path:
    """Return where all copies lie, the daily ones too."""
    return places.data / "backups"


def kept(places: Places) -> tuple[Saved, ...]:
    """Return the copies of updates, newest first."""
    found = []
    with suppress(OSError):
        for folder in folder_of(places).iterdir():
            if (named := _NAME.fullmatch(folder.name)) and folder.is_dir():
                made = datetime.fromtimestamp(folder.stat().st_mtime).astimezone()
                found.append(Saved(folder, named[1], named[2], made))
    return tuple(sorted(found, key=lambda one: (_order(one.folder), one.made, one.folder.name), reverse=True))


def _order(folder: Path) -> int:
    """Return the number of the copy in `folder`, more for a later one; 0 where it has none."""
    with suppress(OSError, ValueError):
        return int(read_small(folder / _ORDER, _MOST_NAME))
    return 0


def plain(version: str) -> str:
    """Return `version` as it stands in the name of a copy, whatever a damaged note says."""
    return re.sub(r"[^0-9A-Za-z.+_]", "_", version)[:_MOST_NAME].lstrip("._+") or EARLIER


def daily(places: Places) -> tuple[Saved, ...]:
    """Return the daily copies of the conversations, newest first."""
    found = []
    with suppress(OSError):
        for path in folder_of(places).glob("history-*.sqlite3"):
            if path.is_file():
                made = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
                found.append(Saved(path.parent, "", "", made, path))
    return tuple(sorted(found, key=lambda one: (one.made, one.name), reverse=True))


def copies(places: Places) -> tuple[Saved, ...]:
    """Return every copy that this program can put back: those of updates, then the daily ones; newest first."""
    return tuple(one for one in (*kept(places), *daily(places)) if not too_new(places, one))


def too_new(places: Places, saved: Saved) -> bool:
    """Tell whether a later EdgeAssist wrote the copy, in a format unknown here."""
    return any(part.format_of(copy) > part.known for part, copy in missed_in(places, saved))


def missed_in(places: Places, saved: Saved) -> tuple[tuple[Part, Path], ...]:
    """Return each database that is in a copy and would be missed, and where its copy is."""
    there = (part for part in parts(places) if part.is_database and part.missed)
    return tuple((part, copy) for part in there if (copy := saved.has(part)) is not None)


def save(places: Places, before: str, after: str, *, wished: str = "") -> Saved | None:
    """Copy all that is there into a new folder, then forget the oldest; None where there is nothing. Raise `OSError`.

    A folder has its name only once all in it is whole and on the drive. A damaged database is copied as it is. The
    copy named `wished` is not forgotten: it is to be put back.
    """
    there = [part for part in parts(places) if part.path.exists()]
    if not there:
        return None
    before, after, earlier = plain(before), plain(after), kept(places)
    folder = _free(folder_of(places) / f"{before}-before-{after}")
    making = folder.with_name(f".{folder.name}.part")
    for left in folder.parent.glob(_UNFINISHED):  # by a program that was killed: one at a time makes copies
        shutil.rmtree(left, ignore_errors=True)
    making.mkdir(mode=0o700, parents=True)
    try:
        for part in there:
            _copy(part, making / part.path.name)
        number = 1 + max((_order(one.folder) for one in earlier), default=0)
        replace_file(making / _ORDER, str(number).encode())
        sync_folder(making)
        making.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    for old in earlier[KEPT - 1 :]:
        if old.name != wished:
            shutil.rmtree(old.folder, ignore_errors=True)
    return Saved(folder, before, after, datetime.fromtimestamp(folder.stat().st_mtime).astimezone())


def figures_in_copies(places: Places) -> tuple[Path, ...]:
    """Return every copy of what answers cost that lies in a copy of an update, with what belongs to it.

    Also what a program left that was killed while it copied.
    """
    folders = [*(one.folder for one in kept(places)), *folder_of(places).glob(_UNFINISHED)]
    copied = (path for folder in folders for path in sorted(folder.glob(f"{RECEIPTS_FILE}*")))
    return (*copied, *sorted(places.data.glob(f".{RECEIPTS_FILE}.*.part*")))


def _copy(part: Part, target: Path) -> None:
    if part.is_database:
        try:
            sqlite_copies.copy(part.path, target)
        except sqlite3.Error as error:
            if meaning_of(error) != "damaged":
                raise
        else:
            return
    for side in sqlite_copies.SIDES if part.is_database else ("",):
        beside = part.path.with_name(part.path.name + side)
        if beside.exists():
            _copy_bytes(beside, target.with_name(target.name + side))


def _copy_bytes(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("r+b") as file:
        sync_file(file.fileno())


def _free(folder: Path) -> Path:
    number, candidate = 1, folder
    while candidate.exists():
        number += 1
        candidate = folder.with_name(f"{folder.name}-{number}")
    return candidate
