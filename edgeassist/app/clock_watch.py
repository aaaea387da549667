# SPDX-License-Identifier: Apache-2.0
"""Notices that another program of ours wrote to the commands, so that its timers ring in this window. Reads nothing."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Slot


class ClockWatch(QObject):
    """Calls `changed` on the GUI thread after each write below `folder`, which is made where it is not there.

    Lives as long as `owner`. A folder that cannot be made is not watched: the window looks once a minute all the same.
    """

    def __init__(self, owner: QObject, folder: Path, changed: Callable[[], None]) -> None:
        super().__init__(owner)
        self._folder, self._changed = folder, changed
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self.on_changed)
        self._watcher.fileChanged.connect(self.on_changed)
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._watcher.addPath(str(folder))
            self._watch_files()

    @Slot(str)
    def on_changed(self, _path: str) -> None:
        """Something was written, or there is another file."""
        self._watch_files()
        self._changed()

    def _watch_files(self) -> None:
        """Watch the files that are there now: what is written goes into the one beside the database."""
        there = {str(path) for path in self._folder.glob("*.sqlite3*") if not path.name.endswith("-shm")}
        if fresh := sorted(there - set(self._watcher.files())):
            self._watcher.addPaths(fresh)
