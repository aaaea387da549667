# SPDX-License-Identifier: Apache-2.0
"""One window per person: the second start asks the first to come forward. A lock file and a note; no socket."""

import errno
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QEventLoop, QFileSystemWatcher, QLockFile, QObject, QTimer, Signal, Slot

from edgeassist.app.opening import NOTE_MOST_BYTES, files_in, is_offline, note_of
from edgeassist.core.files import read_small, replace_file
from edgeassist.core.language import tr

ANSWER_LIMIT_MS = 5000
_NOTE = re.compile(r"come-forward(-\d+)?")


class SingleInstance(QObject):
    """Holds the claim to be the only window on `folder`; emits `summoned` when another start asks for it.

    `summoned` has the files that the other start was asked to open, a tuple of paths. `offline_wished` comes before
    it where that was a start with --offline.
    """

    summoned = Signal(object)
    offline_wished = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._notes = folder / "summons"
        self._notes.mkdir(parents=True, exist_ok=True)
        self._note = self._notes / f"come-forward-{os.getpid()}"  # of its own: no start may write over another's
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._watcher: QFileSystemWatcher | None = None
        self._forward: Callable[[], None] = lambda: None
        self._kept: list[tuple[Path, ...]] | None = None

    def claim(self) -> bool:
        """Become the only window; False when another living process is. A dead one's lock is taken over.

        Raises OSError where the lock cannot be made at all.
        """
        if not self._lock.tryLock(0):
            if self._lock.error() != QLockFile.LockError.LockFailedError:
                raise PermissionError(errno.EACCES, tr("it cannot be written"), str(self._notes.parent))
            return False
        for note in self._all_notes():
            note.unlink(missing_ok=True)
        return True

    def keep(self, forward: Callable[[], None] = lambda: None) -> None:
        """Answer later starts from now on by `forward`, and keep what they want opened until `listen`."""
        self._kept, self._forward = [], forward
        self._watch()

    def listen(self) -> None:
        """Hear of later starts from now on, first of those that were kept; needs the application object."""
        kept, self._kept = self._kept or (), None
        for files in kept:
            self.summoned.emit(files)
        self._watch()

    def _watch(self) -> None:
        if self._watcher is None:
            self._watcher = QFileSystemWatcher([str(self._notes)], self)
            self._watcher.directoryChanged.connect(self.on_notes_changed)
        self.on_notes_changed("")

    def leave_note(self, files: Sequence[Path], *, offline: bool = False) -> None:
        """Have the window that listens, or will, open `files`, and go offline."""
        replace_file(self._note, note_of(files, offline=offline))

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

    def summon(self, limit_ms: int = ANSWER_LIMIT_MS, *, files: Sequence[Path] = (), offline: bool = False) -> bool:
        """Ask the other window to come forward and open `files`; False when it does not answer within `limit_ms`."""
        loop = QEventLoop()
        watcher = QFileSystemWatcher([str(self._notes)])
        watcher.directoryChanged.connect(lambda _folder: None if self._note.exists() else loop.quit())
        limit = QTimer(singleShot=True, interval=limit_ms)
        limit.timeout.connect(lambda: loop.exit(1))
        self.leave_note(files, offline=offline)
        limit.start()
        answered = loop.exec() == 0
        limit.stop()
        self._note.unlink(missing_ok=True)
        return answered

    @Slot(str)
    def on_notes_changed(self, _folder: str) -> None:
        """Take each note away, which answers it, and pass the wish on."""
        for note in self._all_notes():
            with suppress(OSError):  # the other start waits no longer and took its note away itself
                told = read_small(note, NOTE_MOST_BYTES)
                if is_offline(told):  # before the note goes, which is the answer
                    self.offline_wished.emit()
                files = files_in(told)
                note.unlink()
                if self._kept is None:
                    self.summoned.emit(files)
                else:
                    self._kept.append(files)
                    self._forward()

    def _all_notes(self) -> list[Path]:
        return sorted(path for path in self._notes.iterdir() if _NOTE.fullmatch(path.name))
