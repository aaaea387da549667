# SPDX-License-Identifier: Apache-2.0
"""Row B01 of the matrix: the laptop sleeps 8 hours in mid-answer, mid-download, mid-quantization; all go on after it.

Sleep is what it looks like from within: every process stands still, and clocks that count it jump.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from edgeassist.net.fetch import SLOW
from tests.support import workshop_bench
from tests.support.byte_server import ByteServer, Fault
from tests.support.fetching_bench import Bench
from tests.support.models import tiny_model
from tests.support.workshop_bench import WorkshopBench, engine_cache

NIGHT_S = 8 * 3600.0
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="stops processes as Linux does")
CLOCKS = """
import sys, time
from pathlib import Path
slept = Path(sys.argv.pop(1))
for name in ("monotonic", "time", "perf_counter"):
    real = getattr(time, name)
    setattr(time, name, lambda real=real: real() + (28800.0 if slept.exists() else 0.0))
"""
LINUX_CLOCKS = """
import sys, time
from pathlib import Path
slept = Path(sys.argv.pop(1))
real = time.clock_gettime
time.clock_gettime = lambda one: real(one) + (28800.0 if one == time.CLOCK_BOOTTIME and slept.exists() else 0.0)
"""
"""Linux' own: all but the one that counts since the start of the system stand still in sleep."""
ASKS = """
from edgeassist.cli.program import run_program
sys.exit(run_program(sys.argv[1:]))
"""
MAKES = """
from tests.support.workshop_bench import PLAIN, WorkshopBench
from edgeassist.store.library import Library
root = Path(sys.argv[1])
bench = WorkshopBench(root, Library(root).cards()[0])
print(bench.make(PLAIN, report=lambda step, *_: print(step, flush=True)).quantization)
"""


class Program:
    """A program of ours in its own process, with clocks that jump when it has slept."""

    def __init__(self, folder: Path, script: str, argv: Sequence[str], clocks: str = CLOCKS) -> None:
        self.slept = folder / "slept"
        command = [sys.executable, "-c", clocks + script, str(self.slept), *argv]
        environ = {**os.environ, "EDGEASSIST_HOME": str(folder / "home"), "NO_COLOR": "1"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ)

    def read(self, count: int) -> bytes:
        assert self.process.stdout is not None
        return self.process.stdout.read(count)

    def line(self) -> bytes:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def spend_the_night(self) -> int:
        """Have it sleep with its children through the night; returns how many processes slept."""
        ours = psutil.Process(self.process.pid)
        all_of_it = [ours, *ours.children(recursive=True)]
        for one in all_of_it:
            one.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, ours.pid, os.WSTOPPED | os.WNOWAIT)
        self.slept.touch()
        for one in reversed(all_of_it):
            one.send_signal(signal.SIGCONT)
        return len(all_of_it)

    def end(self) -> tuple[int, bytes, bytes]:
        out, errors = self.process.communicate(timeout=600)
        return self.process.returncode, out, errors


@linux_only
def test_B01_an_answer_goes_on_where_the_laptop_fell_asleep(tmp_path: Path, tiny_gguf: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/cache").symlink_to(engine_cache())
    argv = ["ask", "--model", str(tiny_gguf), "--context", "2048", "--max-tokens", "1500", "--seed", "1", "Tell."]
    program = Program(tmp_path, ASKS, argv)
    first = program.read(1)
    assert program.spend_the_night() >= 2
    code, rest, errors = program.end()
    assert (code, first != b"", len(rest) > 100) == (0, True, True), errors
    assert b"engine" not in errors


@linux_only
def test_B01_an_answer_says_that_it_was_interrupted_by_sleep(tmp_path: Path, tiny_gguf: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/cache").symlink_to(engine_cache())
    argv = ["ask", "--model", str(tiny_gguf), "--context", "2048", "--max-tokens", "1900", "--seed", "1", "Tell."]
    program = Program(tmp_path, ASKS, argv, LINUX_CLOCKS)
    program.read(600)  # the worker speaks of itself twice a second, so it has by now
    program.spend_the_night()
    code, rest, errors = program.end()
    assert (code, len(rest) > 100) == (0, True), errors
    assert errors.count(b"The computer slept for 8 h. What the model was doing was interrupted by sleep.") == 1


@linux_only
def test_B01_a_quantization_goes_on_where_the_laptop_fell_asleep(tmp_path: Path, model_cache: Path) -> None:
    bench: WorkshopBench = workshop_bench.opened(tmp_path, tiny_model(model_cache, "f16"))
    program = Program(tmp_path, MAKES, [str(bench.root)])
    while not program.line().startswith(b"Quantizing"):
        assert program.process.poll() is None
    program.spend_the_night()
    code, out, errors = program.end()
    assert (code, out.split()[-1]) == (0, b"Q4_K_M"), errors
    bench.require_source_untouched()


class Night:
    """A clock that counts the night as it is slept."""

    def __init__(self) -> None:
        self.slept_s, self.now_s = 0.0, 0.0

    def __call__(self) -> float:
        self.now_s += 0.001
        return self.now_s + self.slept_s

    def fall(self, _step: str, done: int) -> None:
        if done >= 200_000:
            self.slept_s = NIGHT_S


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ByteServer() as server:
        made = Bench(server, tmp_path)
        night = Night()
        made.terms, made.heard = replace(made.terms, clock=night), night.fall
        yield made


def test_B01_a_download_whose_line_was_lost_in_sleep_goes_on_from_the_very_byte(bench: Bench) -> None:
    bench.server.fault("m", Fault("truncate", at=400_000, times=1))
    bench.run()
    assert bench.is_right()
    assert bench.starts() == [0, 400_000]


def test_B01_a_night_does_not_make_the_line_a_slow_one(bench: Bench) -> None:
    bench.run()
    assert bench.is_right()
    assert SLOW not in bench.steps
