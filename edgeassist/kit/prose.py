# SPDX-License-Identifier: Apache-2.0
"""Dresses a document that Markdown was put into: reading lines, calm headings, quotes and rules. Reads no Markdown."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from edgeassist.kit.tokens import READING_LINE_PX, READING_TEXT_PX

_HEADING_PX = {1: 19, 2: 17, 3: 16}
_QUOTE_PX = 18
_BAR_PX = 3
_RULE_PX = 9
_LOW_PX = 3
"""A line of text that is given more height stands low in it."""
_MARKER = QTextFormat.Property.BlockMarker
_RULE = QTextFormat.Property.BlockTrailingHorizontalRulerWidth
_QUOTE = QTextFormat.Property.BlockQuoteLevel
_OUR_RULE = QTextFormat.Property.UserProperty.value + 1


def paragraph() -> QTextBlockFormat:
    """Return the format of plain words."""
    spaced = QTextBlockFormat()
    spaced.setLineHeight(READING_LINE_PX, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    spaced.setBottomMargin(8)
    return spaced


def dress(document: QTextDocument) -> None:
    """Give every paragraph its lines and margins, in one pass."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for block in _blocks(document):
        spaced = QTextBlockFormat(block.blockFormat())
        spaced.setLineHeight(READING_LINE_PX, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        spaced.setTopMargin(10 if spaced.headingLevel() and block.blockNumber() else 0)
        spaced.setBottomMargin(3 if _in_list(block.next()) and _in_list(block) else 8)
        if not _in_list(block):
            spaced.clearProperty(_MARKER.value)  # Qt leaves a task's box on what follows the list
        if depth := spaced.intProperty(_QUOTE.value):
            mirrored = block.textDirection() == Qt.LayoutDirection.RightToLeft
            spaced.setLeftMargin(0 if mirrored else depth * _QUOTE_PX)
            spaced.setRightMargin(depth * _QUOTE_PX if mirrored else 0)
        if spaced.hasProperty(_RULE.value):
            spaced.clearProperty(_RULE.value)
            spaced.setProperty(_OUR_RULE, True)
            spaced.setLineHeight(_RULE_PX, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setPosition(block.position())
        cursor.setBlockFormat(spaced)
        if spaced.headingLevel():
            _calm(block, cursor, _HEADING_PX.get(spaced.headingLevel(), READING_TEXT_PX))
    cursor.endEditBlock()


def without_pictures(document: QTextDocument) -> None:
    """Put words in the place of every picture that is there all the same."""
    for block in _blocks(document):
        for start, length, dressed in reversed(list(_pieces(block))):
            if dressed.isImageFormat():
                cursor = QTextCursor(document)
                cursor.setPosition(start)
                cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText(dressed.toImageFormat().name() or "picture", QTextCharFormat())


def paint_lines(document: QTextDocument, painter: QPainter, colours: QPalette) -> None:
    """Draw the bars of quotes and the rules between parts, in the document's own coordinates."""
    line = colours.color(QPalette.ColorRole.Mid)
    layout = document.documentLayout()
    for block in _blocks(document):
        wished = block.blockFormat()
        depth, rule = wished.intProperty(_QUOTE.value), wished.boolProperty(_OUR_RULE)
        if not depth and not rule:
            continue
        top = layout.blockBoundingRect(block).top()
        area = QRectF(0, top, 0, block.layout().boundingRect().bottom())  # the former leaves out a line's extra height
        width = document.size().width()
        if rule:
            painter.fillRect(QRectF(0, area.center().y(), width, 1), line)
        mirrored = block.textDirection() == Qt.LayoutDirection.RightToLeft
        joined = wished.bottomMargin() if block.next().blockFormat().intProperty(_QUOTE.value) else 0
        for step in range(depth):
            x = step * _QUOTE_PX + 2.0
            x = width - x - _BAR_PX if mirrored else x
            painter.fillRect(QRectF(x, area.top() + _LOW_PX, _BAR_PX, area.height() + joined), line)


def _calm(block: QTextBlock, cursor: QTextCursor, size_px: int) -> None:
    for start, length, dressed in list(_pieces(block)):
        calm = QTextCharFormat(dressed)
        calm.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
        calm.setProperty(QTextFormat.Property.FontPixelSize.value, size_px)
        calm.setFontWeight(QFont.Weight.DemiBold)
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(calm)


def _in_list(block: QTextBlock) -> bool:
    return block.isValid() and block.textList() is not None


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _pieces(block: QTextBlock) -> Iterator[tuple[int, int, QTextCharFormat]]:
    pieces = block.begin()
    while not pieces.atEnd():
        piece = pieces.fragment()
        yield piece.position(), piece.length(), piece.charFormat()
        pieces += 1
