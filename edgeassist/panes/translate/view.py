# SPDX-License-Identifier: Apache-2.0
"""All of the pane put together: the bar, and below it the text, the documents or the glossary. Holds no text."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.parts import column
from edgeassist.panes.translate.bar import LanguageBar
from edgeassist.panes.translate.choices import Choice
from edgeassist.panes.translate.editors import dropped_files
from edgeassist.panes.translate.glossary_sheet import GlossarySheet
from edgeassist.panes.translate.papers_view import PapersView
from edgeassist.panes.translate.text_page import TextPage

Choices = Callable[[], tuple[Choice, ...]]
_LEAST_PX = 60


class TranslateView(QWidget):
    """The pane's widget. `files_dropped` carries the paths of documents that were dropped anywhere on it."""

    files_dropped = Signal(object)

    def __init__(self, sources: Choices, targets: Choices) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAcceptDrops(True)
        self.bar = LanguageBar(sources, targets)
        self.text = TextPage()
        self.papers = PapersView()
        self.glossary = GlossarySheet()
        self.stack = QStackedWidget()
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.stack.setMinimumHeight(_LEAST_PX)  # or the bar above it would be cut in a low window
        for page in (self._scrolling(self.text), self.papers, self._scrolling(self.glossary)):
            self.stack.addWidget(page)
        layout = column(self.bar, spacing=12, margins=(24, 12, 24, 16))
        layout.addWidget(self.stack, 1)
        self.setLayout(layout)

    @property
    def in_front(self) -> QWidget:
        """What is shown below the bar."""
        return (self.text, self.papers, self.glossary)[self.stack.currentIndex()]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand files on."""
        if files := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.files_dropped.emit(files)

    @staticmethod
    def _scrolling(page: QWidget) -> QScrollArea:
        """Return `page` in an area that scrolls where the window is too low for it."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setStyleSheet("QScrollArea { border: none; }")
        page.setProperty("role", "page")
        area.setWidget(page)
        area.setAccessibleName(page.accessibleName() or tr("Text"))
        return area

    def show_text(self) -> None:
        """Go back to the editors."""
        self.stack.setCurrentIndex(0)
        self.text.source.setFocus()

    def show_papers(self) -> None:
        """Show the documents."""
        self.stack.setCurrentIndex(1)
        self.papers.back.setFocus()

    def show_glossary(self) -> None:
        """Show the glossary."""
        self.stack.setCurrentIndex(2)
        self.glossary.term.setFocus()
