# SPDX-License-Identifier: Apache-2.0
"""One leaf of the source as a text to read, with a stretch highlighted. Plain text only: nothing in it is markup."""

from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from edgeassist.core.direction import begins_right
from edgeassist.core.language import tr
from edgeassist.core.units import harmless
from edgeassist.documents.blocks import Block, Span
from edgeassist.kit.scaling import outgrown, text_scale
from edgeassist.kit.theme import tokens_of
from edgeassist.kit.tokens import READING_LINE_PX, READING_TEXT_PX, TEXT_PX
from edgeassist.panes.summarize.rows import clock

_HEADING_PX = {1: 19, 2: 17}
_INDENT_PX = 18
_SERIFS = ("Noto Serif", "Georgia", "Source Serif 4", "DejaVu Serif", "Liberation Serif", "Times New Roman")
_GENERAL = QFontDatabase.SystemFont.GeneralFont


class PageView(QTextEdit):
    """`clicked` carries a block's number and an offset in it; `turned` +1 or -1 at the end and the beginning."""

    clicked = Signal(int, int)
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._begins: list[tuple[int, int, str]] = []
        self._span: Span | None = None
        self._blocks: tuple[Block, ...] = ()
        self._scale = text_scale()
        self.document().setDocumentMargin(4)
        self.document().setUndoRedoEnabled(False)
        self.setProperty("role", "prose")
        self.setAccessibleName(tr("Text of the document"))
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it small."""
        return QSize(80, 80)

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Show these blocks and nothing else, from the top; a text that only grew stays where it is."""
        grown = bool(self._begins) and [one[0] for one in self._begins[:1]] == [block.number for block in blocks[:1]]
        bar = self.verticalScrollBar()
        before = bar.value() if grown else 0
        self._begins, self._span, self._blocks = [], None, tuple(blocks)
        self.setExtraSelections([])
        self.document().clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for place, block in enumerate(blocks):
            if place:
                cursor.insertBlock()
            self._insert(cursor, block)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        bar.setValue(before)

    def highlight(self, span: Span | None) -> None:
        """Highlight `span` and go there."""
        self._span = span
        self._mark()
        begins = next((one for one in self._begins if span is not None and one[0] == span.block), None)
        if begins is None or span is None:
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(begins[1] + _units(begins[2], span.start))
        self.setTextCursor(cursor)
        above = self.cursorRect(cursor).top() - self.viewport().height() // 4
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + above)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the page past its end or beginning."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_PageDown and bar.value() >= bar.maximum():
            self.turned.emit(1)
        elif event.key() == Qt.Key.Key_PageUp and bar.value() <= bar.minimum():
            self.turned.emit(-1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which place was clicked, unless a stretch was selected."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            position = self.cursorForPosition(event.position().toPoint()).position()
            found = [one for one in self._begins if one[1] <= position]
            if found:
                number, begin, text = found[-1]
                self.clicked.emit(number, len(text.encode("utf-16-le")[: 2 * (position - begin)]) // 2)

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours, and the new size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._mark()
        elif outgrown(event, self._scale):
            self._scale = text_scale()
            QTimer.singleShot(0, self, self.on_resized)

    @Slot()
    def on_resized(self) -> None:
        """Write everything in the size that the text has now."""
        span = self._span
        self.show_blocks(self._blocks)
        self.highlight(span)

    def _mark(self) -> None:
        span = self._span
        begins = next((one for one in self._begins if span is not None and one[0] == span.block), None)
        if begins is None or span is None:
            self.setExtraSelections([])
            return
        _, begin, text = begins
        marked = QTextEdit.ExtraSelection()
        marked.cursor = QTextCursor(self.document())
        marked.cursor.setPosition(begin + _units(text, span.start))
        marked.cursor.setPosition(begin + _units(text, span.end), QTextCursor.MoveMode.KeepAnchor)
        marked.format.setBackground(QColor(tokens_of(self.palette()).mark))
        marked.format.setForeground(self.palette().color(QPalette.ColorRole.Text))
        self.setExtraSelections([marked])

    def _insert(self, cursor: QTextCursor, block: Block) -> None:
        text = harmless(block.text, also="\n\t")
        dress, spaced = _letters(block), _paragraph(block, from_right=begins_right(text))
        cursor.setBlockFormat(spaced)
        if block.kind == "list-item":
            cursor.insertText("• ", dress)
        elif block.anchor.start_ms is not None:
            quiet = QTextCharFormat(dress)
            quiet.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
            cursor.insertText(f"{clock(block.anchor.start_ms)}  ", quiet)
        self._begins.append((block.number, cursor.position(), text))
        cursor.insertText(text, dress)


def _units(text: str, offset: int) -> int:
    """Return how many of Qt's units the first `offset` characters are: it counts in UTF-16."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


@cache
def _serif() -> list[str]:
    """Return the first of the usual book faces that is here. Asking for one that is not has Qt search, and say so."""
    return [name for name in _SERIFS if QFontDatabase.hasFamily(name)][:1] or QFontDatabase.systemFont(
        _GENERAL
    ).families()


@cache
def _fixed() -> list[str]:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families()


def _letters(block: Block) -> QTextCharFormat:
    made = QTextCharFormat()
    fixed = block.kind in ("code", "table")
    made.setFontFamilies(_fixed() if fixed else _serif())
    size_px = TEXT_PX if fixed else READING_TEXT_PX
    if block.kind == "heading":
        size_px = _HEADING_PX.get(block.level, READING_TEXT_PX + 1)
        made.setFontWeight(QFont.Weight.Bold)
    made.setProperty(QTextCharFormat.Property.FontPixelSize, round(size_px * text_scale()))
    return made


def _paragraph(block: Block, *, from_right: bool) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setLineHeight(round(READING_LINE_PX * text_scale()), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    made.setTopMargin(8 if block.kind == "heading" else 0)
    made.setBottomMargin(4 if block.kind in ("list-item", "cue") else 12)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft if from_right else Qt.LayoutDirection.LeftToRight)
    if block.kind == "list-item":
        indent = _INDENT_PX * max(1, block.level)
        made.setLeftMargin(indent)
    return made
