# SPDX-License-Identifier: Apache-2.0
"""The daily copies of all chats: which there are, one more now, and the way back to one of them.

Says before a restore what happens, and afterwards where the chats of now are kept. Works in the background.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from edgeassist.api import History
from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import human_bytes
from edgeassist.kit.background import InOrder
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.flow_box import FlowBox
from edgeassist.kit.notice import Action
from edgeassist.kit.parts import button, column, row, words
from edgeassist.panes.chat.telling import told
from edgeassist.panes.chat.undo_line import UndoLine

if TYPE_CHECKING:
    from edgeassist.history.backups import Backup

LOOKING = later("Looking for backups…")
NONE = later("There is no backup yet. One is made on each day that EdgeAssist is started; seven days are kept.")
SOME = later("One is made on each day that EdgeAssist is started; seven days are kept.")
MEANING = later("The list then shows the chats of that time. The chats of now are kept in a file beside it.")
COPYING, RESTORING = later("Copying all chats…"), later("Putting the backup in place…")
KINDS = later("Backups (*.sqlite3);;All files (*)")


class BackupSheet(QWidget):
    """`left` asks for the way back; `restored` says that every chat may be another now."""

    left = Signal()
    restored = Signal()

    def __init__(self, history: Callable[[], History], storing: InOrder) -> None:
        super().__init__()
        self._history, self._storing = history, storing
        self._files = FileChoice(self, self.restore)
        self.about = words(tr(LOOKING), "small")
        self.make = button(tr("Back up now"), self.on_backup_wished)
        self.other = button(tr("Restore from a file…"), self.on_file_wished, role="link")
        self.undo = UndoLine()
        self._kept = QWidget()
        self._list = column(spacing=4)
        self._kept.setLayout(self._list)
        self.restores: list[QWidget] = []
        self.setAccessibleName(tr("Backups"))
        layout = column(words(tr("Backups"), "name"), self.about, spacing=10)
        layout.addLayout(row(self.make, None))
        for part in (self._kept, self.undo):
            layout.addWidget(part)
        layout.addLayout(row(self.other, None))
        layout.addStretch(1)
        area = self._area = _scrolling(layout)
        area.verticalScrollBar().rangeChanged.connect(self.on_range_changed)
        self.setLayout(column(area, spacing=0))

    def open(self) -> None:
        """Read which copies there are."""
        self._storing.do(self._read, self._show, failed=self._failed)

    @Slot(int, int)
    def on_range_changed(self, _lowest: int, _highest: int) -> None:
        """Keep what is said in sight."""
        if self.undo.text:
            self._area.ensureWidgetVisible(self.undo)

    @Slot()
    def on_backup_wished(self) -> None:
        """Make a copy now."""
        self._busy(tr(COPYING))

        def made(backup: "Backup") -> None:
            self._ready()
            size = human_bytes(backup.size_bytes)
            self.undo.say(tr("Backed up: {size}, checked. It is {path}", size=size, path=backup.path), stays=True)
            self.open()

        self._storing.do(self._make, made, failed=self._failed)

    @Slot()
    def on_file_wished(self) -> None:
        """Let a person pick a copy that lies elsewhere, on a stick perhaps."""
        self._files.ask_for(tr("Choose a backup"), tr(KINDS), self.on_file_chosen)

    def on_file_chosen(self, path: Path) -> None:
        """Ask about a copy that lies elsewhere."""
        self.on_restore_wished(path, tr("Restore the backup {name}?", name=path.name))

    def on_restore_wished(self, path: Path, question: str) -> None:
        """Say what a restore does, and let a person decide."""
        self.undo.say(
            f"{question} {tr(MEANING)}",
            Action(tr("Restore"), partial(self.restore, path), primary=True),
            Action(tr("Keep"), self.undo.put_away),
            stays=True,
        )

    def restore(self, path: Path) -> None:
        """Put a copy in place; what was there is kept."""
        self._busy(tr(RESTORING))

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
            trn(
                "Restored: {n} chat. What was there before is kept as {path}",
                "Restored: {n} chats. What was there before is kept as {path}",
                count,
                path=aside,
            ),
            Action(tr("Undo"), partial(self.restore, aside)),
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
        self.about.setText(tr(SOME if kept else NONE))

    def _line(self, backup: "Backup") -> QWidget:
        made_at = datetime.fromtimestamp(backup.made_s)
        day = f"{made_at:%Y-%m-%d %H:%M}" if made_at.date() == backup.day else f"{backup.day:%Y-%m-%d}"
        wish = partial(self.on_restore_wished, backup.path, tr("Restore the backup of {day}?", day=day))
        restore = button(tr("Restore"), wish, role="link", name=tr("Restore the backup of {day}", day=day))
        size = words(human_bytes(backup.size_bytes), "small", wrap=False)
        made = FlowBox(words(day, "", wrap=False), size, restore)
        made.setAccessibleName(tr("Backup of {day}", day=day))
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
        self.undo.say(told(error), stays=True)


def _scrolling(layout: QVBoxLayout) -> QScrollArea:
    """Return `layout` in an area that scrolls: in large letters in a low window nothing of it is cut."""
    inside = QWidget()
    inside.setLayout(layout)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(tr("Backups"))
    area.setWidget(inside)
    for part in (area, inside):
        part.setProperty("role", "side")
    return area
