# SPDX-License-Identifier: Apache-2.0
"""Text that loads nothing, opens nothing, runs nothing: a click on a link is only told. As high as it is long."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPalette, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
MARKDOWN = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class QuietDocument(QTextDocument):
    """A document that never loads what its text names."""

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Give nothing, whatever is asked for."""


class QuietText(QTextEdit):
    """Read-only. Tab visits its links, Enter or a click emits `link_wished` with address and words."""

    link_wished = Signal(str, str)

    def __init__(self, *, margin_px: int) -> None:
        super().__init__()
        self._pressed = ""
        document = QuietDocument(self)
        document.setDocumentMargin(margin_px)
        document.setUndoRedoEnabled(False)
        self.setDocument(document)
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
        self.viewport().setMouseTracking(True)
        document.documentLayout().documentSizeChanged.connect(self.on_size_changed)

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

    def links(self) -> Iterator[tuple[int, int, str]]:
        """Yield where each link begins and ends, and its address."""
        block = self.document().begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                if address := piece.charFormat().anchorHref():
                    yield piece.position(), piece.position() + piece.length(), address
                pieces += 1
            block = block.next()

    def changeEvent(self, event: QEvent) -> None:
        """Give links the colour in force; it was written into the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            coloured = QTextCharFormat()
            coloured.setForeground(self.palette().brush(QPalette.ColorRole.Link))
            for start, end, _ in list(self.links()):
                cursor = QTextCursor(self.document())
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(coloured)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over a link."""
        over = bool(self.anchorAt(event.position().toPoint()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember the link under the mouse."""
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = self.anchorAt(event.position().toPoint()) if left else ""
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click on a link, unless text was selected."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, ""
        if not pressed or self.textCursor().hasSelection() or self.anchorAt(event.position().toPoint()) != pressed:
            return
        at = self.cursorForPosition(event.position().toPoint()).position()
        found = next((link for link in self.links() if link[0] <= at <= link[1] and link[2] == pressed), None)
        self.link_wished.emit(pressed, self._words(*found[:2]) if found else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Enter on a link."""
        cursor = self.textCursor()
        chosen = (cursor.selectionStart(), cursor.selectionEnd())
        found = next((link for link in self.links() if link[:2] == chosen), None) if event.key() in _ENTER else None
        if found is None:
            super().keyPressEvent(event)
        else:
            self.link_wished.emit(found[2], self._words(*found[:2]))

    def focusNextPrevChild(self, following: bool) -> bool:
        """Go to the next link before anything else is visited."""
        links = list(self.links())
        here = self.textCursor()
        at = next((n for n, link in enumerate(links) if link[:2] == (here.selectionStart(), here.selectionEnd())), None)
        step = 1 if following else -1
        target = at + step if at is not None else 0 if following and not here.hasSelection() else -1
        if self.hasFocus() and 0 <= target < len(links):
            cursor = QTextCursor(self.document())
            cursor.setPosition(links[target][0])
            cursor.setPosition(links[target][1], QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)
            return True
        if at is not None:
            here.clearSelection()
            self.setTextCursor(here)
        return super().focusNextPrevChild(following)

    def _words(self, start: int, end: int) -> str:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()
