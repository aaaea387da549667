# SPDX-License-Identifier: Apache-2.0
"""Parts a document into chunks that a model reads at once. Cuts nothing off: all text of all blocks is in some chunk.

A heading stays with the text below it. How long a text is, in tokens, is told from outside.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from edgeassist.documents.blocks import Block, Kind
from edgeassist.documents.sentences import sentences
from edgeassist.panes.summarize.naming import ranged

Measure = Callable[[str], int]
_BY_LINE = frozenset({"table", "code"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block: `start` to `end` of its text."""

    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        """The stretch."""
        return self.block.text[self.start : self.end]

    @property
    def pages(self) -> tuple[int, int] | None:
        """The first and the last page it stands on; None where there are no pages."""
        first = self.block.page_at(self.start)
        last = self.block.page_at(max(self.start, self.end - 1))
        return (first, last) if first is not None and last is not None else None


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is read at once. `section` counts the document's sections, `heading` is the last of those it begins with."""

    number: int
    section: int
    heading: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Its text, blocks parted by blank lines."""
        return text_of(self.pieces)

    @property
    def blocks(self) -> frozenset[int]:
        """The numbers of its blocks."""
        return frozenset(piece.block.number for piece in self.pieces)

    @property
    def place(self) -> str:
        """Where it stands: `Pages 3-5`, or `Paragraphs 10-14`."""
        paged = [pages for piece in self.pieces if (pages := piece.pages)]
        if paged:
            return ranged("page", min(one[0] for one in paged), max(one[1] for one in paged))
        return ranged("paragraph", self.pieces[0].block.number + 1, self.pieces[-1].block.number + 1)

    def halves(self) -> "tuple[Chunk, Chunk] | None":
        """Return this chunk in two; None when there is nothing left to part."""
        pieces = self.pieces
        if len(pieces) == 1:
            parts = _parted(pieces[0], max(1, (len(pieces[0].text) + 1) // 2))
            if len(parts) < 2:
                return None
            pieces = tuple(parts)
        middle = _middle(pieces)
        return replace(self, pieces=pieces[:middle]), replace(self, pieces=pieces[middle:])


def text_of(pieces: Sequence[Piece]) -> str:
    """Return the text of `pieces`; what follows in one block follows here."""
    told = ""
    for before, piece in zip((None, *pieces), pieces, strict=False):
        follows = before is not None and before.block is piece.block and before.end == piece.start
        told += piece.text if before is None or follows else f"\n\n{piece.text}"
    return told


def stretches(block: Block, language: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of each sentence of `block`; of each line where lines are what counts."""
    if block.kind not in _BY_LINE:
        return sentences(block.text, language)
    found, at = [], 0
    for line in block.text.split("\n"):
        if stripped := line.strip():
            start = at + len(line) - len(line.lstrip())
            found.append((start, start + len(stripped)))
        at += len(line) + 1
    return tuple(found)


class Planner:
    """Takes blocks in order and yields chunks of at most `most` (by `measure`).

    A chunk also ends before a heading once it holds `enough`; `by_section` ends it at every heading of the two highest
    levels, and counts sections by them.
    """

    def __init__(self, measure: Measure, most: int, *, enough: int, by_section: bool = False) -> None:
        self._measure, self.most, self._enough, self._by_section = measure, max(1, most), enough, by_section
        self._pending: list[Piece] = []
        self._size = self._chunks = self._section = 0
        self._heading = ""
        self._begins = True
        self._top = 9

    def add(self, block: Block) -> Iterator[Chunk]:
        """Take `block`; yield the chunks that are full by it."""
        if block.kind == "heading" and self._has_text():
            yield from self._at_heading(block)
        if block.kind == "heading" and (self._begins or not self._heading):
            self._heading = " ".join(block.text.split())
        self._begins = self._begins and block.kind == "heading"
        for piece in self._fitting(block):
            size = self._measure(piece.text) + 1
            while self._pending and self._size + size > self.most:
                yield from self._close(keep_headings=True)
            self._pending.append(piece)
            self._size += size

    def end(self) -> Iterator[Chunk]:
        """Yield what is left."""
        if self._pending:
            yield from self._close(keep_headings=False)

    def _has_text(self) -> bool:
        return any(piece.block.kind != "heading" for piece in self._pending)

    def _at_heading(self, block: Block) -> Iterator[Chunk]:
        self._top = min(self._top, block.level)
        begins = self._by_section and block.level <= self._top + 1
        if begins or self._size >= self._enough:
            yield from self._close(keep_headings=False)
            self._section += 1
            self._heading, self._begins = "", True

    def _close(self, *, keep_headings: bool) -> Iterator[Chunk]:
        last = len(self._pending)
        while keep_headings and last and _heads(self._pending[last - 1].block.kind):
            last -= 1
        last = last or len(self._pending)
        closed, self._pending = tuple(self._pending[:last]), self._pending[last:]
        self._size = sum(self._measure(piece.text) + 1 for piece in self._pending)
        yield Chunk(self._chunks, self._section, self._heading, closed)
        self._chunks += 1

    def _fitting(self, block: Block) -> list[Piece]:
        whole = Piece(block, 0, len(block.text))
        size = self._measure(block.text) + 1
        if size <= self.most:
            return [whole]
        return _parted(whole, max(1, len(block.text) * self.most // (size + size // 4)))


def _heads(kind: Kind) -> bool:
    return kind == "heading"


def _parted(piece: Piece, most_characters: int) -> list[Piece]:
    """Return `piece` in parts of at most so many characters, cut after sentences, else at spaces, else anywhere."""
    bounds = [start for start, _end in stretches(piece.block, "")]
    parts, start = [], piece.start
    while piece.end - start > most_characters:
        latest = start + most_characters
        cut = next((at for at in reversed(bounds) if start < at <= latest), 0)
        if not cut:
            space = piece.block.text.rfind(" ", start + most_characters // 2, latest)
            cut = space + 1 if space > 0 else latest
        parts.append(replace(piece, start=start, end=cut))
        start = cut
    return [*parts, replace(piece, start=start)]


def _middle(pieces: Sequence[Piece]) -> int:
    """Return where to part `pieces` so that both halves are about as long, and neither is empty."""
    half, passed = sum(len(piece.text) for piece in pieces) / 2, 0
    for at, piece in enumerate(pieces[:-1], 1):
        passed += len(piece.text)
        if passed >= half:
            return at
    return len(pieces) - 1
