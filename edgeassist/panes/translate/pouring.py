# SPDX-License-Identifier: Apache-2.0
"""Cuts a long text into pieces that an editor takes in without a pause, and its paragraphs into ones it can lay out."""

import re
from collections.abc import Iterator

PIECE_CHARS = 12_000
PARAGRAPH_CHARS = 6_000
"""A longer paragraph is broken after a sentence: an editor lays a paragraph out as a whole at every change in it."""
_SENTENCE = re.compile(r"[.!?…。！？][\"”»)]? ")
_BLANK = re.compile(r" ")


def pieces(text: str) -> Iterator[str]:
    """Yield all of `text`, piece by piece; breaks replace blanks, so that nothing is lost."""
    for start in range(0, len(text), PIECE_CHARS):
        yield text[start : start + PIECE_CHARS]


def broken(text: str) -> str:
    """Return `text` with paragraphs that are too long broken at a blank after a sentence, or at any blank."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(text) <= PARAGRAPH_CHARS:
        return text
    return "\n".join(_shortened(paragraph) for paragraph in text.split("\n"))


def _shortened(paragraph: str) -> str:
    parts: list[str] = []
    while len(paragraph) > PARAGRAPH_CHARS:
        place = _last(_SENTENCE, paragraph) or _last(_BLANK, paragraph)
        parts.append(paragraph[: place - 1] if place else paragraph[:PARAGRAPH_CHARS])
        paragraph = paragraph[place or PARAGRAPH_CHARS :]
    return "\n".join((*parts, paragraph))


def _last(what: re.Pattern[str], paragraph: str) -> int:
    """Return the end of the last match within reach; 0 for none."""
    return max((found.end() for found in what.finditer(paragraph, 0, PARAGRAPH_CHARS)), default=0)
