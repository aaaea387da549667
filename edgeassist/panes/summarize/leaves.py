# SPDX-License-Identifier: Apache-2.0
"""Parts a source into leaves that are shown one at a time: its pages, or stretches of bounded length. No Qt.

However long the source is, showing a place in it costs one leaf.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from edgeassist.documents.blocks import Block, Unit

MOST_CHARS = 6000
_BEFORE_HEADING = 2500


@dataclass(frozen=True, slots=True)
class Leaf:
    """Blocks `first` to `last` (exclusive). `page` is where they begin, `until` where they end; None without pages."""

    first: int
    last: int
    page: int | None
    until: int | None


class Leaves:
    """Grows at the end only; all but the last leaf stay as they are."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.leaves: list[Leaf] = []
        self._chars = 0

    def add(self, blocks: Sequence[Block]) -> None:
        """Append blocks, in order."""
        for block in blocks:
            page, until = block.anchor.page, block.page_at(len(block.text))
            number = len(self.blocks)
            self.blocks.append(block)
            if self.leaves and not self._turns(block):
                last = self.leaves[-1]
                self.leaves[-1] = Leaf(last.first, number + 1, last.page, until)
                self._chars += len(block.text)
            else:
                self.leaves.append(Leaf(number, number + 1, page, until))
                self._chars = len(block.text)

    def place_of(self, block: int) -> int | None:
        """Return the number of the leaf on which `block` stands."""
        if not 0 <= block < len(self.blocks):
            return None
        return bisect_right(self.leaves, block, key=lambda leaf: leaf.first) - 1

    def on(self, place: int) -> list[Block]:
        """Return the blocks of a leaf."""
        leaf = self.leaves[place]
        return self.blocks[leaf.first : leaf.last]

    def name(self, place: int, unit: Unit, pages: int) -> str:
        """Return what a leaf is called: "Page 12 of 84", "Chapter 3 of 9", "Part 2 of 7"."""
        leaf = self.leaves[place]
        if leaf.page is None:
            return f"Part {place + 1:,} of {len(self.leaves):,}" if len(self.leaves) > 1 else ""
        noun = "Chapter" if unit == "chapter" else "Page"
        of = f" of {pages:,}" if pages else ""
        if leaf.until is not None and leaf.until != leaf.page:
            return f"{noun}s {leaf.page:,} to {leaf.until:,}{of}"
        return f"{noun} {leaf.page:,}{of}"

    def _turns(self, block: Block) -> bool:
        """Return whether `block` begins a leaf."""
        if block.anchor.page != self.leaves[-1].until and block.anchor.page is not None:
            return True
        after_heading = self.blocks[-2].kind == "heading" if len(self.blocks) > 1 else False
        full = self._chars + len(block.text) > MOST_CHARS and not after_heading
        return full or (block.kind == "heading" and self._chars > _BEFORE_HEADING and block.anchor.page is None)
