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

from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import grouped
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.search_field import SearchField
from edgeassist.panes.translate.glossary import MOST_LETTERS, Taken, Term, line_words

SHOWN = 300
STAYS = later("stays as it is")
EMPTY = later(
    "No terms yet. Add what a word must be called, or leave the right side empty for a word that stays as it is."
)
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
        self.setAccessibleName(tr("Terms"))
        self.setHorizontalHeaderLabels([tr("Term"), tr("Translation"), tr("Languages")])
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
        self.setAccessibleName(tr("Glossary"))
        self._rows: tuple[Row, ...] = ()
        self._filling = False
        self.search = SearchField(tr("Search the glossary"), tr("Search terms"))
        self.table = _Table()
        self.term, self.meaning = QLineEdit(), QLineEdit()
        self.add = button(tr("Add"), self.on_add_pressed, tone="primary", name=tr("Add the term"))
        self.remove = button(tr("Remove"), self.on_remove_pressed, name=tr("Remove the chosen term"))
        self.export = button(tr("Export…"), self.export_wished.emit)
        self.count = words("", "small")
        self.empty = words(tr(EMPTY), "quiet")
        self._said: NoticeBar | None = None
        self._build()
        self.search.textChanged.connect(lambda _text: self._fill())
        self.table.cellChanged.connect(self.on_cell_changed)
        self.table.delete_pressed.connect(self.on_remove_pressed)
        for field in (self.term, self.meaning):
            field.returnPressed.connect(self.on_add_pressed)

    def _build(self) -> None:
        """Put it together."""
        self.term.setPlaceholderText(tr("Term, such as bearing"))
        self.term.setAccessibleName(tr("Term"))
        self.meaning.setPlaceholderText(tr("Translation; empty: it stays as it is"))
        self.meaning.setAccessibleName(tr("Translation of the term"))
        for field in (self.term, self.meaning):
            field.setMaxLength(MOST_LETTERS)
        for field in (self.term, self.meaning, self.search):
            field.setMinimumWidth(60)
        back = button(tr("‹ Back to the text"), self.closed.emit, role="link", name=tr("Back to the text"))
        self._tools = QWidget()
        flow = FlowLayout(spacing=8)
        for part in (button(tr("Import…"), self.import_wished.emit), self.export, self.remove):
            flow.addWidget(part)
        self._tools.setLayout(flow)
        card = QFrame()
        card.setProperty("role", "card")
        self._inside: QVBoxLayout = column(spacing=10, margins=(16, 14, 16, 14))
        head = row(words(tr("Glossary"), "name", wrap=False), self.count, None, back, spacing=10)
        self._inside.addLayout(head)
        self._inside.addWidget(words(tr("Terms are kept to the letter in every translation, or flagged."), "quiet"))
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
        self._say(
            NoticeBar(tr("“{term}” was removed.", term=term), actions=(Action(tr("Undo"), self.undo_wished.emit),))
        )

    def show_taken(self, name: str, taken: Taken) -> None:
        """Say what came of an import, with the lines that hold no term."""
        lines = [line_words(line, why) for line, why in taken.bad]
        hint = lines[:_LISTED]
        if len(lines) > _LISTED:
            hint.append(tr("And {count} more.", count=grouped(len(lines) - _LISTED)))
        self._say(
            NoticeBar(
                _taken_words(name, taken),
                hint=" ".join(hint),
                detail="\n".join(lines),
                tone="warn" if lines else "info",
            )
        )

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
        self.changed.emit(term.data(Qt.ItemDataRole.UserRole), term.text().strip(), "" if said == tr(STAYS) else said)

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
            for across, text in enumerate((one.term.source, one.term.target or tr(STAYS), one.languages)):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, one.term)
                if across == 2:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.table.setItem(place, across, item)
        self._filling = False
        self.count.setText(_count_words(len(found), len(self._rows), searched=bool(wanted)))
        self.empty.setVisible(not self._rows)
        for part in (self.table, self.search, self.export, self.remove):
            part.setVisible(bool(self._rows))


def _taken_words(name: str, taken: Taken) -> str:
    """Say how many terms came from the file called `name`, and how many gave way to them."""
    count, changed = taken.count, len(taken.replaced)
    text = trn(
        "{n} term was taken from {name}.", "{n} terms were taken from {name}.", count, n=grouped(count), name=name
    )
    if not changed:
        return text
    more = trn(
        "{n} of them stood there before and was changed.",
        "{n} of them stood there before and were changed.",
        changed,
        n=grouped(changed),
    )
    return f"{text} {more}"


def _count_words(found: int, known: int, *, searched: bool) -> str:
    """Say how many terms were found of how many, and how many of those are shown; nothing of an empty glossary."""
    values = {"found": grouped(found), "all": grouped(known)}
    if found > SHOWN:
        return tr("{found} of {all}, {shown} shown: search for the others", shown=SHOWN, **values)
    if known and searched:
        return tr("{found} of {all}", **values)
    return grouped(known) if known else ""
