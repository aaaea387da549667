# SPDX-License-Identifier: Apache-2.0
"""What a commander is given, and what it gives each action. Values only; opens nothing by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from edgeassist.core.stop import Stop
from edgeassist.intents.acting import FoundAction
from edgeassist.intents.commands import Taught
from edgeassist.intents.intent import Intent, Parsed
from edgeassist.intents.kept import Kept
from edgeassist.intents.names import Named, Names

if TYPE_CHECKING:
    from edgeassist.history.chats import Chats

AskModel = Callable[[str, Names, Stop], tuple[Intent, ...] | None]
"""Asks the language model what a sentence means, given the names; None where there is none that is worth asking.

May take seconds, ends early once the `Stop` is wished, may raise an `EdgeError`. Called without any lock held.
"""


class Understands(Protocol):
    """What finds the meaning of a sentence by its words alone."""

    def parse(self, text: str) -> Parsed:
        """Return what `text` means."""


NewUnderstander = Callable[
    [str, Callable[[], Names], Callable[[], tuple[Taught, ...]], Callable[[], datetime]], Understands
]
"""Makes one for a language, which asks for the names, the taught phrases and the time at every sentence."""


@dataclass(frozen=True, slots=True)
class CommanderSetup:
    """All that a commander needs. `folder` is where commands keep things; `now` has the computer's time zone.

    `report`, `chats` and `panes` are asked when a command needs them. Without `ask_model` no model is asked. `found`
    are the actions, those at the door where it is None; `new_understander` likewise is the usual one.

    Sentences are in `language`, or in the one `beside` it; `heard` returns in which of them speech is heard.
    """

    folder: Path
    language: str
    now: Callable[[], datetime]
    report: Callable[[], tuple[tuple[str, str], ...]]
    chats: Callable[[], "Chats"]
    panes: Callable[[], tuple[Named, ...]]
    ask_model: AskModel | None = None
    found: tuple[FoundAction, ...] | None = None
    new_understander: NewUnderstander | None = None
    beside: str = ""
    heard: Callable[[], str] = str


@dataclass(frozen=True, slots=True)
class Context:
    """An action's context. Our own actions share the folder, and so the one file in it; others have one each."""

    setup: CommanderSetup
    action_id: str
    own: bool
    all_names: Callable[[], Names]
    kept: Kept | None = None
    tongue: Callable[[], str] = str

    @property
    def folder(self) -> Path:
        """The folder for what must be kept."""
        folder = self.setup.folder if self.own else self.setup.folder / "actions" / self.action_id
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    @property
    def language(self) -> str:
        """The code of the language of the sentence that is being served."""
        return self.tongue() or self.setup.language

    def now(self) -> datetime:
        """Return the time."""
        return self.setup.now()

    def names(self) -> Names:
        """Return every name that commands may use now."""
        return self.all_names()

    def chats(self) -> "Chats":
        """Return the person's conversations."""
        return self.setup.chats()

    def report(self) -> tuple[tuple[str, str], ...]:
        """Return what is known of this computer now."""
        return self.setup.report()
