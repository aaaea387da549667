# SPDX-License-Identifier: Apache-2.0
"""Fetch, quantize, pack, unpack and move, killed or interrupted at random moments: nothing broken, lost or left over.

The slow form kills 200 times in all and writes what came of it to `build/kills.md`.
"""

import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from edgeassist.core.stop import Stop
from edgeassist.store.pack import export_pack
from tests.support.byte_server import Fault
from tests.support.deeds import FILE, REPO, Deed, Get, Move, Pack, Quantize, Unpack
from tests.support.homes import Home, digest_of, made_home, middle_model
from tests.support.hub import FakeHub
from tests.support.kill_loop import HEAD, KillLoop, Tally
from tests.support.models import shape_model

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL and process groups")

BUILD = Path(__file__).resolve().parents[2] / "build"
MARK_LIMIT = 32 * 1024**2
SEED = 20_261_121
KILLS = {"fetch": 60, "quantize": 40, "pack": 35, "unpack": 30, "move": 35}
NewDeed = Callable[[], Deed]


class Ground:
    """What deeds start from; each gets a copy of its own. `source` is quantized, `large` fetched, packed, moved."""

    def __init__(self, folder: Path, hub: FakeHub, tiny: Path, source: Path, large: Path) -> None:
        self._folder, self._hub, self._large = folder, hub, large
        self._numbers = count()
        hub.add(REPO, {FILE: large.read_bytes()})
        blob = f"blobs/{digest_of(large)}"
        hub.bytes.fault(blob, Fault("rate", value=60_000_000))
        self._small, self._both = made_home(folder / "small", tiny), made_home(folder / "both", tiny, large)
        self._alone = made_home(folder / "alone", source)
        cards = self._both.library.cards()
        self._pack = folder / "ground.edgepack"
        export_pack(self._both.library, tuple(one.id for one in cards), self._pack, lambda *_: None, Stop())
        self._inside = tuple(one.sha256 for one in cards)

    def new(self, name: str) -> Deed:
        """Return a fresh deed of that name."""
        match name:
            case "fetch":
                return Get(self._copied(self._small), hub=self._hub, model=self._large)
            case "quantize":
                return Quantize(self._copied(self._alone))
            case "pack":
                return Pack(self._copied(self._both))
            case "unpack":
                return Unpack(made_home(self._place()), pack=self._pack, inside=self._inside)
            case _:
                return Move(self._copied(self._both), target=self._elsewhere())

    def _place(self) -> Path:
        return self._folder / f"home-{next(self._numbers)}"

    def _copied(self, home: Home) -> Home:
        return Home(Path(shutil.copytree(home.folder, self._place(), symlinks=True)))

    def _elsewhere(self) -> Path:
        """Return a new folder, every second time on another drive where there is one."""
        number, memory = next(self._numbers), Path("/dev/shm")
        parent = memory if number % 2 and memory.is_dir() else self._folder
        return Path(tempfile.mkdtemp(prefix="edgeassist-move-", dir=parent)) / "models"


@pytest.fixture(scope="module")
def hub() -> Iterator[FakeHub]:
    with FakeHub() as hub:
        yield hub


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, hub: FakeHub, tiny_f16: Path) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"), hub, tiny_f16, tiny_f16, middle_model())


@pytest.fixture(scope="module")
def large_ground(tmp_path_factory: pytest.TempPathFactory, hub: FakeHub, tiny_f16: Path) -> Ground:
    return Ground(tmp_path_factory.mktemp("large"), hub, tiny_f16, middle_model(), shape_model("SmolLM2-135M"))


@pytest.fixture
def interruptible() -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        pytest.skip("Ctrl-C is ignored by who started these tests, and so by every child")


def require_nothing_amiss(tally: Tally, times: int) -> None:
    assert tally.troubles == []
    assert tally.struck == times
    assert tally.most_lost_bytes <= MARK_LIMIT


@pytest.mark.parametrize("name", KILLS)
def test_a_command_killed_at_a_random_moment_breaks_nothing_and_goes_on(ground: Ground, name: str) -> None:
    require_nothing_amiss(KillLoop(lambda: ground.new(name), SEED).strike(1), 1)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("name", KILLS)
def test_a_command_interrupted_while_it_works_breaks_nothing_and_goes_on(ground: Ground, name: str) -> None:
    require_nothing_amiss(KillLoop(lambda: ground.new(name), SEED, "SIGINT").strike(1), 1)


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("name", KILLS)
def test_a_command_interrupted_at_five_random_moments_breaks_nothing(large_ground: Ground, name: str) -> None:
    loop = KillLoop(lambda: large_ground.new(name), SEED, "SIGINT")
    loop.learn()
    require_nothing_amiss(loop.strike(5), 5)


@pytest.fixture(scope="module")
def tallies() -> Iterator[list[Tally]]:
    """Collect what came of the kills; written down at the end."""
    kept: list[Tally] = []
    yield kept
    if kept:
        BUILD.mkdir(exist_ok=True)
        lines = [f"Seed {SEED}.", "", HEAD, *(one.row for one in kept), ""]
        lines += [trouble for one in kept for trouble in one.troubles]
        (BUILD / "kills.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", KILLS)
def test_a_command_killed_at_many_random_moments_breaks_nothing(
    large_ground: Ground, tallies: list[Tally], name: str
) -> None:
    loop = KillLoop(lambda: large_ground.new(name), SEED)
    loop.learn()
    tallies.append(loop.tally)
    require_nothing_amiss(loop.strike(KILLS[name]), KILLS[name])
