# SPDX-License-Identifier: Apache-2.0
"""Row W11 of the matrix: 2,000 chats and loads without a pause, and neither memory, open files nor threads grow.

Minutes without being asked; `EDGEASSIST_SOAK_MINUTES` says how many. Where there is time for more than the row's chats,
old ones go on: they weigh more than new ones, so they are compared with each other.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec
import psutil
import pytest

from edgeassist.core.paths import places
from edgeassist.store.card import write_card
from tests.support.desk_bench import placed_card
from tests.support.soak import LEAST_LOOKS, Growth, Look, growth, minutes
from tests.support.soaking_program import MODELS

MB = 1 << 20
SOAK_MINUTES = minutes("EDGEASSIST_SOAK_MINUTES", 3)
MOST_PERCENT, MOST_FILES, MOST_THREADS = 5.0, 3, 3


def test_growth_is_told_between_the_second_quarter_and_the_last() -> None:
    looks = [Look(size * MB, 20, 5) for size in (50, 90, 100, 100, 100, 100, 104, 104)]
    assert growth(looks) == Growth(4.0, 0, 0)
    assert growth([*looks[:-1], Look(104 * MB, 25, 9)]) == Growth(4.0, 5, 4)
    with pytest.raises(ValueError, match="7 looks are too few"):
        growth(looks[1:])


def test_the_environment_says_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_MINUTES", "60")
    assert (minutes("SOME_MINUTES", 3), minutes("NO_SUCH_MINUTES", 3)) == (60.0, 3.0)


@pytest.fixture
def home(tmp_path: Path, tiny_gguf: Path) -> Path:
    """Return a home with two models."""
    folders = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    folders.create()
    for name in MODELS:
        folder = folders.models / name
        folder.mkdir()
        shutil.copy(tiny_gguf, folder / "tiny.gguf")
        card = placed_card(tiny_gguf)
        write_card(folder, msgspec.structs.replace(card, id=name, name=name))
    return tmp_path / "home"


class Watched:
    """The program under test, looked at from outside after each round."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.looks: dict[str, list[Look]] = {}
        self.phase = "new chats"
        self.answers = self.chats = 0
        self._process = psutil.Process(process.pid)
        assert process.stdout is not None
        for line in _lines(process.stdout):
            if line == "round":
                self._look()
            elif line == "goes on":
                self.phase = "chats gone on with"
            elif line.startswith("answers "):
                self.answers = int(line.split()[1])
            elif line.startswith("chats "):
                self.chats = int(line.split()[1])

    def _look(self) -> None:
        self._keep("window", self._process)
        for engine in self._process.children():
            if "infer" in engine.cmdline():
                self._keep("worker", engine)

    def _keep(self, which: str, process: psutil.Process) -> None:
        self.looks.setdefault(f"{which}, {self.phase}", []).append(Look.at(process))


def _lines(out: IO[str]) -> Iterator[str]:
    return (line.strip() for line in out)


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.skipif(sys.platform != "linux", reason="counts open files as Linux does")
def test_W11_chats_and_loads_without_a_pause_grow_nothing(home: Path) -> None:
    command = [sys.executable, "-m", "tests.support.soaking_program", str(60 * SOAK_MINUTES)]
    environment = os.environ | {"EDGEASSIST_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("DISPLAY", None)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        watched = Watched(process)
    assert process.returncode == 0
    told = f"{watched.answers} answers in {watched.chats} chats in {SOAK_MINUTES:g} min"
    grown = {}
    for which, looks in watched.looks.items():
        told += f"\n{which}: {len(looks)} looks, {looks[0]} to {looks[-1]}"
        if len(looks) >= LEAST_LOOKS:
            grown[which] = growth(looks)
            told += f", {grown[which]}"
    sys.stdout.write(told + "\n")
    assert {"window, new chats", "worker, new chats"} <= grown.keys(), told
    for one in grown.values():
        assert one.rss_percent < MOST_PERCENT, told
        assert one.files <= MOST_FILES, told
        assert one.threads <= MOST_THREADS, told
