# SPDX-License-Identifier: Apache-2.0
"""What each of our processes holds in memory and takes of the processor. Which they are, the app says.

Linux: the counters of /proc/PID/status at each look; /proc/PID/smaps, which costs some 6 ms for each mapped GB, only
now and then, and what it said moves with the counters meanwhile. Elsewhere psutil.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from edgeassist.telemetry.process_files import Held, Pages, held_by_psutil, pages_by_psutil, read_held, read_pages
from edgeassist.telemetry.reading import ProcessReading, Role

_PAGES_EVERY_S, _PAGES_APART_S, _MOVED_BYTES = 30.0, 5.0, 32 << 20


@dataclass(slots=True)
class _Known:
    """What was seen of one process: `held` at `at_s`, its pages at `pages_at_s` when it held `pages_held`."""

    held: Held
    at_s: float
    pages: Pages | None = None
    pages_held: Held | None = None
    pages_at_s: float = float("-inf")


class ProcessMeter:
    """Reads processes, and remembers what it saw of each. Not for two threads at once."""

    def __init__(self, awake: Callable[[], float], proc: Path | None) -> None:
        """`proc` is Linux's /proc, or None for psutil."""
        self._awake, self._proc = awake, proc
        self._known: dict[int, _Known] = {}

    def __call__(self, roles: Mapping[int, Role]) -> tuple[ProcessReading, ...]:
        """Return a reading of each process in `roles` that lives, the window first."""
        found = [self._read(pid, role) for pid, role in roles.items()]
        self._known = {pid: known for pid, known in self._known.items() if pid in roles}
        return tuple(sorted((one for one in found if one), key=lambda one: (one.role != "window", one.role, one.pid)))

    def resident_bytes(self, pids: Iterable[int]) -> int:
        """Return what `pids` hold together now: only counters, no pages; for any thread."""
        return sum(held.rss_bytes for held in map(self._held, pids) if held)

    def _held(self, pid: int) -> Held | None:
        return held_by_psutil(pid) if self._proc is None else read_held(self._proc / str(pid))

    def _read(self, pid: int, role: Role) -> ProcessReading | None:
        held, now = self._held(pid), self._awake()
        if held is None:
            return None
        known = self._known.get(pid)
        if known is None or known.held.started != held.started:
            known = self._known[pid] = _Known(held, now)
        busy_s, passed_s = held.cpu_s - known.held.cpu_s, now - known.at_s
        known.held, known.at_s = held, now
        self._look_at_pages(pid, known)
        percent = max(0.0, 100 * busy_s / passed_s) if passed_s > 0 else 0.0
        uss_bytes, mapped_bytes = _moved(known)
        return ProcessReading(role, pid, held.rss_bytes, uss_bytes, mapped_bytes, percent)

    def _look_at_pages(self, pid: int, known: _Known) -> None:
        """Read the pages again where what is known of them is old, or much has moved since."""
        age_s, before = known.at_s - known.pages_at_s, known.pages_held
        moved = before is None or abs(known.held.rss_bytes - before.rss_bytes) > _MOVED_BYTES
        if age_s < (_PAGES_APART_S if moved else _PAGES_EVERY_S):
            return
        known.pages = pages_by_psutil(pid) if self._proc is None else read_pages(self._proc / str(pid))
        known.pages_held, known.pages_at_s = known.held, known.at_s


def _moved(known: _Known) -> tuple[int | None, int]:
    """Return USS and mapped model bytes: as the pages said, moved by what the counters moved since."""
    pages, then, held = known.pages, known.pages_held, known.held
    if pages is None or then is None:
        return None, 0
    mapped = pages.mapped_bytes + (held.file_bytes - then.file_bytes if pages.mapped_bytes else 0)
    mapped = min(max(mapped, 0), held.rss_bytes)
    if pages.uss_bytes is None:
        return None, mapped
    return min(max(pages.uss_bytes + held.rss_bytes - then.rss_bytes, 0), held.rss_bytes), mapped


def own_process() -> dict[int, Role]:
    """Return this process alone, as a window: what a program without children says."""
    return {os.getpid(): "window"}
