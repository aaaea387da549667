# SPDX-License-Identifier: Apache-2.0
"""One look at one process from outside: by Linux's /proc, or by psutil. Remembers nothing."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

_MODEL_SUFFIXES = (".gguf", ".gguf (deleted)")
_KB = 1024
_STATE_FIELDS_TO_TIMES, _STATE_FIELDS_TO_START = 11, 19


@dataclass(frozen=True, slots=True)
class Held:
    """Counters of a process: cheap to read.

    `file_bytes` of the resident ones are of files; `started` tells the process from a later one of its number.
    """

    rss_bytes: int
    file_bytes: int
    cpu_s: float
    started: float


@dataclass(frozen=True, slots=True)
class Pages:
    """What a walk over its pages says: its own alone, and those of mapped model files. None: it may not be walked."""

    uss_bytes: int | None
    mapped_bytes: int


def read_held(process: Path) -> Held | None:
    """Return the counters in Linux's /proc/PID; None once it is gone."""
    try:
        status = (process / "status").read_bytes()
        fields = (process / "stat").read_bytes().rpartition(b")")[2].split()
        user, system = (int(one) for one in fields[_STATE_FIELDS_TO_TIMES : _STATE_FIELDS_TO_TIMES + 2])
        started = float(fields[_STATE_FIELDS_TO_START])
        sizes = {line.partition(b":")[0]: line for line in status.splitlines()}
        rss_bytes = _kilobytes(sizes[b"VmRSS"])
    except (OSError, ValueError, IndexError, KeyError):
        return None
    file = sizes.get(b"RssFile")
    ticks_per_s = os.sysconf("SC_CLK_TCK")
    return Held(rss_bytes, _kilobytes(file) if file else 0, (user + system) / ticks_per_s, started)


def read_pages(process: Path) -> Pages:
    """Return what Linux's /proc/PID/smaps says."""
    try:
        lines = (process / "smaps").read_bytes().splitlines()
    except OSError:
        return Pages(None, 0)
    return _pages_of(iter(lines))


def _pages_of(lines: Iterator[bytes]) -> Pages:
    uss_bytes = mapped_bytes = 0
    is_model = False
    suffixes = tuple(suffix.encode() for suffix in _MODEL_SUFFIXES)
    for line in lines:
        if line.startswith((b"Private_Clean:", b"Private_Dirty:")):
            uss_bytes += _kilobytes(line)
        elif line.startswith(b"Rss:"):
            mapped_bytes += _kilobytes(line) if is_model else 0
        elif b"-" in line[:17]:
            is_model = line.endswith(suffixes)
    return Pages(uss_bytes, mapped_bytes)


def _kilobytes(line: bytes) -> int:
    """Return the bytes in a line such as `VmRSS:    1772 kB`."""
    try:
        return int(line.split()[1]) * _KB
    except (IndexError, ValueError):
        return 0


def held_by_psutil(pid: int) -> Held | None:
    """Return the counters as psutil reads them; None once it is gone or may not be read."""
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            rss_bytes, times = int(process.memory_info().rss), process.cpu_times()
            return Held(rss_bytes, 0, float(times.user + times.system), float(process.create_time()))
    except psutil.Error:
        return None


def pages_by_psutil(pid: int) -> Pages:
    """Return what psutil can say: macOS shows a child's pages and any process's files to nobody."""
    try:
        process = psutil.Process(pid)
        maps = process.memory_maps() if hasattr(process, "memory_maps") else []
        mapped_bytes = sum(int(one.rss) for one in maps if one.path.lower().endswith(_MODEL_SUFFIXES))
        return Pages(int(process.memory_full_info().uss), mapped_bytes)
    except psutil.Error:
        return Pages(None, 0)
