# SPDX-License-Identifier: Apache-2.0
"""The pane contract: what a pane declares, what it receives, what it must offer. No Qt at run time.

A pane package registers a frozen `PaneSpec` under the entry-point group `edgeassist.panes`. Importing the spec must
stay cheap; the widget is imported inside `build`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from edgeassist.history.turns import SavedTurn as SavedTurn
from edgeassist.store.task import Offer as Offer
from edgeassist.store.task import Task as Task
from edgeassist.wire import AnyEvent, Generate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

API_VERSION = 1
GROUP = "edgeassist.panes"

Listener = Callable[[AnyEvent], None]
"""Receives every event of one job, on a thread that is not the GUI's; the last one is terminal."""


@dataclass(frozen=True, slots=True)
class ModelView:
    """The resident model as panes may see it. `small` is the starter."""

    id: str
    name: str
    context_tokens: int
    small: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the person. `detail` is folded away; `tone` is `info`, `warn` or `danger`."""

    text: str
    hint: str = ""
    detail: str = ""
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class Handoff:
    """Text that travels from one pane to another, for the task `wish` names (`summarize`, `translate`, ...)."""

    text: str
    wish: str


class Conversation(Protocol):
    """One stored conversation. Calls are short and durable on return; use them off the GUI thread or briefly."""

    def turns(self) -> tuple[SavedTurn, ...]:
        """Return what was said, oldest first."""

    def add_question(self, text: str) -> None:
        """Commit the person's turn before anything is generated."""

    def save_answer(self, text: str, *, partial: bool) -> None:
        """Write or overwrite the answer to the last question."""

    def drop_answer(self) -> None:
        """Forget the last answer, keeping its question (regenerate)."""


class History(Protocol):
    """The person's conversations."""

    def latest(self) -> Conversation:
        """Return the conversation last touched, or a new one."""

    def start(self) -> Conversation:
        """Begin a new conversation; an empty one is reused."""


class PaneContext(Protocol):
    """All that a pane may reach. Nothing in it is global."""

    @property
    def model(self) -> ModelView | None:
        """The model that would answer now."""

    @property
    def history(self) -> History:
        """The person's conversations."""

    def offers(self, task: Task) -> Offer:
        """Tell whether the model that would answer now may be asked for `task`, and why not. At once; reads no file."""

    def generate(self, request: Generate, listener: Listener) -> int:
        """Queue `request` and return its job number at once."""

    def cancel(self, job: int) -> None:
        """Ask for the end of `job`; its listener then receives the terminal event."""

    def tell(self, notice: Notice) -> None:
        """Show a sentence to the person. GUI thread only."""

    def hand_off(self, handoff: Handoff) -> bool:
        """Pass text to the pane that serves the wish; False when none does."""


class Pane(Protocol):
    """What `build` returns. All calls come on the GUI thread."""

    @property
    def widget(self) -> "QWidget":
        """The pane's own widget, created once."""

    def shown(self) -> None:
        """The pane is in front."""

    def hidden(self) -> None:
        """The pane is covered: stop every timer."""

    def model_changed(self) -> None:
        """`PaneContext.model` has another value."""

    def save(self) -> None:
        """The session may end: save what was painted, and go on."""

    def close(self) -> None:
        """The window closes: cancel jobs, save what was painted."""


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """A pane's declaration. `icon` names a file in `resources/icons` without `.svg`; `needs` may hold `model`."""

    id: str
    title: str
    icon: str
    build: Callable[[PaneContext], Pane]
    order: int = 100
    needs: frozenset[str] = frozenset()
    intents: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    api: int = API_VERSION
