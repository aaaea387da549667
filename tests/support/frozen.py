# SPDX-License-Identifier: Apache-2.0
"""A frozen program on a home of its own: run to the end with nothing but what it is given."""

import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

LIMIT_S = 120.0
DAMAGED = "The installation is damaged"
UNTOUCHED = "Your models, conversations and settings lie elsewhere and are untouched."
_PASSED_ON = ("PATH", "TMPDIR", "LANG", "SystemRoot")


@dataclass(frozen=True)
class Frozen:
    """The program in `folder`; the person's files are below `home`."""

    folder: Path
    home: Path

    @property
    def worker(self) -> str:
        return str(self.folder / "edgeassist-worker")

    @property
    def window(self) -> str:
        return str(self.folder / "edgeassist")

    def environ(self, **more: str) -> dict[str, str]:
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        quiet = {"NO_COLOR": "1", "QT_QPA_PLATFORM": "offscreen", "EDGEASSIST_NO_SELF_BENCHMARK": "1"}
        return {**passed_on, **quiet, "HOME": str(self.home), "EDGEASSIST_HOME": str(self.home), **more}

    def run(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run the console program."""
        return self.run_as(self.worker, *words, **more)

    def run_as(self, *command: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            env=self.environ(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="backslashreplace",
            timeout=LIMIT_S,
        )

    def data(self) -> dict[str, str]:
        """Return what the person would miss, each file with a sum of what is in it."""
        kept = sorted(path for part in ("data", "config") for path in (self.home / part).rglob("*") if path.is_file())
        return {
            str(path.relative_to(self.home)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in kept
            if path.suffix != ".lock" and "network" not in path.parts
        }


def libraries(folder: Path) -> list[str]:
    """Return all shared libraries of a bundle by their names in it, links left out."""
    found = (path for path in sorted(folder.rglob("*")) if ".so" in path.suffixes or path.suffix in (".dll", ".dylib"))
    return [path.relative_to(folder).as_posix() for path in found if path.is_file() and not path.is_symlink()]


def flipped(content: bytes, place: int) -> bytes:
    """Return `content` with all bits of one byte turned."""
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
