# SPDX-License-Identifier: Apache-2.0
"""The "…" menu of a chat and what it opens over the reading column. Knows where things are, not what they do."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from edgeassist.api import PaneContext
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.history.manner import Manner
from edgeassist.kit.background import InOrder
from edgeassist.kit.more_button import Entry
from edgeassist.kit.parts import button, column, row, words
from edgeassist.panes.chat.chat_list import ChatList
from edgeassist.panes.chat.manner_sheet import MannerSheet
from edgeassist.panes.chat.prompt_sheet import PromptSheet
from edgeassist.panes.chat.session import ChatSession
from edgeassist.panes.chat.telling import told
from edgeassist.panes.chat.transcript import centred
from edgeassist.panes.chat.view import ChatView


class ChatSheets:
    """`on_manner` takes how the chat goes on from here. Sheets are made when they are first wanted."""

    def __init__(
        self, context: PaneContext, view: ChatView, storing: InOrder, session: ChatSession, on_manner: "OnManner"
    ) -> None:
        self._context, self._view, self._storing, self._session = context, view, storing, session
        self._on_manner = on_manner
        self._list: ChatList | None = None
        self._manner: MannerSheet | None = None
        self._prompts: PromptSheet | None = None
        self._pages: dict[QWidget, QWidget] = {}
        self._ledger = False

    def belong_to(self, listed: ChatList) -> None:
        """Lead to what the list of chats offers, too."""
        self._list = listed

    def entries(self) -> tuple[Entry, ...]:
        """Return the menu as it is now."""
        chat = bool(self._session.exchanges)
        return (
            Entry(tr("How this chat is answered…"), self.show_manner),
            Entry(tr("Prompts…"), self.show_prompts),
            Entry(tr("What the model reads"), self._show_ledger),
            Entry(tr("Find in your chats…"), self.find),
            Entry(tr("Export this chat…"), lambda: self._in_list(lambda listed: listed.export()), enabled=chat),
            Entry(tr("Rename this chat…"), lambda: self._in_list(lambda listed: listed.rename()), enabled=chat),
            Entry(tr("Delete this chat"), self._delete, enabled=chat),
            Entry(tr("Backups…"), lambda: self._in_list(lambda listed: listed.show_backups())),
        )

    def find(self, text: str = "") -> None:
        """Bring the list of chats into sight and go to its search, for `text` where there is some."""
        self._in_list(lambda listed: listed.focus_search(text))

    def show_manner(self) -> None:
        """Show which model answers here, as whom and how."""
        if self._manner is None:
            self._manner = MannerSheet()
            self._manner.manner_chosen.connect(self._on_manner)
        self._manner.show_manner(self._session.manner, self._context.models())
        self._open(tr("How this chat is answered"), self._manner)

    def show_prompts(self) -> None:
        """Show the prompts that can be put into the input."""
        try:
            sheet = self._prompts or PromptSheet(self._context.folder, self._storing)
        except EdgeError as error:
            self._view.composer.remark.setText(told(error))
            return
        if self._prompts is None:
            self._prompts = sheet
            sheet.prompt_chosen.connect(self._take_prompt)
            sheet.left.connect(self._view.show_chat)
        sheet.refresh()
        self._open(tr("Prompts"), sheet)

    def _take_prompt(self, text: str) -> None:
        self._view.show_chat()
        self._view.composer.put(text)

    def _open(self, title: str, sheet: QWidget) -> None:
        if sheet not in self._pages:
            self._pages[sheet] = _page(title, sheet, self._view.show_chat)
        self._view.show_sheet(self._pages[sheet])
        sheet.setFocus()

    def _show_ledger(self) -> None:
        self._ledger = not self._ledger
        self._view.room.want(wanted=self._ledger)

    def _delete(self) -> None:
        """The way back is offered in the list."""
        said = self._session.exchanges
        self._in_list(lambda listed: listed.delete(said[0].question if said else ""))

    def _in_list(self, act: Callable[[ChatList], None]) -> None:
        if self._list is not None:
            self._view.show_list()
            act(self._list)


OnManner = Callable[[Manner], None]


def _page(title: str, sheet: QWidget, back: Callable[[], None]) -> QWidget:
    """Return `sheet` under its title and the way back, in a page that scrolls."""
    way = QWidget()
    way.setLayout(row(button(tr("‹ Back to the chat"), back, role="link", name=tr("Back to the chat")), None))
    inside = QWidget()
    inside.setLayout(column(way, words(title, "title"), sheet, spacing=12))
    scrolled = QScrollArea()
    scrolled.setAccessibleName(title)
    scrolled.setWidgetResizable(True)
    scrolled.setFrameShape(QFrame.Shape.NoFrame)
    scrolled.setWidget(centred(inside, margins=(24, 12, 24, 16)))
    return scrolled
