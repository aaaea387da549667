# SPDX-License-Identifier: Apache-2.0
"""Memory and processor of real children, compared with what the kernel says, and of a made-up /proc."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.telemetry.process_files import Pages, held_by_psutil, pages_by_psutil, read_held, read_pages
from edgeassist.telemetry.processes import ProcessMeter, own_process
from tests.bench.procfs import status_bytes
from tests.support.clocks import Clock

PROC = Path("/proc")
MODEL_MB = 24
CHILD = """
import mmap, sys
with open(sys.argv[1], "rb") as file:
    mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
sum(mapped[at] for at in range(0, len(mapped), 4096))
own = bytearray(8_000_000)
print("mapped", flush=True)
for line in sys.stdin:
    sum(range(4_000_000)) if line == "work\\n" else own.extend(bytes(40_000_000))
    print("done", flush=True)
"""


class Child:
    def __init__(self, model: Path) -> None:
        command = [sys.executable, "-c", CHILD, str(model)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "mapped\n"

    @property
    def pid(self) -> int:
        return self.process.pid

    def do(self, what: str) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    model = tmp_path / "some model.gguf"
    model.write_bytes(os.urandom(MODEL_MB << 20))
    found = Child(model)
    yield found
    found.process.communicate()


def test_a_worker_with_a_mapped_model_is_read_as_the_kernel_counts_it(child: Child) -> None:
    (found,) = ProcessMeter(Clock(), PROC)({child.pid: "engine"})
    assert found.rss_bytes == pytest.approx(status_bytes(child.pid, "VmRSS"), rel=0.02)
    assert found.mapped_bytes == pytest.approx(MODEL_MB << 20, rel=0.02)
    assert found.uss_bytes is not None
    assert found.mapped_bytes < found.uss_bytes <= found.rss_bytes
    assert (found.role, found.cpu_percent) == ("engine", 0)


def test_what_is_known_of_pages_moves_with_the_counters(child: Child) -> None:
    clock = Clock()
    meter = ProcessMeter(clock, PROC)
    (before,) = meter({child.pid: "engine"})
    child.do("grow")
    clock.now += 1
    (after,) = meter({child.pid: "engine"})
    assert after.rss_bytes - before.rss_bytes > 35_000_000
    assert before.uss_bytes is not None
    assert after.uss_bytes is not None
    assert after.uss_bytes - before.uss_bytes == after.rss_bytes - before.rss_bytes
    assert after.mapped_bytes == pytest.approx(MODEL_MB << 20, rel=0.02)


def test_a_share_of_the_processor_is_of_one_core_since_the_look_before(child: Child) -> None:
    clock = Clock()
    meter = ProcessMeter(clock, PROC)
    meter({child.pid: "engine"})
    child.do("work")
    clock.now += 2
    (found,) = meter({child.pid: "engine"})
    assert 1 < found.cpu_percent < 200


def test_the_window_comes_first_and_who_is_gone_is_left_out(child: Child) -> None:
    found = ProcessMeter(Clock(), PROC)({child.pid: "engine", 2**30: "job", os.getpid(): "window"})
    assert [one.role for one in found] == ["window", "engine"]
    again = ProcessMeter(Clock(), PROC).resident_bytes([child.pid, 2**30])
    assert again == pytest.approx(
        found[1].rss_bytes, rel=0.2
    )  # a machine short of memory takes mapped pages back in between


def test_psutil_reads_the_same_process_alike(child: Child) -> None:
    ours, theirs = read_held(PROC / str(child.pid)), held_by_psutil(child.pid)
    assert ours is not None
    assert theirs is not None
    assert ours.rss_bytes == pytest.approx(theirs.rss_bytes, rel=0.02)
    pages, others = read_pages(PROC / str(child.pid)), pages_by_psutil(child.pid)
    assert pages.mapped_bytes == pytest.approx(others.mapped_bytes, rel=0.02)
    assert pages.uss_bytes == pytest.approx(others.uss_bytes, rel=0.02)
    (elsewhere,) = ProcessMeter(Clock(), None)({child.pid: "engine"})
    assert elsewhere.mapped_bytes == others.mapped_bytes


def test_a_process_that_is_gone_holds_nothing() -> None:
    assert held_by_psutil(2**30) is None
    assert read_held(PROC / str(2**30)) is None
    assert pages_by_psutil(2**30) == read_pages(PROC / str(2**30)) == Pages(None, 0)


STAT = "7 (a (name) with 9) S 1 7 7 0 -1 4194560 900 0 0 0 {user} {system} 0 0 20 0 4 0 {started} 1000 200 1 1\n"
STATUS = "Name:\tx\nVmRSS:\t{rss} kB\nRssAnon:\t100 kB\nRssFile:\t{file} kB\n"
SMAPS = """7f00-7f10 r--p 00000000 fd:00 12 /models/a b.gguf
Rss:                 {model} kB
Private_Clean:       {model} kB
7f10-7f20 r-xp 00000000 fd:00 13 /lib/libllama.so
Rss:                 50 kB
Private_Clean:       20 kB
Private_Dirty:       5 kB
7f20-7f30 rw-p 00000000 00:00 0
Rss:                 100 kB
Private_Dirty:       100 kB
"""


class FakeProcess:
    def __init__(self, proc: Path, *, user: int = 0, started: int = 5, rss: int = 1150, model: int = 1000) -> None:
        self.folder = proc / "7"
        self.folder.mkdir(exist_ok=True)
        (self.folder / "stat").write_text(STAT.format(user=user, system=0, started=started))
        (self.folder / "status").write_text(STATUS.format(rss=rss, file=rss - 100))
        (self.folder / "smaps").write_text(SMAPS.format(model=model))


def test_pages_of_model_files_are_told_apart(tmp_path: Path) -> None:
    FakeProcess(tmp_path)
    (found,) = ProcessMeter(Clock(), tmp_path)({7: "engine"})
    assert (found.rss_bytes, found.mapped_bytes, found.uss_bytes) == (1150 * 1024, 1000 * 1024, 1125 * 1024)


def test_pages_are_walked_again_after_half_a_minute_only(tmp_path: Path) -> None:
    FakeProcess(tmp_path)
    clock = Clock()
    meter = ProcessMeter(clock, tmp_path)
    meter({7: "engine"})
    FakeProcess(tmp_path, rss=1150, model=500)
    clock.now += 20
    assert meter({7: "engine"})[0].mapped_bytes == 1000 * 1024
    clock.now += 11
    assert meter({7: "engine"})[0].mapped_bytes == 500 * 1024


def test_pages_are_walked_soon_after_much_has_moved(tmp_path: Path) -> None:
    FakeProcess(tmp_path)
    clock = Clock()
    meter = ProcessMeter(clock, tmp_path)
    meter({7: "engine"})
    FakeProcess(tmp_path, rss=90_150, model=90_000)
    clock.now += 6
    assert meter({7: "engine"})[0].mapped_bytes == 90_000 * 1024


def test_a_new_process_with_an_old_number_starts_anew(tmp_path: Path) -> None:
    FakeProcess(tmp_path, user=100_000)
    clock = Clock()
    meter = ProcessMeter(clock, tmp_path)
    meter({7: "engine"})
    FakeProcess(tmp_path, user=10, started=6)
    clock.now += 1
    assert meter({7: "engine"})[0].cpu_percent == 0


def test_a_share_is_never_below_zero_and_needs_time_to_pass(tmp_path: Path) -> None:
    FakeProcess(tmp_path, user=100)
    clock = Clock()
    meter = ProcessMeter(clock, tmp_path)
    meter({7: "engine"})
    FakeProcess(tmp_path, user=200)
    assert meter({7: "engine"})[0].cpu_percent == 0
    clock.now += 2
    FakeProcess(tmp_path, user=300)
    assert meter({7: "engine"})[0].cpu_percent == pytest.approx(50)


def test_a_process_whose_pages_may_not_be_walked_tells_the_rest(tmp_path: Path) -> None:
    (FakeProcess(tmp_path).folder / "smaps").unlink()
    (found,) = ProcessMeter(Clock(), tmp_path)({7: "engine"})
    assert (found.rss_bytes, found.uss_bytes, found.mapped_bytes) == (1150 * 1024, None, 0)


@pytest.mark.parametrize(("name", "text"), [("stat", "garbage"), ("status", "Name:\tx\n"), ("stat", "7 (x) S 1\n")])
def test_a_process_whose_files_say_nothing_is_left_out(tmp_path: Path, name: str, text: str) -> None:
    (FakeProcess(tmp_path).folder / name).write_text(text)
    assert ProcessMeter(Clock(), tmp_path)({7: "engine"}) == ()


def test_a_program_alone_is_a_window() -> None:
    assert own_process() == {os.getpid(): "window"}
