# SPDX-License-Identifier: Apache-2.0
"""A power cut at random moments of a download, its check and its commit (row D22): partial or whole, never bad.

The whole home lies on a small drive that is copied while the real command writes to it; the program then starts on
each copy. A copy taken when the command has ended must hold the model: what was said to be there is there.
"""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.byte_server import Fault
from tests.support.deeds import FILE, REPO, Get
from tests.support.homes import Home, digest_of, made_home, middle_model
from tests.support.hub import FakeHub
from tests.support.kill_loop import ended, hear, run_to_its_end, started
from tests.support.snapshots import Drive, mounted, new_drive
from tests.support.threads import HANG_S

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="loop devices are Linux's")

DRIVE_MIB = 1536  # a download leaves a gigabyte free; the file is sparse
MOMENTS = (("Fetching", 0.8), ("Checking", 0.6), ("Measuring", 0.6))
"""After which line a cut falls, and within how many seconds."""


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub() as hub:
        model = middle_model()
        hub.add(REPO, {FILE: model.read_bytes()})
        hub.bytes.fault(f"blobs/{digest_of(model)}", Fault("rate", value=30_000_000))
        yield hub


def cuts_of(deed: Get, drive: Drive, folder: Path, chance: random.Random) -> list[Path]:
    """Run the deed; return the drive as cuts at one random moment after each line of `MOMENTS` would leave it."""
    cuts = []
    with started(deed) as process:
        for number, (word, within_s) in enumerate(MOMENTS):
            said = hear(process, word)
            assert said[-1].startswith(word), said
            ended(process, chance.uniform(0, within_s))
            cuts.append(cut_now(process, drive, folder / f"cut-{number}.img"))
        ended(process, HANG_S)
    assert process.returncode == 0
    return cuts


def cut_now(process: subprocess.Popen[str], drive: Drive, snapshot: Path) -> Path:
    """Copy the drive while the command stands still."""
    if process.returncode is not None:
        return drive.as_cut_now(snapshot)
    os.killpg(process.pid, signal.SIGSTOP)
    try:
        return drive.as_cut_now(snapshot)
    finally:
        os.killpg(process.pid, signal.SIGCONT)


def start_after(cut: Path, folder: Path, hub: FakeHub, before: str) -> str:
    """Start the program on the drive as the cut left it; return what had become of the model by then."""
    with mounted(cut, folder) as place:
        home = Home(place / "home")
        assert home.broken() == []
        assert before in home.digests()
        deed = Get(home, hub=hub, model=middle_model())
        state = "whole" if deed.undone() == [] else "partial" if home.left_over() else "absent"
        if state != "whole" or home.left_over():
            run_to_its_end(deed)
        assert deed.undone() == []
        assert [*home.broken(), *deed.lost(), *home.left_over()] == []
    return state


def cut_and_start(folder: Path, hub: FakeHub, before: Path, chance: random.Random) -> list[str]:
    """Cut the power at three random moments of one download and after it; return what was there after each."""
    with new_drive(folder, DRIVE_MIB) as drive:
        home = made_home(drive.folder / "home", before)
        drive.sync()
        deed = Get(home, hub=hub, model=middle_model())
        cuts = cuts_of(deed, drive, folder, chance)
        cuts.append(drive.as_cut_now(folder / "cut-end.img"))
    states = [start_after(cut, folder / "again", hub, digest_of(before)) for cut in cuts]
    assert states[-1] == "whole"
    return states[:-1]


def test_D22_after_a_power_cut_a_download_is_partial_or_whole(tmp_path: Path, hub: FakeHub, tiny_f16: Path) -> None:
    states = cut_and_start(tmp_path, hub, tiny_f16, random.Random(22))
    assert states[-1] == "whole"


@pytest.mark.slow
def test_D22_after_power_cuts_at_thirty_random_moments(tmp_path: Path, hub: FakeHub, tiny_f16: Path) -> None:
    chance, states = random.Random(2022), []
    for number in range(10):
        folder = tmp_path / str(number)
        folder.mkdir()
        states += cut_and_start(folder, hub, tiny_f16, chance)
        for cut in folder.glob("*.img"):
            cut.unlink()
    sys.stdout.write(f"{len(states)} cuts: {', '.join(states)}\n")
    assert len(states) == 30
    assert {"partial", "whole"} <= set(states)
