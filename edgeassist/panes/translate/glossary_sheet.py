# SPDX-License-Identifier: Apache-2.0
"""The glossary as a table: add, change, take out with undo, search, import, export. Shows terms and emits wishes."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.search_field import SearchField
from edgeassist.panes.translate.glossary import MOST_LETTERS, Taken, Term

SHOWN = 300
STAYS = "stays as it is"
EMPTY = "No terms yet. Add what a word must be called, or leave the right side empty for a word that stays as it is."
_LISTED = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `languages` is empty for any."""

    term: Term
    languages: str = ""


class _Table(QTableWidget):
    """Two columns of texts that can be changed in place; Delete emits `delete_pressed`."""

    delete_pressed = Signal()

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setAccessibleName("Terms")
        self.setHorizontalHeaderLabels(["Term", "Translation", "Languages"])
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for place, mode in enumerate(
            (QHeaderView.ResizeMode.Stretch,) * 2 + (QHeaderView.ResizeMode.ResizeToContents,)
        ):
            header.setSectionResizeMode(place, mode)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Delete take the chosen term out."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.state() != self.State.EditingState:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)


class GlossarySheet(QWidget):
    """`added` carries (term, translation); `changed` (old `Term`, term, translation); `removed` a `Term`."""

    added = Signal(str, str)
    changed = Signal(object, str, str)
    removed = Signal(object)
    undo_wished = Signal()
    import_wished = Signal()
    export_wished = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Glossary")
        self._rows: tuple[Row, ...] = ()
        self._filling = False
        self.search = SearchField("Search the glossary", "Search terms")
        self.table = _Table()
        self.term, self.meaning = QLineEdit(), QLineEdit()
        self.add = button("Add", self.on_add_pressed, tone="primary", name="Add the term")
        self.remove = button("Remove", self.on_remove_pressed, name="Remove the chosen term")
        self.export = button("Export…", self.export_wished.emit)
        self.count = words("", "small")
        self.empty = words(EMPTY, "quiet")
        self._said: NoticeBar | None = None
        self._build()
        self.search.textChanged.connect(lambda _text: self._fill())
        self.table.cellChanged.connect(self.on_cell_changed)
        self.table.delete_pressed.connect(self.on_remove_pressed)
        for field in (self.term, self.meaning):
            field.returnPressed.connect(self.on_add_pressed)

    def _build(self) -> None:
        """Put it together."""
        self.term.setPlaceholderText("Term, such as bearing")
        self.term.setAccessibleName("Term")
        self.meaning.setPlaceholderText("Translation; empty: it stays as it is")
        self.meaning.setAccessibleName("Translation of the term")
        for field in (self.term, self.meaning):
            field.setMaxLength(MOST_LETTERS)
        for field in (self.term, self.meaning, self.search):
            field.setMinimumWidth(60)
        back = button("‹ Back to the text", self.closed.emit, role="link", name="Back to the text")
        self._tools = QWidget()
        flow = FlowLayout(spacing=8)
        for part in (button("Import…", self.import_wished.emit), self.export, self.remove):
            flow.addWidget(part)
        self._tools.setLayout(flow)
        card = QFrame()
        card.setProperty("role", "card")
        self._inside: QVBoxLayout = column(spacing=10, margins=(16, 14, 16, 14))
        head = row(words("Glossary", "name", wrap=False), self.count, None, back, spacing=10)
        self._inside.addLayout(head)
        self._inside.addWidget(words("Terms are kept to the letter in every translation, or flagged.", "quiet"))
        self._inside.addLayout(row(self.term, self.meaning, self.add))
        self._inside.addLayout(row(self.search, self._tools))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._inside.addWidget(self.empty, 1)
        self._inside.addWidget(self.table, 1)
        card.setLayout(self._inside)
        outer = column(card)
        self.setLayout(outer)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these terms."""
        self._rows = rows
        self._fill()

    def offer_undo(self, term: str) -> None:
        """Say that `term` was taken out, and let that be undone."""
        self._say(NoticeBar(f"“{term}” was removed.", actions=(Action("Undo", self.undo_wished.emit),)))

    def show_taken(self, name: str, taken: Taken) -> None:
        """Say what came of an import, with the lines that hold no term."""
        lines = [f"Line {line} {why}." for line, why in taken.bad]
        replaced = f" {len(taken.replaced):,} of them stood there before and were changed." if taken.replaced else ""
        text = f"{taken.count:,} terms were taken from {name}.{replaced}"
        hint = " ".join(lines[:_LISTED]) + (f" And {len(lines) - _LISTED:,} more." if len(lines) > _LISTED else "")
        self._say(NoticeBar(text, hint=hint, detail="\n".join(lines), tone="warn" if lines else "info"))

    def close_notice(self) -> None:
        """Take away what was said last."""
        if self._said is not None:
            self._said.on_dismissed()

    def fill_in(self, term: str, meaning: str) -> None:
        """Begin a new term with what was selected."""
        self.term.setText(term)
        self.meaning.setText(meaning)
        (self.meaning if term else self.term).setFocus()

    def show_trouble(self, text: str, hint: str) -> None:
        """Say what went wrong."""
        self._say(NoticeBar(text, hint=hint, tone="danger"))

    @Slot()
    def on_add_pressed(self) -> None:
        """Hand over the new term, and go on with the next one."""
        term, meaning = self.term.text().strip(), self.meaning.text().strip()
        if not term:
            self.term.setFocus()
            return
        self.term.clear()
        self.meaning.clear()
        self.term.setFocus()
        self.added.emit(term, meaning)

    @Slot()
    def on_remove_pressed(self) -> None:
        """Take out the chosen term."""
        place = self.table.currentRow()
        item = self.table.item(place, 0) if place >= 0 else None
        if item is not None:
            self.removed.emit(item.data(Qt.ItemDataRole.UserRole))

    @Slot(int, int)
    def on_cell_changed(self, place: int, _column: int) -> None:
        """Hand over a term that a person changed."""
        term, meaning = self.table.item(place, 0), self.table.item(place, 1)
        if self._filling or term is None or meaning is None:
            return
        said = meaning.text().strip()
        self.changed.emit(term.data(Qt.ItemDataRole.UserRole), term.text().strip(), "" if said == STAYS else said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _say(self, bar: NoticeBar) -> None:
        if self._said is not None:
            self._said.hide()
            self._said.deleteLater()
        self._said = bar
        self._inside.insertWidget(1, bar)

    def _fill(self) -> None:
        wanted = self.search.text().strip().casefold()
        found = [one for one in self._rows if wanted in f"{one.term.source}\n{one.term.target}".casefold()]
        self._filling = True
        self.table.setRowCount(min(len(found), SHOWN))
        for place, one in enumerate(found[:SHOWN]):
            for across, text in enumerate((one.term.source, one.term.target or STAYS, one.languages)):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, one.term)
                if across == 2:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.table.setItem(place, across, item)
        self._filling = False
        more = f", {SHOWN} shown: search for the others" if len(found) > SHOWN else ""
        known = f"{len(self._rows):,}" if self._rows else ""
        self.count.setText(f"{len(found):,} of {known}{more}" if known and (wanted or more) else known)
        self.empty.setVisible(not self._rows)
        for part in (self.table, self.search, self.export, self.remove):
            part.setVisible(bool(self._rows))
