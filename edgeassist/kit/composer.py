# SPDX-License-Identifier: Apache-2.0
"""The input in its frame, with what belongs to it: tools, a remark, the button that sends or stops. Sends nothing."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.icons import IconButton
from edgeassist.kit.input import Input
from edgeassist.kit.parts import column, mark, row, words
from edgeassist.kit.scaling import keep_size
from edgeassist.kit.sent_texts import SentTexts


class Composer(QFrame):
    """The input in its frame, with a remark and one round button that sends, or stops while `busy`.

    Whoever clicks twice on Send wishes no end of the answer: a press within the time of a double click after sending
    stops nothing. `settling` runs for that long.
    """

    submitted = Signal(str)
    stopped = Signal()
    edited = Signal(str)
    long_text_pasted = Signal(str)
    long_text_returned = Signal(str)

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__()
        self._busy = False
        self._ready = True
        self._soon = ""
        self._late = False
        self.settling = QTimer(self)
        self.settling.setSingleShot(True)
        self.setProperty("role", "composer")
        self.input = Input(name, placeholder)
        self.input.sent = SentTexts()
        self.remark = words("", "small")
        self.action = IconButton("send", tr("Send"), role=QPalette.ColorRole.HighlightedText)
        self.action.setProperty("tone", "primary")
        keep_size(self.action, 36, 32)
        inside = column(self.input, spacing=6, margins=(14, 10, 14, 10))
        self._lower = row(self.remark, self.action)
        inside.addLayout(self._lower)
        self._inside = inside
        self.setLayout(inside)
        self.input.submitted.connect(self.on_submitted)
        self.input.textChanged.connect(self.on_edited)
        self.input.focus_changed.connect(self.on_focus_changed)
        self.input.long_text_pasted.connect(self.long_text_pasted)
        self.input.long_text_returned.connect(self.long_text_returned)
        self.action.pressed.connect(self.on_press_began)
        self.action.clicked.connect(self.on_pressed)
        self._refresh()

    def furnish(self, tool: QWidget, below: QWidget) -> None:
        """Put a `tool` before the remark, and something wide `below` the input."""
        self._inside.insertWidget(1, below)
        self._lower.insertWidget(0, tool)
        self._lower.setStretch(1, 1)

    def set_send_keys(self, *, ctrl: bool) -> None:
        """Send with Ctrl+Enter, so that Enter breaks the line; or with Enter again."""
        self.input.sends_with_ctrl = ctrl

    def spare_long_texts(self) -> None:
        """From now on tell a very long pasted text by `long_text_pasted` instead of putting it in.

        `long_text_returned` tells that a person undid that: the text stands in the input after all.
        """
        self.input.spares_long = True

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
        self.action.show_as("stop" if busy else "send", tr("Stop") if busy else tr("Send"))
        self._refresh()

    @property
    def ready(self) -> bool:
        """Whether what is typed could be sent now."""
        return self._ready

    def set_ready(self, *, ready: bool) -> None:
        """Whether sending makes sense now; typing always does."""
        self._ready = ready
        if ready and self._soon:
            QTimer.singleShot(0, self._submit_held)
        self._refresh()

    def submit_soon(self) -> None:
        """Hand the text over as soon as it can be answered, unless it is changed before."""
        self._soon = self.text
        if self._ready:
            self._submit_held()

    def _submit_held(self) -> None:
        held, self._soon = self._soon, ""
        if held and held == self.text:
            self.on_submitted()

    @Slot()
    def on_submitted(self) -> None:
        """Hand the text over, when there is some and it can be answered now."""
        text = self.text.strip()
        if not text or self._busy or not self._ready:
            return
        self.input.clear()
        if self.input.sent is not None:
            self.input.sent.remember(text)
        self.settling.start(QGuiApplication.styleHints().mouseDoubleClickInterval())
        self.submitted.emit(text)

    @Slot()
    def on_press_began(self) -> None:
        """Note whether this press came right after sending."""
        self._late = self.settling.isActive()

    @Slot()
    def on_pressed(self) -> None:
        """Send, or stop."""
        if self._late:
            self._late = False
        elif self._busy:
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
