# SPDX-License-Identifier: Apache-2.0
"""The "…" menu of a chat and what it opens over the reading column. Knows where things are, not what they do."""

from collections.abc import Callable

from edgeassist.api import PaneContext
from edgeassist.history.manner import Manner
from edgeassist.kit.more_button import Entry
from edgeassist.panes.chat.chat_list import ChatList
from edgeassist.panes.chat.session import ChatSession
from edgeassist.panes.chat.view import ChatView


class ChatSheets:
    """`on_manner` takes how the chat goes on from here."""

    def __init__(
        self,
        context: PaneContext,
        view: ChatView,
        listed: ChatList,
        session: ChatSession,
        on_manner: Callable[[Manner], None],
    ) -> None:
        self._context, self._view, self._list, self._session = context, view, listed, session
        self._on_manner = on_manner
        self._ledger = False

    def entries(self) -> tuple[Entry, ...]:
        """Return the menu as it is now."""
        chat = bool(self._session.exchanges)
        return (
            Entry("What the model reads", self._show_ledger),
            Entry("Find in your chats…", self._find),
            Entry("Export this chat…", lambda: self._in_list(self._list.export), enabled=chat),
            Entry("Backups…", lambda: self._in_list(self._list.show_backups)),
        )

    def _show_ledger(self) -> None:
        self._ledger = not self._ledger
        self._view.room.want(wanted=self._ledger)

    def _find(self) -> None:
        self._in_list(self._list.focus_search)

    def _in_list(self, act: Callable[[], None]) -> None:
        self._view.show_list()
        act()
