# SPDX-License-Identifier: Apache-2.0
"""What is read of a stored chat to show it, and what is done with it there. Blocks; shows nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from edgeassist.api import Conversation, Documents
from edgeassist.core.stop import Stop
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Attachment, Draft, Message
from edgeassist.panes.chat.attaching import Paper, paper_of
from edgeassist.panes.chat.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation as it was read from history; `sought` is the message to go to."""

    conversation: Conversation | None = None
    path: tuple[Message, ...] = ()
    manner: Manner = field(default_factory=Manner)
    draft: Draft = field(default_factory=Draft)
    sought: int | None = None


def read_chat(conversation: Conversation, message: int | None) -> Opened:
    """Return a conversation with all that is shown of it; a `message` on another branch is put in front."""
    path = conversation.path()
    if message is not None and all(one.id != message for one in path):
        path = conversation.choose(message)
    return Opened(conversation, path, conversation.manner(), conversation.draft(), message)


def read_paper(documents: Callable[[], Documents], attachment: Attachment, stop: Stop) -> Paper:
    """Return a file read, or with the sentence why it cannot be."""
    path = Path(attachment.path)
    try:
        document = documents().read(path, lambda _step, _done, _total: None, stop)
        size_bytes = path.stat().st_size
    except Exception as error:
        return Paper(attachment, trouble=str(error) or type(error).__name__)
    known = msgspec.structs.replace(attachment, media_type=document.kind, size_bytes=size_bytes)
    return replace(paper_of(document, attachment), attachment=known)


def beside_the_last(stored: Conversation) -> None:
    """Have the next answer stand beside the last one; a question without an answer just gets its first."""
    path = stored.path()
    if path and path[-1].role == "assistant":
        stored.regenerate(path[-1].id)


def numbers(said: Exchange) -> tuple[int, ...]:
    """Return the numbers of the stored messages that `said` shows."""
    return tuple(version.id for version in (said.asked, said.answered) if version is not None)
