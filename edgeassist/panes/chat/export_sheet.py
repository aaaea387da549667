# SPDX-License-Identifier: Apache-2.0
"""Writes one chat or all into a file: what, as which kind, where, and then a sentence that names the file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from edgeassist.api import History
from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import elided
from edgeassist.kit.background import InOrder
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.segmented import Segmented
from edgeassist.panes.chat.exporting import KINDS, file_name
from edgeassist.panes.chat.telling import told

ONE, ALL = "one", "all"
WRITING = later("Writing…")
_TITLE_CHARACTERS = 60


class ExportSheet(QWidget):
    """`left` asks for the way back. Chats are read and the file is written in the background."""

    left = Signal()

    def __init__(self, history: Callable[[], History], storing: InOrder) -> None:
        super().__init__()
        self._history, self._storing = history, storing
        self._chat: int | None = None
        self._title = ""
        self._files = FileChoice(self, self.write)
        self.what = Segmented(tr("What to export"), ((ONE, tr("This chat")), (ALL, tr("All chats"))))
        self.kind = Segmented(tr("Kind of file"), tuple((kind.ending, tr(kind.word)) for kind in KINDS))
        self.name = words("", "small")
        self.about = words(tr(KINDS[0].about), "small")
        self.save = button(tr("Save as…"), self.on_save_wished, tone="primary", name=tr("Choose where to save"))
        self.said = words("", "quiet")
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(tr("Export"))
        layout = column(words(tr("Export"), "name"), self.what, self.name, self.kind, self.about, spacing=10)
        layout.addLayout(row(self.save, None))
        layout.addWidget(self.said)
        layout.addStretch(1)
        self.setLayout(layout)
        self.what.chosen.connect(self.on_what_chosen)
        self.kind.chosen.connect(self.on_kind_chosen)
        self.said.hide()

    def open_for(self, chat_id: int | None, title: str = "") -> None:
        """Offer to write this chat, or all when there is none."""
        self._chat, self._title = chat_id, title
        self.what.allow(ONE, "" if chat_id is not None else tr("This chat has no question yet."))
        self.what.choose(ALL if chat_id is None else ONE)
        self.on_what_chosen()
        self._say("")

    @Slot(str)
    def on_what_chosen(self, _what: str = "") -> None:
        """Name the chat that would be written."""
        one = self.what.key == ONE
        self.name.setText(elided(self._title, _TITLE_CHARACTERS) if one else "")
        self.name.setVisible(bool(self.name.text()))
        self._say("")

    @Slot(str)
    def on_kind_chosen(self, ending: str) -> None:
        """Say what the kind is good for."""
        self.about.setText(tr(next(kind.about for kind in KINDS if kind.ending == ending)))
        self._say("")

    @Slot()
    def on_save_wished(self) -> None:
        """Let a person say where."""
        kind = next(kind for kind in KINDS if kind.ending == self.kind.key)
        name = file_name(self._title if self.what.key == ONE else tr("all chats"), kind.ending)
        self._files.ask_where(tr("Save chats"), kind.kinds, name, self.write)

    def write(self, path: Path) -> None:
        """Write the file; one that was there is replaced, which the dialog has asked about."""
        chats = None if self.what.key == ALL or self._chat is None else (self._chat,)
        self.save.setEnabled(False)
        self._say(tr(WRITING))
        self._storing.do(
            lambda: self._history().export(path, chats), lambda count: self._done(path, count), failed=self._failed
        )

    def _done(self, path: Path, count: int) -> None:
        self.save.setEnabled(True)
        self._say(trn("{n} chat saved in {path}", "{n} chats saved in {path}", count, path=path))

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self._say(told(error))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
