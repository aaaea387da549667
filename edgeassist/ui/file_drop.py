# SPDX-License-Identifier: Apache-2.0
"""Takes model files and field packs dropped anywhere on a window. Imports nothing itself."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from edgeassist.ui.imports import importable


class FileDrop(QObject):
    """Watches its window. Emits `hovered` while such a file is held over it, and `dropped` per file."""

    hovered = Signal(bool)
    dropped = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is dropped, and nothing but models and packs."""
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self.hovered.emit(False)
        elif isinstance(event, QDropEvent) and kind in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            paths = importable([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
            if paths:
                event.acceptProposedAction()
            self.hovered.emit(kind == QEvent.Type.DragEnter and bool(paths))
            for path in paths if kind == QEvent.Type.Drop else ():
                self.dropped.emit(path)
            return True
        return super().eventFilter(watched, event)
