# SPDX-License-Identifier: Apache-2.0
"""One sheet of an answer: a read-only document as high as its text. Loads nothing, opens nothing, runs nothing."""

from PySide6.QtCore import QSize, Qt, QUrl, Slot
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from edgeassist.kit.markdown_blocks import without_images
from edgeassist.kit.tokens import READING_LINE_PX, READING_TEXT_PX, TEXT_PX

_MARKDOWN = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_HEADING_PX = {1: 19, 2: 17, 3: 16}


class QuietDocument(QTextDocument):
    """A document that never loads what its text names."""

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Give nothing, whatever is asked for."""


class Sheet(QTextEdit):
    """A piece of an answer: what is settled, then a plain tail that the next paint may replace."""

    def __init__(self, *, code: bool) -> None:
        super().__init__()
        self.code = code
        self.settled = ""
        self._tail = ""
        self._tail_at = 0
        document = QuietDocument(self)
        document.setDocumentMargin(12 if code else 1)
        document.setIndentWidth(28)
        document.setUndoRedoEnabled(False)
        self.setDocument(document)
        self.setProperty("role", "code" if code else "prose")
        self.setAccessibleName("Code in the answer" if code else "Answer")
        self._dress(code=code)
        document.documentLayout().documentSizeChanged.connect(self.on_size_changed)

    def _dress(self, *, code: bool) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if code else self.font()
        font.setPixelSize(TEXT_PX if code else READING_TEXT_PX)
        self.setFont(font)
        self.document().setDefaultFont(font)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Give nothing, whatever is asked for."""

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(40, self.minimumHeight())

    @Slot()
    def on_size_changed(self) -> None:
        """Be as high as the text."""
        edges = self.height() - self.viewport().height()
        self.setFixedHeight(round(self.document().size().height()) + max(edges, 0))

    def settle(self, text: str) -> None:
        """Add finished text, replacing the tail."""
        self._show_tail("")
        if self.code:
            self._append(("\n" if self.settled else "") + text)
            self.settled += ("\n" if self.settled else "") + text
        else:
            self.settled += ("\n\n" if self.settled else "") + text
            self._render()
        self._tail_at = self._end()

    def show_tail(self, text: str) -> None:
        """Show the unfinished rest as plain text; equal beginnings are kept as they stand."""
        lead = "\n" if text and self.settled else ""
        self._show_tail(lead + text if text else "")

    def _show_tail(self, text: str) -> None:
        if text.startswith(self._tail):
            self._append(text[len(self._tail) :], plain=not self._tail)
        else:
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._tail_at)
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            self._tail = ""
            self._append(text, plain=True)
        self._tail = text

    def _append(self, text: str, *, plain: bool = False) -> None:
        if not text:
            return
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if plain and not self.code and text.startswith("\n"):
            cursor.insertBlock(_paragraph(), QTextCharFormat())
            text = text[1:]
        elif plain and not self.code:
            cursor.setBlockFormat(_paragraph())
        cursor.insertText(text)

    def _end(self) -> int:
        return self.document().characterCount() - 1

    def _render(self) -> None:
        document, selection = self.document(), self.textCursor()
        anchor, position = selection.anchor(), selection.position()
        document.setMarkdown(without_images(self.settled), _MARKDOWN)
        _space_out(document)
        if anchor != position:
            selection.setPosition(min(anchor, self._end()))
            selection.setPosition(min(position, self._end()), QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(selection)


def _paragraph() -> QTextBlockFormat:
    spaced = QTextBlockFormat()
    spaced.setLineHeight(READING_LINE_PX, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    spaced.setBottomMargin(8)
    return spaced


def _space_out(document: QTextDocument) -> None:
    """Give every paragraph the reading line and calm headings, in one pass."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        spaced = block.blockFormat()
        spaced.setLineHeight(READING_LINE_PX, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        spaced.setTopMargin(8 if spaced.headingLevel() else 0)
        spaced.setBottomMargin(2 if block.textList() else 8)
        cursor.setPosition(block.position())
        cursor.setBlockFormat(spaced)
        if spaced.headingLevel():
            _calm_heading(cursor, spaced.headingLevel())
        block = block.next()
    cursor.endEditBlock()


def _calm_heading(cursor: QTextCursor, level: int) -> None:
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    calm = QTextCharFormat()
    calm.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
    calm.setProperty(QTextFormat.Property.FontPixelSize, _HEADING_PX.get(level, READING_TEXT_PX))
    calm.setFontWeight(QFont.Weight.DemiBold)
    cursor.mergeCharFormat(calm)
