# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the frozen program folder, the one-file set-up made from it, and homes to start that in."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import linux_file

DATE_S = 1_700_000_000


def stand_in(folder: Path, says: str) -> Path:
    """Make a program folder whose program prints `says` and its arguments."""
    (folder / "_internal").mkdir(parents=True)
    for name in ("edgeassist", "edgeassist-worker"):
        (folder / name).write_text(f'#!/bin/sh\nprintf "%s:" "{says}" "$@"\n')
        (folder / name).chmod(0o755)
    (folder / "_internal" / "data.bin").write_bytes(bytes(range(256)) * 40)
    (folder / "_internal" / "same.bin").symlink_to("data.bin")
    return folder


def packed(folder: Path, version: str) -> Path:
    """Return the one file made of a stand-in of that version."""
    program = stand_in(folder / f"folder-{version}", f"version {version}")
    return linux_file.build(program, folder / f"EdgeAssist-{version}.run", version=version, date_s=DATE_S)


@dataclass(frozen=True)
class PersonsHome:
    """A home folder that is empty at first, and what is started with it."""

    path: Path

    @property
    def share(self) -> Path:
        """Where a person's menu entries go."""
        return self.path / ".local" / "share"

    @property
    def program(self) -> Path:
        """Where the versions of the program go."""
        return self.share / "EdgeAssist" / "program"

    def run(self, *command: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run `command` as the person whose home this is."""
        bare = {"HOME": str(self.path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        arguments = [str(part) for part in command]
        return subprocess.run(
            arguments, check=False, capture_output=True, text=True, env=bare | environ, stdin=subprocess.DEVNULL
        )
