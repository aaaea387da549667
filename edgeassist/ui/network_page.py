# SPDX-License-Identifier: Apache-2.0
"""What was ever attempted over the network, and what protects; above the settings of the group `Network`.

Shows what `Network` says. Reads no file. The time of an attempt is written as in the rest of the window.
"""

from datetime import datetime

from PySide6.QtCore import QDateTime, QEvent, QLocale, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from edgeassist.core.language import later, tr, trn, with_colon
from edgeassist.core.units import grouped, human_bytes
from edgeassist.kit.bridge import Bridge, until_gone
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.parts import box, button, column, mark, row, words
from edgeassist.ui.lock import OFFLINE
from edgeassist.ui.network_ports import Attempt, Network, NetworkState, Protection

EMPTY = later("No connection was ever opened.")
READING = later("Reading the log…")
HEADS = (later("When"), later("Where"), later("Outcome"), later("Came in"), later("For what"))
OUTCOMES = {
    "opened": later("Opened"),
    "failed": later("Could not be opened"),
    "refused-offline": later("Refused: switch on"),
    "refused-foreign": later("Refused: not ours"),
}
_REPORT_MEANS = later("One page for whoever answers for security: switch, protection, attempts and versions.")
MOST_ROWS = 200
LOG_FILTER, REPORT_FILTER = later("Tables (*.csv);;JSON (*.json)"), later("Web pages (*.html)")
_OURS = ("", "EdgeAssist")
_ROWS_SHOWN = 8
_FIGURES = HEADS.index("Came in")


class NetworkPage(QWidget):
    """Looks anew whenever it is shown; hidden it asks for nothing."""

    filled = Signal()

    def __init__(self, network: Network, choice: FileChoice) -> None:
        super().__init__()
        self._network, self._choice = network, choice
        self.setProperty("role", "page")
        self.setAccessibleName(tr("Network"))
        self.sentence = words("", "reading")
        self.guards = column(spacing=8)
        self.state_of_log = words(tr(READING), "small")
        self.table = _table()
        self.again = button(tr("Look again"), self.look)
        self.export = button(tr("Export the log…"), self._export)
        self.report = button(tr("Write a report…"), self._report)
        self.report.setToolTip(tr(_REPORT_MEANS))
        buttons = row(self.again, self.export, self.report, None)
        layout = column(self.sentence, words(tr("What protects"), "name"), spacing=12)
        layout.addLayout(self.guards)
        for part in (words(tr("Every connection attempted"), "name"), self.state_of_log, self.table):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self._shown: tuple[Protection, ...] | None = None
        self._told: Bridge[NetworkState] = Bridge(self, self._show_state, latest=(NetworkState,))
        self._read: Bridge[tuple[Attempt, ...]] = Bridge(self, self._show_attempts)
        until_gone(self, network.watch(self._told))
        self._show_state(network.state())

    @Slot()
    def look(self) -> None:
        """Ask for the locks and the log as they are now."""
        self.state_of_log.setText(tr(READING))
        self.state_of_log.show()
        self._network.look()
        self._network.attempts(self._read)

    def showEvent(self, event: QShowEvent) -> None:
        """Look when it comes to the front."""
        super().showEvent(event)
        if not event.spontaneous():
            self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no large table while nobody looks."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.table.setRowCount(0)

    def changeEvent(self, event: QEvent) -> None:
        """Write the times anew for another reader."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange and self.isVisible():
            self.look()

    def _show_state(self, state: NetworkState) -> None:
        if state.forced:
            text = tr("EdgeAssist was started with --offline: nothing is opened in this run.")
        elif state.offline:
            text = tr(
                "Nothing is opened, whoever asks. Downloads that ran are paused and go on when you turn this off."
            )
        else:
            text = tr(OFFLINE)
        self.sentence.setText(text)
        if state.protections != self._shown:
            self._shown = state.protections
            self._fill_guards(state.protections)

    def _fill_guards(self, protections: tuple[Protection, ...]) -> None:
        while (item := self.guards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in protections:
            self.guards.addWidget(_guard(one))

    def _show_attempts(self, attempts: tuple[Attempt, ...]) -> None:
        shown = attempts[:MOST_ROWS]
        self.table.setRowCount(len(shown))
        for number, one in enumerate(shown):
            for place, text in enumerate(_cells(one, shown[0])):
                cell = QTableWidgetItem(text)
                cell.setTextAlignment(_side(place))
                cell.setToolTip(text if place else _exactly(one, self.locale()))
                self.table.setItem(number, place, cell)
        self.table.setVisible(bool(shown))
        self._fit()
        more = len(attempts) - len(shown)
        older = trn("{n} older one is in the export.", "{n} older ones are in the export.", more, n=grouped(more))
        self.state_of_log.setText(older if more else "" if shown else tr(EMPTY))
        self.state_of_log.setVisible(bool(self.state_of_log.text()))
        self.filled.emit()

    def _fit(self) -> None:
        """Have the table be as high as its rows, or as so many of them; more are scrolled to."""
        table, frame_px = self.table, 2 * self.table.frameWidth()
        rows_px = sum(table.rowHeight(number) for number in range(min(_ROWS_SHOWN, table.rowCount())))
        bar_px = table.horizontalScrollBar().sizeHint().height()
        table.setFixedHeight(table.horizontalHeader().sizeHint().height() + rows_px + frame_px + bar_px)

    def _export(self) -> None:
        name = "edgeassist-network.csv"
        self._choice.ask_where(tr("Export the network log"), LOG_FILTER, name, self._network.export)

    def _report(self) -> None:
        name = "edgeassist-network.html"
        self._choice.ask_where(tr("Write a network report"), REPORT_FILTER, name, self._network.export)


def _exactly(one: Attempt, locale: QLocale) -> str:
    """Return the moment with its year and second, as the reader's own country writes it."""
    return locale.toString(QDateTime.fromSecsSinceEpoch(int(one.at_s)), QLocale.FormatType.LongFormat)


