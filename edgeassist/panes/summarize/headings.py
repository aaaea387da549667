# SPDX-License-Identifier: Apache-2.0
"""Tells the short line above a paragraph that no format calls a heading. Looks at shapes alone; understands nothing."""

from collections.abc import Sequence

import msgspec

from edgeassist.documents.blocks import Block

_MOST_CHARACTERS, _MOST_WORDS = 80, 12
_LEVEL = 1
_ENDS_SENTENCES = tuple(".!?…:;,؟،؛。！？")
_CLOSES = "\"'”’»)]"


class Headings:
    """Takes blocks in order; gives each back once the next is known, as a heading where it looks like one.

    A document that marks a heading itself is believed from there on: no other line of it is taken for one.
    """

    def __init__(self) -> None:
        self._held: Block | None = None
        self._marked = False

    def take(self, fresh: Sequence[Block], *, is_last: bool = False) -> list[Block]:
        """Return what is settled by `fresh`; with `is_last` all of it."""
        settled: list[Block] = []
        for block in fresh:
            if self._held is not None:
                settled.append(self._settled(self._held, block))
            self._marked = self._marked or block.kind == "heading"
            self._held = block
        if is_last and self._held is not None:
            settled.append(self._held)
            self._held = None
        return settled

    def _settled(self, block: Block, following: Block) -> Block:
        if self._marked or not _looks_like_one(block, following):
            return block
        return msgspec.structs.replace(block, kind="heading", level=_LEVEL)


def _looks_like_one(block: Block, following: Block) -> bool:
    """Tell whether `block` is one short line without an end, above a paragraph that is longer and has one."""
    text, below = block.text.strip(), following.text.strip()
    if {block.kind, following.kind} != {"paragraph"} or "\n" in text or not text[:1].isalnum() or text[:1].islower():
        return False
    if (
        len(text) > _MOST_CHARACTERS
        or len(text.split()) > _MOST_WORDS
        or text.rstrip(_CLOSES).endswith(_ENDS_SENTENCES)
    ):
        return False
    return len(below) > len(text) and below.rstrip(_CLOSES).endswith(_ENDS_SENTENCES[:4] + _ENDS_SENTENCES[7:8])
