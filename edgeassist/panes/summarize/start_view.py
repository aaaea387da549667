# SPDX-License-Identifier: Apache-2.0
"""The summarize pane before there is anything to sum up: choose or drop a document, paste a text, try the sample."""

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QSizePolicy, QWidget

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.kit.binding import bind
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.icons import IconLabel
from edgeassist.kit.parts import box, button, column, mark, row, tip, words
from edgeassist.kit.sided import Sided
from edgeassist.kit.tokens import READING_PX

LONG_PASTE_CHARS = 20_000
_SIDE_PX, _BUTTON_PX = 24, 28
TITLE = later("What should be summed up?")
PROMISE = later(
    "The whole document is read, and every sentence says where it comes from. Nothing leaves this computer."
)
KINDS = later("PDF, DOCX, EPUB, HTML, Markdown, plain text, SRT and VTT, up to 200 MB.")
PASTE = later("Or paste a text here")


class PasteBox(QPlainTextEdit):
    """Takes a text. One too long to be edited at ease goes straight on as `pasted`."""

    pasted = Signal(str)
    focus_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "input")
        self.setAccessibleName(tr("Text to sum up"))
        self.setPlaceholderText(tr(PASTE))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setFixedHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        Sided(self)

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(80, self.minimumHeight())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take plain text only."""
        text = source.text()
        if len(text) > LONG_PASTE_CHARS:
            self.pasted.emit(f"{self.toPlainText()}{text}")
        else:
            self.insertPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Ctrl+Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.toPlainText().strip():
            self.pasted.emit(self.toPlainText())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class StartView(QScrollArea):
    """`choose_wished`, `sample_wished`, `models_wished`, `back_wished`, and `text_given` with a text."""

    choose_wished = Signal()
    sample_wished = Signal()
    models_wished = Signal()
    back_wished = Signal()
    text_given = Signal(str)

    def __init__(self, sample: str) -> None:
        """`sample` is the title of the document that can be tried."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.choose = button(tr("Choose a document…"), self.choose_wished.emit, tone="primary")
        self._samples = (tr("Try it with a sample: {sample}", sample=sample), tr("Try it with a sample"))
        self.sample = button(self._samples[0], self.sample_wished.emit)
        self.sample.setToolTip(self._samples[0])
        self.back = button("", self.back_wished.emit, role="link", name=tr("Bring back"))
        self.back.hide()
        self.text = PasteBox()
        self.go = button(tr("Sum up this text"), self.on_text_wished)
        self.who = words("", "small")
        self.models = button(
            tr("See models"), self.models_wished.emit, role="link", name=tr("See models that can sum texts up")
        )
        self._drop = self._drop_box()
        self._paste = box("composer", tr("A text to sum up"))
        inside = column(self.text, spacing=6, margins=(14, 10, 14, 10))
        inside.addLayout(row(None, self.go))
        self._paste.setLayout(inside)
        self._lay_out()
        self.text.pasted.connect(self._give)
        self.text.textChanged.connect(self.on_text_changed)
        self.text.focus_changed.connect(self.on_focus_changed)
        bind("summarize-paste", self, self.on_paste_wished)
        self.on_text_changed()

    def show_way(self, line: str, why: str, *, models: bool) -> None:
        """Say who will write: a model, or nobody, with the full reason in the tool tip; offer the `models` page."""
        self.who.setText(line)
        self.who.setToolTip(tip(why))
        self.who.setAccessibleDescription(why)
        self.who.setVisible(bool(line))
        self.models.setVisible(models)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Call the sample by its name where there is room for that."""
        super().resizeEvent(event)
        room = self.viewport().width() - 2 * _SIDE_PX - _BUTTON_PX
        named, short = self._samples
        fits = self.sample.fontMetrics().horizontalAdvance(named) <= room
        self.sample.setText(named if fits else short)

    def show_over(self, *, over: bool) -> None:
        """Show that a document is held over the pane."""
        mark(self._drop, over="true" if over else "")

    def offer_back(self, title: str) -> None:
        """Offer to bring back what was put away, by its `title`; nothing for an empty one."""
        self.back.setAccessibleName(tr("Bring back: {copy}", copy=title) if title else tr("Bring back"))
        self.back.setText(tr("Bring back: {copy}", copy=elided(title, 30)) if title else "")
        self.back.setVisible(bool(title))

    def clear(self) -> None:
        """Forget the text."""
        self.text.clear()

    @Slot()
    def on_text_changed(self) -> None:
        """Offer to go on as soon as there are words."""
        self.go.setVisible(bool(self.text.toPlainText().strip()))

    @Slot()
    def on_text_wished(self) -> None:
        """Go on with what was typed."""
        self._give(self.text.toPlainText())

    @Slot()
    def on_paste_wished(self) -> None:
        """Take the clipboard's text wherever the focus is."""
        self.text.setFocus()
        data = QGuiApplication.clipboard().mimeData()
        if data is not None and data.hasText():
            self.text.insertFromMimeData(data)

    @Slot(bool)
    def on_focus_changed(self, focused: bool) -> None:
        """Show where typing goes."""
        mark(self._paste, focused="true" if focused else "false")

    def _give(self, text: str) -> None:
        if text.strip():
            self.text_given.emit(text)

    def _drop_box(self) -> QFrame:
        made = box("drop", tr("Drop a document here"))
        icon = IconLabel("file", size_px=28)
        for part in (icon, hint := words(tr("Drop a document here, or"), "quiet"), kinds := words(tr(KINDS), "small")):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column(icon, hint, spacing=8, margins=(24, 20, 24, 20))
        layout.addLayout(row(None, self.choose, None))
        layout.addWidget(kinds)
        made.setLayout(layout)
        return made

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(READING_PX)
        layout = column(words(tr(TITLE), "title"), words(tr(PROMISE), "quiet"), spacing=12)
        layout.addLayout(row(self.back, None))
        layout.addSpacing(4)
        layout.addWidget(self._drop)
        layout.addWidget(self._paste)
        samples = QWidget()
        samples.setLayout(FlowLayout(self.sample))
        layout.addWidget(samples)
        layout.addWidget(self.who)
        layout.addLayout(row(self.models, None))
        layout.addStretch(1)
        inner.setLayout(layout)
        page = QWidget()
        page.setProperty("role", "page")
        centred = row(None, inner, None, spacing=0, margins=(_SIDE_PX, 40, _SIDE_PX, 24))
        centred.setStretch(1, 10_000)
        page.setLayout(centred)
        self.setWidget(page)
