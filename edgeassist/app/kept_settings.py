# SPDX-License-Identifier: Apache-2.0
"""The settings of this run: what holds now, who hears of a change, and what of it lies on the disk. Any thread."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock

from edgeassist.core import settings as settings_file
from edgeassist.core.settings import Problem, Value, checked, options, values
from edgeassist.core.settings.checking import FILE
from edgeassist.core.settings.file import load_named
from edgeassist.core.settings.schema import KEPT_APART

Heard = Callable[[dict[str, Value]], None]


class KeptSettings:
    """`take` changes what holds, at once; `write` puts it on the disk, and may wait for it.

    `trouble` hears what a `look` found to be wrong with the file.
    """

    def __init__(self, path: Path) -> None:
        """Read the file at `path`; `problems` tell what is wrong with it."""
        self._path = path
        self.now, self.problems = settings_file.load(path)
        self.trouble: Callable[[Problem], None] = lambda _problem: None
        self._on_disk = self.now
        self._listeners: list[Heard] = []
        self._lock, self._disk = Lock(), Lock()
        self._unwritten, self._undropped = set[str](), set[str]()

    def watch(self, listener: Heard) -> Callable[[], None]:
        """Deliver every later change, until the returned function is called."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def take(self, changes: Mapping[str, Value]) -> tuple[Problem, ...]:
        """Have the valid ones of `changes` hold, and tell of them; return what is wrong with the others."""
        with self._lock:
            before = values(self.now)
            self.now, problems = checked(self.now, **changes)
            changed = {name: value for name, value in values(self.now).items() if value != before[name]}
        if changed:
            self._tell(changed)
        return problems

    def tell_again(self, name: str) -> None:
        """Tell of a setting that is as it was: there is something new to say of it."""
        self._tell({name: values(self.now)[name]})

    def _tell(self, changed: dict[str, Value]) -> None:
        for listener in tuple(self._listeners):
            listener(changed)

    def write(self, names: Collection[str], *, drop: Collection[str] = ()) -> None:
        """Write what `names` are now, and take `drop` out of the file; raise `OSError`.

        What could not be written comes with the next write. The offline switch is never dropped: a file without it
        says nothing of it.
        """
        self.owe(names, drop=drop)
        with self._disk:
            with self._lock:
                names, drop, now = self._unwritten, self._undropped, values(self.now)
                self._unwritten, self._undropped = set(), set()
            try:
                if names or drop:
                    settings_file.change(self._path, {name: now[name] for name in sorted(names)}, drop=drop)
            except BaseException:
                with self._lock:
                    self._unwritten |= names - self._undropped
                    self._undropped |= drop - self._unwritten
                raise
            self._on_disk, _problems = checked(self._on_disk, **{name: now[name] for name in names | drop})

    def owe(self, names: Collection[str], *, drop: Collection[str] = ()) -> None:
        """Have the next `write` write these too."""
        named, dropped = {*names}.union(set(drop).intersection(KEPT_APART)), set(drop).difference(KEPT_APART)
        with self._lock:
            self._unwritten = (self._unwritten - dropped) | named
            self._undropped = (self._undropped - named) | dropped

    def look(self) -> bool:
        """Take in what another program of ours changed in the file; what waits for a next start does.

        Return whether the file could be used. Nobody goes online because a file is gone, damaged or silent.
        """
        with self._disk:
            found, problems, named = load_named(self._path)
            if used := not any(problem.key == FILE and not problem.used for problem in problems):
                if "offline" not in named:
                    found = replace(found, offline=self._on_disk.offline)
                before, there = values(self._on_disk), values(found)
                self._on_disk = found
        for problem in problems:
            if not problem.again:
                self.trouble(problem)
        if not used:
            return False
        known = options()
        self.take(
            {name: there[name] for name in there if there[name] != before[name] and not known[name].restart_needed}
        )
        return True
