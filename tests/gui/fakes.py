# SPDX-License-Identifier: Apache-2.0
"""A stand-in with real behaviour for the desk that the window talks to; those for panes are in `edgeassist.testing`.

Events are delivered from another thread, as the real ones are, and each delivery is waited for. Qt-free.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from edgeassist.api import Hearing, PaneContext, PaneSpec
from edgeassist.core.settings import Settings, Value, checked, options, resettable, values
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.testing import USAGE, FakeContext, FakeConversation, FakeEngine, FakeHistory, on_other_thread
from edgeassist.ui.network_ports import Attempt, NetworkState
from edgeassist.ui.ports import CardsChanged, DeskEvent, ImportEvent, PaneRow, Removed, Resumed, WorkChanged
from edgeassist.ui.settings_ports import Taken
from edgeassist.ui.views import CardView, Offers, QuantizeChoices, QuantizeWish, WorkView
from edgeassist.wire import Loaded
from tests.gui.kept_versions import FakeVersions
from tests.gui.living import FakeGovernor, FakeLive

__all__ = [
    "LOADED", "READY", "USAGE", "FakeContext", "FakeConversation", "FakeDesk", "FakeEngine", "FakeHistory",
    "FakeNetwork", "FakePreferences", "card", "chat_row", "on_other_thread",
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


class FakeNetwork:
    """A switch that turns, a log that is what it was told, and exports that are noted."""

    def __init__(self) -> None:
        self.now, self.log = NetworkState(), tuple[Attempt, ...]()
        self.exported: list[Path] = []
        self.looks = 0
        self.listeners: list[Callable[[NetworkState], None]] = []

    def state(self) -> NetworkState:
        return self.now

    def look(self) -> None:
        self.looks += 1
        self.tell(self.now)

    def switch(self, *, offline: bool) -> None:
        self.tell(replace(self.now, offline=offline or self.now.forced))

    def attempts(self, listener: Callable[[tuple[Attempt, ...]], None]) -> None:
        listener(self.log)

    def export(self, path: Path) -> None:
        self.exported.append(path)

    def watch(self, listener: Callable[[NetworkState], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def tell(self, state: NetworkState) -> None:
        self.now = state
        for listener in tuple(self.listeners):
            listener(state)


@dataclass
class FakePreferences:
    """Settings in memory, checked as the real ones are."""

    now: Settings = field(default_factory=lambda: Settings(welcomed=True))
    menus: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    refuses: str = ""
    files: list[tuple[str, Path]] = field(default_factory=list)
    held: dict[str, Value] = field(default_factory=dict)
    """What the files hold that are taken in."""
    listeners: list[Callable[[dict[str, Value]], None]] = field(default_factory=list)

    def values(self) -> dict[str, Value]:
        return values(self.now)

    def change(self, name: str, value: Value) -> str:
        if self.refuses:
            return self.refuses
        self.now, problems = checked(self.now, **{name: value})
        self._tell({} if problems else {name: value})
        return problems[0].reason if problems else ""

    def reset(self, names: tuple[str, ...] = ()) -> None:
        known = options()
        defaults = {name: known[name].default for name in names or resettable()}
        self.now, _problems = checked(self.now, **defaults)
        self._tell(defaults)

    def choices(self, name: str) -> tuple[tuple[str, str], ...]:
        return self.menus.get(name, ())

    def export(self, path: Path) -> None:
        self.files.append(("export", path))

    def take_in(self, path: Path, told: Callable[[Taken], None]) -> None:
        self.files.append(("import", path))
        before = values(self.now)
        on_other_thread(lambda: told(Taken(path.name, {name: before[name] for name in self.held}, self.held)))
        for name, value in self.held.items():
            self.change(name, value)

    def watch(self, listener: Callable[[dict[str, Value]], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def _tell(self, changed: dict[str, Value]) -> None:
        for listener in tuple(self.listeners):
            on_other_thread(partial(listener, changed))


@dataclass
class FakeDesk:
    """A desk whose models, engine and events the test moves by hand."""

    rows: tuple[PaneRow, ...] = ()
    models: list[CardView] = field(default_factory=list)
    now: EngineState = field(default_factory=EngineState)
    pane_context: FakeContext = field(default_factory=FakeContext)
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
    net: FakeNetwork = field(default_factory=FakeNetwork)
    kept_versions: FakeVersions = field(default_factory=FakeVersions)
    chosen: FakePreferences = field(default_factory=FakePreferences)
    loudspeaker: bool = True
    meters: FakeLive = field(default_factory=FakeLive)
    hardness: FakeGovernor = field(default_factory=FakeGovernor)
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

    def sound(self, times: int, unheard: Callable[[], None]) -> Callable[[], None]:
        """Sound so many times as a machine with `loudspeaker`; the end of it is a wish too."""
        self.wishes.append(("sound", times))
        if not self.loudspeaker:
            unheard()
        return lambda: self.wishes.append(("sound ends", times))

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

    def diagnose(self, path: Path) -> None:
        self.wishes.append(("diagnose", path))

    def state(self) -> EngineState:
        return self.now

    def watch(self, listener: Callable[[DeskEvent], None]) -> Callable[[], None]:
        self._listener = listener
        if self.resumes:
            self.report(CardsChanged(self.cards()), Resumed())

        def leave() -> None:
            if self._listener is listener:
                self._listener = lambda _: None

        return leave

    def network(self) -> FakeNetwork:
        return self.net

    def live(self) -> FakeLive:
        return self.meters

    def versions(self) -> FakeVersions:
        return self.kept_versions

    def governor(self) -> FakeGovernor:
        return self.hardness

    def measuring(self) -> bool:
        return False

    def preferences(self) -> FakePreferences:
        return self.chosen

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
