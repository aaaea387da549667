# SPDX-License-Identifier: Apache-2.0
"""Files that the system hands to a program that runs already, as macOS does. Knows no kind of file, opens none."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent


class HandedFiles(QObject):
    """Emits `handed` with the file, a tuple of one path, that the system asks `program` to open.

    Only a name with one of the `suffixes` counts.
    """

    handed = Signal(object)

    def __init__(self, program: QObject, suffixes: Sequence[str]) -> None:
        super().__init__(program)
        self._suffixes = tuple(suffixes)
        program.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what names a file of ours; another file is left to others."""
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            path = Path(event.file())
            if path.is_absolute() and path.name.lower().endswith(self._suffixes):
                self.handed.emit((path,))
                return True
        return super().eventFilter(watched, event)
