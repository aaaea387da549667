# SPDX-License-Identifier: Apache-2.0
"""Puts a copy of a person's data in the place of what is there, which is kept beside it. Blocks; knows no window."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from edgeassist.app.saved_data import Part, Saved, parts, too_new
from edgeassist.core import sqlite_copies
from edgeassist.core.errors import BadInput, Unavailable
from edgeassist.core.files import read_small, replace_file
from edgeassist.core.language import later, tr
from edgeassist.core.paths import Places
from edgeassist.core.settings.bad_copies import MOST_BYTES
from edgeassist.core.settings.file import put_back as settings_put_back
from edgeassist.core.sqlite_file import OpenElsewhere, free_name, removed

ASIDE = "before-going-back"


class DataInUse(Unavailable):
    """A file that was to be replaced is open in another program."""

    code = "data-in-use"
    hint = later("Close every EdgeAssist window and command, then try again. Nothing was changed.")

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(tr("{path} is open in another EdgeAssist.", path=path))


class CopyUnusable(BadInput):
    """The copy of an update that was to be brought back holds nothing whole."""

    code = "copy-unusable"
    hint = later("`edgeassist versions restore` lists the copies. Nothing was changed.")

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(tr("The copy in {path} cannot be used: {reason}.", path=path, reason=reason))


def put_back(places: Places, saved: Saved, before_change: Callable[[], None] = lambda: None) -> tuple[Path, ...]:
    """Put what `saved` holds in place; return where what was there is kept. Nobody may have it open.

    Raise `CopyUnusable`, `DataInUse` before anything changed; `before_change` is called then. Each file changes by
    one rename; done again, it ends. What nobody misses and cannot be used stays in the copy.
    """
    found = [(part, copy) for part in parts(places) if (copy := saved.has(part)) is not None]
    wanted = [(part, copy) for part, copy in found if part.missed or _is_usable(part, copy)]
    if not wanted:
        raise CopyUnusable(saved.folder, tr("it is empty"))
    if too_new(places, saved):
        raise CopyUnusable(saved.folder, tr("a later EdgeAssist wrote it"))
    for part, copy in wanted:
        if part.is_database and (fault := _fault(copy)):
            raise CopyUnusable(saved.folder, fault)
    with ExitStack() as holding:
        for part, _copy_of in wanted:
            if part.is_database:
                _hold(holding, part.path)
        ready = [(part, _fresh(holding, part, copy)) for part, copy in wanted]  # what needs room, before any change
        before_change()
        asides = [_put(part, fresh) for part, fresh in ready]
    return tuple(one for one in asides if one is not None)


def _hold(holding: ExitStack, path: Path) -> None:
    try:
        holding.enter_context(sqlite_copies.held(path))
    except OpenElsewhere as error:
        raise DataInUse(path) from error


def _fresh(holding: ExitStack, part: Part, copy: Path) -> Path:
    """Return a copy of the copy, beside where it is to be; it goes with `holding` where it was not put in place."""
    part.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not part.is_database:
        return copy
    fresh = part.path.with_name(f".{part.path.name}.going-back.part")
    holding.callback(removed, fresh)
    sqlite_copies.copy(copy, fresh, still=True)
    return fresh


def _put(part: Part, fresh: Path) -> Path | None:
    if not part.is_database:
        copy = read_small(fresh, MOST_BYTES)
        now = read_small(part.path, MOST_BYTES) if part.path.exists() else copy
        wanted = settings_put_back(copy, now)
        if now == wanted:
            replace_file(part.path, wanted)
            return None
        aside = free_name(part.path, ASIDE)
        replace_file(aside, now)
        replace_file(part.path, wanted)
        return aside
    if not part.path.exists():
        fresh.replace(part.path)
        return None
    if any(part.path.with_name(part.path.name + side).exists() for side in sqlite_copies.SIDES[1:]):
        aside = sqlite_copies.move_aside(part.path, ASIDE)  # damaged: its log belongs to it
        fresh.replace(part.path)
        return aside
    return sqlite_copies.take_place(fresh, part.path, ASIDE)


def _is_usable(part: Part, copy: Path) -> bool:
    return not _fault(copy) and part.format_of(copy) <= part.known


def _fault(copy: Path) -> str:
    """Return what is wrong with a copy, in a few words; empty when it is whole."""
    if copy.with_name(copy.name + "-wal").exists():
        return tr("what was copied was damaged already")
    address = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return "" if verdict == "ok" else str(verdict).partition("\n")[0]
