# SPDX-License-Identifier: Apache-2.0
"""What the meters cost, and how true they are: against /proc, and against the truth of simulated batteries."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from edgeassist.telemetry.clocks import Clock, system_clock
from edgeassist.telemetry.heat import HeatMeter
from edgeassist.telemetry.meters import Meters, Sources, batteries
from edgeassist.telemetry.rapl import RaplMeter
from edgeassist.telemetry.reading import EngineReading, Role
from tests.bench.figures import Figure
from tests.bench.procfs import status_bytes
from tests.support.fake_laptop import FakeBattery, FakeLaptop
from tests.support.metered import BATTERIES, Metered

MODEL_BYTES = 1_000_000_000
MAPPED = """
import mmap, sys
with open(sys.argv[1], "rb") as file:
    mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
sum(mapped[at] for at in range(0, len(mapped), 4096))
print("mapped", flush=True)
sys.stdin.read()
"""
WINDOW = """
import sys
from PySide6.QtWidgets import QApplication
application = QApplication([])
print("mapped", flush=True)
sys.stdin.read()
"""


class Seconds:
    """Lets a second pass at each sample as far as the meters know: what they do now and then, they do in time."""

    def __init__(self) -> None:
        self.past = 0.0

    def clock(self) -> Clock:
        """Return clocks that are so much ahead."""
        real = system_clock()
        return Clock(
            lambda: real.now() + self.past, lambda: real.awake() + self.past, lambda: real.always() + self.past
        )


def measure(*, quick: bool) -> list[Figure]:
    """Return the cost of a sample, the error of memory, and that of energy."""
    with tempfile.TemporaryDirectory() as folder:
        cost = _cost(Path(folder), 60 if quick else 600)
    return [*cost, *_energy(quick=quick)]


def _cost(folder: Path, seconds: int) -> list[Figure]:
    """Sample a window, a worker with 1 GB mapped, and a laptop's files, as often as in so many seconds."""
    model = folder / "model.gguf"
    with model.open("wb") as file:
        for _ in range(MODEL_BYTES // 1_000_000):
            file.write(os.urandom(1_000_000))
    laptop, ahead = FakeLaptop(folder / "root", FakeBattery(), rapl_range_uj=1_000_000_000), Seconds()
    with ExitStack() as open_now:
        window, worker = (_child(open_now, *words) for words in ((WINDOW,), (MAPPED, str(model))))
        meters = Meters(_sources(laptop, {window: "window", worker: "engine"}), ahead.clock())
        costs_s, off = [], []
        for _ in range(seconds):
            before_s = time.thread_time()
            sample = meters.sample()
            costs_s.append(time.thread_time() - before_s)
            off += [abs(one.rss_bytes / status_bytes(one.pid, "VmRSS") - 1) for one in sample.processes]
            ahead.past += 1
        meters.close()
    mapped = next(one.mapped_bytes for one in sample.processes if one.role == "engine")
    under = f"window, worker with 1 GB mapped, battery, RAPL; {seconds} samples as if a second apart"
    return [
        Figure(
            name="sampling, share of one core",
            value=100 * statistics.fmean(costs_s),
            unit="%",
            at_most=0.5,
            conditions=under,
        ),
        Figure(
            name="dearest sample",
            value=1000 * max(costs_s),
            unit="ms",
            conditions="the pages of the mapped model are walked",
        ),
        Figure(name="usual sample", value=1000 * statistics.median(costs_s), unit="ms", conditions=under),
        Figure(
            name="resident memory against /proc",
            value=100 * max(off),
            unit="% off",
            at_most=2,
            conditions="the worst of all",
        ),
        Figure(
            name="mapped model",
            value=100 * abs(mapped / MODEL_BYTES - 1),
            unit="% off",
            at_most=2,
            conditions="1 GB, all touched",
        ),
    ]


def _sources(laptop: FakeLaptop, roles: dict[int, Role]) -> Sources:
    import psutil

    return Sources(
        roles=lambda: roles,
        charge=batteries(laptop.root, "linux"),
        rapl=RaplMeter(laptop.root),
        celsius=HeatMeter(laptop.root),
        memory=psutil.virtual_memory,
        engine=EngineReading,
        models_bytes=lambda: 0,
        proc=Path("/proc"),
    )


def _child(open_now: ExitStack, code: str, *arguments: str) -> int:
    """Start Python with `code` until the stack closes; return its process number once it is ready."""
    command = [sys.executable, "-c", code, *arguments]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    open_now.callback(child.communicate)
    if child.stdout is None or child.stdout.readline() != b"mapped\n":
        raise RuntimeError("the child did not come to rest")
    return child.pid


def _energy(*, quick: bool) -> list[Figure]:
    """Write answers for 30 minutes on every kind of battery; return the worst errors."""
    whole, answers, covered, known, all_answers = [], [], 0, 0, 0
    for battery in BATTERIES.values():
        with tempfile.TemporaryDirectory() as folder:
            found = Metered(FakeLaptop(Path(folder), replace(battery))).work(5 if quick else 30)
        cost, truth_j, _ = found.whole
        whole.append(abs((cost.laptop_joules.value or 0) / truth_j - 1))
        pairs = [(one.laptop_joules, truth) for one, truth, _ in found.known]
        if pairs:
            answers.append(abs(sum(one.value or 0 for one, _ in pairs) / sum(truth for _, truth in pairs) - 1))
        covered += sum(abs((one.value or 0) - truth) <= one.error for one, truth in pairs)
        known, all_answers = known + len(pairs), all_answers + len(found.answers)
    under = f"{len(BATTERIES)} kinds of batteries, {5 if quick else 30} simulated minutes each; the worst"
    return [
        Figure(
            name="energy against the battery's truth", value=100 * max(whole), unit="% off", at_most=5, conditions=under
        ),
        Figure(
            name="energy of all its answers together",
            value=100 * max(answers),
            unit="% off",
            at_most=5,
            conditions=under,
        ),
        Figure(
            name="answers within the error that is told",
            value=100 * covered / known,
            unit="%",
            at_least=85,
            conditions="of those",
        ),
        Figure(
            name="answers of 3 s to 90 s measured",
            value=100 * known / all_answers,
            unit="%",
            conditions="the others say why not",
        ),
    ]
