# SPDX-License-Identifier: Apache-2.0
"""HTML as blocks: lxml's parser feeds `HtmlBlocks`. Nothing a page names is ever fetched."""

from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from edgeassist.documents.drafts import Draft, Face, Tally
from edgeassist.documents.html_blocks import HtmlBlocks

_CHUNK_CHARACTERS = 1 << 16
_HEAD_CHARACTERS = 1 << 14


class HtmlReader:
    """Reads one HTML text."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\x00", "\ufffd")
        head = HtmlBlocks()
        _fed(self._text[:_HEAD_CHARACTERS], head)
        self.face = Face("html", head.title, language=head.language)

    def drafts(self, tally: Tally) -> Iterator[Draft]:
        """Yield the blocks; when all the text stands in menus and the like, that."""
        blocks = HtmlBlocks()
        found = False
        for draft in streamed(self._text, blocks):
            found = True
            yield draft
        if not found and any(one.why == "navigation" for one in blocks.left):
            blocks = HtmlBlocks(keeps_all=True)
            yield from streamed(self._text, blocks)
        tally.left += blocks.left


def streamed(text: str, blocks: HtmlBlocks) -> Iterator[Draft]:
    """Parse `text` piece by piece and yield the drafts that `blocks` makes of it."""
    parser = _parser(blocks)
    for start in range(0, len(text), _CHUNK_CHARACTERS):
        parser.feed(text[start : start + _CHUNK_CHARACTERS].encode("utf-8", "replace"))
        yield from _taken(blocks)
    _closed(parser)
    yield from _taken(blocks)


def _fed(text: str, blocks: HtmlBlocks) -> None:
    parser = _parser(blocks)
    parser.feed(text.encode("utf-8", "replace"))
    _closed(parser)


def _parser(blocks: HtmlBlocks) -> etree.HTMLParser:
    # huge_tree lifts only the depth limit here: HTML has no entities of its own, and memory is bounded by the system.
    return etree.HTMLParser(target=blocks, encoding="utf-8", no_network=True, recover=True, huge_tree=True)


def _closed(parser: etree.HTMLParser) -> None:
    with suppress(etree.LxmlError):  # an empty text
        parser.close()


def _taken(blocks: HtmlBlocks) -> list[Draft]:
    ready, blocks.ready = blocks.ready, []
    return ready
