# SPDX-License-Identifier: Apache-2.0
"""Real conversations in a folder that goes with them, watched: which calls came, on which threads. Invents nothing."""

import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.history.chats import Chat, Chats
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Attachment, Draft, Message, SavedTurn

if TYPE_CHECKING:
    from edgeassist.history.backups import Backups
    from edgeassist.history.intake import TakenIn
    from edgeassist.history.search import Finder
    from edgeassist.history.shelf import Shelf


def history(folder: Path) -> Chats:
    """Return real conversations, stored in `folder`; close them in the end."""
    return Chats(folder / "history.sqlite3")


class FakeConversation:
    """A real conversation that remembers the calls that write, and the threads they came on; `fault` makes them fail.

    `calls` holds `question`, `partial`, `answer`, `edit`, `regenerate`, `choose`, `manner` and `draft`.
    """

    def __init__(self, chat: Chat, opened: Callable[[int], Chat]) -> None:
        self._chat, self._opened = chat, opened
        self.calls: list[str] = []
        self.threads: set[str] = set()
        self.fault: Exception | None = None

    @property
    def said(self) -> list[SavedTurn]:
        """What stands on the path in front; set it to have it said. Looking moves nothing: not where an answer goes."""
        return [] if self._chat.id is None else list(self._opened(self._chat.id).turns())

    @said.setter
    def said(self, turns: Iterable[SavedTurn]) -> None:
        """Have these turns said, after what was said before."""
        for turn in turns:
            if turn.role == "user":
                self._chat.add_question(turn.text)
            else:
                self._chat.save_answer(turn.text, partial=turn.partial)

    @property
    def id(self) -> int | None:
        """Its number; None until the first question."""
        return self._chat.id

    @property
    def title(self) -> str:
        """Its name."""
        return self._chat.title

    def turns(self) -> tuple[SavedTurn, ...]:
        """Return what was said on the path in front."""
        return self._chat.turns()

    def path(self) -> tuple[Message, ...]:
        """Return the messages in front."""
        return self._chat.path()

    def add_question(self, text: str, *, attachments: tuple[Attachment, ...] = ()) -> None:
        """Store a question."""
        self._call("question")
        self._chat.add_question(text, attachments=attachments)

    def save_answer(self, text: str, *, partial: bool, model: str = "") -> None:
        """Store an answer."""
        self._call("partial" if partial else "answer")
        self._chat.save_answer(text, partial=partial, model=model)

    def edit(self, message: int, text: str, *, attachments: tuple[Attachment, ...] | None = None) -> int:
        """Ask in other words."""
        self._call("edit")
        return self._chat.edit(message, text, attachments=attachments)

    def regenerate(self, message: int | None = None) -> int:
        """Get ready for another answer."""
        self._call("regenerate")
        return self._chat.regenerate(message)

    def siblings(self, message: int) -> tuple[int, ...]:
        """Return the versions of a message."""
        return self._chat.siblings(message)

    def choose(self, message: int) -> tuple[Message, ...]:
        """Put another branch in front."""
        self._call("choose")
        return self._chat.choose(message)

    def manner(self) -> Manner:
        """Return which model answers here and how."""
        return self._chat.manner()

    def keep_manner(self, manner: Manner) -> None:
        """Keep which model answers here and how."""
        self._call("manner")
        self._chat.keep_manner(manner)

    def draft(self) -> Draft:
        """Return what was typed and not sent."""
        return self._chat.draft()

    def keep_draft(self, draft: Draft) -> None:
        """Keep what is typed and not sent."""
        self._call("draft")
        self._chat.keep_draft(draft)

    def _call(self, name: str) -> None:
        self.threads.add(threading.current_thread().name)
        self.calls.append(name)
        if self.fault is not None:
            raise self.fault


class FakeHistory:
    """Real conversations whose calls are watched. `said` is one that is there already. They vanish with this object."""

    def __init__(self, said: Sequence[SavedTurn] = ()) -> None:
        self._said = tuple(said)
        self._opening = threading.RLock()
        self._watched: list[FakeConversation] = []

    @property
    def conversations(self) -> list[FakeConversation]:
        """Those that were handed out, the newest last."""
        if not self._watched:
            self.latest()
        return self._watched

    @property
    def shelf(self) -> "Shelf":
        """The list."""
        return self._chats.shelf

    @property
    def finder(self) -> "Finder":
        """The search."""
        return self._chats.finder

    @property
    def backups(self) -> "Backups":
        """The daily copies."""
        return self._chats.backups

    def latest(self) -> FakeConversation:
        """Return the conversation last touched, or a new one."""
        return self._handed_out(self._chats.latest())

    def start(self) -> FakeConversation:
        """Begin a new conversation."""
        return self._handed_out(self._chats.start())

    def open(self, chat_id: int) -> FakeConversation:
        """Return the conversation of that number; raise `ChatGone`."""
        return self._handed_out(self._chats.open(chat_id))

    def export(self, path: Path, chat_ids: Iterable[int] | None = None) -> int:
        """Write conversations; return how many."""
        return self._chats.export(path, chat_ids)

    def take_in(self, path: Path) -> "TakenIn":
        """Add what an exported file holds."""
        return self._chats.take_in(path)

    @cached_property
    def _opened(self) -> Chats:
        folder = Path(tempfile.mkdtemp(prefix="edgeassist-history-"))
        chats = history(folder)
        weakref.finalize(self, _clear_away, chats, folder)
        if self._said:
            FakeConversation(chats.start(), chats.open).said = list(self._said)
        return chats

    @property
    def _chats(self) -> Chats:
        with self._opening:
            return self._opened

    def _reopened(self, chat_id: int) -> Chat:
        return self._chats.open(chat_id)

    def _handed_out(self, chat: Chat) -> FakeConversation:
        """Return the one conversation that stands for `chat`, a new one for one that is not stored yet."""
        with self._opening:
            newest = self._watched[-1] if self._watched else None
            if newest is not None and newest.id == chat.id:
                return newest
            known = [one for one in self._watched if one.id == chat.id and chat.id is not None]
            made = known[0] if known else FakeConversation(chat, self._reopened)
            self._watched.append(made)
            return made


def _clear_away(chats: Chats, folder: Path) -> None:
    chats.close()
    shutil.rmtree(folder, ignore_errors=True)
