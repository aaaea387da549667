# SPDX-License-Identifier: Apache-2.0
"""Search in everything that was said: results as a person types, newest first, more on the way down.

Owns the search field, which stands elsewhere, and the timer that waits for the end of typing. Reads in the background.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QWidget

from edgeassist.api import History, Notice
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.kit.background import InOrder
from edgeassist.kit.parts import PushButton, column, dressed, row, words
from edgeassist.kit.search_field import SearchField
from edgeassist.panes.chat.chat_row import LINE
from edgeassist.panes.chat.hit_row import HitPainter, HitRows
from edgeassist.panes.chat.hits import Found, found
from edgeassist.panes.chat.telling import told

if TYPE_CHECKING:
    from edgeassist.history.search import Hit

PAGE = 50
WAIT_MS = 150
NOTHING = later("Nothing was found. All words must stand in one message; the beginning of each is enough.")
SEARCHING = later("Searching…")
EVERYWHERE = later("In all chats")
_NAME_CHARACTERS = 24


class ChatSearchField(SearchField):
    """The field. Down goes to what was found."""

    went_down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass Down on."""
        if event.key() == Qt.Key.Key_Down and self.text():
            self.went_down.emit()
        else:
            super().keyPressEvent(event)


class HitLines(QListView):
    """The list of hits."""

    taken = Signal(QModelIndex)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("What was found"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, leave on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class SearchList(QWidget):
    """The results. `searched` tells whether there is something to search for; `hit_chosen` chat and message."""

    searched = Signal(bool)
    hit_chosen = Signal(int, object)

    def __init__(self, history: Callable[[], History], storing: InOrder, tell: Callable[[Notice], None]) -> None:
        super().__init__()
        self._history, self._storing, self._tell = history, storing, tell
        self._wish: object = None
        self._folder: str | None = None
        self._folders: tuple[str, ...] = ()
        self._complete = True
        self.field = ChatSearchField(tr("Search in your chats"), tr("Search your chats"))
        self.rows = HitRows()
        self.rows.setParent(self)
        self.view = HitLines()
        self.view.setModel(self.rows)
        self.view.setItemDelegate(HitPainter(self.view))
        self.where = dressed(
            PushButton(tr(EVERYWHERE)), self.on_where_pressed, role="link", name=tr("Where to search: in all chats")
        )
        self.said = words("", "quiet")
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = column(spacing=4)
        layout.addLayout(row(self.where, None))
        layout.addWidget(self.said)
        layout.addWidget(self.view, 1)
        layout.addStretch(0)
        self.setLayout(layout)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.look)
        self._connect()

    def _connect(self) -> None:
        self.field.textChanged.connect(self.on_typed)
        self.field.returnPressed.connect(self.on_taken)
        self.field.went_down.connect(self.on_went_down)
        self.view.clicked.connect(self.on_chosen)
        self.view.taken.connect(self.on_chosen)
        self.view.left.connect(self.on_left)
        self.view.verticalScrollBar().valueChanged.connect(self.on_scrolled)

    @property
    def waiting(self) -> bool:
        """The end of typing is waited for."""
        return self._timer.isActive()

    def offer_folders(self, folders: tuple[str, ...]) -> None:
        """Let a person search in one of `folders` alone."""
        self._folders = folders
        self.where.setVisible(bool(folders) or self._folder is not None)

    @Slot()
    def on_where_pressed(self) -> None:
        """Open the menu of where to search."""
        self.open_folders()

    def open_folders(self) -> QMenu:
        """Open the menu of where to search and return it."""
        menu = QMenu(self)
        menu.setAccessibleName(tr("Where to search"))
        menu.addAction(tr(EVERYWHERE)).triggered.connect(partial(self.search_in, None))
        for name in self._folders:
            menu.addAction(name.replace("&", "&&")).triggered.connect(partial(self.search_in, name))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.where.mapToGlobal(self.where.rect().bottomLeft()))
        return menu

    def search_in(self, folder: str | None, _checked: bool = False) -> None:
        """Search in one folder; None for everywhere."""
        self._folder = folder
        shown = elided(folder or "", _NAME_CHARACTERS)
        self.where.setText(tr(EVERYWHERE) if folder is None else tr("Only in {folder}", folder=shown))
        self.where.setAccessibleName(tr("Where to search: {place}", place=self.where.text()))
        self.look()

    @Slot(str)
    def on_typed(self, text: str) -> None:
        """Wait for the end of typing; forget everything when nothing is typed."""
        wanted = bool(text.strip())
        self._timer.stop()
        self._wish = None
        if wanted:
            self._say(tr(SEARCHING) if not self.rows.hits else "")
            self._timer.start()
        else:
            self.rows.show_hits(())
        self.searched.emit(wanted)

    @Slot()
    def look(self) -> None:
        """Search for what is typed."""
        self._timer.stop()
        if self.field.text().strip():
            self._search(None)

    def _search(self, before: int | None) -> None:
        """Read a page; what is no longer wished when its turn comes costs nothing."""
        from edgeassist.history.search import Filters

        wish = self._wish = object()
        text, filters = self.field.text(), Filters(self._folder)

        def read() -> "tuple[tuple[Hit, ...], str]":
            if wish is not self._wish:
                return (), ""
            finder = self._history().finder
            return finder.search(text, filters, limit=PAGE, before=before), finder.note()

        def show(read_page: "tuple[tuple[Hit, ...], str]") -> None:
            if wish is self._wish:
                hits, note = read_page
                self._complete = len(hits) < PAGE
                self._show(found(hits), note, more=before is not None)

        self._storing.do(read, show, failed=partial(self._failed, wish))

    def _show(self, hits: tuple[Found, ...], note: str, *, more: bool) -> None:
        if more:
            self.rows.add(hits)
            return
        self.rows.show_hits(hits)
        self.view.scrollToTop()
        self._say(note if hits else " ".join(filter(None, (tr(NOTHING), note))))

    def _failed(self, wish: object, error: Exception) -> None:
        if wish is self._wish:
            self.rows.show_hits(())
            self._say(told(error))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    @Slot(int)
    def on_scrolled(self, value: int) -> None:
        """Read more near the end."""
        bar, last = self.view.verticalScrollBar(), self.rows.hits[-1:]
        if not self._complete and last and last[0].message is not None and value >= bar.maximum() - bar.pageStep():
            self._complete = True
            self._search(last[0].message)

    @Slot()
    def on_taken(self) -> None:
        """On Enter, open the first hit, or search at once."""
        if self.rows.hits and not self.waiting:
            self._choose(self.rows.hits[0])
        else:
            self.look()

    @Slot()
    def on_went_down(self) -> None:
        """Go from the field to what was found."""
        if self.rows.hits:
            self.view.setFocus()
            self.view.setCurrentIndex(self.rows.index(0))

    @Slot()
    def on_left(self) -> None:
        """Go back to the field and empty it."""
        self.field.setFocus()
        self.field.clear()

    @Slot(QModelIndex)
    def on_chosen(self, index: QModelIndex) -> None:
        """Open a hit."""
        hit = index.data(LINE)
        if isinstance(hit, Found):
            self._choose(hit)

    def _choose(self, hit: Found) -> None:
        self.hit_chosen.emit(hit.chat, hit.message)

    def hideEvent(self, event: QHideEvent) -> None:
        """Wait for nothing that cannot be seen."""
        super().hideEvent(event)
        self._timer.stop()
