# SPDX-License-Identifier: Apache-2.0
"""Program text in an answer: its language, a button that copies it, lines that scroll sideways. Runs nothing."""

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QFontDatabase, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from edgeassist.core.language import tr
from edgeassist.kit.copy_button import CopyButton
from edgeassist.kit.highlighter import Highlighter
from edgeassist.kit.lexing import language_name
from edgeassist.kit.markdown_blocks import Block
from edgeassist.kit.parts import column, row, words
from edgeassist.kit.tokens import TEXT_PX


class CodeSheet(QPlainTextEdit):
    """The lines. `content` is the text as it was written; what is shown breaks lines that are thousands long."""

    code = True
    part = 0

    def __init__(self, info: str) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._lines = 0
        self._tail = ""
        self.setProperty("role", "code")
        self.setAccessibleName(
            tr("Code in the answer, {language}", language=language_name(info)) if info else tr("Code in the answer")
        )
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(TEXT_PX)
        self.setFont(font)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        option = QTextOption(self.document().defaultTextOption())
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self.document().setDefaultTextOption(option)
        self.document().setDocumentMargin(6)
        self.highlighter = Highlighter(self, info, self.document().toPlainText)
        self.horizontalScrollBar().rangeChanged.connect(self.on_size_changed)
        self.on_size_changed()

    @property
    def settled(self) -> str:
        """The text without the tail, as it was written."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    @property
    def content(self) -> str:
        """All of the text, as it was written."""
        return self.settled + self._tail

    def settle(self, text: str, *, goes_on: bool = False) -> None:
        """Add finished lines, replacing the tail; `goes_on`: the last one is not at its end."""
        shown = self._tail
        self._tail = ""
        self._parts.append(text + ("" if goes_on else "\n"))
        self._replace(len(shown), text + "\n")
        self.highlighter.look()

    def show_tail(self, text: str) -> None:
        """Show the unfinished line."""
        shown, self._tail = self._tail, text
        if text.startswith(shown):
            self._replace(0, text[len(shown) :])
        else:
            self._replace(len(shown), text)

    def end(self) -> None:
        """No more comes: take the last, empty line away and colour the rest."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if not cursor.block().text() and cursor.position() > 0:
            cursor.deletePreviousChar()
        self._parts = [self.settled.removesuffix("\n")]
        self.on_size_changed()
        self.highlighter.look(last=True)

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(40, self.minimumHeight())

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "highlighter"):
            self.highlighter.paint_again()

    @Slot()
    def on_size_changed(self) -> None:
        """Be as high as the lines, and the bar below them where there is one."""
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() + 2 if bar.maximum() > 0 else 0
        text_px = self.document().blockCount() * self.fontMetrics().lineSpacing()
        self.setFixedHeight(text_px + 2 * round(self.document().documentMargin()) + below + 6)

    def _replace(self, shown: int, text: str) -> None:
        """Put `text` in the place of the last `shown` characters."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if shown:
            cursor.setPosition(cursor.position() - _units(self.document().lastBlock().text()), _KEEP)
        cursor.insertText(text)
        if self.document().blockCount() != self._lines:
            self._lines = self.document().blockCount()
            self.on_size_changed()


_KEEP = QTextCursor.MoveMode.KeepAnchor


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class CodeFrame(QFrame):
    """The lines below their language and the button."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self.setProperty("role", "code-frame")
        self.sheet = CodeSheet(block.language)
        self.language = words(language_name(block.language) or tr("Code"), "small")
        self.copy = CopyButton(tr("Copy"), lambda: self.sheet.content, name=tr("Copy the code"))
        layout = column(spacing=0, margins=(1, 0, 1, 1))
        heading = row(self.language, self.copy, margins=(9, 3, 6, 0))
        heading.setStretch(0, 1)
        layout.addLayout(heading)
        layout.addWidget(self.sheet)
        self.setLayout(layout)
