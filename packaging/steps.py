# SPDX-License-Identifier: Apache-2.0
"""How set-up talks, fails, runs tools and takes turns. Standard library only; knows nothing of what is set up."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_LOG_TAIL_LINES = 30


class SetupFailed(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    """Print one line of progress at once."""
    print(f"set-up: {text}", flush=True)


def run(command: Sequence[str], *, failure: str, env: Mapping[str, str] | None = None, log: Path | None = None) -> None:
    """Run `command` without a stdin; raise `SetupFailed` with the sentence `failure` when it does not end well.

    With `log`, the output goes there and its last lines are shown only on failure.
    """
    if log is None:
        code = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, env=env).returncode
    else:
        with log.open("ab") as file:
            code = subprocess.run(
                command, check=False, stdin=subprocess.DEVNULL, env=env, stdout=file, stderr=subprocess.STDOUT
            ).returncode
    if code == 0:
        return
    tail = log.read_text(errors="replace").splitlines()[-_LOG_TAIL_LINES:] if log else []
    raise SetupFailed("\n".join([*tail, f"{failure} ({Path(command[0]).name} ended with code {code})"]))


@contextmanager
def only_one(lock: Path, *, waiting_for: str) -> Iterator[None]:
    """Hold `lock` for the block; wait for whoever holds it. The system frees it when the holder dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+b") as file:
        if not _locked(file, wait=False):
            say(f"waiting for {waiting_for}")
            while not _locked(file, wait=True):
                pass
        yield


if sys.platform == "win32":
    import msvcrt

    def _locked(file: IO[bytes], *, wait: bool) -> bool:
        file.seek(0)
        try:  # LK_LOCK gives up after ten tries, one a second
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: IO[bytes], *, wait: bool) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def cache_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder for what is expensive to make: `EDGEASSIST_CACHE`, or one in the user's cache."""
    chosen = (os.environ if environ is None else environ).get("EDGEASSIST_CACHE")
    return Path(chosen).expanduser().absolute() if chosen else Path.home() / ".cache" / "edgeassist"
