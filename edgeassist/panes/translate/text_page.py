# SPDX-License-Identifier: Apache-2.0
"""The two editors in their cards, and the checks below. Shows values and emits wishes; decides nothing."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.copy_button import CopyButton
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, mark, words
from edgeassist.panes.translate.checks_view import ChecksView
from edgeassist.panes.translate.editors import SideEditor, SourceEditor, TargetEditor
from edgeassist.panes.translate.sentence_bar import SentenceBar

STACKED_PX = 776
PLACEHOLDER = later("Type or paste a text here, or drop a document. Nothing leaves this computer.")
SAMPLES = {
    "en": "The train arrives at 18:45. Where is the hospital? It is very cold today. She has three children.",
    "es": "El tren llega a las 18:45. ¿Dónde está el hospital? Hace mucho frío hoy. Ella tiene tres hijos.",
}


class TextPage(QWidget):
    """`go_on_wished` asks for another try. `content` gives what is copied: editors turn hard blanks into soft ones."""

    stop_wished = Signal()
    go_on_wished = Signal()
    sample_wished = Signal()
    clear_wished = Signal()
    chat_wished = Signal()
    summary_wished = Signal()
    models_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ways = (False, False)
        self.source = SourceEditor(tr("Text to translate"), tr(PLACEHOLDER))
        self.target = TargetEditor(tr("Translation"))
        self.content: Callable[[], str] = self.target.toPlainText
        self.sentence = SentenceBar()
        self.checks = ChecksView()
        self.sample = button(tr("Try it with a sample"), self.sample_wished.emit)
        self.clear = button(tr("Clear"), self.clear_wished.emit, role="link", name=tr("Clear the text"))
        self.length = words("", "small")
        self.line, self.hint = words("", "small"), words("", "small")
        self.stop = button(tr("Stop"), self.stop_wished.emit, role="choice", name=tr("Stop translating"))
        self.go_on = button(tr("Go on"), self.go_on_wished.emit, role="choice")
        self.copy = CopyButton(tr("Copy"), self.copied, name=tr("Copy the translation"))
        self.chat = button(tr("Ask about it in chat"), self.chat_wished.emit, role="link")
        self.summary = button(
            tr("Summarize"), self.summary_wished.emit, role="link", name=tr("Summarize the translation")
        )
        self.models = button(tr("Choose a model"), self.models_wished.emit, role="choice")
        self.models.hide()
        for label in (self.length, self.line):
            label.setMinimumHeight(26)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(16)
        self._sides.addWidget(_card(self.source, _foot(self.sample, self.length, self.clear)), 1)
        lower = column(self.sentence, _foot(self.line, self.models, *self._deeds()))
        lower.insertWidget(1, self.hint)
        self._sides.addWidget(_card(self.target, _holding(lower)), 1)
        layout = column(spacing=12)
        layout.addLayout(self._sides, 1)
        layout.addWidget(self.checks)
        self.setLayout(layout)
        self.show_line("", "", busy=False, resume="")
        self.sentence.hide()

    def _deeds(self) -> tuple[QWidget, ...]:
        """Return what can be done with the translation."""
        return self.stop, self.go_on, self.copy, self.chat, self.summary

    def copied(self) -> str:
        """Return what is copied now."""
        return self.content()

    def show_line(self, line: str, hint: str, *, busy: bool, resume: str) -> None:
        """Say how it stands; `resume` names the button that goes on, empty for none."""
        self.line.setText(line)
        self.line.setVisible(bool(line))
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.stop.setVisible(busy)
        self.go_on.setVisible(bool(resume))
        if resume:
            self.go_on.setText(resume)
            self.go_on.setAccessibleName(resume)

    def show_filled(self, *, source: bool, target: bool) -> None:
        """Offer what makes sense: a sample for an empty text, copying for a translation."""
        self.sample.setVisible(not source)
        self.clear.setVisible(source)
        self.length.setVisible(source and bool(self.length.text()))
        self.copy.setVisible(target)
        self.chat.setVisible(target and self._ways[0])
        self.summary.setVisible(target and self._ways[1])
        self.checks.setVisible(target)
        self.target.allow_editing(allowed=target)

    def show_length(self, text: str) -> None:
        """Say how long the text is."""
        self.length.setText(text)

    def show_ways(self, *, chat: bool, summary: bool) -> None:
        """Offer to pass the translation on to the panes that are there."""
        self._ways = (chat, summary)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the cards where two do not fit beside each other."""
        super().resizeEvent(event)
        beside = self.width() >= STACKED_PX
        self._sides.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)


class _Card(QFrame):
    """An editor and what stands below it; the frame shows the focus."""

    def __init__(self, editor: SideEditor, below: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "composer")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout = column(spacing=6, margins=(16, 12, 16, 10))
        layout.addWidget(editor, 1)
        layout.addWidget(below)
        self.setLayout(layout)
        editor.focus_changed.connect(self.on_focus_changed)

    @Slot(bool)
    def on_focus_changed(self, focused: bool) -> None:
        """Draw the focus ring around the card."""
        mark(self, focused="true" if focused else "false")


def _card(editor: SideEditor, below: QWidget) -> QFrame:
    return _Card(editor, below)


def _foot(*parts: QWidget) -> QWidget:
    made = QWidget()
    flow = FlowLayout(spacing=12)
    for part in parts:
        flow.addWidget(part)
    made.setLayout(flow)
    return made


def _holding(layout: QBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made
