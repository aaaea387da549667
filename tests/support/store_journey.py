# SPDX-License-Identifier: Apache-2.0
"""One home whose hub is a loopback one: real services, real huggingface_hub, forged models. Its token goes there only.

with FakeHub() as hub, Journey(tmp_path / "home", hub) as journey:
    hub.add("acme/small", {"small.gguf": model("Small")})
    journey.get("acme/small/small.gguf")
"""

from concurrent.futures import Future
from functools import cached_property
from pathlib import Path

from edgeassist.app.downloads import Downloads
from edgeassist.app.services import Services
from edgeassist.app.workshop import job_command
from edgeassist.core.paths import places
from edgeassist.core.secrets import Secret
from edgeassist.core.stop import Stop
from edgeassist.net.hub import Hub
from edgeassist.runtime.engine import Engine
from edgeassist.runtime.health import Health
from edgeassist.store.card import ModelCard
from edgeassist.store.catalogue import Entry, read_catalogue
from edgeassist.store.inspection import Inspection
from edgeassist.store.opened import Opened
from edgeassist.ui.ports import WorkEnded
from edgeassist.ui.views import CardView, Offers, WorkView
from tests.support.gguf_forge import STRING, sound
from tests.support.hub import FakeHub
from tests.support.scripted_worker import command
from tests.support.store_bench import inspect_here
from tests.support.windowless_desk import LIMIT_S, WindowlessDesk
from tests.support.workshop_bench import engine_cache

REPO, FILE = "acme/small-GGUF", "small-Q4_K_M.gguf"
REF = f"{REPO}/{FILE}"


def model(name: str = "Small") -> bytes:
    """Return a sound forged file; another name makes another content."""
    return sound().having("general.name", STRING, name).made()


def entry() -> Entry:
    """Return a catalogue entry whose digest nobody confirmed."""
    return next(one for one in read_catalogue().entries if not one.file.confirmed and not one.file.gated)


class JourneyServices(Services):
    """Services whose hub is `hub`; files are checked in this process, the keyring is not asked."""

    def __init__(self, home: Path, hub: FakeHub, token: str = "") -> None:
        super().__init__(places({"EDGEASSIST_HOME": str(home)}))
        self._hub, self.token = hub, token

    def hub(self) -> Hub:
        token = Secret(self.token) if self.token else None
        return Hub(self._hub.endpoint, token, proxy=self.settings.proxy, official=self._hub.endpoint)

    def inspect(self, opened: Opened) -> Inspection:
        return inspect_here(opened)


class Journey:
    """A start of the program: the services, the downloads, and all steps that were reported."""

    def __init__(self, home: Path, hub: FakeHub, token: str = "") -> None:
        self.hub = hub
        self.services = JourneyServices(home, hub, token)
        self.downloads = Downloads(self.services)
        self.steps: list[tuple[str, int, int]] = []

    def report(self, step: str, done: int, total: int) -> None:
        self.steps.append((step, done, total))

    def get(self, ref: str = REF, stop: Stop | None = None) -> ModelCard:
        """Fetch `ref`."""
        return self.downloads.get(ref, self.report, stop or Stop())

    def questions(self) -> list[str]:
        """Return the paths of the hub's listings that were asked for so far."""
        return [one.path for one in self.hub.log if one.path.startswith("/api/")]

    def left(self) -> list[Path]:
        """Return the folders of fetches that are not done."""
        folder = self.services.models_folder / ".fetching"
        return [one for one in folder.glob("*") if one.is_dir()]

    def content(self, card: ModelCard) -> bytes:
        """Return the bytes of a stored model."""
        return self.services.library.path(card).read_bytes()


class PlayedJourney(JourneyServices):
    """Its worker is the scripted one; what quantizes and compares is real."""

    @cached_property
    def engine(self) -> Engine:
        return Engine(command("answer"), health=Health(self._deaths(), self._note_death))

    @property
    def job_command(self) -> tuple[str, ...]:
        return job_command(engine_cache())


class JourneyDesk(WindowlessDesk):
    """A desk whose hub is a loopback one."""

    def __init__(self, home: Path, hub: FakeHub, token: str = "", *, services: Services | None = None) -> None:
        played = services or PlayedJourney(home, hub, token)
        played.change_settings(proxy="none")
        super().__init__(home, services=played)

    def until_in_use(self, card_id: str) -> None:
        """Wait until the model is loaded and the lane, which may still measure it, is through."""
        self.settled()
        super().until_in_use(card_id)

    def work(self) -> WorkView:
        """Return the only work on the board."""
        (one,) = self.desk.works()
        return one

    def until_state(self, state: str) -> WorkView:
        """Wait until the only work on the board is in `state`."""
        self.heard.until(lambda: [one.state for one in self.desk.works()] == [state], f"work {state}")
        return self.work()

    def ends(self) -> list[WorkEnded]:
        return [one for one in self.heard.said if isinstance(one, WorkEnded)]

    def end(self, number: int = 1) -> WorkEnded:
        """Wait for the end of the work of that number."""
        self.heard.until(lambda: len(self.ends()) >= number, f"{number} ended works")
        return self.ends()[number - 1]

    def found(self, text: str, *, online: bool = True) -> Offers:
        """Search and wait for the answer."""
        answer: Future[Offers] = Future()
        self.desk.find_models(text, "", answer.set_result, online=online)
        return answer.result(LIMIT_S)

    def shown(self, card_id: str) -> CardView:
        """Return the card as the page shows it."""
        return next(one for one in self.desk.cards() if one.id == card_id)
