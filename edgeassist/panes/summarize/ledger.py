# SPDX-License-Identifier: Apache-2.0
"""Keeps count of which parts of a source were read and which were not, and says so. Reads nothing itself."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided, grouped
from edgeassist.documents.blocks import UNITS, Block, Unit
from edgeassist.documents.lines import Ending, Opening
from edgeassist.panes.summarize.naming import ranged, read_of, read_so_far, read_words
from edgeassist.panes.summarize.plan import Chunk
from edgeassist.panes.summarize.summary import Coverage

_PICTURE = later("{place}: no text, just a picture.")
_EMPTY = later("{place}: no text.")
_DAMAGED = later("{place}: damaged.")
_NOT_YET = later("{place}: not summed up.")


@dataclass(frozen=True, slots=True)
class _Missed:
    chunk: Chunk
    why: str


class Ledger:
    """`came` for every block, then exactly one of `read` and `missed` for every chunk; `coverage` at any time."""

    def __init__(self) -> None:
        self.unit: Unit = "paragraph"
        self.pages = 0
        self._blocks: list[int | None] = []
        self._waiting: Counter[int] = Counter()
        self._unread_blocks: set[int] = set()
        self._missed: list[_Missed] = []
        self._passed = 0
        self._whole = False
        self._ending = Ending()
        self._broke_off = ""

    def opened(self, opening: Opening) -> None:
        """Note what is counted in this document."""
        self.unit, self.pages = UNITS.get(opening.kind, "paragraph"), opening.pages

    def came(self, block: Block) -> None:
        """Note that `block` is there and not summed up yet."""
        last = block.page_at(len(block.text))
        self._blocks.append(last)
        self._unread_blocks.add(block.number)
        self._passed = max(self._passed, (last or 0) - 1)
        for page in _pages(block):
            self._waiting[page] += len(block.text)

    def read(self, chunk: Chunk) -> None:
        """Note that all of `chunk` was read."""
        for piece in chunk.pieces:
            if piece.end == len(piece.block.text):
                self._unread_blocks.discard(piece.block.number)
                for page in _pages(piece.block):
                    self._waiting[page] -= len(piece.block.text)

    def missed(self, chunk: Chunk, why: str) -> None:
        """Note that `chunk` was not read; `why` is part of a sentence."""
        self._missed.append(_Missed(chunk, why))

    def ended(self, ending: Ending) -> None:
        """Note what the reading says at its end."""
        self._ending, self._whole = ending, True
        self._passed = max(self._passed, ending.pages_read)

    def broke_off(self, why: str) -> None:
        """Note that the reading ended early; `why` is a sentence."""
        self._broke_off = why

    @property
    def has_all(self) -> bool:
        """Whether everything that came was read."""
        return not self._missed and not self._unread_blocks

    def coverage(self, *, is_last: bool = False) -> Coverage:
        """Return how much was read. `is_last`: nothing more will be, so what waits is named as unread."""
        read, total = self._counted()
        return Coverage(read, total, self.unit, self._line(read, total), self._unread() if is_last else ())

    def _counted(self) -> tuple[int, int]:
        if self.pages:
            return len(self._pages_read()), self.pages
        lost = {piece.block.number for one in self._missed for piece in one.chunk.pieces}
        return len(self._blocks) - len(self._unread_blocks | lost), len(self._blocks)

    def _pages_read(self) -> list[int]:
        bad = {*self._ending.textless, *self._ending.pictured, *self._ending.broken}
        bad |= {page for one in self._missed for piece in one.chunk.pieces for page in _pages(piece.block)}
        waiting = {page for page, left in self._waiting.items() if left > 0}
        return [page for page in range(1, min(self._passed, self.pages) + 1) if page not in bad | waiting]

    def _line(self, read: int, total: int) -> str:
        if self.pages and read and self._pages_read()[-1] == read:
            return read_so_far(self.unit, read, total)
        if self.pages:
            return read_of(self.unit, read, total)
        if not self._whole:
            return read_words(self.unit, read)
        if read == total and total:
            return read_so_far(self.unit, read, total)
        return tr("{read} of {total} read", read=grouped(read), total=grouped(total))

    def _unread(self) -> tuple[str, ...]:
        ending = self._ending
        told = [_missed_words(one) for one in self._missed]
        told += _each(self.unit, _PICTURE, ending.pictured)
        told += _each(self.unit, _EMPTY, set(ending.textless) - set(ending.pictured))
        told += _each(self.unit, _DAMAGED, ending.broken)
        told += self._waiting_lines({piece.block.number for one in self._missed for piece in one.chunk.pieces})
        return (*told, *(one for one in (ending.cut_words, self._broke_off) if one))

    def _waiting_lines(self, missed: set[int]) -> list[str]:
        """Return what was never tried: blocks that wait, and pages that did not come."""
        waiting = self._unread_blocks - missed
        if not self.pages:
            told = _each("paragraph", _NOT_YET, {number + 1 for number in waiting})
            return told if self._whole else [*told, tr("What follows was not read.")]
        pages = {page for page in self._waiting if self._waiting[page] > 0} if waiting else set()
        if not self._whole:
            pages |= set(range(self._passed + 1, self.pages + 1))
        gone = {page for one in self._missed for piece in one.chunk.pieces for page in _pages(piece.block)}
        return _each(self.unit, _NOT_YET, pages - gone)


def _pages(block: Block) -> list[int]:
    """Return the pages that `block` stands on."""
    first, last = block.page_at(0), block.page_at(len(block.text))
    return list(range(first, last + 1)) if first is not None and last is not None else []


def _missed_words(one: _Missed) -> str:
    beginning = elided(one.chunk.text.strip(), 40)
    return tr("{place}, beginning “{beginning}”: {why}.", place=one.chunk.place, beginning=beginning, why=one.why)


def _each(unit: Unit, what: str, numbers: Iterable[int]) -> list[str]:
    return [tr(what, place=ranged(unit, first, last)) for first, last in runs(sorted(set(numbers)))]


def runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Return growing `numbers` as first and last of each run without a gap."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
