# SPDX-License-Identifier: Apache-2.0
"""What panes may do with stored conversations. The real ones are in `edgeassist.history`; every call blocks."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from edgeassist.history.manner import Manner
from edgeassist.history.turns import Attachment, Draft, Message, SavedTurn

if TYPE_CHECKING:
    from edgeassist.history.backups import Backups
    from edgeassist.history.intake import TakenIn
    from edgeassist.history.search import Finder
    from edgeassist.history.shelf import Shelf


class Conversation(Protocol):
    """One stored conversation. Calls are durable on return; make them off the GUI thread."""

    @property
    def id(self) -> int | None:
        """Its number; None until the first question."""

    @property
    def title(self) -> str:
        """Its name; empty until the first question."""

    def turns(self) -> tuple[SavedTurn, ...]:
        """Return what was said on the path in front, oldest first."""

    def path(self) -> tuple[Message, ...]:
        """Return the messages in front, oldest first, each knowing how many versions stand beside it."""

    def add_question(self, text: str, *, attachments: tuple[Attachment, ...] = ()) -> None:
        """Commit the person's turn before anything is generated."""

    def save_answer(self, text: str, *, partial: bool, model: str = "") -> None:
        """Write or overwrite the answer to the last question."""

    def edit(self, message: int, text: str, *, attachments: tuple[Attachment, ...] | None = None) -> int:
        """Ask question `message` in other words: a new branch beside it, put in front; return its number."""

    def regenerate(self, message: int | None = None) -> int:
        """Get ready for another answer beside answer `message` (the last by default), which is kept."""

    def siblings(self, message: int) -> tuple[int, ...]:
        """Return the numbers of the versions of `message`, itself among them, oldest first."""

    def choose(self, message: int) -> tuple[Message, ...]:
        """Put the branch of `message` in front; return the path."""

    def manner(self) -> Manner:
        """Return which model answers here and how; empty before the first question."""

    def keep_manner(self, manner: Manner) -> None:
        """Keep which model answers here and how; raise `ChatGone` before the first question."""

    def draft(self) -> Draft:
        """Return what was typed and not sent."""

    def keep_draft(self, draft: Draft) -> None:
        """Keep what is typed and not sent; an empty draft is forgotten."""


class History(Protocol):
    """All conversations."""

    @property
    def shelf(self) -> "Shelf":
        """The list: names, pins, folders, archive, bin."""

    @property
    def finder(self) -> "Finder":
        """The search."""

    @property
    def backups(self) -> "Backups":
        """The daily copies."""

    def latest(self) -> Conversation:
        """Return the conversation last touched, or a new one."""

    def start(self) -> Conversation:
        """Begin a new conversation; nothing is stored before its first question."""

    def open(self, chat_id: int) -> Conversation:
        """Return the conversation of that number; raise `ChatGone`."""

    def export(self, path: Path, chat_ids: Iterable[int] | None = None) -> int:
        """Write conversations, all by default, as .md, .html, .txt or .json; return how many."""

    def take_in(self, path: Path) -> "TakenIn":
        """Add what an exported file holds and this history lacks."""
