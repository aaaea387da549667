# SPDX-License-Identifier: Apache-2.0
"""Puts all conversations on the shelf into the bin, and takes those same ones out again. Never empties the bin."""

import msgspec

from edgeassist.core.language import later, tr, trn
from edgeassist.history.chats import ChatGone
from edgeassist.intents.action import Outcome, Preview
from edgeassist.intents.changing import recall, remember, use_up
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import USED, KeptAction
from edgeassist.intents.objects import object_in
from edgeassist.intents.planned import Plan, cannot

_NONE = later("There is no chat to delete.")
_GONE = later("None of these chats is in the bin any more.")


class DeleteChats:
    """Deletes all chats through the bin, where they stay for 30 days."""

    def __init__(self, keeper: KeptAction) -> None:
        self._keeper = keeper

    def plan(self, _intent: Intent) -> Plan:
        """Plan to delete every chat on the shelf; archived ones stay."""
        numbers = [one.id for one in self._keeper.context.chats().shelf.entries()]
        if not numbers:
            return cannot(tr(_NONE))
        sentence = trn(
            "Delete **all chats** ({n} chat). They stay in the bin for 30 days",
            "Delete **all chats** ({n} chats). They stay in the bin for 30 days",
            len(numbers),
        )
        about = object_in(self._keeper.context.language, "all chats")
        return Plan(Preview(sentence, "risky", about, later("Delete")), lambda: self._do(numbers))

    def _do(self, numbers: list[int]) -> Outcome:
        # The token is written first: whatever happens then, what was deleted can be taken back.
        with self._keeper.kept.writing() as connection:
            token = remember(connection, msgspec.json.encode(numbers).decode(), "")
        shelf, deleted = self._keeper.context.chats().shelf, 0
        for number in numbers:
            try:
                shelf.delete(number)
            except ChatGone:  # the person deleted it in the list meanwhile
                continue
            deleted += 1
        shelf.tell_changed()
        return Outcome(trn("{n} chat is in the bin.", "{n} chats are in the bin.", deleted), undo=token)

    def undo(self, token: str) -> Outcome:
        """Take the chats of `token` out of the bin; those that were purged since are left out."""
        with self._keeper.kept.reading() as connection:
            kept = recall(connection, token)
        if kept is None:
            return Outcome(tr(USED), done=False)
        shelf, back = self._keeper.context.chats().shelf, 0
        for number in msgspec.json.decode(kept[0], type=list[int]):
            try:
                shelf.undelete(number)
            except ChatGone:
                continue
            back += 1
        shelf.tell_changed()
        with self._keeper.kept.writing() as connection:
            use_up(connection, token)
        if not back:
            return Outcome(tr(_GONE), done=False)
        return Outcome(trn("{n} chat is back.", "{n} chats are back.", back))
