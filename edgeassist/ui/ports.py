# SPDX-License-Identifier: Apache-2.0
"""What the window shows and what it may wish for. Implemented in `app/`, faked in tests. Imports no Qt.

Methods return at once (< 5 ms); long work answers later through a callback on another thread, which the window
brings home through `kit.bridge`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edgeassist.api import Handoff, Hearing, Notice, PaneContext, PaneSpec
from edgeassist.runtime.state import EngineState
from edgeassist.ui.governor_ports import Governor, Suggested
from edgeassist.ui.live_ports import Live, Receipted
from edgeassist.ui.network_ports import Network
from edgeassist.ui.settings_ports import Preferences
from edgeassist.ui.version_ports import Versions
from edgeassist.ui.views import CardView, Offers, QuantizeChoices, QuantizeWish, WorkKind, WorkView
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
class WorkChanged:
    """All work there is now, queued and unfinished included, in the order it will be done."""

    works: tuple[WorkView, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkEnded:
    """A work is over and out of the list; `notice` says how it went where that needs saying."""

    id: str
    kind: WorkKind
    card_id: str = ""
    notice: Notice | None = None


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
    """The list of models is another one: this. `used_bytes` they take of a disk with `free_bytes` left; 0: unknown."""

    cards: tuple[CardView, ...] = ()
    used_bytes: int = 0
    free_bytes: int = 0


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
class Rang:
    """A timer, an alarm or a reminder is due; `missed` when that was while the program was closed.

    `kind` is one of the three and `name` what it was called.
    """

    notice: Notice
    missed: bool = False
    kind: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Timers and the like were looked at; `rings` says when the next is due (`at 7 am (tea)`), within a day."""

    rings: str = ""


@dataclass(frozen=True, slots=True)
class LaptopMeasured:
    """How fast this computer is has been measured, or could not be: the recommendation may be another one now."""


@dataclass(frozen=True, slots=True)
class ComeForward:
    """A start of the program asks for this window, and to open `files` in it: models and field packs."""

    files: tuple[Path, ...] = ()


DeskEvent = (
    EngineState
    | Stats
    | Answered
    | CardsChanged
    | WorkChanged
    | WorkEnded
    | Removed
    | DoesNotFit
    | Resumed
    | ComeForward
    | LaptopMeasured
    | Rang
    | Awaited
    | Receipted
    | Suggested
    | Notice
    | Handoff
)
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

    def works(self) -> tuple[WorkView, ...]:
        """Return the long work there is, as last told."""

    def find_models(self, text: str, task: str, listener: Callable[[Offers], None], *, online: bool) -> None:
        """Recommend for `task` (``, `chat`, `summarize`, `translate`, `code`) from the catalogue, or search for `text`.

        Only `online` asks the hub: set by the person's pressing Search. `listener` hears one answer.
        """

    def measuring(self) -> bool:
        """Tell whether this computer is being measured now; a `LaptopMeasured` follows."""

    def get_model(self, ref: str) -> None:
        """Queue the fetch of an offer, or of `owner/repo/file.gguf`."""

    def pause_work(self, work_id: str) -> None:
        """Pause a fetch; what was fetched stays."""

    def resume_work(self, work_id: str) -> None:
        """Go on with what is paused, failed or unfinished."""

    def cancel_work(self, work_id: str) -> None:
        """End it; what it made so far goes, what it read stays."""

    def quantize_choices(
        self, card_id: str, listener: Callable[[QuantizeChoices], None], *, calibrate: bool = True
    ) -> None:
        """Find out how small a model could be made, with a text to measure by or without; `listener` hears once."""

    def quantize_model(self, wish: QuantizeWish) -> None:
        """Queue making a smaller model, and proving what that cost."""

    def prove_model(self, card_id: str) -> None:
        """Queue the proof of a model quantized here."""

    def export_proof(self, card_id: str, path: Path) -> None:
        """Write the proof as one HTML file; a `Notice` follows."""

    def pack_models(self, card_ids: tuple[str, ...], path: Path) -> None:
        """Queue writing a field pack with these models to `path`."""

    def open_pack(self, path: Path) -> None:
        """Queue taking in what the field pack at `path` holds."""

    def move_store(self, folder: Path) -> None:
        """Queue moving all models to `folder`."""

    def verify_models(self, card_ids: tuple[str, ...]) -> None:
        """Queue reading these models (none: all) against their SHA-256."""

    def view_template(self, card_id: str, listener: Callable[[str], None]) -> None:
        """Read the chat template that the model's file brings, a stranger's text; `listener` hears it once."""

    def repair_model(self, card_id: str) -> None:
        """Fetch a damaged model's file anew from where it came; a `Notice` says when that is not known."""

    def sign_in(self, token: str) -> None:
        """Keep a hub token in the system's keyring (empty: forget it); a `Notice` says where it is kept."""

    def diagnose(self, path: Path) -> None:
        """Write what happened, without any text of the person's, to `path`; a `Notice` follows."""

    def state(self) -> EngineState:
        """Return what the engine does now. A model's file lies in a folder that has its card's id for a name."""

    def watch(self, listener: Callable[[DeskEvent], None]) -> Callable[[], None]:
        """Deliver every later change to `listener`, on any thread, until the returned function is called."""

    def network(self) -> Network:
        """Return the offline switch and its log."""

    def governor(self) -> Governor:
        """Return how hard the engine works."""

    def live(self) -> Live:
        """Return the meters and receipts."""

    def versions(self) -> Versions:
        """Return the versions of the program and the copies of the data."""

    def preferences(self) -> Preferences:
        """Return the settings."""

    def hearing(self) -> Hearing:
        """Return the microphone and its recognizer."""

    def talking(self) -> tuple[str, str]:
        """Return the key to hold for dictation (`f9`, `none`) and the name of the microphone, empty for the usual."""

    def more_time(self, name: str) -> None:
        """Set a timer of five minutes called `name`."""

    def sound(self, times: int, unheard: Callable[[], None]) -> Callable[[], None]:
        """Sound the loudspeaker so many times; `unheard` is called, on any thread, where none can be reached.

        Returns what ends it early, after which nothing is called.
        """

    def look_at_clock(self) -> None:
        """Tell of timers, alarms and reminders that are due, also of those that another program of ours set."""

    def hush(self) -> None:
        """Tell of nothing that is due from here on: the window closes, and shows nothing more."""

    def close(self) -> None:
        """Stop the engine and save. Returns within 3 s."""
