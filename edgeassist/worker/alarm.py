# SPDX-License-Identifier: Apache-2.0
"""Tells what the locks refuse this process: a connection, another program, a file. Sees what Python asks for.

The audit hook refuses Python's sockets itself, everywhere; what the kernel refuses (programs, files) it names only
where the kernel does. Native code is refused by the kernel alike, and nobody hears of it. Each thing is told once.
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["connection", "program", "file"]
Told = Callable[[Kind, str], None]

_MOST_TOLD = 50
_LONGEST = 160
_PROGRAMS = frozenset(("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system"))
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass(frozen=True, slots=True)
class Reach:
    """What a locked process may still read, and write, as resolved paths; None where no lock keeps it from any file."""

    readable: tuple[str, ...]
    writable: tuple[str, ...] = ()

    @classmethod
    def of(cls, readable: Sequence[Path], writable: Sequence[Path]) -> "Reach":
        """Resolve the folders and files."""
        real = tuple(os.path.realpath(path) for path in writable)
        return cls((*(os.path.realpath(path) for path in readable), *real), (*real, os.devnull))

    def refuses(self, path: str, *, writing: bool) -> bool:
        """Tell whether `path`, which is there, lies outside."""
        real = os.path.realpath(path)
        allowed = self.writable if writing else (*self.readable, os.devnull)
        return not any(real == one or real.startswith(one.rstrip(os.sep) + os.sep) for one in allowed)


@dataclass(slots=True)
class Alarm:
    """The hook. `programs`: the kernel lets none start; `told` may be called on any thread, and must not wait."""

    told: Told
    reach: Reach | None = None
    programs: bool = False
    _known: set[tuple[Kind, str]] = field(default_factory=set)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Hear of what Python is about to do."""
        if event == "open":
            if self.reach is not None:
                self._open(self.reach, arguments)
        elif event.startswith("socket."):
            self._tell("connection", _address(event, arguments))
            raise PermissionError(f"this process may not use {event}")
        elif self.programs and event in _PROGRAMS:
            self._tell("program", _program(event, arguments))

    def _open(self, reach: Reach, arguments: tuple[object, ...]) -> None:
        path, _mode, flags = arguments
        if not isinstance(path, str | bytes):
            return
        name, writing = os.fsdecode(path), isinstance(flags, int) and bool(flags & _WRITES)
        if (writing or os.path.lexists(name)) and reach.refuses(name, writing=writing):
            self._tell("file", name)

    def _tell(self, kind: Kind, name: str) -> None:
        one: tuple[Kind, str] = (kind, _plain(name))
        if one not in self._known and len(self._known) < _MOST_TOLD:
            self._known.add(one)
            self.told(*one)


def ring(alarm: Alarm) -> None:
    """Have `alarm` hear of everything from now on; there is no way back."""
    sys.addaudithook(alarm)


def to_stderr(kind: Kind, name: str) -> None:
    """Leave a line in the log that the parent keeps."""
    sys.stderr.write(f"edgeassist worker: refused a {kind}: {name}\n")


def _address(event: str, arguments: tuple[object, ...]) -> str:
    """Return host and port, as far as they are said by then; else which call it was."""
    last = arguments[:2] if event == "socket.getaddrinfo" else arguments[-1] if arguments else ""
    if isinstance(last, tuple) and len(last) >= 2 and isinstance(last[0], str | bytes):
        return f"{os.fsdecode(last[0])}:{last[1]}"
    return event


def _program(event: str, arguments: tuple[object, ...]) -> str:
    first = arguments[1] if event == "os.spawn" and len(arguments) > 1 else arguments[0] if arguments else ""
    if not first and len(arguments) > 1 and isinstance(arguments[1], Sequence) and arguments[1]:
        first = arguments[1][0]
    return os.fsdecode(first) if isinstance(first, str | bytes | os.PathLike) else event


def _plain(text: str) -> str:
    shown = "".join(one if one.isprintable() else " " for one in text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
