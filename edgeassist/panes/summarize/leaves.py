# SPDX-License-Identifier: Apache-2.0
"""Parts a source into leaves that are shown one at a time: its pages, or stretches of bounded length. No Qt.

However long the source is, showing a place in it costs one leaf.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from edgeassist.core.language import later, tr
from edgeassist.core.units import grouped
from edgeassist.documents.blocks import Block, Unit

MOST_CHARS = 6000
_BEFORE_HEADING = 2500
_NAMES = {
    ("page", False, False): later("Page {first}"),
    ("page", False, True): later("Page {first} of {total}"),
    ("page", True, False): later("Pages {first} to {last}"),
    ("page", True, True): later("Pages {first} to {last} of {total}"),
    ("chapter", False, False): later("Chapter {first}"),
    ("chapter", False, True): later("Chapter {first} of {total}"),
    ("chapter", True, False): later("Chapters {first} to {last}"),
    ("chapter", True, True): later("Chapters {first} to {last} of {total}"),
}
"""What a leaf is called: by unit, whether it is several, and whether it is known of how many."""


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
            part, parts = grouped(place + 1), grouped(len(self.leaves))
            return tr("Part {part} of {parts}", part=part, parts=parts) if len(self.leaves) > 1 else ""
        last = leaf.page if leaf.until is None else leaf.until
        words = _NAMES["chapter" if unit == "chapter" else "page", leaf.page != last, pages > 0]
        return tr(words, first=grouped(leaf.page), last=grouped(last), total=grouped(pages))

    def _turns(self, block: Block) -> bool:
        """Return whether `block` begins a leaf."""
        if block.anchor.page != self.leaves[-1].until and block.anchor.page is not None:
            return True
        after_heading = self.blocks[-2].kind == "heading" if len(self.blocks) > 1 else False
        full = self._chars + len(block.text) > MOST_CHARS and not after_heading
        return full or (block.kind == "heading" and self._chars > _BEFORE_HEADING and block.anchor.page is None)
