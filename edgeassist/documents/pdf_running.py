# SPDX-License-Identifier: Apache-2.0
"""Finds the lines that come back on page after page: headers, footers, page numbers. Knows no PDF.

A line counts as such when it stands among the outermost of its page, and pages nearby have the same line at the same
height, its numbers alike or as far apart as the pages are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from edgeassist.documents.pdf_order import Line

REACH_PAGES = 6
_FEWEST = 3
_OUTERMOST = 2
_MARGIN = 0.14
_SAME_HEIGHT_PT = 4.0
_MOST_CHARACTERS = 160
_NUMBER = re.compile(r"(?<![\w.])\d{1,6}(?![\w.])")


@dataclass(frozen=True, slots=True)
class Edge:
    """A line that may be running: its words without numbers, its numbers, its height, whether it is at the top."""

    words: str
    numbers: tuple[int, ...]
    middle: float
    is_top: bool


def edges(lines: Sequence[Line], height: float) -> dict[int, Edge]:
    """Return the lines of a page, by their index, that stand far enough out to be running."""
    by_height = sorted(range(len(lines)), key=lambda index: lines[index].box.top)
    found: dict[int, Edge] = {}
    for index in by_height[:_OUTERMOST] + by_height[-_OUTERMOST:]:
        line = lines[index]
        middle = (line.box.top + line.box.bottom) / 2
        outside = middle < _MARGIN * height or middle > (1 - _MARGIN) * height
        if outside and len(line.text) <= _MOST_CHARACTERS:
            numbers = tuple(int(one) for one in _NUMBER.findall(line.text))
            found[index] = Edge(_NUMBER.sub("#", line.text), numbers, middle, middle < height / 2)
    return found


def running(page: int, by_page: Mapping[int, Mapping[int, Edge]]) -> set[int]:
    """Return which lines of `page` are running, given the edges of the pages around it."""
    around = [number for number in range(page - REACH_PAGES, page + REACH_PAGES + 1) if number in by_page]
    return {
        index
        for index, edge in by_page[page].items()
        if sum(_has_like(edge, by_page[other].values(), other - page) for other in around) >= _FEWEST
    }


def _has_like(edge: Edge, others: Iterable[Edge], apart: int) -> bool:
    return any(_is_like(edge, other, apart) for other in others)


def _is_like(edge: Edge, other: Edge, apart: int) -> bool:
    if edge.words != other.words or edge.is_top != other.is_top or abs(edge.middle - other.middle) > _SAME_HEIGHT_PT:
        return False
    steps = {theirs - ours for ours, theirs in zip(edge.numbers, other.numbers, strict=True)}
    return steps <= {0, apart}