def _when(one: Attempt, newest: Attempt) -> str:
    """Return `22 Nov, 10:29 am`, as the rest of the window says it; with the year where it is not that of `newest`."""
    from edgeassist.intents.wording import clock_time, short_date

    at, last = (datetime.fromtimestamp(each.at_s).astimezone() for each in (one, newest))
    day = short_date(at) if at.year == last.year else f"{short_date(at)} {at.year}"
    return f"{day}, {clock_time(at)}"


def _cells(one: Attempt, newest: Attempt) -> tuple[str, ...]:
    where = f"{one.host}:{one.port}" if one.port else one.host or tr("not said")
    came = human_bytes(one.bytes_in) if one.bytes_in else "–"
    purpose = tr(one.purpose) if one.by in _OURS else with_colon(tr(one.by), tr(one.purpose))
    return _when(one, newest), where, tr(OUTCOMES.get(one.outcome, one.outcome)), came, purpose


def _guard(one: Protection) -> QWidget:
    made = box("card", " ".join(filter(None, (f"{with_colon(one.name, one.locks)}.", one.fault, one.refused))))
    parts = [words(one.name, "name"), words(one.locks, "small")]
    if one.fault:
        missing = words(tr("Missing: {what}.", what=one.fault), "small")
        mark(missing, tone="warn")
        parts.append(missing)
    if one.refused:
        refused = words(one.refused, "small")
        mark(refused, tone="warn")
        parts.append(refused)
    made.setLayout(column(*parts, spacing=4, margins=(12, 8, 12, 8)))
    return made


def _side(place: int) -> Qt.AlignmentFlag:
    """Return where a column stands: figures end below each other."""
    side = Qt.AlignmentFlag.AlignTrailing if place == _FIGURES else Qt.AlignmentFlag.AlignLeading
    return side | Qt.AlignmentFlag.AlignVCenter


def _table() -> QTableWidget:
    table = QTableWidget(0, len(HEADS))
    table.setProperty("role", "log")
    for place, head in enumerate(HEADS):
        heading = QTableWidgetItem(tr(head))
        heading.setTextAlignment(_side(place))
        table.setHorizontalHeaderItem(place, heading)
    table.setAccessibleName(tr("Every connection attempted"))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setHighlightSections(False)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    table.hide()
    return table
