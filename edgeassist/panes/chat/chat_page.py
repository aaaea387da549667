# SPDX-License-Identifier: Apache-2.0
"""One place of the chat list: its lines, what can be done with each, and what it says when it is empty.

Shows a `Listing` and emits wishes; reads and changes nothing.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QMenu, QWidget

from edgeassist.core.language import later, tr
from edgeassist.history.shelf import Place
from edgeassist.kit.parts import button, column, row, words
from edgeassist.panes.chat import chat_deeds
from edgeassist.panes.chat.chat_row import LINE, ChatLines, ChatRows, RowPainter
from edgeassist.panes.chat.library import Heading, Listing, Row

EMPTY: Mapping[Place, str] = MappingProxyType(
    {
        "shelf": later("No chats yet. What you ask is kept here, on this computer only."),
        "archive": later("Nothing is archived. A chat that you archive leaves the list and stays searchable."),
        "bin": later("The bin is empty. A deleted chat lies here for 30 days."),
    }
)
_FOLDER_CHARACTERS = 60


class FolderLine(QWidget):
    """Where the name of a new folder is typed. Enter takes it, Esc leaves."""

    named = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Name of the new folder"))
        self.field.setPlaceholderText(tr("Name of the new folder"))
        self.field.setMaxLength(_FOLDER_CHARACTERS)
        self.take = button(tr("Move"), self.on_taken, tone="primary", name=tr("Move the chat into the new folder"))
        self.field.returnPressed.connect(self.on_taken)
        layout = column(self.field, spacing=6)
        layout.addLayout(row(self.take, button(tr("Cancel"), self.hide, name=tr("Make no folder")), None))
        self.setLayout(layout)
        self.hide()

    def open(self) -> None:
        """Ask for a name."""
        self.field.clear()
        self.show()
        self.field.setFocus()

    @Slot()
    def on_taken(self) -> None:
        """Hand a name over that is one."""
        if name := self.field.text().strip():
            self.hide()
            self.named.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


class ChatsPage(QWidget):
    """The list of one place. `deed_wished` carries a `Deed`, `chosen` a `Row`, `export_wished` a chat's number."""

    chosen = Signal(object)
    deed_wished = Signal(object)
    fold_wished = Signal(str, bool)
    export_wished = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.listing = Listing()
        self._waiting: Listing | None = None
        self._filing: Row | None = None
        self._sought: int | None = None
        self.view = ChatLines(tr("Chats"))
        self.rows = ChatRows(self.view)
        self.view.setModel(self.rows)
        self.view.setItemDelegate(RowPainter(self.view))
        self.empty = words("", "quiet")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.folder_line = FolderLine()
        self.empty.hide()
        self.setLayout(column(self.empty, self.view, self.folder_line, spacing=8))
        self._connect()

    def show_listing(self, listing: Listing) -> None:
        """Show other lines, where the eye is; while a name is typed, afterwards."""
        if self.view.renaming:
            self._waiting = listing
            return
        kept = self._line()
        scrolled = self.view.verticalScrollBar().value() if listing.place == self.listing.place else 0
        self._waiting, self.listing = None, listing
        self.rows.show_lines(listing.lines)
        self.view.setAccessibleName(
            {"shelf": tr("Chats"), "archive": tr("Archived chats"), "bin": tr("Deleted chats")}[listing.place]
        )
        self.empty.setText(tr(EMPTY[listing.place]))
        self.empty.setVisible(not listing.lines)
        self.view.setVisible(bool(listing.lines))
        self._return_to(kept)
        self.view.verticalScrollBar().setValue(scrolled)

    def say(self, text: str) -> None:
        """Say something in the list's place."""
        self.empty.setText(text)
        self.empty.show()
        self.view.hide()

    def mark_current(self, chat_id: int | None) -> None:
        """Mark the chat in front; bring it into sight when it is another one than before."""
        if chat_id != self.rows.current:
            self._sought = chat_id
        self.rows.mark_current(chat_id)
        place = self.rows.place(chat_id)
        if place is not None and self._sought == chat_id:
            self._sought = None
            self.view.scrollTo(place)

    def title_of(self, chat_id: int | None) -> str:
        """Return a chat's title where it is to be seen, else nothing."""
        return next((one.title for one in self.rows.lines if isinstance(one, Row) and one.id == chat_id), "")

    def open_menu(self, line: Row) -> QMenu:
        """Return the menu of everything that can be done with a chat; it is gone once closed."""
        menu = QMenu(self)
        menu.setAccessibleName(tr("What to do with {title}", title=line.title))
        for text, wish, key in self._entries(line):
            if text == _MOVE:
                self._fill_folders(menu.addMenu(tr(text)), line)
                continue
            action = menu.addAction(text)
            action.triggered.connect(lambda _checked=False, wish=wish: wish())
            if key:
                action.setShortcut(QKeySequence(key))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _entries(self, line: Row) -> tuple[tuple[str, Callable[[], None], str], ...]:
        deed, place = self._deed, self.listing.place
        if place == "bin":
            return ((tr("Restore"), partial(deed, chat_deeds.restoring(line)), ""),)
        export = (tr("Export this chat…"), partial(self.export_wished.emit, line.id), "")
        opening = (tr("Open"), partial(self.chosen.emit, line), "")
        delete = (tr("Delete"), partial(deed, chat_deeds.deleting(line)), "Del")
        if place == "archive":
            return (
                opening,
                (tr("Put back into the list"), partial(deed, chat_deeds.unarchiving(line)), ""),
                export,
                delete,
            )
        return (
            opening,
            (tr("Rename"), self.on_rename_wished, "F2"),
            (tr("Unpin") if line.pinned else tr("Pin to the top"), partial(deed, chat_deeds.pinning(line)), ""),
            (_MOVE, lambda: None, ""),
            (tr("Put into the archive"), partial(deed, chat_deeds.archiving(line)), ""),
            export,
            delete,
        )

    def _fill_folders(self, menu: QMenu, line: Row) -> None:
        for name in self.listing.folders:
            if name != line.folder:
                menu.addAction(name.replace("&", "&&")).triggered.connect(partial(self._move, line, name))
        if line.folder:
            menu.addAction(tr("Out of its folder")).triggered.connect(partial(self._move, line, ""))
        menu.addSeparator()
        menu.addAction(tr("New folder…")).triggered.connect(partial(self._file, line))

    def _move(self, line: Row, folder: str, _checked: bool = False) -> None:
        self._deed(chat_deeds.moving(line, folder))

    def _file(self, line: Row, _checked: bool = False) -> None:
        self._filing = line
        self.folder_line.open()

    def _deed(self, deed: chat_deeds.Deed) -> None:
        self.deed_wished.emit(deed)

    def _connect(self) -> None:
        view = self.view
        view.clicked.connect(self.on_line_chosen)
        view.taken.connect(self.on_line_chosen)
        view.customContextMenuRequested.connect(self.on_menu_wished)
        view.rename_wished.connect(self.on_rename_wished)
        view.delete_wished.connect(self.on_delete_wished)
        view.fold_wished.connect(self.fold_wished)
        view.left.connect(self.left)
        view.itemDelegate().closeEditor.connect(self.on_name_typed)
        self.rows.renamed.connect(self.on_renamed)
        self.folder_line.named.connect(self.on_folder_named)

    @Slot(QModelIndex)
    def on_line_chosen(self, index: QModelIndex) -> None:
        """Open a chat; fold or unfold a folder."""
        line = index.data(LINE)
        if isinstance(line, Row):
            self.chosen.emit(line)
        elif isinstance(line, Heading) and line.folds:
            self.fold_wished.emit(line.key, not line.folded)

    @Slot(QPoint)
    def on_menu_wished(self, at: QPoint) -> None:
        """Open the menu of the chat there."""
        index = self.view.indexAt(at)
        line = index.data(LINE) if index.isValid() else self._line()
        if isinstance(line, Row):
            self.open_menu(line).popup(self.view.viewport().mapToGlobal(at))

    def rename(self, chat_id: int | None) -> None:
        """Let a person type another name for a chat that is to be seen."""
        place = self.rows.place(chat_id)
        if chat_id is not None and place is not None:
            self.view.setFocus()
            self.view.setCurrentIndex(place)
            self.on_rename_wished()

    @Slot()
    def on_rename_wished(self) -> None:
        """Let a person type another name in place."""
        if self.listing.place == "shelf" and isinstance(self._line(), Row):
            self.view.edit(self.view.currentIndex())

    @Slot()
    def on_delete_wished(self) -> None:
        """Have the chat deleted that the keyboard is on."""
        line = self._line()
        if isinstance(line, Row) and self.listing.place != "bin":
            self._deed(chat_deeds.deleting(line))

    @Slot(int, str)
    def on_renamed(self, chat_id: int, name: str) -> None:
        """Have the typed name stored."""
        line = self._line()
        if isinstance(line, Row) and line.id == chat_id:
            self._deed(chat_deeds.renaming(line, name))

    @Slot(str)
    def on_folder_named(self, name: str) -> None:
        """Have the chat put into a new folder."""
        if self._filing is not None:
            self._deed(chat_deeds.moving(self._filing, name))

    @Slot(QWidget, QAbstractItemDelegate.EndEditHint)
    def on_name_typed(self, _editor: QWidget, _hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Show what came meanwhile."""
        waiting = self._waiting
        if waiting is not None:
            self.show_listing(waiting)

    def _line(self) -> Row | Heading | None:
        index = self.view.currentIndex()
        found = index.data(LINE) if index.isValid() else None
        return found if isinstance(found, Row | Heading) else None

    def _return_to(self, line: Row | Heading | None) -> None:
        """Put the keyboard back on the chat or the folder that it was on."""
        place = self.rows.place(line.id) if isinstance(line, Row) else None
        if isinstance(line, Heading):
            keys = [one.key if isinstance(one, Heading) else "" for one in self.listing.lines]
            place = self.rows.index(keys.index(line.key)) if line.key in keys else None
        if place is not None:
            self.view.setCurrentIndex(place)


_MOVE = later("Move to folder")
