# SPDX-License-Identifier: Apache-2.0
"""Kills, full drives, wrong names, little memory and cancels in mid-quantization: rows S01 to S05 and W07.

Whatever happens, the source stays byte for byte, no half model is listed, and what was not finished says so.
"""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from edgeassist.app.workshop import job_command
from edgeassist.core.stop import Stop, Stopped
from edgeassist.runtime.one_shot import JobHasNoRoom, JobRefused, run_job
from edgeassist.store.intake import SPARE_BYTES, NotEnoughDisk
from edgeassist.store.making import FOLDER
from edgeassist.wire import jobs
from tests.support import workshop_bench
from tests.support.models import tiny_model
from tests.support.threads import HANG_S
from tests.support.workshop_bench import WorkshopBench, engine_cache

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="pidfd, tmpfs, cgroups and loop devices are Linux's")
GROUPS = Path("/sys/fs/cgroup/memory")
MAKER = """
import sys
from pathlib import Path
from edgeassist.core.stop import Stop
from tests.support.workshop_bench import PLAIN, WorkshopBench
from edgeassist.store.library import Library
root = Path(sys.argv[1])
bench = WorkshopBench(root, Library(root).cards()[0])
def report(step, done, total):
    print(step, done, total, flush=True)
bench.make(PLAIN, report=report)
print("made", 0, 0, flush=True)
"""


@pytest.fixture
def bench(tmp_path: Path, model_cache: Path) -> WorkshopBench:
    return workshop_bench.opened(tmp_path, tiny_model(model_cache, "f16"))


