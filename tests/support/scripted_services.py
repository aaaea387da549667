# SPDX-License-Identifier: Apache-2.0
"""Services whose engine says what a test wrote down; folders, models and conversations are real."""

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from edgeassist.app.services import Services
from edgeassist.core.errors import EdgeError
from edgeassist.core.paths import places
from edgeassist.runtime.engine import Engine
from edgeassist.runtime.jobs import Listener
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.store.card import Measured, ModelCard, write_card
from edgeassist.store.library import Library
from edgeassist.wire import AnyCommand, AnyEvent, Count, Counted, Delta, Done, Generate, Loaded, Stats, Unload, Usage

LOADED = Loaded(
    name="Tiny",
    architecture="llama",
    parameters=1_000_000,
    size_bytes=4,
    context_tokens=512,
    context_trained_tokens=512,
    vocabulary_tokens=100,
    threads=2,
    template="own",
    load_ms=12.5,
    memory_bytes=1_000_000,
)
USAGE = Usage(prompt_tokens=12, answer_tokens=3, prompt_ms=60.0, answer_ms=100.0, first_token_ms=70.0)


def said(*pieces: str, reason: str = "stop") -> list[AnyEvent]:
    """Return the events of an answer in `pieces`."""
    ends = {"stop": Done(reason="stop", usage=USAGE), "length": Done(reason="length", usage=USAGE)}
    stats = Stats(steps=1, peak_bytes=5_000_000)
    return [*(Delta(text=piece) for piece in pieces), stats, ends[reason]]


class ScriptedEngine(Engine):
    """Answers each generation with the next script; an exception in a script is raised where a person pressed a key."""

    def __init__(self) -> None:
        super().__init__(("nothing-to-start",))
        self.scripts: list[list[AnyEvent]] = []
        self.asked: list[Generate] = []
        self.cancelled: list[int] = []
        self.resident: tuple[str, Loaded] | None = None

    @property
    def state(self) -> EngineState:
        path, model = self.resident or ("", None)
        return EngineState(phase=Phase.READY, path=path, model=model, variant="haswell", sandbox=("no network",))

    def submit(self, command: AnyCommand, listener: Listener) -> int:
        number = len(self.asked) + 1
        for event in self._events(command):
            listener(event)
        return number

    def cancel(self, number: int) -> None:
        self.cancelled.append(number)

    def _events(self, command: AnyCommand) -> Iterable[AnyEvent]:
        if isinstance(command, Generate):
            self.asked.append(command)
            return self.scripts.pop(0)
        if isinstance(command, Count):
            text = command.prompt or " ".join(turn.text for turn in command.turns)
            return [Counted(tokens=len(text.split()) * 2), Done(reason="counted")]
        assert isinstance(command, Unload)
        return [Done(reason="unloaded")]


class ScriptedServices(Services):
    """Services with a scripted engine; `refuse` is raised by `load`."""

    def __init__(self, home: Path) -> None:
        super().__init__(places({"EDGEASSIST_HOME": str(home)}))
        self.refuse: EdgeError | None = None
        self.loads: list[tuple[str, int, int, bool]] = []
        self.imported: ModelCard | None = None

    @cached_property
    def engine(self) -> ScriptedEngine:
        return ScriptedEngine()

    def load(
        self,
        wanted: str,
        *,
        context_tokens: int = 0,
        threads: int = 0,
        anyway: bool = False,
        on_progress: Callable[[float], None] = lambda _fraction: None,
    ) -> Loaded:
        self.loads.append((wanted, context_tokens, threads, anyway))
        if self.refuse:
            raise self.refuse
        on_progress(0.5)
        folder = self.places.models / wanted.casefold()
        self.engine.resident = str(folder / "model.gguf"), LOADED
        return LOADED

    def import_model(
        self,
        path: Path,
        on_progress: Callable[[str, int, int], None] = lambda *_: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> ModelCard:
        for step in ("Checking", "Copying", "Measuring"):
            on_progress(step, 50, 100)
        assert self.imported is not None
        return self.imported


def card(id: str, *, rate: float = 24.6) -> ModelCard:
    """Return the card of a model that was measured."""
    measured = Measured(prompt_rate=300, answer_rate=rate, peak_bytes=9_000_000, context_tokens=512, variant="haswell")
    return ModelCard(
        id=id,
        name=f"Model {id}",
        file=f"{id}.gguf",
        size_bytes=4,
        quantization="Q4_0",
        kv_elements=16,
        state="ready",
        measured=measured,
    )


def stored(home: Path, *cards: ModelCard) -> None:
    """Put `cards` with files of the right size into the models folder below `home`, as if inspected there."""
    root = places({"EDGEASSIST_HOME": str(home)}).models
    for one in cards:
        folder = root / one.id
        folder.mkdir(parents=True)
        (folder / one.file).write_bytes(b"x" * one.size_bytes)
        write_card(folder, one)
        Library(root).mark_checked(one)
