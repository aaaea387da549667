# SPDX-License-Identifier: Apache-2.0
"""The text a person types: several lines; Enter sends, Shift+Enter breaks the line, input methods are left alone."""

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from edgeassist.kit.sent_texts import SentTexts
from edgeassist.kit.sided import Sided

MOST_LINES = 6
LONG_CHARS = 8_000
LAID_OUT_CHARS = 40_000
"""A line longer than this would keep the window waiting for seconds: it is never put in, not even by Ctrl+Z."""
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_CTRL = Qt.KeyboardModifier.ControlModifier


class Input(QPlainTextEdit):
    """The text itself; grows from one line to `MOST_LINES`.

    `sends_with_ctrl`: a plain Enter breaks the line and Ctrl+Enter sends. `sent`: what Up brings back into an empty
    input. `spares_long`: a very long text that is pasted is not put in but told by `long_text_pasted`; Ctrl+Z, as the
    next thing, puts it in all the same, told by `long_text_returned`.
    """

    submitted = Signal()
    focus_changed = Signal(bool)
    long_text_pasted = Signal(str)
    long_text_returned = Signal(str)

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__()
        self.sends_with_ctrl = False
        self.spares_long = False
        self.sent: SentTexts | None = None
        self._most_lines = MOST_LINES
        self._composing = False
        self._spared = ""
        self._invitation: tuple[str, str] | None = None
        self.setProperty("role", "input")
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self.on_lines_changed)
        Sided(self)

    def invite(self, whole: str, short: str) -> None:
        """Invite in one line: with `whole`, or where there is no room for it, with `short`."""
        self._invitation = whole, short
        self._fit_invitation()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Invite in the words that there is room for now."""
        super().resizeEvent(event)
        self._fit_invitation()

    def _fit_invitation(self) -> None:
        if self._invitation is not None:
            whole, short = self._invitation
            fits = self.fontMetrics().horizontalAdvance(whole) <= self.viewport().width() - 8
            self.setPlaceholderText(whole if fits or not self.isVisible() else short)

    def grow_to(self, lines: int) -> None:
        """Grow to at most so many lines, never to more than `MOST_LINES`: the window around may be low."""
        self._most_lines = max(1, min(MOST_LINES, lines))
        self.on_lines_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send on an Enter that no input method is using; bring back what was sent, or was too long to be put in."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._composing:
            event.accept()
        elif enter and self._sends(event.modifiers()):
            self.submitted.emit()
        elif enter and self.sends_with_ctrl and event.modifiers() in _PLAIN:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        elif not self._brings_back(event):
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Put in what is pasted or dropped, unless it is so long that it is better kept beside."""
        text = source.text()
        if self.spares_long and len(text) > LONG_CHARS:
            self.long_text_pasted.emit(text)
            self._spared = (
                text if len(text) <= LAID_OUT_CHARS else ""
            )  # after the signal: whoever hears it may empty or fill the input
        else:
            super().insertFromMimeData(source)

    def _sends(self, modifiers: Qt.KeyboardModifier) -> bool:
        bare = modifiers & ~Qt.KeyboardModifier.KeypadModifier
        return bare == (_CTRL if self.sends_with_ctrl else Qt.KeyboardModifier.NoModifier)

    def _brings_back(self, event: QKeyEvent) -> bool:
        """Do what Ctrl+Z, Up and Down mean here beyond editing; tell whether that was it."""
        spared, self._spared = self._spared, ""
        if spared and event.matches(QKeySequence.StandardKey.Undo):
            self.insertPlainText(spared)
            self.long_text_returned.emit(spared)
            return True
        if spared and event.key() in (Qt.Key.Key_Control, Qt.Key.Key_Meta):
            self._spared = spared
        if self.sent is None or event.modifiers() not in _PLAIN or self._composing:
            return False
        shown = self.toPlainText()
        step = {Qt.Key.Key_Up: self.sent.older, Qt.Key.Key_Down: self.sent.newer}.get(Qt.Key(event.key()))
        found = step(shown) if step is not None else None
        if found is None:
            return False
        cursor = self.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(found)
        self.setTextCursor(cursor)
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether an input method holds unfinished text."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the height to another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.on_lines_changed()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Leave files to whoever holds the input; take text."""
        return not any(url.isLocalFile() for url in source.urls()) and super().canInsertFromMimeData(source)

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(80, self.minimumHeight())

    @Slot()
    def on_lines_changed(self) -> None:
        """Be as high as the lines, up to the most."""
        lines = max(1, min(self._most_lines, round(self.document().size().height())))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 6)
