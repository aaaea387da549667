# SPDX-License-Identifier: Apache-2.0
"""The summarize pane put together: the start, or summary and source beside each other. Decides nothing."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget

from edgeassist.core.language import tr
from edgeassist.kit.split_page import SplitPage
from edgeassist.panes.summarize.rows import Row
from edgeassist.panes.summarize.sample import TITLE as SAMPLE_TITLE
from edgeassist.panes.summarize.session import Look, NewText, Phase
from edgeassist.panes.summarize.source_view import SourceView
from edgeassist.panes.summarize.start_view import StartView
from edgeassist.panes.summarize.summary_view import SummaryView

_NOT_OURS = (".gguf", ".edgepack")


class SummarizeView(QStackedWidget):
    """`dropped` carries the path of a document, `text_dropped` a text."""

    dropped = Signal(object)
    text_dropped = Signal(str)

    def __init__(self, text: Callable[[], str]) -> None:
        """`text` gives the summary to copy."""
        super().__init__()
        self.setProperty("role", "page")
        self.setAccessibleName(tr("Summarize"))
        self.setAcceptDrops(True)
        self.start = StartView(tr(SAMPLE_TITLE))
        self.summary = SummaryView(text)
        self.source = SourceView()
        self.split = SplitPage(self.summary, self.source, back=tr("Back to the summary"))
        self.addWidget(self.start)
        self.addWidget(self.split)
        self.summary.sentences.reached.connect(self.on_row_reached)
        self.summary.sentences.chosen.connect(self.on_row_chosen)
        self.source.clicked.connect(self.on_source_clicked)

    def show_look(self, look: Look) -> None:
        """Follow the session."""
        self.summary.show_look(look)
        self.source.show_size(look.unit, look.pages)
        wanted = self.start if look.phase is Phase.EMPTY else self.split
        if self.currentWidget() is not wanted:
            self.setCurrentWidget(wanted)
            self.focus_first()

    def show_text(self, text: NewText) -> None:
        """Show more of the source, or another one."""
        self.source.show_text(text)
        self.split.set_alone(alone=self.source.empty)

    def forget_source(self) -> None:
        """Show no source any more."""
        self.source.clear()
        self.split.show_first()
        self.split.set_alone(alone=True)

    def focus_first(self) -> None:
        """Go where a person most likely goes on."""
        if self.currentWidget() is self.start:
            self.start.choose.setFocus()
        else:
            self.summary.focus_first()

    def on_row_reached(self, row: Row) -> None:
        """Show where the sentence comes from, if the source can be seen."""
        self.source.show_place(row.span)
        self._bring_into_view(row)

    def on_row_chosen(self, row: Row) -> None:
        """Show where the sentence comes from, in front if there is room for one half only."""
        self.source.show_place(row.span)
        if row.span is not None:
            self.split.show_second()

    def on_source_clicked(self, block: int, offset: int) -> None:
        """Mark the sentence that comes from the place that was clicked in the source."""
        found = self.summary.sentences.mark_from(block, offset)
        if found is not None:
            self._bring_into_view(found)

    def _bring_into_view(self, row: Row) -> None:
        view = self.summary.sentences.view_of(row)
        if view is not None:
            self.summary.area.ensureWidgetVisible(view, 0, 24)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take documents and texts; models and packs are the window's."""
        if _path_in(event.mimeData()) is not None or _text_in(event.mimeData()):
            event.acceptProposedAction()
            self.start.show_over(over=True)
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is held over the pane any more."""
        self.start.show_over(over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Pass on what was dropped."""
        self.start.show_over(over=False)
        path, text = _path_in(event.mimeData()), _text_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)
        elif text:
            event.acceptProposedAction()
            self.text_dropped.emit(text)


def _path_in(data: QMimeData) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() not in _NOT_OURS), None)


def _text_in(data: QMimeData) -> str:
    return data.text() if data.hasText() and not data.hasUrls() else ""
