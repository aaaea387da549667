# SPDX-License-Identifier: Apache-2.0
"""Where a person types: several lines, Enter sends, Shift+Enter breaks the line, input methods are left alone."""

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from edgeassist.kit.icons import IconButton
from edgeassist.kit.parts import column, mark, row, words

MOST_LINES = 6


class Input(QPlainTextEdit):
    """The text itself; grows from one line to `MOST_LINES`."""

    submitted = Signal()
    focus_changed = Signal(bool)

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__()
        self._composing = False
        self.setProperty("role", "input")
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self.on_lines_changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send on a plain Enter that no input method is using."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if enter and self._composing:
            event.accept()
        elif enter and plain:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

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
        lines = max(1, min(MOST_LINES, round(self.document().size().height())))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 6)


class Composer(QFrame):
    """The input in its frame, with a remark and one round button that sends, or stops while `busy`."""

    submitted = Signal(str)
    stopped = Signal()
    edited = Signal(str)

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__()
        self._busy = False
        self._ready = True
        self.setProperty("role", "composer")
        self.input = Input(name, placeholder)
        self.remark = words("", "small")
        self.action = IconButton("send", "Send", role=QPalette.ColorRole.HighlightedText)
        self.action.setProperty("tone", "primary")
        self.action.setFixedSize(36, 32)
        inside = column(self.input, spacing=6, margins=(14, 10, 14, 10))
        self._lower = row(self.remark, self.action)
        inside.addLayout(self._lower)
        self._inside = inside
        self.setLayout(inside)
        self.input.submitted.connect(self.on_submitted)
        self.input.textChanged.connect(self.on_edited)
        self.input.focus_changed.connect(self.on_focus_changed)
        self.action.clicked.connect(self.on_pressed)
        self._refresh()

    def furnish(self, tool: QWidget, below: QWidget) -> None:
        """Put a `tool` before the remark, and something wide `below` the input."""
        self._inside.insertWidget(1, below)
        self._lower.insertWidget(0, tool)
        self._lower.setStretch(1, 1)

    @property
    def text(self) -> str:
        """What stands in the input."""
        return self.input.toPlainText()

    def put(self, text: str) -> None:
        """Replace what stands in the input, which undoing brings back, and go there."""
        cursor = self.input.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        self.input.setTextCursor(cursor)
        self.input.setFocus()

    def suggest(self, text: str) -> None:
        """Put `text` there selected: Enter sends it, typing replaces it."""
        self.put(text)
        self.input.selectAll()

    def set_busy(self, *, busy: bool) -> None:
        """Offer Stop instead of Send."""
        self._busy = busy
        self.action.show_as("stop" if busy else "send", "Stop" if busy else "Send")
        self._refresh()

    @property
    def ready(self) -> bool:
        """Whether what is typed could be sent now."""
        return self._ready

    def set_ready(self, *, ready: bool) -> None:
        """Whether sending makes sense now; typing always does."""
        self._ready = ready
        self._refresh()

    @Slot()
    def on_submitted(self) -> None:
        """Hand the text over, when there is some and it can be answered now."""
        text = self.text.strip()
        if not text or self._busy or not self._ready:
            return
        self.input.clear()
        self.submitted.emit(text)

    @Slot()
    def on_pressed(self) -> None:
        """Send, or stop."""
        if self._busy:
            self.stopped.emit()
        else:
            self.on_submitted()

    @Slot()
    def on_edited(self) -> None:
        """Enable sending once there is text."""
        self._refresh()
        self.edited.emit(self.text)

    @Slot(bool)
    def on_focus_changed(self, focused: bool) -> None:
        """Draw the focus ring around the whole frame."""
        mark(self, focused="true" if focused else "false")

    def _refresh(self) -> None:
        self.action.setEnabled(self._busy or (self._ready and bool(self.text.strip())))
