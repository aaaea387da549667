# SPDX-License-Identifier: Apache-2.0
"""The documents under way, a card each: what is kept, where it goes, how far it is, what to look at."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QScrollArea, QWidget

from edgeassist.core.language import later, tr, with_colon
from edgeassist.core.units import grouped
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, mark, row, words
from edgeassist.panes.translate.choices import name_of
from edgeassist.panes.translate.paper_queue import Paper, Step

EMPTY = later("Drop documents here, or choose one: DOCX, HTML, Markdown, text, SRT, VTT, PDF or EPUB.")
_START = {Step.READY: later("Translate"), Step.STOPPED: later("Go on"), Step.FAILED: later("Try again")}


class PaperCard(QFrame):
    """One document. Every wish carries its number."""

    start_wished = Signal(int)
    stop_wished = Signal(int)
    place_wished = Signal(int)
    open_wished = Signal(int)
    remove_wished = Signal(int)

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.number = paper.number
        self._paper: Paper | None = None
        self.setProperty("role", "card")
        self.setAccessibleName(paper.path.name)
        self.title = words(paper.path.name, "name")
        self.way = words("", "quiet")
        self.kept, self.where = words("", "small"), words("", "small")
        self.line, self.hint = words("", "quiet"), words("", "small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of {name}", name=paper.path.name))
        self.start = button(tr("Translate"), partial(self.start_wished.emit, paper.number), tone="primary")
        self.stop = button(tr("Stop"), partial(self.stop_wished.emit, paper.number))
        self.place = button(tr("Save elsewhere…"), partial(self.place_wished.emit, paper.number))
        self.open = button(tr("Open folder"), partial(self.open_wished.emit, paper.number))
        self.show_flags = button(tr("Show the sentences to look at"), self.on_flags_pressed)
        self.remove = button(
            tr("Remove"), partial(self.remove_wished.emit, paper.number), name=tr("Remove {name}", name=paper.path.name)
        )
        self.flags = QWidget()
        self._flag_rows = column(spacing=6)
        self.flags.setLayout(self._flag_rows)
        self.flags.hide()
        self._build()
        self.show_paper(paper)

    def _build(self) -> None:
        deeds = QWidget()
        flow = FlowLayout(spacing=8)
        for part in (self.start, self.stop, self.open, self.show_flags, self.place, self.remove):
            flow.addWidget(part)
        deeds.setLayout(flow)
        parts = (self.title, self.way, self.kept, self.where, self.line, self.bar, self.hint, deeds, self.flags)
        self.setLayout(column(*parts, spacing=6, margins=(16, 14, 16, 14)))

    def show_paper(self, paper: Paper) -> None:
        """Show how it stands."""
        if paper == self._paper:
            return
        self._paper = paper
        source = name_of(paper.pair.source) if paper.pair.source else tr("The language of the document")
        self.way.setText(f"{source} → {name_of(paper.pair.target)}")
        done, running = paper.step is Step.DONE, paper.step is Step.WORKING
        self.kept.setText(paper.kept)
        self.kept.setVisible(not done)
        name, folder = paper.out.name, paper.out.parent
        self.where.setText(
            tr("Saved as {name} in {folder}", name=name, folder=folder)
            if done
            else tr("Will be saved as {name} in {folder}", name=name, folder=folder)
        )
        for label, text in ((self.line, paper.line), (self.hint, paper.hint)):
            label.setText(text)
            label.setVisible(bool(text))
        well = "warn" if paper.unsure else "ok"
        mark(self.line, tone={Step.DONE: well, Step.FAILED: "danger", Step.STOPPED: "warn"}.get(paper.step, ""))
        self.bar.setVisible(running)
        self.bar.setRange(0, paper.total)
        self.bar.setValue(paper.done)
        waits = paper.step is Step.WAITING
        self._offer(self.start, tr(_START[paper.step]) if paper.step in _START else "")
        self._offer(self.stop, tr("Stop") if running else tr("Do not translate") if waits else "")
        self.place.setVisible(not running and not done)
        self.open.setVisible(done)
        self.remove.setVisible(not running)
        self.show_flags.setVisible(bool(paper.flagged))
        self._fill(paper)

    def on_flags_pressed(self) -> None:
        """Unfold or fold the list."""
        self.flags.setVisible(self.flags.isHidden())
        self._offer(
            self.show_flags,
            tr("Hide the sentences") if not self.flags.isHidden() else tr("Show the sentences to look at"),
        )

    def _offer(self, made: QPushButton, text: str) -> None:
        made.setVisible(bool(text))
        made.setText(text)
        made.setAccessibleName(with_colon(text, self.title.text()))

    def _fill(self, paper: Paper) -> None:
        while (item := self._flag_rows.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for one in paper.flagged:
            self._flag_rows.addWidget(_readable(f"{one.place}. {one.why}", "warn"))
            self._flag_rows.addWidget(_readable(one.source, "quiet"))
            self._flag_rows.addWidget(_readable(one.target))
        if paper.more_flagged:
            self._flag_rows.addWidget(words(tr("and {count} more", count=grouped(paper.more_flagged)), "small"))
        if not paper.flagged:
            self.flags.hide()


class PapersView(QWidget):
    """All cards below each other. Every wish carries the number of its document."""

    closed = Signal()
    start_wished = Signal(int)
    stop_wished = Signal(int)
    place_wished = Signal(int)
    open_wished = Signal(int)
    remove_wished = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Documents"))
        self.cards: dict[int, PaperCard] = {}
        self.back = button(tr("‹ Back to the text"), self.closed.emit, role="link", name=tr("Back to the text"))
        self.empty = words(tr(EMPTY), "quiet")
        self._rows = column(self.empty, spacing=12)
        self._rows.addStretch(1)
        inside = QWidget()
        inside.setProperty("role", "page")
        inside.setLayout(self._rows)
        self.column = QScrollArea()
        self.column.setWidgetResizable(True)
        self.column.setStyleSheet("QScrollArea { border: none; }")
        self.column.setFrameShape(QFrame.Shape.NoFrame)
        self.column.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column.setAccessibleName(tr("Documents"))
        self.column.setWidget(inside)
        layout = column(spacing=8)
        layout.addLayout(row(words(tr("Documents"), "name", wrap=False), None, self.back))
        layout.addWidget(self.column, 1)
        self.setLayout(layout)

    def show_papers(self, papers: tuple[Paper, ...]) -> None:
        """Show these documents."""
        wanted = {paper.number: paper for paper in papers}
        for number in [number for number in self.cards if number not in wanted]:
            card = self.cards.pop(number)
            card.hide()
            card.deleteLater()
        for number, paper in wanted.items():
            if number in self.cards:
                self.cards[number].show_paper(paper)
            else:
                self._add(paper)
        self.empty.setVisible(not papers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _add(self, paper: Paper) -> None:
        card = self.cards[paper.number] = PaperCard(paper)
        card.start_wished.connect(self.start_wished)
        card.stop_wished.connect(self.stop_wished)
        card.place_wished.connect(self.place_wished)
        card.open_wished.connect(self.open_wished)
        card.remove_wished.connect(self.remove_wished)
        self._rows.insertWidget(self._rows.count() - 1, card)


def _readable(text: str, role: str = "") -> QLabel:
    """Return a text that can be selected and copied."""
    label = words(text, "" if role == "warn" else role)
    label.setProperty("tone", role if role == "warn" else "")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
