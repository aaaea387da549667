# SPDX-License-Identifier: Apache-2.0
"""The sentences of a summary below each other. Up and Down walk through them; only one is reached by Tab.

Rows are reused, and new ones are made a few at a time, so that a long summary never holds up the window.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from edgeassist.core.language import tr
from edgeassist.core.units import grouped
from edgeassist.kit.parts import button, column, row, words
from edgeassist.panes.summarize.rows import Row
from edgeassist.panes.summarize.rows_layout import RowsLayout
from edgeassist.panes.summarize.sentence_view import SentenceView

AT_ONCE = 2
MOST = 120
"""So many rows are on show before a person asks for more."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class SentenceList(QWidget):
    """`reached` carries the row that the keyboard came to, `chosen` one that was clicked or entered."""

    reached = Signal(object)
    chosen = Signal(object)

    def __init__(self, after: QWidget | None = None) -> None:
        """The sentences follow `after` where Tab goes."""
        super().__init__()
        self._after = after
        self.setAccessibleName(tr("Sentences of the summary"))
        self._parts: list[QLabel | SentenceView] = []
        self._rows: tuple[Row, ...] = ()
        self._current: Row | None = None
        self._most = MOST
        self._follows = False
        self._column = RowsLayout()
        self.more = button("", self.show_more, role="link")
        inside = column(spacing=8)
        inside.addLayout(self._column)
        inside.addLayout(row(self.more, None))
        self.setLayout(inside)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.on_more_due)

    @property
    def views(self) -> list[SentenceView]:
        """The sentences on show, without the headings."""
        return [part for part in self._parts if isinstance(part, SentenceView)]

    @property
    def complete(self) -> bool:
        """All rows are on show that may be."""
        return len(self._parts) == min(self._most, len(self._rows))

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other sentences in the widgets that are there."""
        if rows == self._rows:
            return
        self._rows = rows
        self._follows = self._follows or any(view.button.hasFocus() for view in self.views)
        if self._current not in rows:
            self._current = None
        self._most = max(MOST, min(self._most, len(rows)))
        pairs = enumerate(zip(self._parts, rows, strict=False))
        kept = next((at for at, (part, row) in pairs if not _reused(part, row)), min(len(self._parts), len(rows)))
        self._drop_from(kept)
        self.on_more_due()

    def show_more(self) -> None:
        """Show more of a long summary."""
        self._most += MOST
        self.on_more_due()

    def show_current(self, shown: Row | None) -> None:
        """Mark `shown` as the one whose place is shown."""
        self._current = shown
        self._mark()

    def go_to_doubtful(self) -> None:
        """Go to the next sentence that is not proven, from the one whose place is shown."""
        views = self.views
        at = next((place for place, view in enumerate(views) if view.current), -1)
        turned = [*range(at + 1, len(views)), *range(at + 1)]
        found = next((place for place in turned if views[place].row.doubtful), None)
        if found is not None:
            self._go(found)

    def mark_from(self, block: int, offset: int) -> Row | None:
        """Mark the sentence that comes nearest from that place in the source; return it, if there is one."""
        near = [(row, row.span) for row in self._rows if row.span is not None and row.span.block == block]
        if not near:
            return None
        found, _ = min(near, key=lambda one: max(one[1].start - offset, offset - one[1].end, 0))
        self.show_current(found)
        return found

    def view_of(self, row: Row) -> SentenceView | None:
        """Return the widget that shows `row`."""
        return next((view for view in self.views if view.row == row), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk with the arrow keys, choose with Enter."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        views = self.views
        at = next((place for place, view in enumerate(views) if view.button is watched), None)
        if at is None:
            return super().eventFilter(watched, event)
        key = Qt.Key(event.key())
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(views) - 1}
        if key in _STEPS or key in ends:
            self._go(ends[key] if key in ends else at + _STEPS[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            views[at].chosen.emit()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def on_more_due(self) -> None:
        """Put the next few rows in place."""
        start = len(self._parts)
        self._put(self._rows[start : min(start + AT_ONCE, self._most)])
        self._mark()
        self._follow()
        waiting = len(self._rows) - self._most
        self.more.setVisible(waiting > 0)
        self.more.setText(
            tr("Show {count} more of {waiting}", count=grouped(min(MOST, waiting)), waiting=grouped(waiting))
        )
        self.more.setAccessibleName(self.more.text())
        if not self.complete and self.isVisible():
            self._timer.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Make nothing while nobody looks."""
        self._timer.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with what is missing."""
        super().showEvent(event)
        if not self.complete:
            self._timer.start(0)

    def _put(self, rows: tuple[Row, ...]) -> None:
        if not rows:
            return
        self._column.setEnabled(False)  # or each of them would have all of them measured as it appears
        for due in rows:
            part = _heading(due) if due.heading else self._view(due)
            self._parts.append(part)
            self._column.addWidget(part)
            part.move(0, self.height())
            part.show()
            self._link(part)
        self._column.setEnabled(True)
        self._column.invalidate()

    def _go(self, place: int) -> None:
        views = self.views
        if 0 <= place < len(views):
            views[place].button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.show_current(views[place].row)
            self.reached.emit(views[place].row)

    def _view(self, row: Row) -> SentenceView:
        made = SentenceView()
        made.show_row(row)
        made.button.installEventFilter(self)
        made.chosen.connect(lambda: self._choose(made.row))
        return made

    def _link(self, part: QLabel | SentenceView) -> None:
        """Have Tab come to `part` behind the row before it, not behind all that was made earlier."""
        if not isinstance(part, SentenceView):
            return
        before = next((view.button for view in reversed(self.views[:-1])), self._after)
        if before is not None and before.window() is part.window():
            QWidget.setTabOrder(before, part.button)

    def _choose(self, row: Row) -> None:
        self.show_current(row)
        self.chosen.emit(row)

    def _mark(self) -> None:
        views = self.views
        first = views[0].row if views else None
        tab_stop = first if self._current is None else self._current
        for view in views:
            view.show_current(current=view.row == self._current, reachable=view.row == tab_stop)

    def _follow(self) -> None:
        """Bring the keyboard, if it was in the list, to the marked sentence once that is there, else to the first."""
        if not self._follows:
            return
        views = self.views
        wanted = self.view_of(self._current) if self._current is not None else next(iter(views), None)
        self._follows = wanted is None and not self.complete
        if wanted is not None:
            wanted.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_from(self, place: int) -> None:
        """Take away what shows the rows from `place` on."""
        for part in self._column.drop_from(place):
            part.hide()
            part.deleteLater()
        del self._parts[place:]


def _heading(row: Row) -> QLabel:
    made = words(row.text, "name")
    made.setContentsMargins(0, 12, 0, 2)
    return made


def _reused(part: QLabel | SentenceView, row: Row) -> bool:
    """Show `row` in `part`, if that is of its kind."""
    if isinstance(part, SentenceView) is row.heading:
        return False
    if isinstance(part, SentenceView):
        part.show_row(row)
    else:
        part.setText(row.text)
    return True
