# SPDX-License-Identifier: Apache-2.0
"""The chat pane's parts put together: list, heading, reading column, files and composer. Holds no conversation."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.kit.announcing import announce
from edgeassist.kit.composer import Composer
from edgeassist.kit.icons import IconButton
from edgeassist.kit.more_button import Entry
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.parts import column, row
from edgeassist.kit.reading_order import follow, follow_all
from edgeassist.kit.scaling import KeepScaled, keep_size, text_scale
from edgeassist.panes.chat.attachments import Attachments
from edgeassist.panes.chat.chat_head import ChatHead
from edgeassist.panes.chat.chip_shelf import LINES, ChipShelf
from edgeassist.panes.chat.room_bar import RoomBar
from edgeassist.panes.chat.transcript import Transcript, centred

PLACEHOLDER = later("Ask anything. Nothing leaves this computer.")
SMALL_PLACEHOLDER = later("Ask something simple. Nothing leaves this computer.")
SHORT, SMALL_SHORT = later("Ask anything."), later("Ask something simple.")
NARROW_PX = 900
LOW_PX, HIGH_PX = 320, 480
LIST_PX = 232
LINE_SHARE_PX = 90
"""The composer may grow by a line for every so many pixels that the pane is high."""
_OTHERS = (".gguf", ".edgepack")


class ChatView(QWidget):
    """`reading_changed` tells that there is a conversation to read, or none; `dropped` carries a file's path."""

    reading_changed = Signal()
    dropped = Signal(object)

    def __init__(self, transcript: Callable[[], str], attachments: Attachments) -> None:
        """`transcript` gives the whole conversation as text."""
        super().__init__()
        self._reading, self._ordered = False, False
        self._listed = False
        self._bar: NoticeBar | None = None
        self.refusal: NoticeBar | None = None
        self.side: QWidget | None = None
        self.attachments = attachments
        self.setProperty("role", "page")
        self.setAcceptDrops(True)
        self.top = ChatHead(transcript, self.on_list_wished)
        self.heading, self.chats, self.more = self.top.title, self.top.chats, self.top.more
        self.copy_chat, self.new_chat = self.top.copy_chat, self.top.new_chat
        self.transcript = Transcript()
        self.transcript.setMinimumHeight(1)  # in a low window the composer keeps its height, not the reading column
        self.room = RoomBar()
        self.composer = Composer(tr("Your question"), tr(PLACEHOLDER))
        self.composer.input.invite(tr(PLACEHOLDER), tr(SHORT))
        self.attach = IconButton("paperclip", tr("Attach a file"))
        self.attach.setProperty("flat", "true")
        self._compose()

    def mount(self, side: QWidget, entries: Callable[[], tuple[Entry, ...]]) -> None:
        """Put the list of chats beside the reading column, and `entries` into the menu."""
        self.side, self.top.entries = side, entries
        self._row.insertWidget(0, side)
        KeepScaled(self, lambda _factor: self._arrange())

    @property
    def regions(self) -> tuple[QWidget, ...]:
        """The parts that the keyboard can be brought to by F6: the list, the reading column with the composer."""
        return (self._pages,) if self.side is None else (self.side, self._pages)

    @property
    def reading(self) -> bool:
        """There is a conversation that can be read without a model."""
        return self._reading

    @property
    def narrow(self) -> bool:
        """There is room for the list or the reading column only."""
        return self.width() < NARROW_PX

    @property
    def _high(self) -> bool:
        """There is room for more than the composer and a few lines."""
        return self.height() >= HIGH_PX * text_scale()

    def head(self, question: str) -> None:
        """Name the conversation by its first question; empty for none."""
        self.heading.setText(elided(question.strip().split("\n")[0], 48))

    def suit(self, *, small: bool) -> None:
        """Invite to what the model can do: a `small` one is asked for something simple."""
        whole, short = (SMALL_PLACEHOLDER, SMALL_SHORT) if small else (PLACEHOLDER, SHORT)
        self.composer.input.invite(tr(whole), tr(short))
        self.transcript.offer_samples(small=small)

    def offer(self, *, reading: bool) -> None:
        """Offer what can be done with a conversation, if there is one."""
        if reading != self._reading:
            self._reading = reading
            self._arrange()
            self.reading_changed.emit()

    def show_bar(self, bar: NoticeBar | None) -> None:
        """Show one sentence above the reading column instead of the one before."""
        if self._bar is not None:
            self._bar.hide()
            self._bar.deleteLater()
        self._bar = bar
        if bar is not None:
            self._bars.addWidget(bar)
            bar.show()

    def show_refusal(self, text: str, hint: str = "") -> None:
        """Say above the reading column why nothing was asked, and what to do; empty takes that away.

        A low window has no place for it there: `refused_below` is to be said below the input then.
        """
        if self.refusal is not None:
            self.refusal.hide()
            self.refusal.deleteLater()
            self.refusal = None
        if text:
            self.refusal = NoticeBar(text, hint=hint, tone="warn")
            self.refusal.dismissed.connect(partial(self.show_refusal, ""))
            self._bars.addWidget(self.refusal)
            self.refusal.setVisible(self._high)
            announce(self.refusal, f"{text} {hint}".rstrip())

    @property
    def refused_below(self) -> str:
        """Why nothing was asked, where that is not said above the reading column."""
        return self.refusal.text if self.refusal is not None and self.refusal.isHidden() else ""

    def show_sheet(self, sheet: QWidget) -> None:
        """Show something else over the reading column until `show_chat`."""
        if self._pages.indexOf(sheet) < 0:
            self._pages.addWidget(sheet)
        self._pages.setCurrentWidget(sheet)

    @Slot()
    def show_chat(self) -> None:
        """Show the reading column again."""
        self._pages.setCurrentIndex(0)
        self._listed = False
        self._arrange()

    @Slot()
    def on_list_wished(self) -> None:
        """Show the list instead of the reading column, where only one has room."""
        self._listed = not self._listed
        self._arrange()
        if self.side is not None and self._listed:
            self.side.setFocus()

    def show_list(self) -> None:
        """Bring the list into sight."""
        self._listed = self.narrow
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc lead back from a sheet or the list."""
        if event.key() == Qt.Key.Key_Escape and (self._listed or self._pages.currentIndex()):
            self.show_chat()
            self.composer.input.setFocus()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Have Tab come to the list first, where the window is one by now, and to later answers after the composer.

        What stays is put in order once: Python keeps all that was asked for in a part for as long as that part lives,
        and the reading column outlives its answers.
        """
        super().showEvent(event)
        if self.side is not None and not self._ordered:
            self._ordered = True
            follow(self.side, self._pages)
        else:
            follow_all((self._lower, *self.transcript.views))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the list and the composer into the room."""
        super().resizeEvent(event)
        self.composer.input.grow_to(self.height() // LINE_SHARE_PX)
        self.shelf.keep(LINES if self._high else 1)
        if self.refusal is not None:
            self.refusal.setVisible(self._high)
        low = self.height() < LOW_PX
        for page, above, below in ((self._head, 4 if low else 12, 4 if low else 8), (self._lower, 4, 8 if low else 16)):
            if (layout := page.layout()) is not None:
                layout.setContentsMargins(24, above, 24, below)
        self._arrange()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that lie on this computer; models are the window's."""
        if _documents(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand dropped files over."""
        for path in _documents(event.mimeData()):
            self.dropped.emit(path)
        event.acceptProposedAction()

    def _compose(self) -> None:
        self._bars = column(spacing=8)
        bars = QWidget()
        bars.setLayout(self._bars)
        below = QWidget()
        below.setLayout(column(self.room, self.composer, spacing=8))
        keep_size(self.attach, 32, 32)
        self.shelf = ChipShelf(self.attachments)
        self.composer.furnish(self.attach, self.shelf)
        self.composer.remark.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        lower = centred(below, margins=(24, 4, 24, 16))
        head = centred(self.top, margins=(24, 12, 24, 8))
        self._head, self._lower = head, lower
        for part in (self.composer, below, lower):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        chat = QWidget()
        reading = column(head, centred(bars, margins=(24, 0, 24, 0)), self.transcript, lower, spacing=0)
        reading.setStretchFactor(self.transcript, 1)  # a bar would take half of what is left over: it can grow, too
        chat.setLayout(reading)
        self._pages = QStackedWidget()
        self._pages.addWidget(chat)
        self._row = row(self._pages, spacing=0)
        self.setLayout(self._row)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.narrow
        sided = self.side is not None
        self.top.offer(chats=narrow and sided, copy=self._reading, new=self._reading and (narrow or not sided))
        if self.side is not None:
            self.side.setVisible(self._listed or not narrow)
            wide = min(round(LIST_PX * text_scale()), max(LIST_PX, self.width() // 3))
            self.side.setMinimumWidth(wide if not narrow else 0)
            self.side.setMaximumWidth(wide if not narrow else 16_777_215)
        self._pages.setVisible(not (narrow and self._listed))


def _documents(dragged: QMimeData) -> list[Path]:
    """Return the files among what is dragged that could be documents."""
    paths = [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() not in _OTHERS]
