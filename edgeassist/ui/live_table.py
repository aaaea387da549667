# SPDX-License-Identifier: Apache-2.0
"""What the answers of each model in each task cost, as a small table. Computes nothing."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import elided, grouped, human_bytes, human_rate, human_seconds
from edgeassist.kit.parts import column, words
from edgeassist.telemetry.statistics import Totals
from edgeassist.ui.live_words import pane_word, tokens_said

MOST_ROWS = 8
_HEADS = (later("Model"), later("Task"), later("Answers"), later("tokens/s"), later("First word"), later("Energy"))
_EMPTY = later("Ask something, and its cost stands here.")
_LEADING = 2
"""So many columns are words; the others are figures."""
_IN_PIECES = ("translate", "summarize")
_TITLE = later("By model and task, last 7 days")


class LiveTable(QFrame):
    """Shows rows; empty, it says what would be there."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr(_TITLE))
        self.rows: tuple[Totals, ...] | None = None
        self.empty = words(tr(_EMPTY), "quiet")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._labels: list[QWidget] = []
        layout = column(words(tr(_TITLE), "figure"), self.empty, spacing=12, margins=(16,) * 4)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        self.setLayout(layout)

    def show_rows(self, rows: Sequence[Totals]) -> None:
        """Show these and no others; the same ones again cost nothing."""
        shown = tuple(rows[:MOST_ROWS])
        if shown == self.rows:
            return
        self.rows = shown
        for label in self._labels:
            self._grid.removeWidget(label)
            label.deleteLater()
        self._labels = []
        self.empty.setVisible(not shown)
        if shown:
            self._add(0, [tr(head) for head in _HEADS], "small")
        for number, row in enumerate(shown, 1):
            self._add(number, cells(row), "", tip=all_of(row))

    @property
    def texts(self) -> list[str]:
        """What the cells say, row after row."""
        return [label.text() for label in self._labels if isinstance(label, QLabel)]

    def _add(self, number: int, texts: Sequence[str], role: str, *, tip: str = "") -> None:
        for place, text in enumerate(texts):
            label = words(text, role, wrap=place == 0)
            label.setToolTip(tip)
            label.setAlignment(self._side(place) | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(label, number, place)
            self._labels.append(label)

    def _side(self, place: int) -> Qt.AlignmentFlag:
        """Return where a column stands, heading and all, whatever way each of its words is written."""
        right = self.isRightToLeft() is (place < _LEADING)
        return (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute


def cells(row: Totals) -> tuple[str, ...]:
    """Return what a row says."""
    return (
        elided(row.name, 40),
        elided(pane_word(row.pane), 16),
        grouped(row.answers),
        human_rate(row.average_rate) if row.average_rate else "–",
        human_seconds(row.average_ms / 1000) if row.average_ms else "–",
        f"{grouped(row.joules)} J" if row.joules is not None else "–",
    )


def all_of(row: Totals) -> str:
    """Return the rest of what is known."""
    lines = [
        ", ".join((
            trn("{n} answer", "{n} answers", row.answers, n=grouped(row.answers)),
            tokens_said(row.tokens),
            trn("{n} failed", "{n} failed", row.failed, n=grouped(row.failed)),
        )),
        tr("First word: {average} on average, nearly always within {p95} (p95)",
           average=human_seconds(row.average_ms / 1000), p95=human_seconds(row.p95_ms / 1000)),
        tr("Memory at most: {size}", size=human_bytes(row.peak_bytes)),
    ]  # fmt: skip
    if row.pane in _IN_PIECES:
        lines.insert(1, tr("Each piece of a text counts as an answer here."))
    if row.joules is None:
        lines.append(tr("{name}: {why}.", name=tr("Energy"), why=tr("not measurable here")))
    return "\n".join(lines)
