# SPDX-License-Identifier: Apache-2.0
"""Notices that another program of ours wrote: a timer that has to ring in this window, a setting. Reads nothing."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Slot


class FolderWatch(QObject):
    """Calls `changed` on the GUI thread after each write to a file of `folder`, which is made where it is not there.

    Of files that are written in place (`written`) each is watched; one that is replaced is noticed by its folder. Lives
    as long as `owner`. A folder that cannot be made is not watched: the window looks now and then all the same.
    """

    def __init__(self, owner: QObject, folder: Path, changed: Callable[[], None], written: str = "") -> None:
        super().__init__(owner)
        self._folder, self._changed, self._written = folder, changed, written
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
        """Watch the files that are there now: of a database what is written goes into the one beside it."""
        if not self._written:
            return
        there = {str(path) for path in self._folder.glob(self._written) if not path.name.endswith("-shm")}
        if fresh := sorted(there - set(self._watcher.files())):
            self._watcher.addPaths(fresh)
