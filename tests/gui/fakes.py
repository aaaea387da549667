# SPDX-License-Identifier: Apache-2.0
"""A stand-in with real behaviour for the desk that the window talks to; those for panes are in `edgeassist.testing`.

Events are delivered from another thread, as the real ones are, and each delivery is waited for. Qt-free.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from edgeassist.api import Hearing, PaneContext, PaneSpec
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.testing import USAGE, FakeContext, FakeConversation, FakeEngine, FakeHistory, on_other_thread
from edgeassist.ui.ports import CardsChanged, DeskEvent, ImportEvent, PaneRow, Removed, Resumed, WorkChanged
from edgeassist.ui.views import CardView, Offers, QuantizeChoices, QuantizeWish, WorkView
from edgeassist.wire import Loaded

__all__ = [
    "LOADED", "READY", "USAGE", "FakeContext", "FakeConversation", "FakeDesk", "FakeEngine", "FakeHistory", "card",
    "chat_row", "on_other_thread",
]  # fmt: skip

LOADED = Loaded(
    name="Qwen2.5 0.5B",
    architecture="qwen2",
    parameters=494_000_000,
    size_bytes=398_000_000,
    context_tokens=4096,
    context_trained_tokens=32768,
    vocabulary_tokens=151_936,
    threads=2,
    template="own",
    load_ms=310,
    memory_bytes=612_000_000,
)
READY = EngineState(phase=Phase.READY, path="/models/qwen/model.gguf", model=LOADED)


def card(card_id: str = "qwen", **changes: object) -> CardView:
    """Return a card as the store would show it."""
    plain = CardView(
        id=card_id,
        name="Qwen2.5 0.5B",
        line="Q4_K_M · 398 MB · Apache-2.0",
        badge="In use",
        badge_tone="ok",
        numbers=("24.6 tok/s here", "612 MB at work"),
        details="architecture  qwen2\nparameters    494 M\nSHA-256       0123456789abcdef",
        in_use=True,
        usable=True,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # test data


@dataclass
class FakeDesk:
    """A desk whose models, engine and events the test moves by hand."""

    rows: tuple[PaneRow, ...] = ()
    models: list[CardView] = field(default_factory=list)
    now: EngineState = field(default_factory=EngineState)
    pane_context: FakeContext = field(default_factory=FakeContext)
    colours: str = "light"
    resumes: bool = True
    used: list[tuple[str, bool]] = field(default_factory=list)
    importing: list[tuple[Path, Callable[[ImportEvent], None]]] = field(default_factory=list)
    cancelled: list[Path] = field(default_factory=list)
    working: list[WorkView] = field(default_factory=list)
    finding: list[tuple[str, str, bool, Callable[[Offers], None]]] = field(default_factory=list)
    choosing: list[tuple[str, Callable[[QuantizeChoices], None]]] = field(default_factory=list)
    calibrating: list[bool] = field(default_factory=list)
    templates: dict[str, str] = field(default_factory=dict)
    wishes: list[tuple[str, object]] = field(default_factory=list)
    closed: int = 0
    looks: int = 0
    _removed: dict[str, CardView] = field(default_factory=dict)
    _listener: Callable[[DeskEvent], None] = field(default=lambda _: None)

    def panes(self) -> tuple[PaneRow, ...]:
        return self.rows

    def context(self, spec: PaneSpec) -> PaneContext:
        return self.pane_context

    def hearing(self) -> Hearing:
        return self.pane_context.hearing

    def talking(self) -> tuple[str, str]:
        return str(self.pane_context.setting("talk_key")), str(self.pane_context.setting("microphone"))

    def more_time(self, name: str) -> None:
        self.wishes.append(("more", name))

    def look_at_clock(self) -> None:
        self.looks += 1

    def hush(self) -> None:
        self.looks = -1

    def cards(self) -> tuple[CardView, ...]:
        return tuple(self.models)

    def look_again(self) -> None:
        self.report(CardsChanged(tuple(self.models)))

    def import_model(self, path: Path, listener: Callable[[ImportEvent], None]) -> Callable[[], None]:
        self.importing.append((path, listener))
        return lambda: self.cancelled.append(path)

    def use_model(self, card_id: str, *, anyway: bool = False) -> None:
        self.used.append((card_id, anyway))

    def remove_model(self, card_id: str) -> None:
        gone = self._removed[card_id] = next(card for card in self.models if card.id == card_id)
        self.models.remove(gone)
        self.report(Removed(card_id, gone.name), CardsChanged(self.cards()))

    def restore_model(self, card_id: str) -> None:
        self.bring(self._removed.pop(card_id))

    def works(self) -> tuple[WorkView, ...]:
        return tuple(self.working)

    def find_models(self, text: str, task: str, listener: Callable[[Offers], None], *, online: bool) -> None:
        self.finding.append((text, task, online, listener))

    def get_model(self, ref: str) -> None:
        self.wishes.append(("get", ref))

    def pause_work(self, work_id: str) -> None:
        self.wishes.append(("pause", work_id))

    def resume_work(self, work_id: str) -> None:
        self.wishes.append(("resume", work_id))

    def cancel_work(self, work_id: str) -> None:
        self.wishes.append(("cancel", work_id))

    def quantize_choices(
        self, card_id: str, listener: Callable[[QuantizeChoices], None], *, calibrate: bool = True
    ) -> None:
        self.choosing.append((card_id, listener))
        self.calibrating.append(calibrate)

    def quantize_model(self, wish: QuantizeWish) -> None:
        self.wishes.append(("quantize", wish))

    def prove_model(self, card_id: str) -> None:
        self.wishes.append(("prove", card_id))

    def export_proof(self, card_id: str, path: Path) -> None:
        self.wishes.append(("export", (card_id, path)))

    def pack_models(self, card_ids: tuple[str, ...], path: Path) -> None:
        self.wishes.append(("pack", (card_ids, path)))

    def open_pack(self, path: Path) -> None:
        self.wishes.append(("open", path))

    def move_store(self, folder: Path) -> None:
        self.wishes.append(("move", folder))

    def verify_models(self, card_ids: tuple[str, ...]) -> None:
        self.wishes.append(("verify", card_ids))

    def view_template(self, card_id: str, listener: Callable[[str], None]) -> None:
        on_other_thread(lambda: listener(self.templates.get(card_id, "")))

    def repair_model(self, card_id: str) -> None:
        self.wishes.append(("repair", card_id))

    def sign_in(self, token: str) -> None:
        self.wishes.append(("sign in", token))

    def state(self) -> EngineState:
        return self.now

    def watch(self, listener: Callable[[DeskEvent], None]) -> None:
        self._listener = listener
        if self.resumes:
            self.report(CardsChanged(self.cards()), Resumed())

    def theme(self) -> str:
        return self.colours

    def close(self) -> None:
        self.closed += 1

    def report(self, *events: DeskEvent) -> None:
        """Deliver `events` to the window from another thread."""

        def deliver() -> None:
            for event in events:
                self.now = event if isinstance(event, EngineState) else self.now
                self._listener(event)

        on_other_thread(deliver)

    def report_import(self, event: ImportEvent) -> None:
        """Deliver `event` to the newest import's listener from another thread."""
        listener = self.importing[-1][1]
        on_other_thread(lambda: listener(event))

    def report_offers(self, offers: Offers, asked: int = -1) -> None:
        """Answer a search, the newest unless told, from another thread."""
        listener = self.finding[asked][3]
        on_other_thread(lambda: listener(offers))

    def report_choices(self, choices: QuantizeChoices) -> None:
        """Answer the newest question for ways to make a model smaller from another thread."""
        listener = self.choosing[-1][1]
        on_other_thread(lambda: listener(choices))

    def work(self, *works: WorkView) -> None:
        """Have this and no other work, and say so."""
        self.working = list(works)
        self.report(WorkChanged(self.works()))

    def bring(self, made: CardView) -> None:
        """Put a model into the list and say so."""
        self.models.append(made)
        self.report(CardsChanged(self.cards()))


def chat_row() -> PaneRow:
    """Return the chat pane as found at the door."""
    from edgeassist.panes.chat.spec import SPEC

    return PaneRow(SPEC.id, SPEC.title, SPEC, origin="edgeassist")
