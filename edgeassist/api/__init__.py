# SPDX-License-Identifier: Apache-2.0
"""The pane contract: what a pane declares, what it receives, what it must offer. No Qt at run time.

A pane package registers a frozen `PaneSpec` under the entry-point group `edgeassist.panes`. Importing the spec must
stay cheap; the widget is imported inside `build`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from edgeassist.api.conversations import Conversation as Conversation
from edgeassist.api.conversations import History as History
from edgeassist.api.papers import Documents as Documents
from edgeassist.api.voices import VoiceModels as VoiceModels
from edgeassist.api.voices import VoiceView as VoiceView
from edgeassist.history.turns import SavedTurn as SavedTurn
from edgeassist.intents.commands import Commands as Commands
from edgeassist.speech.hearing import Hearing as Hearing
from edgeassist.store.task import Offer as Offer
from edgeassist.store.task import Task as Task
from edgeassist.wire import AnyEvent, Count, Generate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

API_VERSION = 1
GROUP = "edgeassist.panes"
MODELS = "models"
"""The wish that the window itself serves: it brings the models page to the front. Its text is not used."""
OPEN = "open"
"""The wish that the window itself serves: it brings the pane whose id is the text to the front."""
STOP = "stop"
"""The wish that the window itself serves: every pane ends what it has the engine do. Its text is not used."""

Listener = Callable[[AnyEvent], None]
"""Receives every event of one job, on a thread that is not the GUI's; the last one is terminal."""


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model as panes may see it. `small` is the starter; `context_tokens` is 0 unless it is the resident one.

    `context_trained_tokens` is the most it was trained to read at once; 0 where that is not known.
    """

    id: str
    name: str
    context_tokens: int
    small: bool = False
    context_trained_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the person. `detail` is folded away; `tone` is `info`, `warn` or `danger`.

    A later one on the same `topic`, where there is one, takes its place: what it said holds no longer.
    """

    text: str
    hint: str = ""
    detail: str = ""
    tone: str = "info"
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Handoff:
    """Text that travels to the pane that serves `wish` (`chat`, `summarize`, `translate`, ...).

    `title` says what it is ("Chat: Pump 3 vibration"); `language` is its ISO 639-1 code where that is known. With
    `focused` the window puts in the text that the person worked on last, in another pane than the one it comes from.
    `at_once`: the person pressed what says that it will be done, so it need not wait for another press; without a
    `text` the pane takes its own sample. `path` is the document that the text was read from: who reads documents too
    has its pages from there, while it is there.
    """

    text: str
    wish: str
    title: str = ""
    language: str = ""
    focused: bool = False
    at_once: bool = False
    path: Path | None = None


class PaneContext(Protocol):
    """All that a pane may reach. Nothing in it is global."""

    @property
    def model(self) -> ModelView | None:
        """The model that would answer now."""

    @property
    def history(self) -> History:
        """The person's conversations."""

    @property
    def documents(self) -> Documents:
        """Reads and writes documents, each in a child of its own. Every call blocks: never on the GUI thread."""

    @property
    def hearing(self) -> Hearing:
        """The microphone and its recognizer; its child starts when it is first listened to."""

    @property
    def commands(self) -> Commands:
        """What understands sentences and does what they say. Every call blocks: never on the GUI thread."""

    @property
    def voices(self) -> VoiceModels:
        """The voice models. Every call blocks: never on the GUI thread."""

    @property
    def folder(self) -> Path:
        """The pane's own folder for what must be kept; made when first asked for."""

    @property
    def cache(self) -> Path:
        """The pane's own folder for what may vanish; made when first asked for."""

    def models(self) -> tuple[ModelView, ...]:
        """Return every model that could be used, as last listed. At once; reads no file."""

    def use_model(self, model_id: str) -> None:
        """Have another model loaded; `Pane.model_changed` follows, or a notice says why not."""

    def resize_context(self, tokens: int) -> None:
        """Load the resident model again with room for `tokens`; `Pane.model_changed` follows, or a notice."""

    def offers(self, task: Task) -> Offer:
        """Tell whether the model that would answer now may be asked for `task`, and why not. At once; reads no file."""

    def generate(self, request: Generate, listener: Listener) -> int:
        """Queue `request` and return its job number at once."""

    def count(self, request: Count, listener: Listener) -> int:
        """Queue the counting of tokens; `Counted` comes before the terminal event. Returns the job number at once."""

    def cancel(self, job: int) -> None:
        """Ask for the end of `job`; its listener then receives the terminal event."""

    def setting(self, name: str) -> int | str:
        """Return what the person chose in `settings.toml`, or the default; raise `KeyError` for no such setting."""

    def keep_setting(self, name: str, value: int | str) -> None:
        """Keep what the person chose, for a setting that the pane's spec names; raise `KeyError` for any other."""

    def tell(self, notice: Notice) -> None:
        """Show a sentence to the person. GUI thread only."""

    def hand_off(self, handoff: Handoff) -> bool:
        """Pass text to the pane that serves the wish and bring that to the front; False when none does."""

    def can_hand_off(self, wish: str) -> bool:
        """Tell whether any pane serves `wish`."""


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

    def take(self, handoff: Handoff) -> None:
        """Text came from another pane for a wish that the spec `takes`; the pane is in front."""

    def stop(self) -> None:
        """The person said stop: end what the engine does for this pane; what is done stays."""

    def save(self) -> None:
        """The session may end: save what was painted, and go on."""

    def close(self) -> None:
        """The window closes: cancel jobs, save what was painted."""


class BasePane:
    """A pane that does nothing at every call: override what matters. `widget` must be set by the subclass."""

    widget: "QWidget"

    def shown(self) -> None:
        """Do nothing."""

    def hidden(self) -> None:
        """Do nothing."""

    def model_changed(self) -> None:
        """Do nothing."""

    def take(self, handoff: Handoff) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""

    def save(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """A pane's declaration. `icon` names a file in `resources/icons` without `.svg`; `needs` may hold `model`.

    `takes` are the wishes whose handoffs it serves.
    """

    id: str
    title: str
    icon: str
    build: Callable[[PaneContext], Pane]
    order: int = 100
    needs: frozenset[str] = frozenset()
    intents: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    api: int = API_VERSION
