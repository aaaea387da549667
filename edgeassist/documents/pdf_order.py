# SPDX-License-Identifier: Apache-2.0
"""Brings the pieces of a page into the order in which a person reads them: column by column. Knows no PDF.

A gutter is an upright stripe that next to no line crosses, with running text on both sides. Lines that do cross it,
like a title, part the page into bands; in each band the left column comes first, in right-to-left text the right one.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from edgeassist.documents.pdf_words import Box, Piece

_FEWEST_LINES = 4
_BIN_PT = 2.0
_MOST_CROSSING = 0.15
_LEAST_FILLED = 0.55
_LEAST_LETTERS = 14
_MOST_DEPTH = 3
_GAP_OF_CELLS = 1.5


@dataclass(slots=True)
class Line:
    """One line of one column. `cells` are its texts when wide gaps part it, as in a table."""

    text: str
    box: Box
    size: float
    is_bold: bool
    cells: tuple[str, ...]
    column: Box


def ordered_lines(pieces: Sequence[Piece]) -> list[Line]:
    """Return the lines of a page in reading order; sideways text comes last."""
    upright = [piece for piece in pieces if not piece.is_sideways]
    sideways = [piece for piece in pieces if piece.is_sideways]
    rtl = _is_rtl(upright)
    lines = [line for region in _regions(upright, rtl, 0) for line in _lines(region, rtl)]
    return lines + [Line(one.text, one.box, one.size, False, (one.text,), one.box) for one in sideways]


def _is_rtl(pieces: Sequence[Piece]) -> bool:
    sample = "".join(piece.text for piece in pieces)[:4000]
    kinds = [unicodedata.bidirectional(one) for one in sample]
    return sum(kind in {"R", "AL"} for kind in kinds) > sum(kind == "L" for kind in kinds)


def _regions(pieces: list[Piece], rtl: bool, depth: int) -> list[list[Piece]]:
    """Part `pieces` into runs that are read one after the other."""
    gutter = _gutter(pieces) if depth < _MOST_DEPTH else None
    if gutter is None:
        return [pieces] if pieces else []
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    regions: list[list[Piece]] = []

    def flush() -> None:
        for side in reversed(sides) if rtl else sides:
            regions.extend(_regions(list(side), rtl, depth + 1))
            side.clear()

    for piece in sorted(pieces, key=lambda one: one.box.top):
        if piece.box.right <= gutter:
            sides[0].append(piece)
        elif piece.box.left >= gutter:
            sides[1].append(piece)
        else:
            flush()
            if regions and _crosses(regions[-1], gutter):
                regions[-1].append(piece)
            else:
                regions.append([piece])
    flush()
    return regions


def _crosses(region: list[Piece], gutter: float) -> bool:
    return all(piece.box.left < gutter < piece.box.right for piece in region)


def _gutter(pieces: list[Piece], *, looks_inside: bool = True) -> float | None:
    """Return where the stripe between two columns is; None when there is one column only.

    `looks_inside`: what stands on one side may be two columns itself.
    """
    if len(pieces) < 2 * _FEWEST_LINES:
        return None
    left, right = min(one.box.left for one in pieces), max(one.box.right for one in pieces)
    best: tuple[float, float] | None = None
    for start, end in _stripes(pieces, left, right):
        middle, width = (start + end) / 2, end - start
        if (best is None or width > best[0]) and _parts_columns(pieces, middle, looks_inside):
            best = (width, middle)
    return best[1] if best else None


def _stripes(pieces: list[Piece], left: float, right: float) -> list[tuple[float, float]]:
    """Return the stretches of x, away from the edges, that next to no piece covers."""
    count = int((right - left) / _BIN_PT) + 2
    if count > 5000:
        return []
    steps = [0] * (count + 1)
    for piece in pieces:
        steps[int((piece.box.left - left) / _BIN_PT)] += 1
        steps[min(int((piece.box.right - left) / _BIN_PT) + 1, count)] -= 1
    allowed, covering = _MOST_CROSSING * len(pieces), 0
    found: list[tuple[float, float]] = []
    begins: int | None = None
    for index, step in enumerate(steps):
        covering += step
        free = covering <= allowed and 0.12 * count < index < 0.88 * count
        if free and begins is None:
            begins = index
        elif not free and begins is not None:
            found.append((left + begins * _BIN_PT, left + index * _BIN_PT))
            begins = None
    return found


def _parts_columns(pieces: list[Piece], gutter: float, looks_inside: bool) -> bool:
    """Tell whether running text, not the cells of a table, stands on both sides of `gutter`, side by side."""
    before = [one for one in pieces if one.box.right <= gutter]
    after = [one for one in pieces if one.box.left >= gutter]
    if min(len(before), len(after)) < _FEWEST_LINES:
        return False
    if not (_is_running(before, looks_inside) and _is_running(after, looks_inside)):
        return False
    top = max(min(one.box.top for one in side) for side in (before, after))
    bottom = min(max(one.box.bottom for one in side) for side in (before, after))
    lower = min(max(one.box.bottom for one in side) - min(one.box.top for one in side) for side in (before, after))
    return bottom - top > 0.5 * lower


def _is_running(side: list[Piece], looks_inside: bool) -> bool:
    if median(len(one.text) for one in side) < _LEAST_LETTERS:
        return False
    width = max(one.box.right for one in side) - min(one.box.left for one in side)
    if median(one.box.right - one.box.left for one in side) >= _LEAST_FILLED * width:
        return True
    return looks_inside and _gutter(side, looks_inside=False) is not None


def _lines(region: list[Piece], rtl: bool) -> list[Line]:
    """Put pieces that stand on one line together."""
    rows: list[list[Piece]] = []
    for piece in sorted(region, key=lambda one: one.box.top + one.box.bottom):
        row = next((row for row in reversed(rows[-3:]) if row[0].box.is_level_with(piece.box)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    column = Box(
        min(one.box.left for one in region),
        min(one.box.top for one in region),
        max(one.box.right for one in region),
        max(one.box.bottom for one in region),
    )
    return [_line(sorted(row, key=lambda one: one.box.left, reverse=rtl), column) for row in rows]


def _line(row: list[Piece], column: Box) -> Line:
    box = Box(row[0].box.left, row[0].box.top, row[0].box.right, row[0].box.bottom)
    cells = [row[0].text]
    for before, piece in pairwise(row):
        gap = max(piece.box.left - before.box.right, before.box.left - piece.box.right)
        if gap > _GAP_OF_CELLS * before.size:
            cells.append(piece.text)
        else:
            cells[-1] = f"{cells[-1]} {piece.text}" if gap > 0.15 * before.size else cells[-1] + piece.text
        box.grow(piece.box)
    letters = sum(len(one.text) for one in row)
    size = sum(one.size * len(one.text) for one in row) / max(letters, 1)
    bold = all(one.is_bold for one in row)
    return Line(" ".join(cells), box, size, bold, tuple(cells), column)
