# SPDX-License-Identifier: Apache-2.0
"""The two editors: one that is typed into, one that shows the translation. They show marks and emit where one points.

Places are in UTF-16 units. Long texts are taken in piece by piece, between which the window goes on.
"""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QShowEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QTextEdit

from edgeassist.kit.sided import Sided
from edgeassist.panes.translate.marks import Mark, look, tokens_of
from edgeassist.panes.translate.pouring import PIECE_CHARS, broken, pieces

_NOWHERE = -1


class SideEditor(QPlainTextEdit):
    """What both editors can do. `pointed` carries the place under the pointer, or -1; `moved` the caret's place."""

    pointed = Signal(int)
    moved = Signal(int)
    scrolled = Signal()
    focus_changed = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._pointed = _NOWHERE
        self.setProperty("role", "input")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.viewport().setMouseTracking(True)
        self.cursorPositionChanged.connect(lambda: self.moved.emit(self.textCursor().position()))
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.scrolled.emit())
        Sided(self)

    def write_from(self, *, right: bool) -> None:
        """Write from the right-hand side, or from the left; each paragraph may begin with the other direction."""
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if option.textDirection() != self.document().defaultTextOption().textDirection():
            self.document().setDefaultTextOption(option)

    def in_sight(self) -> tuple[int, int]:
        """Return from which place to which the text can be seen."""
        corner = QPoint(self.viewport().width() - 1, self.viewport().height() - 1)
        ends = self.cursorForPosition(QPoint(0, 0)).block(), self.cursorForPosition(corner).block()
        return ends[0].position(), ends[1].position() + ends[1].length() - 1

    def show_marks(self, marks: list[Mark]) -> None:
        """Show these marks and no others; the later ones lie on top."""
        tokens, last = tokens_of(QApplication.palette(self)), self.document().characterCount() - 1
        made: list[QTextEdit.ExtraSelection] = []
        for mark in marks:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(min(mark.start, last))
            cursor.setPosition(min(mark.end, last), QTextCursor.MoveMode.KeepAnchor)
            selection.cursor, selection.format = cursor, look(mark.kind, tokens)
            made.append(selection)
        self.setExtraSelections(made)

    def go_to(self, place: int) -> None:
        """Put the caret at `place` and show it."""
        cursor = self.textCursor()
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the place under the pointer when it becomes another."""
        super().mouseMoveEvent(event)
        self._point(self.cursorForPosition(event.position().toPoint()).position())

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._point(_NOWHERE)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        """Have the marks drawn anew in other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.scrolled.emit()

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it small."""
        return QSize(80, 72)

    def _point(self, place: int) -> None:
        if place != self._pointed:
            self._pointed = place
            self.pointed.emit(place)


class SourceEditor(SideEditor):
    """Where a text is typed, pasted or dropped. A dropped file is handed on as `files_dropped`."""

    files_dropped = Signal(object)

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__(name)
        self.setPlaceholderText(placeholder)
        self._waiting: tuple[QTextCursor, Iterator[str]] | None = None
        self._pouring = QTimer(self)
        self._pouring.setInterval(0)
        self._pouring.timeout.connect(self.on_poured)

    @property
    def pouring(self) -> bool:
        """A long text is still on its way in."""
        return self._waiting is not None

    def pour_all(self) -> None:
        """Take in at once what is still on its way."""
        while self._waiting is not None:
            self.on_poured()

    def put(self, text: str) -> None:
        """Replace all of the text, which undoing brings back; what was on its way is not wanted any more."""
        self._waiting = None
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        self.setTextCursor(cursor)
        self._pour(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin another step of undoing with each word."""
        self._begin_step(event.text())
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take in a text of any length."""
        if source.hasText() and self.canInsertFromMimeData(source):
            self._pour(source.text())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take plain text only."""
        return source.hasText()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and text."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files anywhere, text at the caret."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand files on; take text in."""
        if files := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.files_dropped.emit(files)
        else:
            super().dropEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        self._pouring.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Go on."""
        super().showEvent(event)
        self._pouring.start()

    @Slot()
    def on_poured(self) -> None:
        """Take in the next piece where its text was put, wherever the caret is by now."""
        cursor, rest = self._waiting or (QTextCursor(), iter(()))
        piece = next(rest, None)
        if piece is None:
            self._waiting = None
            self._pouring.stop()
            return
        cursor.joinPreviousEditBlock()
        cursor.insertText(piece)
        cursor.endEditBlock()

    def _begin_step(self, text: str) -> None:
        """Have undoing stop before `text` where that begins a word: Qt joins nothing to what is unmodified."""
        caret, document = self.textCursor(), self.document()
        if text.strip() and not caret.atStart() and not document.characterAt(caret.position() - 1).strip():
            document.setModified(False)

    def _pour(self, text: str) -> None:
        self.pour_all()
        text = broken(text)
        if len(text) <= PIECE_CHARS:
            self.textCursor().insertText(text)
            return
        cursor, rest = self.textCursor(), pieces(text)
        self._waiting = cursor, rest
        cursor.insertText(next(rest))
        self._pouring.start()


class TargetEditor(SideEditor):
    """Shows the translation. A person changing it is told by `edited`; `menu_wished` carries where to open it.

    `came` is emitted when it comes into sight.
    """

    came = Signal()
    edited = Signal()
    menu_wished = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._painting = False
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setReadOnly(True)
        self.setTextInteractionFlags(_READ)
        self.textChanged.connect(self.on_text_changed)

    def allow_editing(self, *, allowed: bool) -> None:
        """Let a person change the text, or only read and copy it."""
        self.setReadOnly(not allowed)
        if not allowed:
            self.setTextInteractionFlags(_READ)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` from `start` to `end`; caret and view stay with the text around."""
        self._painting = True
        try:
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(text)
        finally:
            self._painting = False

    @Slot()
    def on_text_changed(self) -> None:
        """Tell what a person did, not what was painted."""
        if not self._painting:
            self.edited.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Have painted what was put off."""
        super().showEvent(event)
        self.came.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the sentence there."""
        cursor = self.cursorForPosition(event.pos())
        if not self.textCursor().hasSelection():
            self.setTextCursor(cursor)
        self.menu_wished.emit(event.globalPos())


_READ = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the files on this computer that are being dropped."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
