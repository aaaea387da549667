# SPDX-License-Identifier: Apache-2.0
"""The summary's half of the pane: head, state, sentences, and what to do with them."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.copy_button import CopyButton
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.fold import Fold
from edgeassist.kit.parts import box, button, column, row
from edgeassist.kit.tokens import READING_PX
from edgeassist.panes.summarize.head_view import HeadView
from edgeassist.panes.summarize.list_view import SentenceList
from edgeassist.panes.summarize.session import Look
from edgeassist.panes.summarize.state_view import StateView

WITH_PAGES = later("Copy with page numbers"), later("Copy the summary with its page numbers")
WITH_PLACES = later("Copy with places"), later("Copy the summary with the place of each sentence")


class SummaryView(QWidget):
    """Everything scrolls but the row of deeds below, which is always at hand. `text` gives the summary to copy."""

    export_wished = Signal()
    translate_wished = Signal()
    ask_wished = Signal()

    def __init__(self, text: Callable[[], str]) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.head = HeadView()
        self.state = StateView()
        self.sentences = SentenceList(after=self.state.doubts)
        self.left_out = Fold(tr("What was left out"))
        self.copy = CopyButton(tr(WITH_PLACES[0]), text, name=tr(WITH_PLACES[1]))
        self.copy.setProperty("role", "")
        self.export = button(tr("Export…"), self.export_wished.emit, name=tr("Export the summary to a file"))
        self.translate = button(tr("Translate"), self.translate_wished.emit, name=tr("Translate the summary"))
        self.ask = button(tr("Ask about it"), self.ask_wished.emit, name=tr("Ask about the summary in the chat"))
        self._notes: tuple[str, ...] = ()
        self._deeds = box("footer", tr("What to do with the summary"))
        self.area = QScrollArea()
        self.state.doubt_wished.connect(self.sentences.go_to_doubtful)
        self._lay_out()

    def offer(self, *, translate: bool, ask: bool) -> None:
        """Offer the deeds that another pane serves."""
        self.translate.setVisible(translate)
        self.ask.setVisible(ask)

    def show_look(self, look: Look) -> None:
        """Follow the session."""
        self.head.show_look(look)
        self.state.show_look(look)
        self.sentences.show_rows(look.rows)
        words, name = WITH_PAGES if look.pages and look.unit == "page" else WITH_PLACES
        self.copy.rename(tr(words), tr(name))
        self._deeds.setVisible(bool(look.rows))
        self._show_left_out(look.left_out)

    def focus_first(self) -> None:
        """Go where the keyboard does most."""
        views = self.sentences.views
        (views[0].button if views else self.head.styles.buttons[self.head.styles.key]).setFocus()

    def _show_left_out(self, notes: tuple[str, ...]) -> None:
        if notes != self._notes:
            self._notes = notes
            self.left_out.clear()
            self.left_out.rename(tr("What was left out ({count})", count=len(notes)))
            self.left_out.add("\n".join(f"• {one}" for one in notes))
        self.left_out.setVisible(bool(notes))

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(READING_PX)
        layout = column(self.head, self.state, self.sentences, self.left_out, spacing=12)
        layout.addStretch(1)
        inner.setLayout(layout)
        page = QWidget()
        page.setProperty("role", "page")
        page.setLayout(_centred(inner, margins=(28, 20, 28, 16)))
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        deeds = QWidget()
        deeds.setLayout(FlowLayout(self.copy, self.export, self.translate, self.ask))
        deeds.setMaximumWidth(READING_PX)
        self._deeds.setLayout(_centred(deeds, margins=(30, 8, 30, 8)))
        self.setLayout(column(self.area, self._deeds, spacing=0))
        self.left_out.hide()
        self._deeds.hide()


def _centred(content: QWidget, *, margins: tuple[int, int, int, int]) -> QHBoxLayout:
    """Return a layout that keeps `content` in the middle, as wide as it may be."""
    made = row(None, content, None, spacing=0, margins=margins)
    made.setStretch(1, 10_000)
    return made
