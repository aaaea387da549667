# SPDX-License-Identifier: Apache-2.0
"""A whole EdgeAssist window process for a test: started, listened to with a deadline, ended, and looked after."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psutil

DEADLINE_S = 120.0


class WindowProcess:
    """`tests.support.window_program` on the folders below `home`, offscreen unless `environ` says otherwise."""

    def __init__(self, home: Path, deed: str, environ: Mapping[str, str] | None = None) -> None:
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **(environ or {}), "EDGEASSIST_HOME": str(home)}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.support.window_program", deed],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self.errors: list[str] = []
        self._threads = [
            threading.Thread(target=self._collect, args=(self._child.stdout, self._lines.put), daemon=True),
            threading.Thread(target=self._collect, args=(self._child.stderr, self.errors.append), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in [*self.workers(), self._child]:
            with suppress(psutil.NoSuchProcess):  # it may have ended since it was listed
                process.kill()
        self._child.wait()
        for thread in self._threads:
            thread.join(DEADLINE_S)

    @property
    def pid(self) -> int:
        return self._child.pid

    def line(self, begins: str) -> str:
        """Return the next line, which must begin so."""
        line = self._lines.get(timeout=DEADLINE_S)
        assert line.startswith(begins), f"{line!r}; {self.errors}"
        return line

    def signal(self, number: signal.Signals) -> None:
        self._child.send_signal(number)

    def workers(self) -> list[psutil.Process]:
        """Return the processes it has started."""
        try:
            return list(psutil.Process(self.pid).children(recursive=True))
        except psutil.NoSuchProcess:
            return []

    def ended(self, within_s: float) -> int:
        """Wait for its end and return the exit code."""
        return self._child.wait(within_s)

    @staticmethod
    def _collect(pipe: IO[str] | None, put: object) -> None:
        assert pipe is not None
        assert callable(put)
        with pipe:
            for line in pipe:
                put(line.rstrip("\n"))


def gone(processes: list[psutil.Process], within_s: float) -> bool:
    """Whether all of `processes` end in time."""
    _gone, alive = psutil.wait_procs(processes, timeout=within_s)
    return not alive


def since(began_s: float) -> float:
    return time.monotonic() - began_s
