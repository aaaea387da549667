# SPDX-License-Identifier: Apache-2.0
"""The command palette: one line to type in, and what can be run that fits it. Knows no action itself."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from edgeassist.core.language import tr, trn
from edgeassist.core.units import elided
from edgeassist.kit.announcing import announce
from edgeassist.kit.binding import written
from edgeassist.kit.parts import words
from edgeassist.kit.search_field import SearchField
from edgeassist.ui.overlay import Overlay
from edgeassist.ui.palette_row import ENTRY, EntryPainter
from edgeassist.ui.ranking import Entry, ranked

WIDTH_PX = 640
_ROWS = 10
_PAGE = 8
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}
_TITLE_CHARACTERS = 90


class PaletteField(SearchField):
    """The line; what it has no use for goes to `press`."""

    def __init__(self, press: Callable[[QKeyEvent], bool]) -> None:
        super().__init__(tr("Search or run"), tr("Search or run…"), clears=False)
        self._press = press

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list and run what is marked, else edit."""
        if not self._press(event):
            super().keyPressEvent(event)


class Palette(Overlay):
    """`entries` is asked anew each time it opens, `searches` for what looks for a text elsewhere; that comes last.

    The keyboard stays in the line while the list is walked.
    """

    def __init__(
        self,
        over: QWidget,
        entries: Callable[[], Sequence[Entry]],
        searches: Callable[[str], Sequence[Entry]] = lambda _text: (),
    ) -> None:
        super().__init__(over, tr("Search or run"), WIDTH_PX)
        self._entries, self._searches = entries, searches
        self._all: Sequence[Entry] = ()
        self.field = PaletteField(self._on_key)
        self.field.textChanged.connect(lambda _text: self._show())
        self.list = QListWidget()
        self.list.setAccessibleName(tr("What can be run"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setItemDelegate(EntryPainter(self.list))
        self.list.itemClicked.connect(lambda _item: self.run())
        self.list.currentItemChanged.connect(self._on_marked)
        self.nothing = words("", "quiet")
        for part in (self.field, self.nothing, self.list):
            self.body.addWidget(part)

    @property
    def shown(self) -> list[Entry]:
        """What stands in the list."""
        return [self.list.item(row).data(ENTRY) for row in range(self.list.count())]

    def open(self) -> None:
        """Come to the front with an empty line."""
        self._all = self._entries()
        self.field.clear()
        self._show()
        super().open()

    def first(self) -> QWidget:
        """Return the line."""
        return self.field

    def height_px(self) -> int:
        """Return the height of the line and some rows: the same whatever is found, so that nothing jumps."""
        row = self.list.sizeHintForRow(0) if self.list.count() else self.fontMetrics().height() + 16
        return self.field.sizeHint().height() + 32 + _ROWS * row

    def run(self) -> None:
        """Go, then run what is marked."""
        item = self.list.currentItem()
        if item is not None:
            entry: Entry = item.data(ENTRY)
            self.leave()
            entry.run()

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        elif key in _STEPS and self.list.count():
            last, step = self.list.count() - 1, _STEPS[key]
            row = self.list.currentRow() + step
            wraps = (last if row < 0 else 0) if abs(step) == 1 else max(0, min(row, last))
            self.list.setCurrentRow(row if 0 <= row <= last else wraps)
        else:
            return False
        return True

    def _show(self) -> None:
        text = self.field.text().strip()
        fitting = ranked(self._all, text)
        found = [*fitting, *(self._searches(text) if text else ())]
        self.list.blockSignals(True)
        self.list.clear()
        for entry in found:
            self.list.addItem(_item(entry))
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not fitting)
        self.nothing.setText(
            tr("Nothing here is called “{text}”. Try fewer letters.", text=elided(self.field.text().strip(), 40))
        )
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        count = trn("{n} found", "{n} found", len(found))
        self.list.setAccessibleDescription(count)
        if not fitting:
            announce(self.field, self.nothing.text())

    def _on_marked(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and self.isVisible():
            announce(self.field, item.data(Qt.ItemDataRole.AccessibleTextRole))


def _item(entry: Entry) -> QListWidgetItem:
    made = QListWidgetItem(elided(entry.title, _TITLE_CHARACTERS))
    made.setData(ENTRY, entry)
    said = ", ".join(filter(None, (entry.title, entry.group, written(entry.keys))))
    made.setData(Qt.ItemDataRole.AccessibleTextRole, said)
    return made
