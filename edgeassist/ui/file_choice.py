# SPDX-License-Identifier: Apache-2.0
"""Lets a person pick a model file: in the downloads at first, then where the last one was. Reads no file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

_FILTER = "Language models (*.gguf);;All files (*)"


class FileChoice:
    """Remembers the folder for as long as the window lives."""

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
        """Show the dialog; it does not block."""
        dialog = QFileDialog(self._owner, "Choose a model file", self.folder, _FILTER)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, name: str) -> None:
        self._folder = str(Path(name).parent)
        self._on_chosen(Path(name))
