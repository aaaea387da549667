# SPDX-License-Identifier: Apache-2.0
"""The action contract: what an action declares, what it receives, what it must offer. No Qt, no sound.

An action package registers a frozen `ActionSpec` under the entry-point group `edgeassist.actions`; built-in actions
come by the same door. Importing a spec must stay cheap.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from edgeassist.core.language import tr
from edgeassist.intents.intent import Intent
from edgeassist.intents.names import Names

if TYPE_CHECKING:
    from edgeassist.history.chats import Chats

API_VERSION = 1
GROUP = "edgeassist.actions"

Risk = Literal["none", "undoable", "risky"]
"""`none` changes nothing, `undoable` can be taken back, `risky` needs a click, or its object named aloud, first."""


class Preview(msgspec.Struct, frozen=True):
    """What would happen, before it does: one sentence with **bold** details, and what it is done to ("Night shift").

    `verb` is the word on the button ("Delete"); `object` is what a spoken yes must name. Both are held against what is
    heard: the verb is in English, and the window shows a translation. `cannot` says in a sentence why it cannot be
    done; then it is not.
    """

    sentence: str
    risk: Risk = "none"
    object: str = ""
    verb: str = ""
    cannot: str = ""


class Wanted(msgspec.Struct, frozen=True):
    """What only the window can do: bring a pane to the front, or hand text to one.

    `wish` is a handoff's wish (`chat`, `summarize`, `translate`), `pane` a pane's id; `focused` asks for the text that
    the person was working on in place of `text`. `stop` ends what is being answered or listened to.
    """

    pane: str = ""
    wish: str = ""
    text: str = ""
    language: str = ""
    focused: bool = False
    stop: bool = False


class Outcome(msgspec.Struct, frozen=True):
    """What happened, in a sentence. `undo` is a token for `Action.undo`, empty where there is nothing to take back."""

    sentence: str
    done: bool = True
    undo: str = ""
    wanted: Wanted | None = None


class ActionContext(Protocol):
    """All that an action may reach. Nothing in it is global."""

    @property
    def folder(self) -> Path:
        """A folder for what must be kept, the action's own; made when first asked for."""

    @property
    def language(self) -> str:
        """The code of the language that sentences are to be in; English where an action knows no other."""

    def now(self) -> datetime:
        """Return the time, with the computer's time zone."""

    def names(self) -> Names:
        """Return every name that commands may use now."""

    def chats(self) -> "Chats":
        """Return the person's conversations; opened at first use."""

    def report(self) -> tuple[tuple[str, str], ...]:
        """Return what is known of this computer now: name and value of memory, battery, model, disk."""


class Action(Protocol):
    """What `build` returns. Calls may take a moment and never come on the GUI thread, nor two at once."""

    def preview(self, intent: Intent) -> Preview:
        """Say what would happen. Changes nothing."""

    def perform(self, intent: Intent) -> Outcome:
        """Do it."""

    def undo(self, token: str) -> Outcome:
        """Take back what an `Outcome` gave `token` for; a token may be used once, also after a restart.

        An `EdgeError` means that it may work later: then the token stays good.
        """

    def undo_risk(self, token: str) -> Risk:
        """Say whether taking that back is risky itself, as opening a door is that was locked."""

    def may_undo(self, token: str) -> bool:
        """Say whether taking that back would work now; the list of commands offers no Undo otherwise."""

    def names(self) -> Names:
        """Return the names that this action adds: its lists, its rooms and devices."""

    def close(self) -> None:
        """Give back what is held open."""


class BaseAction:
    """An action without names, undo or anything to close: override what matters."""

    def undo(self, token: str) -> Outcome:
        """Say that there is nothing to take back."""
        return Outcome(tr("This cannot be taken back."), done=False)

    def undo_risk(self, token: str) -> Risk:
        """Say that taking something back is as harmless as doing it was."""
        return "undoable"

    def may_undo(self, token: str) -> bool:
        """Let it be tried."""
        return True

    def names(self) -> Names:
        """Return no name."""
        return Names()

    def close(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """An action's declaration. `intents` names those it serves; where two serve one, the lower `order` does.

    `templates` are sentences for them by language code, as YAML in the format of Home Assistant's: `intents`, and where
    they are needed `lists` and `expansion_rules`, of which those that EdgeAssist has already may be used as they are.
    """

    id: str
    title: str
    intents: tuple[str, ...]
    build: Callable[[ActionContext], Action]
    order: int = 100
    api: int = API_VERSION
    templates: Mapping[str, str] = field(default_factory=dict, hash=False)
