# SPDX-License-Identifier: Apache-2.0
"""The conversations as panes get them: opened by the first call that needs them. Stores nothing itself."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.api import Conversation, History

if TYPE_CHECKING:
    from edgeassist.history.backups import Backups
    from edgeassist.history.intake import TakenIn
    from edgeassist.history.search import Finder
    from edgeassist.history.shelf import Shelf


class LateHistory:
    """The conversations, opened by the first call, on the thread of that call: never the window's."""

    def __init__(self, opened: Callable[[], History]) -> None:
        self._opened = opened

    @property
    def shelf(self) -> "Shelf":
        """The list: names, pins, folders, archive, bin."""
        return self._opened().shelf

    @property
    def finder(self) -> "Finder":
        """The search."""
        return self._opened().finder

    @property
    def backups(self) -> "Backups":
        """The daily copies."""
        return self._opened().backups

    def latest(self) -> Conversation:
        """Return the conversation last touched, or a new one."""
        return self._opened().latest()

    def start(self) -> Conversation:
        """Begin a new conversation."""
        return self._opened().start()

    def open(self, chat_id: int) -> Conversation:
        """Return the conversation of that number; raise `ChatGone`."""
        return self._opened().open(chat_id)

    def export(self, path: Path, chat_ids: Iterable[int] | None = None) -> int:
        """Write conversations, all by default; return how many."""
        return self._opened().export(path, chat_ids)

    def take_in(self, path: Path) -> "TakenIn":
        """Add what an exported file holds and this history lacks."""
        return self._opened().take_in(path)
