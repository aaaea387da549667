# SPDX-License-Identifier: Apache-2.0
"""What the window shows and what it may wish for. Implemented in `app/`, faked in tests. Imports no Qt.

Methods return at once (< 5 ms); long work answers later through a callback on another thread, which the window
brings home through `kit.bridge`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edgeassist.api import Notice, PaneContext, PaneSpec
from edgeassist.runtime.state import EngineState
from edgeassist.wire import Stats, Usage


@dataclass(frozen=True, slots=True)
class PaneRow:
    """A pane found at the door: its spec, or the reason it cannot be used."""

    id: str
    title: str
    spec: PaneSpec | None
    fault: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class CardView:
    """A model as the models page shows it. `badge_tone` is `ok`, `warn` or `danger`; `details` is plain text."""

    id: str
    name: str
    line: str
    badge: str
    badge_tone: str
    numbers: tuple[str, ...]
    details: str
    in_use: bool
    usable: bool


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """`done` of `total` units of `step` (`Checking`, `Copying`, `Measuring`)."""

    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Imported:
    """The import ended well; the card is in the list. `notice` may add a remark."""

    id: str
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class ImportFailed:
    """The import ended; nothing was changed."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class ImportCancelled:
    """The import ended as the person asked; nothing was changed, nothing needs saying."""


ImportEvent = ImportProgress | Imported | ImportFailed | ImportCancelled


@dataclass(frozen=True, slots=True)
class Answered:
    """A generation ended: what the status strip says about it."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class CardsChanged:
    """The list of models is another one: this."""

    cards: tuple[CardView, ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    """The model is out of the list, and can be restored until the program ends."""

    card_id: str
    name: str


@dataclass(frozen=True, slots=True)
class DoesNotFit:
    """A model that was asked for is estimated not to fit; the person may insist (`use_model(..., anyway=True)`)."""

    card_id: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Resumed:
    """What the last time left is known: the list of models, and whether one is being loaded."""


@dataclass(frozen=True, slots=True)
class ComeForward:
    """A second start of the program asks for this window."""


DeskEvent = EngineState | Stats | Answered | CardsChanged | Removed | DoesNotFit | Resumed | ComeForward | Notice
"""What `Desk.watch` delivers, on other threads than the GUI's."""


class Desk(Protocol):
    """Everything the window may ask of the rest of the program."""

    def panes(self) -> tuple[PaneRow, ...]:
        """Return every pane at the door, usable or not, in rail order."""

    def context(self, spec: PaneSpec) -> PaneContext:
        """Return what the pane of `spec` may reach."""

    def cards(self) -> tuple[CardView, ...]:
        """Return the models here as last read; empty before the first `CardsChanged`. Reads no file."""

    def look_again(self) -> None:
        """Have the list read anew; a `CardsChanged` follows."""

    def import_model(self, path: Path, listener: Callable[[ImportEvent], None]) -> Callable[[], None]:
        """Start importing; returns a function that cancels it. The last event is terminal (a cancel fails plainly)."""

    def use_model(self, card_id: str, *, anyway: bool = False) -> None:
        """Load the model, now and at the next start. `anyway` overrides the memory estimate."""

    def remove_model(self, card_id: str) -> None:
        """Take the model out of the list; `restore_model` brings it back until the program ends."""

    def restore_model(self, card_id: str) -> None:
        """Undo `remove_model`."""

    def state(self) -> EngineState:
        """Return what the engine does now. A model's file lies in a folder that has its card's id for a name."""

    def watch(self, listener: Callable[[DeskEvent], None]) -> None:
        """Deliver every later change to `listener`, on any thread."""

    def theme(self) -> str:
        """Return `system`, `light` or `dark`."""

    def close(self) -> None:
        """Stop the engine and save. Returns within 3 s."""
