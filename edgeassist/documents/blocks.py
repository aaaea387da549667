# SPDX-License-Identifier: Apache-2.0
"""What a document is once read: blocks of text in reading order, each with its place. Reads no file.

A block's number and two character offsets name any stretch of the text for good: the same file read by the same
version gives the same numbers.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from edgeassist.core.language import later, tr

Kind = Literal["heading", "paragraph", "list-item", "table", "code", "caption", "cue"]
Format = Literal["pdf", "docx", "epub", "html", "markdown", "text", "srt", "vtt"]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""A number as any document can have it: it comes from a child that a stranger's document may have taken over."""
Unit = Literal["page", "chapter", "cue", "paragraph"]
"""What a person counts in such a document, for sentences like "pages 1 to 84 of 84 read"."""

UNITS: dict[Format, Unit] = {"pdf": "page", "epub": "chapter", "srt": "cue", "vtt": "cue"}


_READING: dict[Unit, str] = {
    "page": later("Reading pages"),
    "chapter": later("Reading chapters"),
    "cue": later("Reading cues"),
    "paragraph": later("Reading paragraphs"),
}


def reading_words(kind: Format) -> str:
    """Return what is done while a document is read, in the person's language: `Reading pages`."""
    return tr(_READING[UNITS.get(kind, "paragraph")])


class Anchor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a block stands in the file.

    `page` counts from 1: the page of a PDF, the chapter of an EPUB, None where the format has neither. `paragraph`
    counts from 0 through the whole document; a long paragraph is cut into several blocks, and `offset` is where in it
    this one begins, in characters. `turns` are the places in the block's text where a later page begins: (offset,
    page). `start_ms` and `end_ms` are a cue's times.
    """

    paragraph: Count
    page: Count | None = None
    offset: Count = 0
    turns: tuple[tuple[Count, Count], ...] = ()
    start_ms: Count | None = None
    end_ms: Count | None = None


class Block(msgspec.Struct, frozen=True, tag="block", omit_defaults=True):
    """A paragraph or its like. `number` counts from 0 without gaps.

    `level` is 1 to 6 for headings (1 is the highest), and the depth from 1 for list items. Rows of a table are lines,
    their cells parted by ` | `.
    """

    number: Count
    kind: Kind
    text: str
    anchor: Anchor
    level: Count = 0

    def page_at(self, offset: int) -> int | None:
        """Return the page on which the character at `offset` of the text stands."""
        page = self.anchor.page
        for begins, turned in self.anchor.turns:
            if begins > offset:
                break
            page = turned
        return page


class Span(msgspec.Struct, frozen=True):
    """A stretch of one block's text, `start` to `end` (exclusive) in characters."""

    block: int
    start: int
    end: int


class Left(msgspec.Struct, frozen=True):
    """Text that is in the file and not among the blocks: why, how often, and the text itself, shortened."""

    why: Literal["running", "navigation", "hidden"]
    text: str
    times: Count


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was read, whole or up to where `cut` says.

    `pages` is how many the file has, `pages_read` how many were read (0 and 0 without pages). `textless` are the pages
    without any text to speak of, `pictured` of them those that carry a picture: most likely scans. `broken` are the
    damaged ones. `left` is what was meant to be left out, `unreadable` how many characters had no meaning. `cut` is
    empty, or the sentence why the end is missing.
    """

    title: str
    language: str
    kind: Format
    unit: Unit
    pages: int
    pages_read: int
    blocks: tuple[Block, ...]
    textless: tuple[int, ...] = ()
    pictured: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    left: tuple[Left, ...] = ()
    unreadable: int = 0
    cut: str = ""

    def text_of(self, span: Span) -> str:
        """Return the text that `span` names; empty when it names none of this document."""
        if not 0 <= span.block < len(self.blocks):
            return ""
        return self.blocks[span.block].text[max(span.start, 0) : max(span.end, 0)]

    def page_of(self, span: Span) -> int | None:
        """Return the page to open for `span`."""
        return self.blocks[span.block].page_at(span.start) if 0 <= span.block < len(self.blocks) else None


def coverage(document: Document) -> str:
    """Say in one sentence how much of `document` was read."""
    if document.pages:
        noun = f"{document.unit}s" if document.pages != 1 else document.unit
        return f"{document.pages_read} of {document.pages} {noun} read"
    return "Read in part" if document.cut else "Read whole"


def sections(blocks: Sequence[Block]) -> list[list[Block]]:
    """Return `blocks` parted before each heading; headings in a row stay together with what follows."""
    parted: list[list[Block]] = []
    for block in blocks:
        begins = block.kind == "heading" and not (parted and parted[-1][-1].kind == "heading")
        if begins or not parted:
            parted.append([])
        parted[-1].append(block)
    return parted
