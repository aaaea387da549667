# SPDX-License-Identifier: Apache-2.0
"""What the palette can run in the chat: its menu, and every chat of the list by its title."""

from collections.abc import Callable, Iterable
from functools import partial

from edgeassist.core.language import tr
from edgeassist.kit.more_button import Entry
from edgeassist.panes.chat.library import Line, Row

Runnable = tuple[tuple[str, Callable[[], object]], ...]


def runnable(
    new_chat: Callable[[], object], menu: Iterable[Entry], lines: Iterable[Line], open_chat: Callable[[int], object]
) -> Runnable:
    """Return title and call of each: a new chat, what the menu has now, then the chats as they are listed."""
    entries = ((entry.text, entry.wish) for entry in menu if entry.enabled)
    chats = ((line.title, partial(open_chat, line.id)) for line in lines if isinstance(line, Row))
    return ((tr("New chat"), new_chat), *entries, *chats)
