# SPDX-License-Identifier: Apache-2.0
"""Keeps what is typed and not sent with its chat, a moment after the last key. Reads no history."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from edgeassist.api import Conversation
from edgeassist.history.turns import Draft
from edgeassist.kit.background import InOrder

PAUSE_MS = 1000


class DraftKeeper(QObject):
    """`current` returns what stands in the composer. Its timer runs only between a key and the keeping.

    What history does not take (a full drive) is remembered here, so that no older text of a chat comes back instead.
    """

    def __init__(self, owner: QObject, storing: InOrder, current: Callable[[], Draft]) -> None:
        super().__init__(owner)
        self._storing, self._current = storing, current
        self._conversation: Conversation | None = None
        self._kept = Draft()
        self._unkept: dict[int | None, Draft] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.keep)

    def belong_to(self, conversation: Conversation | None, kept: Draft) -> None:
        """Keep drafts with `conversation` from now on, of which `kept` is there."""
        self._timer.stop()
        self._conversation, self._kept = conversation, kept

    def newest(self, conversation: Conversation | None, kept: Draft) -> Draft:
        """Return the draft of `conversation`: `kept`, unless history did not take a newer one."""
        return kept if conversation is None else self._unkept.get(conversation.id, kept)

    def lost(self, conversation: Conversation | None) -> None:
        """History did not take a question of `conversation`, nor forget its draft."""
        if conversation is not None:
            self._unkept[conversation.id] = Draft()

    def sent(self) -> None:
        """What was typed is a question now, and history forgets its draft by itself."""
        self._timer.stop()
        self._kept = Draft()

    def touch(self) -> None:
        """Keep it in a moment."""
        if self._conversation is not None:
            self._timer.start()

    def keep(self) -> None:
        """Keep it now, unless it is kept already."""
        self._timer.stop()
        draft, conversation = self._current(), self._conversation
        if conversation is not None and draft != self._kept:
            self._kept = draft
            number = conversation.id

            def kept(_none: None) -> None:
                self._unkept.pop(number, None)

            def not_kept(_error: Exception) -> None:
                self._unkept[number] = draft

            self._storing.do(lambda: conversation.keep_draft(draft), kept, failed=not_kept)
