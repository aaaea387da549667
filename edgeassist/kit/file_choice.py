# SPDX-License-Identifier: Apache-2.0
"""Lets a person pick files and folders: in the downloads at first, then where the last one was. Reads no file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QStandardPaths, Qt
from PySide6.QtWidgets import QWidget

from edgeassist.core.language import later, tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

MODEL_FILTER = later("Language models (*.gguf);;All files (*)")
PACK_FILTER = later("Field packs (*.edgepack)")
VOICE_FILTER = later("Voice models (*.zip *.tar.gz *.tgz)")
PROOF_FILTER = later("Web pages (*.html)")
TEXT_FILTER = later("Texts (*.txt *.md);;All files (*)")
DOCUMENT_FILTER = later("Documents (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;All files (*)")


class FileChoice:
    """Remembers the folder for as long as the window lives. No dialog blocks."""

    def __init__(self, owner: QWidget, on_chosen: Callable[[Path], None]) -> None:
        self._owner, self._on_chosen = owner, on_chosen
        self._folder = ""

    @property
    def folder(self) -> str:
        """Where the next choice begins."""
        downloads = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        wished = (self._folder, downloads)
        return next((folder for folder in wished if folder and QDir(folder).exists()), QDir.homePath())

    def ask(self) -> None:
        """Let a person pick a model file."""
        self.ask_for(tr("Choose a model file"), MODEL_FILTER, self._on_chosen)

    def ask_for(self, title: str, kinds: str, then: Callable[[Path], None]) -> None:
        """Let a person pick a file that is there, and call `then` with it."""
        dialog = self._dialog(title, kinds, then)
        dialog.setFileMode(dialog.FileMode.ExistingFile)
        dialog.open()

    def ask_folder(self, title: str, then: Callable[[Path], None]) -> None:
        """Let a person pick a folder."""
        dialog = self._dialog(title, "", then)
        dialog.setFileMode(dialog.FileMode.Directory)
        dialog.setOption(dialog.Option.ShowDirsOnly)
        dialog.open()

    def ask_where(self, title: str, kinds: str, name: str, then: Callable[[Path], None]) -> None:
        """Let a person say where to write a file called `name`; the dialog asks before one is overwritten."""
        dialog = self._dialog(title, kinds, then)
        dialog.setAcceptMode(dialog.AcceptMode.AcceptSave)
        dialog.setFileMode(dialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name)
        dialog.open()

    def _dialog(self, title: str, kinds: str, then: Callable[[Path], None]) -> "QFileDialog":
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._owner, title, self.folder, tr(kinds) if kinds else "")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # Qt's own translations lack these two in several languages; the system's dialogs have no use for them.
        dialog.setLabelText(dialog.DialogLabel.LookIn, tr("&Look in:"))
        dialog.setLabelText(dialog.DialogLabel.FileType, tr("Files of &type:"))

        def chosen(name: str) -> None:
            self._folder = str(Path(name).parent)
            then(Path(name))

        dialog.fileSelected.connect(chosen)
        return dialog
