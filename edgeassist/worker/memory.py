# SPDX-License-Identifier: Apache-2.0
"""How much memory this process holds now, and held at most for a model, in bytes. Reads /proc on Linux, else psutil."""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil


def resident_bytes() -> int:
    """Return the resident set, mapped model pages included."""
    if sys.platform != "linux":
        return int(psutil.Process().memory_info().rss)
    return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Peak:
    """The largest resident set that was sampled since the last `start_over`. Any thread may call.

    The system's own mark cannot serve: it belongs to the process, which outlives its models, and the locks on the
    process forbid to reset it.
    """

    def __init__(self, measure: Callable[[], int] = resident_bytes) -> None:
        self._measure, self._lock = measure, threading.Lock()
        self._largest_bytes = 0

    def start_over(self) -> None:
        """Forget what was before: another model comes."""
        with self._lock:
            self._largest_bytes = self._measure()

    def sample(self) -> tuple[int, int]:
        """Return what is resident now, and the largest so far."""
        with self._lock:
            now_bytes = self._measure()
            self._largest_bytes = max(self._largest_bytes, now_bytes)
            return now_bytes, self._largest_bytes


def process_peak_bytes() -> int:
    """Return the largest resident set this process ever had. For one-shot processes; others have `Peak`."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    memory = psutil.Process().memory_info()
    return int(getattr(memory, "peak_wset", memory.rss))
