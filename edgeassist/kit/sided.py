# SPDX-License-Identifier: Apache-2.0
"""Has a plain text stand on the side where its reading begins: by itself Qt begins every line of one at the left."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from edgeassist.core.direction import begins_right

_LOOKED_AT_CHARS = 1_000
"""However long a text is, it is looked at after every key."""


class Sided(QObject):
    """Keeps `edit` on its side while it is typed in; one without words stands where the window begins its lines."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        edit.textChanged.connect(self.on_changed)
        edit.installEventFilter(self)
        self.on_changed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again when the window is turned round."""
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.on_changed()
        return super().eventFilter(watched, event)

    @Slot()
    def on_changed(self) -> None:
        """Turn the text to the side where its first words begin."""
        document = self._edit.document()
        beginning = QTextCursor(document)
        beginning.setPosition(min(_LOOKED_AT_CHARS, document.characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
        right = begins_right(beginning.selectedText(), empty=self._edit.isRightToLeft())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        option = document.defaultTextOption()
        if option.alignment() != side:
            option.setAlignment(side)
            document.setDefaultTextOption(option)
