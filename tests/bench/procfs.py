# SPDX-License-Identifier: Apache-2.0
"""What Linux says about a process from outside: memory, wake-ups, children. Other systems are not measured."""

import platform
from pathlib import Path


def status_bytes(pid: int, field: str) -> int:
    """Return a memory field of /proc/PID/status, such as `VmRSS` or `VmHWM`, in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(field)


def wake_ups(pid: int) -> int:
    """Return how often the threads of a process have gone to sleep of their own will, and so were woken."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches:"):
                total += int(line.split()[1])
    return total


def children(pid: int) -> list[int]:
    """Return the process numbers of the children that live now."""
    lists = ((task / "children").read_text().split() for task in Path(f"/proc/{pid}/task").iterdir())
    return [int(child) for found in lists for child in found]


def processor() -> str:
    """Return the processor's name and how many cores this process may use."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    name = names[0].partition(":")[2].strip() if names else platform.processor()
    flags = {
        word
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("flags")
        for word in line.split()
    }
    return f"{name} ({'AVX-512 VNNI' if 'avx512_vnni' in flags else 'no AVX-512 VNNI'}), {len(names)} cores"
