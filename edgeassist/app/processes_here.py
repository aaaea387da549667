# SPDX-License-Identifier: Apache-2.0
"""Which processes are ours, and what each is for: the window, the engine, and the children it has now."""

import os
from collections.abc import Callable
from pathlib import Path

import psutil

from edgeassist.telemetry.reading import Role

_ROLES: dict[str, Role] = {"infer": "engine", "job": "job", "hear": "voice"}
_LOOK_EVERY = 5
"""Children are looked for in every so manieth sample: they seldom change, and looking costs more than measuring."""


class ProcessesHere:
    """Call it for process id and role. `engine` returns the engine's worker, if there is one."""

    def __init__(self, engine: Callable[[], int | None], proc: Path = Path("/proc")) -> None:
        self._engine, self._proc = engine, proc
        self._known: dict[int, Role] = {}
        self._calls = 0

    def __call__(self) -> dict[int, Role]:
        """Return what runs now; a child that began since the last look is missing for some seconds."""
        me = os.getpid()
        if self._calls % _LOOK_EVERY == 0:
            self._known = {pid: self._known.get(pid) or self._role(pid) for pid in self._children(me)}
        self._calls += 1
        roles: dict[int, Role] = {me: "window", **self._known}
        engine = self._engine()
        return roles if engine is None else roles | {engine: "engine"}

    def _children(self, pid: int) -> list[int]:
        """Return the direct children; the kernel keeps a list for each thread, where it keeps one at all."""
        try:
            lists = [path.read_text() for path in (self._proc / str(pid) / "task").glob("*/children")]
        except OSError:
            lists = []
        if lists:
            return [int(child) for found in lists for child in found.split()]
        try:
            return [child.pid for child in psutil.Process(pid).children()]
        except psutil.Error:
            return []

    def _role(self, pid: int) -> Role:
        try:
            words = psutil.Process(pid).cmdline()
        except psutil.Error:
            return "other"
        mode = words[words.index("--worker") + 1 :] if "--worker" in words else []
        return _ROLES.get(mode[0], "other") if mode else "other"
