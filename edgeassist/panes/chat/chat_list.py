# SPDX-License-Identifier: Apache-2.0
"""The side list of the chat pane: new chat, search, the chats, and the ways to archive, bin, export and backups.

Holds no chat; reads and changes the shelf in the background only.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QStackedWidget, QWidget

from edgeassist.api import History, Notice
from edgeassist.core.language import later, tr
from edgeassist.history.shelf import Place
from edgeassist.kit.background import InOrder
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.flow_box import FlowBox
from edgeassist.kit.more_button import Entry, MoreButton
from edgeassist.kit.notice import Action
from edgeassist.kit.parts import button, column, row
from edgeassist.panes.chat.backup_sheet import BackupSheet
from edgeassist.panes.chat.chat_deeds import Deed, deleting, emptying, restoring
from edgeassist.panes.chat.chat_page import ChatsPage
from edgeassist.panes.chat.export_sheet import ExportSheet
from edgeassist.panes.chat.library import Library, Listing, Row
from edgeassist.panes.chat.search_list import SearchList
from edgeassist.panes.chat.telling import hint_of, told
from edgeassist.panes.chat.undo_line import UndoLine

OPENING = later("Opening your chats…")
UNDO = later("Undo")
UNREAD = later("Your chats could not be listed.")


class ChatList(QWidget):
    """`history` is asked on the work thread of `storing`; files are written on one of their own: no question waits.

    `chat_chosen` carries a chat's number, `hit_chosen` the chat and a message's number or None, `gone` the number of
    a chat that was deleted or archived. After `restored` every chat may be another; `listed`
    tells that the list was read anew.
    """

    chat_chosen = Signal(int)
    hit_chosen = Signal(int, object)
    new_wished = Signal()
    gone = Signal(int)
    restored = Signal()
    listed = Signal()

    def __init__(self, history: Callable[[], History], storing: InOrder, tell: Callable[[Notice], None]) -> None:
        super().__init__()
        self._history, self._storing, self._tell = history, storing, tell
        self._library = Library(history)
        self._place: Place = "shelf"
        self._folded: frozenset[str] = frozenset()
        self._reading: object = None
        self._current: int | None = None
        self._naming: int | None = None
        self._back_way: Callable[[], None] | None = None
        self._elsewhere: Bridge[None] = Bridge(self, lambda _none: self._on_changed_elsewhere())
        self._deaf: Callable[[], None] | None = None
        self.new = button(tr("New chat"), self.new_wished.emit)
        self.page = ChatsPage()
        self.search = SearchList(history, storing, tell)
        self.files = InOrder(self, "chat-files")
        self.exporting = ExportSheet(history, self.files)
        self.backups = BackupSheet(history, self.files)
        self.undo = UndoLine()
        self.pages = QStackedWidget()
        for part in (self.page, self.search, self.exporting, self.backups):
            self.pages.addWidget(part)
        self._dress()
        self._connect()
        self.page.say(tr(OPENING))

    def refresh(self) -> None:
        """Read the list anew, in the background."""
        reading = self._reading = object()

        def show(listing: Listing) -> None:
            if reading is self._reading:
                self._show(listing)

        place, folded = self._place, self._folded
        self._storing.do(lambda: self._read(place, folded), show, failed=self._unread)

    def mark_current(self, chat_id: int | None) -> None:
        """Mark the chat in front; None for one that is not stored yet."""
        self._current = chat_id
        self.page.mark_current(chat_id)

    @Slot()
    def focus_search(self, text: str = "") -> None:
        """Go to the search field, and search for `text` where there is some."""
        if text:
            self.search.field.setText(text)
        self.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.field.selectAll()

    def go_to(self, place: Place) -> None:
        """Show the chats, the archive or the bin."""
        self._place = place
        self.undo.put_away()
        self.search.field.clear()
        self._bring(self.page)
        self.refresh()

    def export(self, chat_id: int | None = None) -> None:
        """Offer to write one chat, or all, into a file."""
        wanted = chat_id if chat_id is not None else self._current
        self.exporting.open_for(wanted, self.page.title_of(wanted))
        self._bring(self.exporting)

    def rename(self) -> None:
        """Let a person type another name for the chat in front, where the list shows it."""
        self._naming, self._folded = self._current, frozenset()
        self.go_to("shelf")

    def delete(self, title: str) -> None:
        """Put the chat in front into the bin; it is called `title` where the list does not show it."""
        if self._current is not None:
            self._bring(self.page)
            self.perform(deleting(Row(self._current, self.page.title_of(self._current) or title)))

    def end_work(self) -> None:
        """Finish what is being written, and listen no more."""
        deaf, self._deaf = self._deaf, None
        self._elsewhere.close()
        if deaf is not None:
            deaf()
        self.files.close()

    def show_backups(self) -> None:
        """Show the daily copies."""
        self.backups.open()
        self._bring(self.backups)
        self.backups.make.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc lead back to the chats."""
        if event.key() == Qt.Key.Key_Escape and (self._place != "shelf" or self.pages.currentWidget() is not self.page):
            self.go_to("shelf")
            self.page.view.setFocus()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.setAccessibleName(tr("Your chats"))
        self._back = button(tr("‹ Chats"), partial(self.go_to, "shelf"), role="link", name=tr("Back to the chats"))
        self._archive = button(tr("Archive"), partial(self.go_to, "archive"), role="link")
        self._bin = button(tr("Bin"), partial(self.go_to, "bin"), role="link")
        self._empty_bin = button(tr("Empty the bin…"), self.on_emptying_wished, role="link")
        self.more = MoreButton(tr("Export, backups"), self._more)
        self.more.setProperty("flat", "true")
        bottom = row(FlowBox(self._back, self._archive, self._bin, self._empty_bin), self.more, spacing=8)
        bottom.setStretch(0, 1)
        layout = column(self.new, self.search.field, self.pages, self.undo, spacing=8, margins=(12, 12, 12, 8))
        layout.addLayout(bottom)
        self.setLayout(layout)
        self._show_ways()

    def _connect(self) -> None:
        page = self.page
        page.chosen.connect(self.on_chosen)
        page.deed_wished.connect(self.perform)
        page.fold_wished.connect(self.on_fold_wished)
        page.export_wished.connect(self.export)
        page.left.connect(partial(self.go_to, "shelf"))
        page.view.undo_wished.connect(self.on_undo_wished)
        self.search.searched.connect(self.on_searched)
        self.search.hit_chosen.connect(self.hit_chosen)
        self.exporting.left.connect(partial(self.go_to, "shelf"))
        self.backups.left.connect(partial(self.go_to, "shelf"))
        self.backups.restored.connect(self.on_restored)

    @Slot(object)
    def perform(self, deed: Deed) -> None:
        """Do something with a chat and offer the way back."""
        self.undo.put_away()
        self._back_way = None
        was_current = deed.gone is not None and deed.gone == self._current

        def done(_: object) -> None:
            if deed.said:
                self._back_way = partial(self._take_back, deed, was_current) if deed.undo else None
                self.undo.say(deed.said, *((Action(tr(UNDO), self._back_way),) if self._back_way else ()))
            if deed.gone is not None:
                self.gone.emit(deed.gone)
            self.refresh()

        self._storing.do(lambda: deed.do(self._history().shelf), done, failed=self._failed)

    def _take_back(self, deed: Deed, was_current: bool) -> None:
        undo, self._back_way = deed.undo, None
        self.undo.put_away()

        def done(_: object) -> None:
            self.refresh()
            if was_current and deed.gone is not None:
                self.chat_chosen.emit(deed.gone)

        if undo is not None:
            self._storing.do(lambda: undo(self._history().shelf), done, failed=self._failed)

    @Slot()
    def on_undo_wished(self) -> None:
        """Take back what was done last, while the line below offers to and after it went."""
        if self._back_way is not None:
            self._back_way()

    @Slot(object)
    def on_chosen(self, line: Row) -> None:
        """Open a chat; one in the bin must come out of it first."""
        self.undo.put_away()
        if self._place == "bin":
            restore = Action(tr("Restore"), partial(self.perform, restoring(line)))
            self.undo.say(tr("This chat is in the bin."), restore, stays=True)
        else:
            self.chat_chosen.emit(line.id)

    @Slot(str, bool)
    def on_fold_wished(self, key: str, folded: bool) -> None:
        """Fold or unfold a folder."""
        self._folded = self._folded | {key} if folded else self._folded - {key}
        self.refresh()

    @Slot(bool)
    def on_searched(self, searching: bool) -> None:
        """Show what was found instead of the chats, or the chats again."""
        self._bring(self.search if searching else self.page)

    @Slot()
    def on_emptying_wished(self) -> None:
        """Ask once, in place: this alone cannot be undone."""
        forget = Action(tr("Delete for good"), partial(self.perform, emptying()))
        self.undo.say(
            tr("Delete what is in the bin for good?"), forget, Action(tr("Keep"), self.undo.put_away), stays=True
        )

    @Slot()
    def on_restored(self) -> None:
        """Another file is in place: read everything anew."""
        self._back_way = None
        if self._current is not None:
            self.gone.emit(self._current)
        self.restored.emit()
        self.refresh()

    def _read(self, place: Place, folded: frozenset[str]) -> Listing:
        """The work thread: read the list, and from now on hear of what others do to it."""
        if self._deaf is None:
            self._deaf = self._history().shelf.watch(partial(self._elsewhere, None))
        return self._library.read(place, folded)

    def _on_changed_elsewhere(self) -> None:
        """A command deleted chats, or brought them back; leave the one in front where it was among them."""
        current = self._current

        def show(is_gone: bool) -> None:
            if is_gone and current is not None and current == self._current:
                self.gone.emit(current)
            self.refresh()

        self._storing.do(lambda: current is not None and self._library.is_gone(current), show, failed=self._unread)

    def _show(self, listing: Listing) -> None:
        self.page.show_listing(listing)
        self.page.mark_current(self._current)
        naming, self._naming = self._naming, None
        self.page.rename(naming)
        self.search.offer_folders(listing.folders)
        archived, binned = listing.archived, listing.binned
        self._archive.setText(tr("Archive {count}", count=archived) if archived else tr("Archive"))
        self._bin.setText(tr("Bin {count}", count=binned) if binned else tr("Bin"))
        self._empty_bin.setEnabled(bool(binned))
        self.listed.emit()

    def _unread(self, error: Exception) -> None:
        self.page.say(f"{tr(UNREAD)} {told(error)}")

    def _failed(self, error: Exception) -> None:
        self._tell(Notice(str(error), hint_of(error), type(error).__name__, "warn"))
        self.refresh()

    def _bring(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        self._show_ways()

    def _show_ways(self) -> None:
        here = self.pages.currentWidget() is self.page
        self._back.setVisible(not here or self._place != "shelf")
        self._archive.setVisible(here and self._place == "shelf")
        self._bin.setVisible(here and self._place == "shelf")
        self._empty_bin.setVisible(here and self._place == "bin")

    def _more(self) -> tuple[Entry, ...]:
        return (Entry(tr("Export chats…"), partial(self.export, None)), Entry(tr("Backups…"), self.show_backups))
