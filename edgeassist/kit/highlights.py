# SPDX-License-Identifier: Apache-2.0
"""A long document to look things up in: pages with headings, a marked stretch, clicks as places. Reads no file.

Text comes in bounded pieces off a timer and is laid out where it is looked at, so hundreds of pages cost no wait.
"""

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QHideEvent,
    QMouseEvent,
    QPalette,
    QShowEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from edgeassist.documents.blocks import Block, Span, Unit
from edgeassist.kit.parts import column
from edgeassist.kit.theme import tokens_of
from edgeassist.kit.tokens import READING_TEXT_PX, SMALL_PX

PIECE_CHARS = 3_000
PIECE_BLOCKS = 40
_GAP_PX = 7
_HEADINGS_PX = {1: 20, 2: 18, 3: 17}
_LINE = "\N{LINE SEPARATOR}"
_SERIF = ("Noto Serif", "Georgia", "Cambria", "DejaVu Serif", "serif")
_NO_BLOCK = -1


class _Sheet(QPlainTextEdit):
    """The text itself."""

    clicked = Signal(int, int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "document")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        font = QFont(self.font())
        font.setFamilies(_SERIF)
        font.setPixelSize(READING_TEXT_PX)
        self.setFont(font)
        self.document().setDocumentMargin(28)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell where a click was, unless text was selected."""
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or self.textCursor().hasSelection():
            return
        cursor = self.cursorForPosition(event.position().toPoint())
        if cursor.block().userState() != _NO_BLOCK:
            before = cursor.block().text().encode("utf-16-le")[: cursor.positionInBlock() * 2]
            self.clicked.emit(cursor.block().userState(), len(before.decode("utf-16-le", "ignore")))

    def first_block(self) -> QTextBlock:
        """Return the first block in sight."""
        return self.firstVisibleBlock()


class DocumentPage(QWidget):
    """Shows blocks in the order they are added. Places are (number of the block, offset in characters).

    `page_turned` tells the page in sight, for documents that have pages.
    """

    place_clicked = Signal(int, int)
    page_turned = Signal(int)

    def __init__(self, name: str = "Document") -> None:
        super().__init__()
        self._waiting: deque[Block] = deque()
        self._places: dict[int, int] = {}
        self._pages: list[tuple[int, int]] = []
        self._unit = "Page"
        self._page: int | None = None
        self._wished: Span | None = None
        self._marked: Span | None = None
        self.sheet = _Sheet(name)
        self.setLayout(column(self.sheet, spacing=0))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.on_piece_due)
        self.sheet.clicked.connect(self.place_clicked)
        self.sheet.verticalScrollBar().valueChanged.connect(self.on_scrolled)

    @property
    def idle(self) -> bool:
        """All that was added is there, or waits until the page is shown."""
        return not self._timer.isActive()

    @property
    def marked(self) -> Span | None:
        """The stretch that is marked."""
        return self._marked

    @property
    def page(self) -> int | None:
        """The page in sight; None where there are none."""
        return self._page

    def count_in(self, unit: Unit) -> None:
        """Say what its parts are called, before blocks are added: pages by default."""
        self._unit = unit.capitalize()

    def add_blocks(self, blocks: Iterable[Block]) -> None:
        """Add what follows. It appears piece by piece, while the page can be seen."""
        self._waiting.extend(blocks)
        self._wake()

    def show_span(self, span: Span) -> None:
        """Mark `span` and go there; as soon as it is there, when it still waits."""
        self._wished = span
        if span.block in self._places:
            self._go()

    def go_to(self, block: int, start: int, end: int) -> None:
        """Mark a stretch of a block and go there."""
        self.show_span(Span(block, start, end))

    def unmark(self) -> None:
        """Mark nothing any more."""
        self._wished = self._marked = None
        self.sheet.setExtraSelections([])

    def clear(self) -> None:
        """Forget the document."""
        self.unmark()
        self._timer.stop()
        self._waiting.clear()
        self._places.clear()
        self._pages.clear()
        self._page = None
        self.sheet.clear()

    @Slot()
    def on_piece_due(self) -> None:
        """Put in a bounded piece of what waits."""
        cursor, taken = QTextCursor(self.sheet.document()), 0
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for _ in range(min(PIECE_BLOCKS, len(self._waiting))):
            block = self._waiting.popleft()
            self._put(cursor, block)
            taken += len(block.text)
            if taken >= PIECE_CHARS:
                break
        cursor.endEditBlock()
        if self._wished is not None and self._wished.block in self._places:
            self._go()
        if self._page is None:
            self.on_scrolled()
        self._wake()

    @Slot()
    def on_scrolled(self) -> None:
        """Tell the page in sight."""
        at = self.sheet.first_block().blockNumber()
        page = next((page for first, page in reversed(self._pages) if first <= at + 1), None)
        if page is not None and page != self._page:
            self._page = page
            self.page_turned.emit(page)

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "sheet"):
            self._mark()
            cursor = QTextCursor(self.sheet.document())
            cursor.beginEditBlock()
            for place, _ in self._pages:
                cursor.setPosition(self.sheet.document().findBlockByNumber(place).position())
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(self._page_format())
            cursor.endEditBlock()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with what waits."""
        super().showEvent(event)
        self._wake()

    def hideEvent(self, event: QHideEvent) -> None:
        """Do nothing while nobody looks."""
        self._timer.stop()
        super().hideEvent(event)

    def _wake(self) -> None:
        if self._waiting and self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _put(self, cursor: QTextCursor, block: Block) -> None:
        page = block.anchor.page
        if page is not None and (not self._pages or self._pages[-1][1] != page):
            self._line(cursor, f"{self._unit} {page}", self._page_format())
            self._pages.append((cursor.block().blockNumber(), page))
        self._line(cursor, block.text.replace("\n", _LINE), _format(block))
        cursor.block().setUserState(block.number)
        self._places[block.number] = cursor.block().blockNumber()

    def _line(self, cursor: QTextCursor, text: str, form: QTextCharFormat) -> None:
        """Add a paragraph below a small gap."""
        if cursor.position() > 0:
            cursor.insertBlock(QTextBlockFormat(), _gap())
            cursor.block().setUserState(_NO_BLOCK)
            cursor.insertBlock(QTextBlockFormat(), form)
        cursor.insertText(text, form)
        cursor.block().setUserState(_NO_BLOCK)

    def _go(self) -> None:
        """Bring what is wished to the upper third of the page, marked."""
        span, self._wished = self._wished, None
        if span is None:
            return
        self._marked = span
        self._mark()
        cursor = self._cursor(span)
        cursor.setPosition(cursor.selectionStart())
        self.sheet.setTextCursor(cursor)
        self.sheet.centerCursor()

    def _mark(self) -> None:
        if self._marked is None:
            return
        stretch = QTextEdit.ExtraSelection()
        stretch.cursor = self._cursor(self._marked)
        stretch.format.setBackground(QColor(tokens_of(self.palette()).mark))
        self.sheet.setExtraSelections([stretch])

    def _cursor(self, span: Span) -> QTextCursor:
        """Return a cursor that selects `span`."""
        line = self.sheet.document().findBlockByNumber(self._places[span.block])
        text, cursor = line.text(), QTextCursor(line)
        cursor.setPosition(line.position() + _units(text, span.start))
        cursor.setPosition(line.position() + _units(text, span.end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _page_format(self) -> QTextCharFormat:
        form = QTextCharFormat()
        font = QFont(self.font())
        font.setPixelSize(SMALL_PX)
        form.setFont(font)
        form.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
        return form


def _gap() -> QTextCharFormat:
    form = QTextCharFormat()
    font = QFont()
    font.setPixelSize(_GAP_PX)
    form.setFont(font)
    return form


def _format(block: Block) -> QTextCharFormat:
    form = QTextCharFormat()
    if block.kind == "heading":
        font = QFont()
        font.setFamilies(_SERIF)
        font.setPixelSize(_HEADINGS_PX.get(block.level, READING_TEXT_PX + 1))
        font.setWeight(QFont.Weight.DemiBold)
        form.setFont(font)
    elif block.kind in ("code", "table"):
        form.setFontFixedPitch(True)
        form.setFontFamilies(["monospace", "Consolas", "Menlo"])
    elif block.kind == "caption":
        form.setFontItalic(True)
    return form


def _units(text: str, offset: int) -> int:
    """Return how many 16-bit places the first `offset` characters of `text` take."""
    return len(text[: max(offset, 0)].encode("utf-16-le")) // 2