def killed_at(bench: WorkshopBench, moment: Callable[[str, int, int], bool]) -> None:
    """Have another process make a smaller copy, and SIGKILL it, and so its child, when `moment` comes."""
    command = [sys.executable, "-c", MAKER, str(bench.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as maker:
        assert maker.stdout
        for line in maker.stdout:
            step, done, total = line.rsplit(" ", 2)
            assert not step.startswith("made"), "it was not killed in time"
            if moment(step, int(done), int(total)):
                maker.kill()
                break
        maker.wait()


@linux_only
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_s01_a_killed_quantization_is_not_finished_and_may_be_begun_again(bench: WorkshopBench, share: float) -> None:
    # A step that follows another at once may not be said: then the kill comes when all is written and nothing shown.
    killed_at(bench, lambda step, done, total: step.startswith("Checking") or done >= share * total)
    assert [one.id for one in bench.library.cards()] == [bench.source.id]
    (record,) = bench.shop.unfinished()
    assert "was not finished" in record.sentence
    assert sorted(one.name for one in (bench.root / FOLDER / record.id).iterdir()) == ["making.json"]
    bench.require_source_untouched()
    made = bench.shop.restart(record.id, lambda *_: None, Stop())
    assert made.quantization == "Q4_K_M"
    assert bench.shop.unfinished() == ()
    assert bench.left() == [made.id]


@linux_only
def test_s01_a_kill_of_the_child_alone_is_told_and_leaves_nothing(bench: WorkshopBench) -> None:
    def report(step: str, _done: int, _total: int) -> None:
        if step == "Quantizing":
            for child in children():
                os.kill(child, signal.SIGKILL)

    with pytest.raises(JobRefused) as caught:
        bench.make(report=report)
    assert caught.value.code == "engine-killed"
    assert "untouched" in caught.value.hint
    assert bench.left() == []
    bench.require_source_untouched()


def children() -> list[int]:
    """Return the processes this one started, from any thread."""
    found: list[int] = []
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        with suppress(OSError):  # a thread may have ended since it was listed
            found += map(int, (task / "children").read_text().split())
    return found


def command_of(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def test_s02_a_drive_that_cannot_hold_the_copy_is_refused_before_anything_is_written(bench: WorkshopBench) -> None:
    bench.free_bytes = lambda _folder: SPARE_BYTES + 700_000
    with pytest.raises(NotEnoughDisk) as caught:
        bench.make()
    assert "disk space" in str(caught.value)
    assert bench.steps == []
    assert bench.left() == []


@linux_only
def test_s02_a_drive_that_fills_up_meanwhile_ends_the_work_cleanly(bench: WorkshopBench) -> None:
    with SmallDrive(bench.root / FOLDER, 600_000):
        with pytest.raises(JobHasNoRoom) as caught:
            bench.make()
        assert caught.value.code == "not-enough-disk"
        assert "drive became full" in str(caught.value)
        assert "untouched" in caught.value.hint
        assert [one.id for one in bench.library.cards()] == [bench.source.id]
        assert list((bench.root / FOLDER).iterdir()) == []
    bench.require_source_untouched()


class SmallDrive:
    """Mount a tmpfs of `size_bytes` on `folder` as long as the block runs; skip where that is not allowed."""

    def __init__(self, folder: Path, size_bytes: int) -> None:
        self._folder, self._size_bytes = folder, size_bytes

    def __enter__(self) -> None:
        self._folder.mkdir(exist_ok=True)
        mount("-t", "tmpfs", "-o", f"size={self._size_bytes}", "tmpfs", str(self._folder))

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", str(self._folder)], check=True)


def mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


def order(source: Path, target: Path, kind: str = "Q4_K_M") -> jobs.Quantize:
    return jobs.Quantize(
        source=jobs.Source(path=str(source), size_bytes=source.stat().st_size), target=str(target), type=kind
    )


@pytest.mark.parametrize("how", ["the same path", "a hard link", "another file", "a dangling link", "a left-over part"])
def test_s03_a_name_that_is_taken_is_refused_and_nothing_is_overwritten(
    tmp_path: Path, model_cache: Path, how: str
) -> None:
    source = tmp_path / "source.gguf"
    shutil.copy(tiny_model(model_cache, "f16"), source)
    target, code = tmp_path / "made.gguf", "target-exists"
    if how == "the same path":
        target, code = source, "target-is-source"
    elif how == "a hard link":
        target.hardlink_to(source)
        code = "target-is-source"
    elif how == "another file":
        target.write_text("precious")
    elif how == "a dangling link":
        target.symlink_to(tmp_path / "elsewhere")
    else:
        (tmp_path / "made.gguf.part").write_text("someone else's")
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.exists()}
    with pytest.raises(JobRefused) as caught:
        run_job(job_command(engine_cache()), order(source, target), lambda *_: None, Stop())
    assert caught.value.code == code
    assert "Nothing was changed" in caught.value.hint
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.exists()} == before


@pytest.fixture
def small_room() -> Iterator[Path]:
    """Make a memory group of our own with little room; it is taken away afterwards."""
    group = GROUPS / f"edgeassist-quantize-{os.getpid()}"
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text("16000000")
    except OSError as error:
        with suppress(OSError):
            group.rmdir()
        pytest.skip(f"no memory group (cgroup v1) can be made here: {error}")
    yield group
    for pid in (group / "cgroup.procs").read_text().split():
        (GROUPS / "cgroup.procs").write_text(pid)
    group.rmdir()


@linux_only
def test_s04_too_little_memory_ends_the_child_alone_and_is_named(
    small_room: Path, bench: WorkshopBench, tmp_path: Path
) -> None:
    confined = tmp_path / "confined.sh"
    confined.write_text(f'#!/bin/sh\necho $$ > {small_room}/cgroup.procs\nexec "$@"\n')
    confined.chmod(0o700)
    bench.command = (str(confined), *job_command(engine_cache()))
    with pytest.raises(JobHasNoRoom) as caught:
        bench.make()
    assert caught.value.code == "not-enough-memory"
    assert "not enough memory" in str(caught.value)
    assert bench.left() == []
    bench.require_source_untouched()


@linux_only
def test_s05_a_power_cut_leaves_no_half_model_in_the_list(tmp_path: Path, model_cache: Path) -> None:
    image, drive = tmp_path / "drive.img", tmp_path / "drive"
    drive.mkdir()
    if shutil.which("mkfs.ext4") is None:
        pytest.skip("there is no mkfs.ext4 here")
    with image.open("wb") as file:
        file.truncate(112 * 1024**2)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
    mount("-o", "loop,commit=1", str(image), str(drive))
    snapshots: list[Path] = []
    try:
        bench = workshop_bench.opened(drive, tiny_model(model_cache, "f16"))
        subprocess.run(["sync", "-f", str(drive)], check=True)

        def report(step: str, done: int, total: int) -> None:
            snapshots.append(as_cut_now(image, tmp_path / f"cut-{len(snapshots)}.img"))

        made = bench.make(report=report)
        snapshots.append(as_cut_now(image, tmp_path / "cut-last.img"))
    finally:
        subprocess.run(["umount", str(drive)], check=True)
    listed = [after_the_cut(one, drive, bench) for one in snapshots]
    assert listed[0] == [bench.source.id]
    assert sorted(listed[-1]) == sorted([bench.source.id, made.id])


def as_cut_now(image: Path, snapshot: Path) -> Path:
    """Copy what has reached the drive by now: what the kernel still holds back would be lost in a power cut."""
    subprocess.run(["cp", "--sparse=always", str(image), str(snapshot)], check=True)
    return snapshot


def after_the_cut(image: Path, drive: Path, bench: WorkshopBench) -> list[str]:
    """Return what is listed on the drive as the cut left it; fail for any file that is not what its card says."""
    mount("-o", "loop", str(image), str(drive))
    try:
        for card in bench.library.cards():
            content = bench.library.path(card).read_bytes()
            assert (card.state, hashlib.sha256(content).hexdigest()) == ("probing", card.sha256)
        bench.shop.unfinished()
        return [one.id for one in bench.library.cards()]
    finally:
        subprocess.run(["umount", str(drive)], check=True)


def cancelled_after(bench: WorkshopBench, wait_s: float) -> float:
    """Make a copy that is called off after `wait_s`; return the seconds until that was obeyed, 0 when it was done."""
    stop, wished_s = Stop(), []

    def wish() -> None:
        wished_s.append(time.monotonic())
        stop.wish()

    timer = threading.Timer(wait_s, wish)
    timer.start()
    try:
        bench.make(stop=stop)
    except Stopped:
        return time.monotonic() - wished_s[0]
    finally:
        timer.cancel()
        timer.join()
    return 0.0


def cancel_at_random(bench: WorkshopBench, times: int, soon_s: float) -> None:
    whole_s = -time.monotonic()
    first = bench.make()
    whole_s += time.monotonic()
    bench.library.remove(first.id)
    chance = random.Random(7)
    for _ in range(times):
        late_s = cancelled_after(bench, chance.uniform(0, whole_s))
        assert late_s < soon_s
        if late_s:
            assert bench.left() == []
        for made in bench.library.cards():
            if made.id != bench.source.id:
                bench.library.remove(made.id)
        bench.require_source_untouched()
        assert not [one for one in children() if b"job" in command_of(one)]


@linux_only
def test_w07_a_cancelled_quantization_stops_and_leaves_nothing(bench: WorkshopBench) -> None:
    cancel_at_random(bench, 4, HANG_S)


@linux_only
@pytest.mark.slow
def test_w07_a_quantization_cancelled_at_a_hundred_random_moments(bench: WorkshopBench) -> None:
    cancel_at_random(bench, 100, 1.0)
