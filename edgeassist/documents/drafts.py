# SPDX-License-Identifier: Apache-2.0
"""What a reader of one format hands on: text with its kind and place, not yet numbered. Knows no format.

`Numbering` makes blocks of it: cleans the text, cuts what is too long for one block, and counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from edgeassist.documents.blocks import Anchor, Block, Format, Kind, Left

MOST_BLOCK_CHARACTERS = 8_000
REPLACED = "\ufffd"
_MEANINGLESS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """One paragraph or its like; `turns` are offsets in `text` where a page begins."""

    kind: Kind
    text: str
    level: int = 0
    page: int | None = None
    turns: tuple[tuple[int, int], ...] = ()
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(slots=True)
class Tally:
    """What a reader counts beside the text, for the end. The reader writes, the child reads."""

    pages_read: int = 0
    textless: list[int] = field(default_factory=list)
    pictured: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    cut: str = ""
    cut_values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Face:
    """What can be told of a document before its text."""

    kind: Format
    title: str = ""
    pages: int = 0
    language: str = ""


class Reader(Protocol):
    """An opened document of one format. `face` is there at once, `drafts` come while it is read."""

    @property
    def face(self) -> Face:
        """What is known before the text."""
        ...

    def drafts(self, tally: Tally) -> Iterator[Draft]:
        """Yield the document's text in reading order, and keep `tally`."""
        ...


class Numbering:
    """Gives blocks their numbers and their paragraphs'."""

    def __init__(self) -> None:
        self.blocks, self.paragraphs, self.characters, self.unreadable = 0, 0, 0, 0

    def blocks_of(self, draft: Draft) -> Iterator[Block]:
        """Yield the blocks that `draft` makes: none when it holds no text, several when it is very long."""
        text = draft.text if draft.kind == "code" else draft.text.strip()
        draft = replace(draft, turns=_shifted(draft, text))
        text, meaningless = _MEANINGLESS.subn(REPLACED, text)
        if not text.strip():
            return
        self.unreadable += meaningless
        for start, end in pieces(text):
            anchor = Anchor(
                paragraph=self.paragraphs,
                page=_page_at(draft, start),
                offset=start,
                turns=tuple((offset - start, page) for offset, page in draft.turns if start < offset < end),
                start_ms=draft.start_ms,
                end_ms=draft.end_ms,
            )
            yield Block(self.blocks, draft.kind, text[start:end], anchor, draft.level)
            self.blocks += 1
            self.characters += end - start
        self.paragraphs += 1


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of parts that one block may hold, cut at a space where there is one. Nothing lies between."""
    start = 0
    while len(text) - start > MOST_BLOCK_CHARACTERS:
        latest = start + MOST_BLOCK_CHARACTERS
        cut = max(text.rfind("\n", start, latest), text.rfind(" ", start, latest))
        end = cut + 1 if cut > start + MOST_BLOCK_CHARACTERS // 2 else latest
        yield start, end
        start = end
    yield start, len(text)


def _shifted(draft: Draft, text: str) -> tuple[tuple[int, int], ...]:
    lost = len(draft.text) - len(draft.text.lstrip()) if text is not draft.text else 0
    return tuple((max(offset - lost, 0), page) for offset, page in draft.turns)


def _page_at(draft: Draft, offset: int) -> int | None:
    return next((page for begins, page in reversed(draft.turns) if begins <= offset), draft.page)
