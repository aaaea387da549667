# SPDX-License-Identifier: Apache-2.0
"""Downloads onto drives that are full, small or broken (rows D19, D21): paused with the reason, resumed afterwards."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Stopped
from edgeassist.net.refusals import DriveTrouble, RoomGone
from tests.support.byte_server import ByteServer, Fault
from tests.support.fetching_bench import Bench

BLOCK = 512
"""What `st_blocks` counts in, whatever the drive does."""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ByteServer() as server:
        yield Bench(server, tmp_path)


def test_D19_too_little_room_is_seen_before_the_first_byte(bench: Bench) -> None:
    bench.terms = replace(bench.terms, margin_bytes=1000, free_disk=lambda _: 500_000)
    with pytest.raises(RoomGone) as refused:
        bench.run()
    assert refused.value.more_bytes == len(bench.content) + 1000 - 500_000
    assert bench.server.log == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux sets room aside")
@pytest.mark.parametrize("fault", [Fault("status", value=503), Fault("captive")])
def test_D19_a_fetch_that_brought_nothing_takes_no_room(bench: Bench, fault: Fault) -> None:
    bench.server.fault("m", fault)
    with pytest.raises((EdgeError, Stopped)):
        bench.run()
    assert bench.part.stat().st_blocks == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux sets room aside")
def test_D19_room_is_set_aside_once_bytes_come_and_a_stopped_fetch_keeps_its_own_alone(bench: Bench) -> None:
    taken: list[int] = []

    def heard(step: str, done: int) -> None:
        taken.append(bench.part.stat().st_blocks * BLOCK if done else 0)
        if done >= 200_000:
            bench.stop.wish()

    bench.heard = heard
    bench.server.fault("m", Fault("gate", at=400_000))
    with pytest.raises(Stopped):
        bench.run()
    bench.server.release()
    assert max(taken) >= len(bench.content)
    assert bench.part.stat().st_blocks * BLOCK < len(bench.content)
    assert bench.part.stat().st_size >= 200_000


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, RoomGone),
        (errno.EDQUOT, RoomGone),
        (errno.EIO, DriveTrouble),
        (errno.EROFS, DriveTrouble),
    ],
)
def test_D19_D21_a_drive_that_gives_up_pauses_and_the_rest_comes_later(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception]
) -> None:
    written, real = [0], os.write

    def failing(file: int, piece: memoryview) -> int:
        if written[0] > 400_000:
            raise OSError(number, os.strerror(number))
        written[0] += (count := real(file, piece))
        return count

    monkeypatch.setattr(os, "write", failing)
    with pytest.raises(kind):
        bench.run()
    monkeypatch.undo()
    bench.run()
    assert bench.is_right()
    assert bench.starts()[-1] > 0


def test_D19_a_real_drive_that_runs_full_pauses_the_download_which_then_goes_on(bench: Bench, tmp_path: Path) -> None:
    namespace = ["unshare", "-rm"]
    if not which("unshare") or subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a small drive of his own (unshare -rm)")
    wanted = bench.wanted
    (tmp_path / "drive").mkdir()
    arguments = [str(tmp_path / "drive"), wanted.url, str(wanted.size_bytes), str(wanted.sha256)]
    command = [*namespace, sys.executable, "-m", "tests.support.full_drive", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    first, second = run.stdout.splitlines()
    assert first.startswith("The drive is too full: the download needs")
    assert second == "True"


@pytest.mark.parametrize(
    ("way", "refused"),
    [
        ("no-inode", ["disk-full: The drive is too full: it takes no more files."]),
        ("one-inode", ["disk-full: The drive is too full: it takes no more files."]),
        (
            "read-only",
            ["stopped: ", "drive-trouble: The drive of the models cannot be written: Read-only file system."],
        ),
        ("failing", ["drive-trouble: The drive of the models cannot be written: Input/output error."]),
    ],
)
def test_D21_a_real_drive_without_inodes_or_that_cannot_be_written_pauses_and_goes_on(
    bench: Bench, tmp_path: Path, way: str, refused: list[str]
) -> None:
    wanted = bench.wanted
    (tmp_path / "drive").mkdir()
    run = _on_a_small_drive(way, str(tmp_path / "drive"), wanted.url, str(wanted.size_bytes), str(wanted.sha256))
    assert run.returncode == 0, run.stderr
    *said, last = run.stdout.splitlines()
    assert last == "True"
    assert len(said) == len(refused)
    assert all(mine.startswith(its) for mine, its in zip(said, refused, strict=True))
    if way in ("read-only", "failing"):
        assert bench.starts()[-1] > 0
        assert sum(one.sent for one in bench.server.gets("m")) < 2 * len(bench.content)


def _on_a_small_drive(*arguments: str) -> subprocess.CompletedProcess[str]:
    if sys.platform != "linux" or not which("mkfs.ext4") or not which("unshare"):
        pytest.skip("an ext4 image needs Linux, mkfs.ext4 and unshare")
    probe = ["unshare", "-m", "losetup", "-f"]
    if os.geteuid() or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount an ext4 image, and only where there are loop devices")
    command = ["unshare", "-m", sys.executable, "-m", "tests.support.small_drive", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)
