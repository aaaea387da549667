# SPDX-License-Identifier: Apache-2.0
"""One window per person: the second start asks the first to come forward. A lock file and a note; no socket."""

import errno
import os
from pathlib import Path

from PySide6.QtCore import QEventLoop, QFileSystemWatcher, QLockFile, QObject, QTimer, Signal, Slot

from edgeassist.core.files import replace_file

ANSWER_LIMIT_MS = 5000


class SingleInstance(QObject):
    """Holds the claim to be the only window on `folder`; emits `summoned` when another start asks for it."""

    summoned = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._notes = folder / "summons"
        self._notes.mkdir(parents=True, exist_ok=True)
        self._note = self._notes / "come-forward"
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._watcher: QFileSystemWatcher | None = None

    def claim(self) -> bool:
        """Become the only window; False when another living process is. A dead one's lock is taken over.

        Raises OSError where the lock cannot be made at all.
        """
        if not self._lock.tryLock(0):
            if self._lock.error() != QLockFile.LockError.LockFailedError:
                raise PermissionError(errno.EACCES, "it cannot be written", str(self._notes.parent))
            return False
        self._note.unlink(missing_ok=True)
        return True

    def listen(self) -> None:
        """Hear of later starts from now on; needs the application object."""
        self._watcher = QFileSystemWatcher([str(self._notes)], self)
        self._watcher.directoryChanged.connect(self.on_notes_changed)
        self.on_notes_changed("")

    def release(self) -> None:
        """Give the claim back."""
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        self._lock.unlock()

    def holder(self) -> int:
        """Return the process id of the other window; 0 when it cannot be told."""
        told = self._lock.getLockInfo()
        return int(told[0]) if isinstance(told, tuple) else 0

    def summon(self, limit_ms: int = ANSWER_LIMIT_MS) -> bool:
        """Ask the other window to come forward; False when it does not answer within `limit_ms`."""
        loop = QEventLoop()
        watcher = QFileSystemWatcher([str(self._notes)])
        watcher.directoryChanged.connect(lambda _folder: None if self._note.exists() else loop.quit())
        limit = QTimer(singleShot=True, interval=limit_ms)
        limit.timeout.connect(lambda: loop.exit(1))
        replace_file(self._note, str(os.getpid()).encode())
        limit.start()
        answered = loop.exec() == 0
        limit.stop()
        self._note.unlink(missing_ok=True)
        return answered

    @Slot(str)
    def on_notes_changed(self, _folder: str) -> None:
        """Take the note away, which answers it, and pass the wish on."""
        if self._note.exists():
            self._note.unlink(missing_ok=True)
            self.summoned.emit()
