# SPDX-License-Identifier: Apache-2.0
"""Puts one cell of an answer's table in its place: words, bold, code and links, on one line of Markdown."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocumentFragment,
    QTextFormat,
    QTextTableCell,
)

from edgeassist.kit.markdown_blocks import without_images
from edgeassist.kit.markdown_tables import Lean
from edgeassist.kit.quiet_text import MARKDOWN
from edgeassist.kit.tokens import READING_TEXT_PX

_LEANS = {
    "": Qt.AlignmentFlag.AlignLeading,
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
}
_PLAIN = re.compile(r"[\w ,;%€$°'\"()/=.?]*(?<!\d\.)", re.ASCII)
_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)


def fill(cell: QTextTableCell, content: str, lean: Lean, *, bold: bool) -> str:
    """Put `content` in the place of what `cell` holds; return the words as they are shown."""
    cursor = cell.firstCursorPosition()
    cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    shape = QTextBlockFormat()
    shape.setAlignment(_LEANS[lean])
    shown = _insert(cursor, content)
    cursor.setBlockFormat(shape)
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(_dressed(bold=bold))
    return shown


def _insert(cursor: QTextCursor, content: str) -> str:
    if "_" not in content and _PLAIN.fullmatch(content) and not _ADDRESS.search(content):
        cursor.insertText(content)
        return content
    made = QTextDocumentFragment.fromMarkdown("\n" + without_images(content), MARKDOWN)
    shown = made.toPlainText()
    if "\n" in shown.strip() or "\N{OBJECT REPLACEMENT CHARACTER}" in shown:
        cursor.insertText(content)  # what is no line of words stays as it is written
        return content
    cursor.insertFragment(made)
    return shown


def _dressed(*, bold: bool) -> QTextCharFormat:
    dressed = QTextCharFormat()
    dressed.setProperty(QTextFormat.Property.FontPixelSize.value, READING_TEXT_PX)
    if bold:
        dressed.setFontWeight(QFont.Weight.DemiBold)
    return dressed
