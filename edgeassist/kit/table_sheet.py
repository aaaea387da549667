# SPDX-License-Identifier: Apache-2.0
"""A table in an answer: real cells, never squeezed; one that is wider than the column of text scrolls sideways."""

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetricsF,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextEdit

from edgeassist.core.direction import begins_right
from edgeassist.core.language import tr
from edgeassist.kit.markdown_tables import Lean, cells, leanings
from edgeassist.kit.quiet_text import QuietText
from edgeassist.kit.table_cells import fill
from edgeassist.kit.tokens import READING_TEXT_PX

MOST_COLUMN_PX = 320
MOST_ROWS = 24
"""What a new row costs grows with the rows there are; a longer table goes on in another piece."""
_PADDING_PX = 6


class TableSheet(QuietText):
    """Rows are settled one by one; the tail is a row that grows. `head` are its first two lines."""

    code = False
    part = 0

    def __init__(self, head: str) -> None:
        super().__init__(margin_px=1)
        self.head = "\n".join(head.split("\n")[:2])
        self.settled = ""
        self._tail = ""
        heading, rule = self.head.split("\n")
        self._leans: tuple[Lean, ...] = leanings(rule)
        self._mirrored = begins_right(heading)
        self._widths = [0.0] * len(self._leans)
        self._fitted: list[float] = []
        self.setProperty("role", "prose")
        self.setAccessibleName(tr("Table in the answer"))
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        font = self.font()
        font.setPixelSize(READING_TEXT_PX)
        self.setFont(font)
        self.document().setDefaultFont(font)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetricsF(bold)
        self._table: QTextTable = QTextCursor(self.document()).insertTable(1, len(self._leans), self._format())
        self._fill(0, heading)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._fit()
        self.horizontalScrollBar().rangeChanged.connect(self.on_size_changed)

    @property
    def full(self) -> bool:
        """The next row belongs into another piece."""
        return self._table.rows() > MOST_ROWS

    def settle(self, text: str) -> None:
        """Add finished rows, replacing the tail."""
        rows = text.split("\n")
        if not self.settled and "\n".join(rows[:2]) == self.head:
            rows = rows[2:]
        self.settled += ("\n" if self.settled else "") + text
        self._change([*rows], tail="")

    def show_tail(self, text: str) -> None:
        """Show the row that grows as far as it is known."""
        if text != self._tail:
            self._change([text] if text.strip() else [], tail=text)

    def _change(self, rows: list[str], *, tail: str) -> None:
        """Put `rows` in the place of the tail."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        first = self._table.rows() - bool(self._tail)
        missing = first + len(rows) - self._table.rows()
        if missing > 0:
            self._table.appendRows(missing)
        elif missing < 0:
            self._table.removeRows(first, -missing)
        self._tail = tail
        for place, line in enumerate(rows):
            self._fill(first + place, line)
        cursor.endEditBlock()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_table"):
            self._fit(anew=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a mirrored table at the right."""
        super().resizeEvent(event)
        self._widen()

    @Slot()
    def on_size_changed(self) -> None:
        """Be as high as the rows, and the bar below them where there is one."""
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() + 4 if bar.maximum() > 0 else 0
        self.setFixedHeight(round(self.document().size().height()) + below + 2)
        if self._mirrored:
            bar.setValue(bar.maximum())

    def _column(self, place: int) -> int:
        """Return where the column stands that is written at `place`: a table of words from the right begins there."""
        return len(self._leans) - 1 - place if self._mirrored else place

    def _fill(self, line: int, text: str) -> None:
        """Put a row's cells in their places; those beyond the last column go into it, so that no word is lost."""
        found = list(cells(text))
        last = len(self._leans) - 1
        if len(found) > last + 1:
            found[last:] = [" | ".join(found[last:])]
        for place, content in enumerate(found):
            cell = self._table.cellAt(line, self._column(place))
            shown = fill(cell, content, self._leans[place], bold=line == 0)
            wide = self._metrics.horizontalAdvance(shown) * 1.04 + 2
            self._widths[place] = min(MOST_COLUMN_PX, max(self._widths[place], wide, 24))

    def _fit(self, *, anew: bool = False) -> None:
        """Give every column the room its words need, if that has changed: all rows are laid out again then."""
        if self._widths == self._fitted and not anew:
            return
        self._fitted = [*self._widths]
        self._table.setFormat(self._format())
        self._widen()

    def _widen(self) -> None:
        """Give the document the width of its columns; a mirrored one stands at the right of the room there is."""
        width = round(sum(self._widths) + 2 * (_PADDING_PX + 1) * len(self._widths)) + 4
        width = max(width, self.viewport().width() if self._mirrored else 0)
        if width != self.lineWrapColumnOrWidth():
            self.setLineWrapColumnOrWidth(width)

    def _format(self) -> QTextTableFormat:
        made = QTextTableFormat()
        made.setBorder(1)
        made.setBorderCollapse(True)
        made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        made.setBorderBrush(QBrush(self.palette().color(QPalette.ColorRole.Mid)))
        made.setCellPadding(_PADDING_PX)
        made.setCellSpacing(0)
        made.setHeaderRowCount(1)
        made.setAlignment(Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft)
        order = sorted(range(len(self._widths)), key=self._column)
        made.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.FixedLength, self._widths[place] + 2 * _PADDING_PX) for place in order]
        )
        return made
