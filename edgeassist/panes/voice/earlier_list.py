# SPDX-License-Identifier: Apache-2.0
"""What runs, and the commands of before, the newest first, each with a way back. Shows rows; decides nothing."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.bold_words import BoldWords
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, row, words
from edgeassist.panes.voice import phrasing
from edgeassist.panes.voice.running_list import RunningList

EMPTY = later("Nothing yet. What you say or type will stand here, with Undo.")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list. `number` is the step's, 0 for what was ignored; `undo`: it can be taken back."""

    sentence: str
    remark: str
    number: int = 0
    undo: bool = False


class _RowView(QFrame):
    """One row."""

    def __init__(self, one: Row) -> None:
        super().__init__()
        self.setProperty("role", "entry")
        self.setAccessibleName(f"{phrasing.plain(one.sentence)}. {one.remark}")
        self.undo = button(
            tr("Undo"), lambda: None, role="link", name=tr("Undo: {command}", command=phrasing.plain(one.sentence))
        )
        below = row(words(one.remark, "small"), self.undo, spacing=8)
        below.setStretch(0, 1)
        layout = column(BoldWords(one.sentence), spacing=2, margins=(0, 10, 0, 10))
        layout.addLayout(below)
        self.setLayout(layout)
        self.undo.setVisible(one.undo)  # only now: without a parent it would be a window for a moment


class EarlierList(QFrame):
    """`undo_wished` carries the number of a step."""

    undo_wished = Signal(int)
    clear_wished = Signal()
    teach_wished = Signal()
    home_wished = Signal()
    voices_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setAccessibleName(tr("Earlier"))
        self.rows: tuple[Row, ...] = ()
        self.views: list[_RowView] = []
        self.clear = button(
            tr("Clear"), self.clear_wished.emit, role="link", name=tr("Clear what stands under Earlier")
        )
        self.empty = words(tr(EMPTY), "quiet")
        self.teach = button(tr("Teach a phrase…"), self.teach_wished.emit)
        self.home = button(tr("My home…"), self.home_wished.emit)
        self.voices = button(tr("Language…"), self.voices_wished.emit, name=tr("Language and voice models…"))
        self.running = RunningList()
        head = QWidget()
        head.setLayout(row(words(tr("Earlier"), "name", wrap=False), None, self.clear))
        above = (self.running, head)
        self._above = len(above)
        self._inside = column(*above, self.empty, spacing=0)
        self._inside.addStretch(1)
        ways = QWidget()
        ways.setLayout(FlowLayout(self.teach, self.home, self.voices))
        layout = column(spacing=6, margins=(20, 18, 20, 16))
        layout.addWidget(self._scrolling(), 1)
        layout.addWidget(ways)
        self.setLayout(layout)
        self.show_rows(())

    def _scrolling(self) -> QScrollArea:
        page = QWidget()
        page.setProperty("role", "side")
        page.setLayout(self._inside)
        self.area = QScrollArea()
        self.area.setProperty("role", "side")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(tr("Earlier commands"))
        self.area.setWidget(page)
        return self.area

    def show_rows(self, rows: tuple[Row, ...], *, read: bool = True) -> None:
        """Show these, and leave alone what stands there already; nothing is said of none before they were `read`."""
        self.empty.setVisible(read and not rows)
        if rows == self.rows and self.views:
            return
        self.rows = rows
        for view in self.views:
            self._inside.removeWidget(view)
            view.hide()
            view.deleteLater()
        self.views = []
        for place, one in enumerate(rows):
            view = _RowView(one)
            view.undo.clicked.connect(partial(self._undo, one.number))
            self._inside.insertWidget(self._above + place, view)
            self.views.append(view)
        self.clear.setVisible(bool(rows))

    def _undo(self, number: int, _checked: bool = False) -> None:
        self.undo_wished.emit(number)
