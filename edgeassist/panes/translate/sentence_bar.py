# SPDX-License-Identifier: Apache-2.0
"""What can be done with the sentence that the caret is in: other wordings, copy, check, a term for the glossary."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, row, words

LOOKING = later("Looking for other wordings…")
NONE_FOUND = later("No other wording came.")


class SentenceBar(QFrame):
    """Shown for one sentence at a time. `wording_chosen` carries a text; the other wishes nothing."""

    wordings_wished = Signal()
    wording_chosen = Signal(str)
    check_wished = Signal()
    term_wished = Signal()
    own_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.setAccessibleName(tr("This sentence"))
        self.other = button(tr("Other wordings"), self.wordings_wished.emit, role="link")
        self.copy = button(tr("Copy sentence"), self.on_copy_pressed, role="link")
        self.check = button(tr("Check back"), self.check_wished.emit, role="link")
        self.term = button(tr("Add to glossary…"), self.term_wished.emit, role="link")
        self.own = button(tr("Take the model's words again"), self.own_wished.emit, role="link")
        self.line = words("", "small")
        self._of = words(tr("This sentence:"), "small", wrap=False)
        self._of.setMinimumHeight(26)
        deeds = QWidget()
        flow = FlowLayout(spacing=10)
        for part in (self._of, self.other, self.copy, self.check, self.term, self.own):
            flow.addWidget(part)
        deeds.setLayout(flow)
        self._wordings = QWidget()
        self._wordings.setLayout(column(spacing=2))
        self.setLayout(column(deeds, self.line, self._wordings, spacing=2))
        self.show_line("")
        self.show_wordings(())

    def show_sentence(self, text: str, *, edited: bool, able: bool, checkable: bool) -> None:
        """Offer what can be done with the sentence `text`."""
        if text != self._text:
            self.show_line("")
            self.show_wordings(())
        self._text = text
        self.own.setVisible(edited)
        self.other.setEnabled(able)
        self.check.setEnabled(checkable and not edited)

    def show_line(self, text: str) -> None:
        """Say what is under way."""
        self.line.setText(text)
        self.line.setVisible(bool(text))

    def show_wordings(self, wordings: tuple[str, ...]) -> None:
        """Offer other wordings to choose from; none takes them away."""
        inside = self._wordings.layout()
        while inside is not None and (item := inside.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for text in wordings:
            if inside is not None:
                inside.addWidget(self._wording(text))
        self._wordings.setVisible(bool(wordings))

    def on_copy_pressed(self) -> None:
        """Put the sentence on the clipboard."""
        QGuiApplication.clipboard().setText(self._text)
        self.show_line(tr("Copied."))

    def _wording(self, text: str) -> QWidget:
        made = QWidget()
        use = button(
            tr("Use"), partial(self.wording_chosen.emit, text), role="choice", name=tr("Use: {wording}", wording=text)
        )
        inside = row(words(text), use, spacing=8)
        inside.setStretch(0, 1)
        made.setLayout(inside)
        return made
