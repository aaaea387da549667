# SPDX-License-Identifier: Apache-2.0
"""The network log: every connection that any process of ours ever attempted. Host and port; never path, query or token.

One JSON object in a line, appended whole and synced, so several processes may write at once and a power cut costs at
most the line it hit. A line says that an attempt began (`at`), or how much came over it (`ended`). At 1 MB the file is
put aside as the older half; the half before that is deleted. Lines that make no sense are skipped and counted.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from edgeassist.core.files import sync_file
from edgeassist.core.units import elided

FOLDER_NAME = "network"
OPENED, FAILED, REFUSED_OFFLINE, REFUSED_FOREIGN = "opened", "failed", "refused-offline", "refused-foreign"
OUTCOMES = (OPENED, FAILED, REFUSED_OFFLINE, REFUSED_FOREIGN)
_NAME, _OLDER = "attempts.jsonl", "attempts-older.jsonl"
_MOST_BYTES = 1_000_000
_LONGEST_LINE = 2_000
_LOCK_S = 2.0


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt. `by` names the process, and what in it asked where that is not our own code."""

    at_s: float
    host: str
    port: int
    purpose: str
    outcome: str
    bytes_in: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What the log holds, newest first; `damaged` lines of it could not be read."""

    attempts: tuple[Tried, ...]
    damaged: int = 0


class Attempts:
    """The log in `folder`. Writing blocks for some milliseconds: never on the window's thread."""

    def __init__(
        self, folder: Path, *, most_bytes: int = _MOST_BYTES, now: Callable[[], float] = time.time, by: str = ""
    ) -> None:
        self._folder, self._most_bytes, self._now, self._by = folder, most_bytes, now, by

    @property
    def file(self) -> Path:
        """Where new lines go."""
        return self._folder / _NAME

    def began(self, host: str, port: int, purpose: str, outcome: str, *, by: str = "") -> str:
        """Note an attempt and what became of it; return its id for `ended`. A log that cannot be written stops none."""
        id = os.urandom(6).hex()
        who = by or self._by
        line = {"id": id, "at": round(self._now(), 3), "host": _plain(host), "port": port, "for": _plain(purpose)}
        self._append({**line, "outcome": outcome, **({"by": _plain(who)} if who else {})})
        return id

    def ended(self, id: str, bytes_in: int) -> None:
        """Note how much came over an attempt that was opened."""
        self._append({"id": id, "ended": round(self._now(), 3), "bytes": bytes_in})

    def read(self) -> Found:
        """Return the attempts that are kept, newest first."""
        kept: dict[str, Tried] = {}
        damaged = 0
        for name in (_OLDER, _NAME):
            for line in _lines(self._folder / name):
                damaged += not _took(line, kept)
        newest_first = sorted(kept.values(), key=lambda one: one.at_s, reverse=True)
        return Found(tuple(newest_first), damaged)

    def _append(self, line: dict[str, object]) -> None:
        raw = json.dumps(line, ensure_ascii=True, separators=(",", ":")).encode()
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._turn_over()
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            descriptor = os.open(self.file, flags, 0o600)
            try:
                os.write(descriptor, b"\n" * _is_torn(self.file) + raw + b"\n")  # one call: lines of others stay whole
                sync_file(descriptor, content_only=True)
            finally:
                os.close(descriptor)

    def _turn_over(self) -> None:
        """Put a full file aside; one process does it, the others go on writing."""
        if not self._is_full():
            return
        from filelock import FileLock, Timeout  # seldom wanted, and the first thing in a process is to be quick

        with suppress(Timeout), FileLock(self._folder / "attempts.lock", timeout=_LOCK_S):
            if self._is_full():
                self.file.replace(self._folder / _OLDER)

    def _is_full(self) -> bool:
        try:
            return self.file.stat().st_size >= self._most_bytes
        except OSError:
            return False


def _plain(text: str) -> str:
    """Return one short line of `text`, without anything that may follow a `?` or stand before an `@` in an address."""
    return elided("".join(one if one.isprintable() else " " for one in text).partition("?")[0].rpartition("@")[2], 160)


def _is_torn(path: Path) -> bool:
    """Tell whether a power cut or a kill left half a line at the end."""
    try:
        with path.open("rb") as file:
            return bool(file.seek(0, os.SEEK_END)) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n"
    except OSError:
        return False


def _lines(path: Path) -> Iterator[bytes]:
    with suppress(OSError), path.open("rb") as file:
        yield from (line for raw in file if (line := raw.strip()))


def _took(raw: bytes, kept: dict[str, Tried]) -> bool:
    """Take one line in; False where it makes no sense."""
    try:
        line = json.loads(raw) if len(raw) <= _LONGEST_LINE else None
    except (ValueError, RecursionError):
        return False
    if not isinstance(line, dict) or not isinstance(id := line.get("id"), str):
        return False
    if "ended" in line:
        if id in kept and type(line.get("bytes")) is int:
            kept[id] = replace(kept[id], bytes_in=max(0, line["bytes"]))
        return type(line.get("bytes")) is int
    return _took_first(id, line, kept)


def _took_first(id: str, line: dict[str, object], kept: dict[str, Tried]) -> bool:
    at, port = line.get("at"), line.get("port")
    host, purpose, outcome, by = (line.get(name, "") for name in ("host", "for", "outcome", "by"))
    if not isinstance(at, int | float) or type(port) is not int or outcome not in OUTCOMES:
        return False
    kept[id] = Tried(float(at), str(host), port, str(purpose), str(outcome), by=str(by))
    return True
