# SPDX-License-Identifier: Apache-2.0
"""Fetches onto an ext4 image that fails in one way, mends it, and goes on; runs as root inside `unshare -m`.

Arguments: which way, a folder to mount at, address, size and SHA-256. Prints what was refused, then `True`.
"""

import fcntl
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Report, Stop
from edgeassist.net.fetch import Wanted, fetch
from edgeassist.net.route import Route
from tests.support.fetching_bench import QUICK

_EXT4_IOC_SHUTDOWN, _LOSE_THE_LOG = 0x8004587D, 2


class Drive:
    """An ext4 file system with a handful of inodes, mounted at `folder`."""

    def __init__(self, folder: Path, wanted: Wanted) -> None:
        self.folder, self._wanted = folder, wanted
        self._image = folder.with_suffix(".img")
        with self._image.open("wb") as file:
            file.truncate(16 * 1024**2)
        subprocess.run(["mkfs.ext4", "-q", "-F", "-N", "16", str(self._image)], check=True)
        self.mount()

    def mount(self) -> None:
        subprocess.run(["mount", "-o", "loop", str(self._image), str(self.folder)], check=True)

    def remount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.folder)], check=True)

    def fetch(self, report: Report = lambda *_: None, stop: Stop | None = None) -> None:
        part, route = self.folder / "model.part", Route(proxy="none")
        try:
            done = fetch(self._wanted, part, route=route, report=report, stop=stop or Stop(), terms=QUICK)
            sys.stdout.write(f"{done.verified}\n")
        except EdgeError as error:
            sys.stdout.write(f"{error.code}: {error}\n")

    def fill(self, *, but: int) -> list[Path]:
        """Take all inodes `but` so many."""
        taken: list[Path] = []
        with suppress(OSError):
            while True:
                path = self.folder / f"taken-{len(taken)}"
                path.touch()
                taken.append(path)
        for _ in range(but):
            taken.pop().unlink()
        return taken

    def fail(self) -> None:
        """Have every access from now on end in EIO, as a drive does that was pulled out."""
        folder = os.open(self.folder, os.O_RDONLY)
        fcntl.ioctl(folder, _EXT4_IOC_SHUTDOWN, struct.pack("i", _LOSE_THE_LOG))
        os.close(folder)


def _inodes(drive: Drive, but: int) -> None:
    taken = drive.fill(but=but)
    drive.fetch()
    for one in taken:
        one.unlink()


def _read_only(drive: Drive) -> None:
    stop = Stop()
    drive.fetch(lambda step, done, total: stop.wish() if done > total // 2 else None, stop)
    drive.remount("ro")
    drive.fetch()
    drive.remount("rw")


def _failing(drive: Drive) -> None:
    failed: list[int] = []

    def report(step: str, done: int, total: int) -> None:
        if done > total // 2 and not failed:
            failed.append(done)
            drive.fail()

    drive.fetch(report)
    subprocess.run(["umount", str(drive.folder)], check=True)
    drive.mount()


WAYS: dict[str, Callable[[Drive], None]] = {
    "no-inode": lambda drive: _inodes(drive, 0),
    "one-inode": lambda drive: _inodes(drive, 1),
    "read-only": _read_only,
    "failing": _failing,
}


def main() -> int:
    way, folder, url, size, sha256 = sys.argv[1:]
    drive = Drive(Path(folder), Wanted(url, int(size), sha256))
    WAYS[way](drive)
    drive.fetch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
