# SPDX-License-Identifier: Apache-2.0
"""A small ext4 drive in a file, and copies of it as a power cut at that moment would have left it. Needs root, Linux.

A copy holds what the file system has handed to its device by then; what the kernel still holds back is lost, as in
a power cut. A copy during which the device was written to mixes two moments and is taken again.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_MOST_COPIES = 200
_OPTIONS = "commit=1,noinit_itable"
"""What waits goes to the device each second, and nothing but what was written does."""


class Drive:
    """The drive in the file `image`, mounted at `folder`. Made by `new_drive`."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.image, self.folder = image, folder
        device = _told("losetup", "--noheadings", "--output", "NAME", "--associated", str(image)).strip()
        self._counters = Path("/sys/block") / Path(device).name / "stat"

    def sync(self) -> None:
        """Have all that was written so far reach the drive."""
        _told("sync", "--file-system", str(self.folder))

    def as_cut_now(self, snapshot: Path) -> Path:
        """Copy the drive as it is at this moment. Who writes to it has to be stopped meanwhile."""
        for _ in range(_MOST_COPIES):
            before = self._written()
            _told("cp", "--sparse=always", str(self.image), str(snapshot))
            if self._written() == before:
                return snapshot
        raise AssertionError("the drive is written to all the time")

    def _written(self) -> tuple[int, ...]:
        """Return how many writes and flushes there were, and how many requests are under way."""
        numbers = [int(one) for one in self._counters.read_text().split()]
        return (numbers[4], *numbers[8:9], *numbers[15:16])


@contextmanager
def new_drive(folder: Path, mib: int) -> Iterator[Drive]:
    """Make an empty drive below `folder`, mounted as long as the block runs; skip where that is not possible."""
    image = folder / "drive.img"
    with image.open("wb") as file:
        file.truncate(mib * 1024**2)
    try:
        subprocess.run(["mkfs.ext4", "-q", "-F", "-J", "size=8", str(image)], check=True)
    except FileNotFoundError:
        pytest.skip("there is no mkfs.ext4 here")
    with mounted(image, folder / "drive") as place:
        yield Drive(image, place)


@contextmanager
def mounted(image: Path, folder: Path) -> Iterator[Path]:
    """Mount a drive at `folder` as long as the block runs, its journal replayed; skip where that is not allowed."""
    folder.mkdir(exist_ok=True)
    try:
        command = ["mount", "-o", f"loop,{_OPTIONS}", str(image), str(folder)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _told(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
