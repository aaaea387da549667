# SPDX-License-Identifier: Apache-2.0
"""The daily copies of all chats: which there are, one more now, and the way back to one of them.

Says before a restore what happens, and afterwards where the chats of now are kept. Works in the background.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from edgeassist.api import History
from edgeassist.core.units import human_bytes
from edgeassist.kit.background import InOrder
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.notice import Action
from edgeassist.kit.parts import box, button, column, row, words
from edgeassist.panes.chat.undo_line import UndoLine

if TYPE_CHECKING:
    from edgeassist.history.backups import Backup

LOOKING = "Looking for backups…"
NONE = "There is no backup yet. One is made on each day that EdgeAssist is started; seven days are kept."
SOME = "One is made on each day that EdgeAssist is started; seven days are kept."
COPYING, RESTORING = "Copying all chats…", "Putting the backup in place…"
KINDS = "Backups (*.sqlite3);;All files (*)"


class BackupSheet(QWidget):
    """`left` asks for the way back; `restored` says that every chat may be another now."""

    left = Signal()
    restored = Signal()

    def __init__(self, history: Callable[[], History], storing: InOrder) -> None:
        super().__init__()
        self._history, self._storing = history, storing
        self._files = FileChoice(self, self.restore)
        self.about = words(LOOKING, "small")
        self.make = button("Back up now", self.on_backup_wished)
        self.other = button("Restore from a file…", self.on_file_wished, role="link")
        self.undo = UndoLine()
        self._kept = QWidget()
        self._list = column(spacing=4)
        self._kept.setLayout(self._list)
        self.restores: list[QWidget] = []
        self.setAccessibleName("Backups")
        layout = column(words("Backups", "name"), self.about, spacing=10)
        layout.addLayout(row(self.make, None))
        for part in (self._kept, self.undo):
            layout.addWidget(part)
        layout.addLayout(row(self.other, None))
        layout.addStretch(1)
        self.setLayout(layout)

    def open(self) -> None:
        """Read which copies there are."""
        self._storing.do(self._read, self._show, failed=self._failed)

    @Slot()
    def on_backup_wished(self) -> None:
        """Make a copy now."""
        self._busy(COPYING)

        def made(backup: "Backup") -> None:
            self._ready()
            self.undo.say(f"Backed up: {human_bytes(backup.size_bytes)}, checked. It is {backup.path}", stays=True)
            self.open()

        self._storing.do(self._make, made, failed=self._failed)

    @Slot()
    def on_file_wished(self) -> None:
        """Let a person pick a copy that lies elsewhere, on a stick perhaps."""
        self._files.ask_for("Choose a backup", KINDS, lambda path: self.on_restore_wished(path, path.name))

    def on_restore_wished(self, path: Path, name: str) -> None:
        """Say what a restore does, and let a person decide."""
        self.undo.say(
            f"Restore the backup {name}? The list then shows the chats of that time."
            " The chats of now are kept in a file beside it.",
            Action("Restore", partial(self.restore, path), primary=True),
            Action("Keep", self.undo.put_away),
            stays=True,
        )

    def restore(self, path: Path) -> None:
        """Put a copy in place; what was there is kept."""
        self._busy(RESTORING)

        def put() -> tuple[Path, int]:
            history = self._history()
            aside = history.backups.restore(path)
            return aside, len(history.shelf.entries()) + len(history.shelf.entries("archive"))

        self._storing.do(put, lambda done: self._restored(*done), failed=self._failed)

    def _read(self) -> "tuple[Backup, ...]":
        return self._history().backups.kept()

    def _make(self) -> "Backup":
        return self._history().backups.make()

    def _restored(self, aside: Path, count: int) -> None:
        self._ready()
        self.undo.say(
            f"Restored: {count} chat{'' if count == 1 else 's'}. What was there before is kept as {aside}",
            Action("Undo", partial(self.restore, aside)),
            stays=True,
        )
        self.restored.emit()
        self.open()

    def _show(self, kept: "tuple[Backup, ...]") -> None:
        for made in self.restores:
            self._list.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.restores = [self._line(backup) for backup in kept]
        for made in self.restores:
            self._list.addWidget(made)
        self.about.setText(SOME if kept else NONE)

    def _line(self, backup: "Backup") -> QWidget:
        day = f"{backup.day:%Y-%m-%d}"
        made = box("", f"Backup of {day}")
        wish = partial(self.on_restore_wished, backup.path, f"of {day}")
        restore = button("Restore", wish, role="link", name=f"Restore the backup of {day}")
        size = words(human_bytes(backup.size_bytes), "small", wrap=False)
        made.setLayout(row(words(day, "", wrap=False), size, None, restore))
        return made

    def _busy(self, what: str) -> None:
        self.undo.say(what, stays=True)
        self._allow(allowed=False)

    def _ready(self) -> None:
        self._allow(allowed=True)

    def _allow(self, *, allowed: bool) -> None:
        for part in (self.make, self.other, self._kept):
            part.setEnabled(allowed)

    def _failed(self, error: Exception) -> None:
        self._ready()
        self.undo.say(f"{error} {getattr(error, 'hint', '')}".strip(), stays=True)
