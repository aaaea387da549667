# SPDX-License-Identifier: Apache-2.0
"""How much memory this process holds now and held at most, in bytes. Reads /proc on Linux, asks psutil elsewhere."""

import os
import sys
from pathlib import Path

import psutil


def resident_bytes() -> int:
    """Return the resident set, mapped model pages included."""
    if sys.platform != "linux":
        return int(psutil.Process().memory_info().rss)
    return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def peak_bytes() -> int:
    """Return the largest resident set so far; where the system does not keep it, the present one."""
    if sys.platform != "linux":
        info = psutil.Process().memory_info()
        return int(getattr(info, "peak_wset", info.rss))
    for line in Path("/proc/self/status").read_bytes().splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) * 1024
    return resident_bytes()
