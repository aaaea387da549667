# SPDX-License-Identifier: Apache-2.0
"""The list of chats as a person reads it: groups by day, folders that fold, the archive, the bin. No Qt.

Reads the shelf, never what was said. `Library.read` blocks; the rest is pure.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from edgeassist.api import History
from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import elided
from edgeassist.history.chat import ChatGone
from edgeassist.history.shelf import KEEP_DELETED_MS, Entry, Place
from edgeassist.history.words import folded as comparable

UNTITLED = later("Without a name")
_TITLE_CHARACTERS = 120
_FOLDER = "folder:"
_DAY_MS = 24 * 3600 * 1000
_MONTHS = (
    later("January"), later("February"), later("March"), later("April"), later("May"), later("June"),
    later("July"), later("August"), later("September"), later("October"), later("November"), later("December"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """The words above a group of `count` chats. `key` stays the same while the words may change; a folder `folds`."""

    key: str
    text: str
    count: int
    folds: bool = False
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One chat. `remark` says what its place in the list does not: its folder, or how long the bin keeps it."""

    id: int
    title: str
    folder: str = ""
    pinned: bool = False
    remark: str = ""


Line = Heading | Row


@dataclass(frozen=True, slots=True)
class Listing:
    """All that is shown at once: the lines of one place, the folders in use, how many lie elsewhere."""

    place: Place = "shelf"
    lines: tuple[Line, ...] = ()
    folders: tuple[str, ...] = ()
    archived: int = 0
    binned: int = 0

    @property
    def chats(self) -> int:
        """How many chats there are in this place, those in folded folders included."""
        return sum(line.count for line in self.lines if isinstance(line, Heading))


class Library:
    """Reads the list. `history` is asked each time, since a restored backup is another one; any thread."""

    def __init__(self, history: Callable[[], History], clock: Callable[[], float] = time.time) -> None:
        self._history, self._clock = history, clock

    def read(self, place: Place = "shelf", folded: frozenset[str] = frozenset()) -> Listing:
        """Return what to show of `place`; the folders whose keys are in `folded` show their heading alone."""
        shelf = self._history().shelf
        everything = {one: shelf.entries(one) for one in ("shelf", "archive", "bin")}
        now = datetime.fromtimestamp(self._clock()).astimezone()
        lines = tuple(arranged(everything[place], place=place, now=now, folded=folded))
        return Listing(place, lines, shelf.folders(), len(everything["archive"]), len(everything["bin"]))

    def is_gone(self, chat_id: int) -> bool:
        """Tell whether a chat is in the bin, or no longer stored."""
        try:
            return self._history().shelf.entry(chat_id).deleted_ms is not None
        except ChatGone:
            return True


def arranged(
    entries: Iterable[Entry], *, place: Place, now: datetime, folded: frozenset[str] = frozenset()
) -> Iterator[Line]:
    """Yield the lines of `place`: pinned chats, folders by name, then the others by the day they were last touched."""
    if place != "shelf":
        yield from _plain_list(tuple(entries), place, now)
        return
    pinned, filed, dated = _sorted_out(entries)
    if pinned:
        yield Heading("pinned", tr("Pinned"), len(pinned))
        yield from (_row(one, remark=one.folder) for one in pinned)
    for name in sorted(filed, key=comparable):
        key = folder_key(name)
        yield Heading(key, elided(name, _TITLE_CHARACTERS), len(filed[name]), folds=True, folded=key in folded)
        if key not in folded:
            yield from map(_row, filed[name])
    for (key, text), group in groupby(dated, key=lambda one: _day_group(_moment(one.touched_ms, now), now.date())):
        found = [*map(_row, group)]
        yield Heading(key, text, len(found))
        yield from found


def folder_key(name: str) -> str:
    """Return the key of a folder's heading."""
    return _FOLDER + name


def _sorted_out(entries: Iterable[Entry]) -> tuple[list[Entry], dict[str, list[Entry]], list[Entry]]:
    pinned: list[Entry] = []
    filed: dict[str, list[Entry]] = {}
    dated: list[Entry] = []
    for one in entries:
        group = pinned if one.pinned else filed.setdefault(one.folder, []) if one.folder else dated
        group.append(one)
    return pinned, filed, dated


def _plain_list(entries: tuple[Entry, ...], place: Place, now: datetime) -> Iterator[Line]:
    if entries:
        yield Heading(place, tr("Archived chats") if place == "archive" else tr("Deleted chats"), len(entries))
    for one in entries:
        yield _row(one, remark=one.folder if one.deleted_ms is None else _left(one.deleted_ms, now))


def _left(deleted_ms: int, now: datetime) -> str:
    days = max(0, -(-(deleted_ms + KEEP_DELETED_MS - round(now.timestamp() * 1000)) // _DAY_MS))
    return trn("{n} day left", "{n} days left", days) if days else tr("goes today")


def _row(entry: Entry, remark: str = "") -> Row:
    title = elided(entry.title.strip(), _TITLE_CHARACTERS) or tr(UNTITLED)
    return Row(entry.id, title, entry.folder, entry.pinned, elided(remark, _TITLE_CHARACTERS))


def _moment(touched_ms: int, now: datetime) -> date:
    try:
        return datetime.fromtimestamp(touched_ms / 1000, now.tzinfo).date()
    except (ValueError, OverflowError, OSError):
        return date.min


def _day_group(day: date, today: date) -> tuple[str, str]:
    """Return key and words of the group of `day`; a moment to come, of a clock that was wrong, counts as today."""
    if day >= today:
        return "today", tr("Today")
    if day == today - timedelta(days=1):
        return "yesterday", tr("Yesterday")
    if day > today - timedelta(days=7):
        return "week", tr("Last 7 days")
    if day == date.min:
        return "unknown", tr("At an unknown time")
    month = tr(_MONTHS[day.month - 1])
    return f"{day:%Y-%m}", month if day.year == today.year else tr("{month} {year}", month=month, year=day.year)
