# SPDX-License-Identifier: Apache-2.0
"""The real desk on real services, without a window: what it tells is kept, its worker is the scripted one."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import Condition

from edgeassist.api import Notice
from edgeassist.app.desk import ServiceDesk
from edgeassist.app.services import Services
from edgeassist.core import settings
from edgeassist.core.paths import places
from edgeassist.runtime.engine import Engine
from edgeassist.runtime.health import Health
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.ui.ports import DeskEvent, ImportCancelled, Imported, ImportEvent, ImportFailed, ImportProgress
from tests.support.gguf_forge import STRING, sound
from tests.support.scripted_worker import command

LIMIT_S = 120.0


class PlayedServices(Services):
    """Real services whose worker plays `play`."""

    def __init__(self, home: Path, play: str = "answer") -> None:
        super().__init__(places({"EDGEASSIST_HOME": str(home)}))
        self._play = play

    @cached_property
    def engine(self) -> Engine:
        return Engine(command(self._play), health=Health(self._deaths(), self._note_death))


class Ears:
    """Keeps what is said on any thread, and waits for more."""

    def __init__(self) -> None:
        self._condition = Condition()
        self.said: list[DeskEvent | ImportEvent] = []

    def __call__(self, event: DeskEvent | ImportEvent) -> None:
        with self._condition:
            self.said.append(event)
            self._condition.notify_all()

    def until(self, met: Callable[[], bool], what: str) -> None:
        with self._condition:
            assert self._condition.wait_for(met, LIMIT_S), f"no {what}; heard {self.said}"

    @property
    def notices(self) -> list[Notice]:
        return [event for event in self.said if isinstance(event, Notice)]

    @property
    def steps(self) -> list[str]:
        """The import's steps in the order of their first report."""
        return list(dict.fromkeys(event.step for event in self.said if isinstance(event, ImportProgress)))

    def notice(self, part: str) -> Notice:
        """Wait for the notice that contains `part`."""
        self.until(lambda: any(part in one.text for one in self.notices), f"notice with {part!r}")
        return next(one for one in self.notices if part in one.text)

    def end(self) -> Imported | ImportFailed | ImportCancelled:
        """Wait for the end of an import; it is the last word."""
        self.until(
            lambda: any(isinstance(one, Imported | ImportFailed | ImportCancelled) for one in self.said),
            "end of the import",
        )
        last = self.said[-1]
        assert isinstance(last, Imported | ImportFailed | ImportCancelled)
        return last


class WindowlessDesk:
    """A desk and everything it said since it was watched."""

    def __init__(self, home: Path, play: str = "answer", *, services: Services | None = None) -> None:
        self.services = PlayedServices(home, play) if services is None else services
        self.desk = ServiceDesk(self.services)
        self.heard = Ears()
        self._files = home.parent
        self._closed = False

    def watched(self) -> "WindowlessDesk":
        """Begin as the window does."""
        self.desk.watch(self.heard)
        return self

    def file(self, name: str) -> Path:
        """Write a sound model called `name` and return its path."""
        path = self._files / f"{name}.gguf"
        path.write_bytes(sound().having("general.name", STRING, name).made())
        return path

    def bring(self, path: Path) -> Ears:
        """Start an import."""
        ears = Ears()
        self.desk.import_model(path, ears)
        return ears

    def brought(self, name: str) -> str:
        """Import a model called `name` to its end; return its id."""
        end = self.bring(self.file(name)).end()
        assert isinstance(end, Imported), end
        return end.id

    def settled(self) -> None:
        """Wait until the lane has done everything asked for so far."""
        self.bring(self._files / "absent.gguf").end()

    @property
    def kept_model(self) -> str:
        """The model that the next start would load."""
        return settings.load(self.services.places.settings)[0].model

    def until_kept(self, card_id: str) -> None:
        """Wait until the model is kept for the next start: the engine's word and the lane's work cross on the way."""
        for _ in range(100):
            if self.kept_model == card_id:
                return
            self.settled()
        raise AssertionError(f"{card_id} is not kept")

    def until_in_use(self, card_id: str) -> None:
        self.heard.until(lambda: self._uses(card_id), f"{card_id} in use")

    def until_phase(self, phase: Phase) -> EngineState:
        self.heard.until(lambda: self.desk.state().phase is phase, f"phase {phase}")
        return self.desk.state()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self.desk.close()

    def _uses(self, card_id: str) -> bool:
        state = self.desk.state()
        return state.phase is Phase.READY and Path(state.path).parent.name == card_id
