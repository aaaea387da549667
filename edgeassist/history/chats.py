# SPDX-License-Identifier: Apache-2.0
"""The door to all conversations: opens the file once and hands out conversations, the list and the search."""

import time
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.history.chat import Chat, ChatGone, QuestionNotSaved
from edgeassist.history.database import Database
from edgeassist.history.index import can_index, is_indexed, make_index

if TYPE_CHECKING:
    from edgeassist.history.backups import Backup, Backups
    from edgeassist.history.intake import TakenIn
    from edgeassist.history.search import Finder
    from edgeassist.history.shelf import Shelf

__all__ = ["Chat", "ChatGone", "Chats", "QuestionNotSaved"]


class Chats:
    """All conversations in the database at `path`, opened at once.

    `problem` is one sentence about a damaged file that was kept aside, or empty. Raises `HistoryTooNew` for a later
    format and `HistoryUnavailable` for a file that cannot be opened.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = Database(path), clock

    @cached_property
    def shelf(self) -> "Shelf":
        """The list of conversations."""
        from edgeassist.history.shelf import Shelf

        return Shelf(self._database, self._clock)

    @cached_property
    def finder(self) -> "Finder":
        """The search."""
        from edgeassist.history.search import Finder

        return Finder(self._database)

    @cached_property
    def backups(self) -> "Backups":
        """The daily copies."""
        from edgeassist.history.backups import Backups

        return Backups(self._database, self._clock)

    @property
    def problem(self) -> str:
        """What was wrong with the file found, in one sentence or two; empty when nothing was."""
        if self.offer is None:
            return self._database.problem
        day = f"{self.offer.day:%Y-%m-%d}"
        back = tr("`edgeassist history restore {day}` brings back the backup of {day}.", day=day)
        return f"{self._database.problem} {back}"

    @cached_property
    def offer(self) -> "Backup | None":
        """The newest whole backup, when the file found was damaged; reads the backups then."""
        try:
            return self.backups.newest_good() if self._database.damaged else None
        except EdgeError:  # the folder cannot be read: what is wrong with the history itself must still be told
            return None

    def latest(self) -> Chat:
        """Return the conversation last touched that is neither deleted nor archived, or a new one."""
        query = (
            "SELECT id FROM chats WHERE deleted_at IS NULL AND archived = 0 ORDER BY touched_at DESC, id DESC LIMIT 1"
        )
        with self._database.reading() as connection:
            row = connection.execute(query).fetchone()
        return Chat(self._database, self._clock, row[0] if row else None)

    def start(self) -> Chat:
        """Begin a new conversation; nothing is stored before its first question."""
        return Chat(self._database, self._clock)

    def open(self, chat_id: int) -> Chat:
        """Return the conversation of that number; raise `ChatGone`."""
        self.shelf.entry(chat_id)
        return Chat(self._database, self._clock, chat_id)

    def export(self, path: Path, chat_ids: Iterable[int] | None = None) -> int:
        """Write conversations, all by default, as .md, .html, .txt or .json; return how many. Replaces a file."""
        from edgeassist.history.export import export

        return export(self._database, path, chat_ids)

    def take_in(self, path: Path) -> "TakenIn":
        """Add what an exported .json file, or a database however damaged, holds and this history lacks."""
        from edgeassist.history.intake import take_in

        return take_in(self._database, path)

    def keep_up(self) -> None:
        """Do what is due once a day, in the background: empty the bin, mend the index, make the daily backup."""
        self.shelf.purge()
        with self._database.reading() as connection:
            lacks_index = can_index(connection) and not is_indexed(connection)
        if lacks_index:
            with self._database.writing() as connection:
                make_index(connection)
        self.backups.make_daily()

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self._database.close()
