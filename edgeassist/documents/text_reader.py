# SPDX-License-Identifier: Apache-2.0
"""Plain text as paragraphs: parted by empty lines, or line by line where there are none."""

import re
from collections.abc import Iterator

from edgeassist.documents.drafts import Draft, Face, Tally

_EMPTY_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+|\f")
_LINE_END = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_ITEM = re.compile(r"[ \t]*(?:[-*•‣◦–]|\(?\d{1,3}[.)])[ \t]+\S")
_WRAPPED_FROM, _WRAPPED_TO = 55, 100
"""A text whose lines are mostly this long was wrapped by hand: its line ends mean nothing."""


class TextReader:
    """Reads plain text."""

    def __init__(self, text: str) -> None:
        self._text = _LINE_END.sub("\n", text)
        self.face = Face("text")

    def drafts(self, tally: Tally) -> Iterator[Draft]:
        """Yield paragraphs and list items."""
        parts = _EMPTY_LINE.split(self._text)
        if len(parts) == 1 and not _is_wrapped(parts[0].split("\n")):
            parts = parts[0].split("\n")
        for part in parts:
            yield from _paragraphs(part)


def _paragraphs(part: str) -> Iterator[Draft]:
    held: list[str] = []
    kind_is_item = False
    for line in part.split("\n"):
        if _ITEM.match(line):
            if held:
                yield _draft(held, is_item=kind_is_item)
            held, kind_is_item = [], True
        held.append(line)
    if held:
        yield _draft(held, is_item=kind_is_item)


def _draft(lines: list[str], *, is_item: bool) -> Draft:
    wrapped = _is_wrapped(lines)
    text = (" " if wrapped else "\n").join(line.strip() if wrapped else line.rstrip() for line in lines)
    return Draft("list-item", text, 1) if is_item else Draft("paragraph", text)


def _is_wrapped(lines: list[str]) -> bool:
    full = sorted(len(line) for line in lines[:-1])
    return bool(full) and full[len(full) // 2] >= _WRAPPED_FROM and full[-1] <= _WRAPPED_TO
