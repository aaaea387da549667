# SPDX-License-Identifier: Apache-2.0
"""Caps what this very process may still use. Where the system has no such caps (Windows) nothing happens."""

import sys
from pathlib import Path

if sys.platform != "win32":
    import resource


def limit_cpu(seconds: int) -> None:
    """Let the system end this process after `seconds` more of processor time, rounded up."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds)


def limit_memory(more_bytes: int) -> None:
    """Fail every allocation beyond `more_bytes` above what is mapped now (Linux)."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + more_bytes)


if sys.platform != "win32":

    def _lower(kind: int, soft: int) -> None:
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
