# SPDX-License-Identifier: Apache-2.0
"""The letters of one PDF page as pieces: words on one line with no wide gap between them. Asks PDFium, orders nothing.

Places are in points as the page is shown, rotation applied, y growing downwards.
"""

import ctypes
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

HYPHEN = "\u00ad"
"""Ends a piece whose last word goes on in the next."""
_HYPHENS = {0x02, 0xAD, 0xFFFE}
_SPACES = {0x09, 0x20, 0xA0, 0x3000}
_ENDS = {0x0A, 0x0D, 0x2028, 0x2029}
_BOLD = re.compile(rb"bold|black|heavy|demi", re.I)
_FORCE_BOLD = 1 << 18
_NAME_BYTES = 128
_MARK_CHARACTERS = 3
_WIDE_GAP = 1.1
"""In font sizes: more than justified words have between them."""


@dataclass(slots=True)
class Box:
    """A rectangle on the page as shown."""

    left: float
    top: float
    right: float
    bottom: float

    def grow(self, other: "Box") -> None:
        """Take `other` in."""
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)
        self.top, self.bottom = min(self.top, other.top), max(self.bottom, other.bottom)

    def is_level_with(self, other: "Box") -> bool:
        """Tell whether both are on one line."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared > 0.5 * min(self.bottom - self.top, other.bottom - other.top)


@dataclass(slots=True)
class Piece:
    """Words in a row. `size` is the font's in points as shown; `is_sideways` when it does not run as the page does."""

    text: str
    box: Box
    size: float
    is_bold: bool = False
    is_sideways: bool = False


def page_pieces(page: pypdfium2.PdfPage) -> list[Piece]:
    """Return the pieces of `page` in the order in which the file draws them."""
    text_page = page.get_textpage()
    try:
        return _Pieces(text_page.raw, _turned(page), page.get_rotation()).collect()
    finally:
        text_page.close()


def _turned(page: pypdfium2.PdfPage) -> Callable[[raw.FS_RECTF], Box]:
    left, bottom, right, top = page.get_cropbox()
    turns: dict[int, Callable[[raw.FS_RECTF], Box]] = {
        90: lambda one: Box(one.bottom - bottom, one.left - left, one.top - bottom, one.right - left),
        180: lambda one: Box(right - one.right, one.bottom - bottom, right - one.left, one.top - bottom),
        270: lambda one: Box(top - one.top, right - one.right, top - one.bottom, right - one.left),
    }
    return turns.get(
        page.get_rotation(), lambda one: Box(one.left - left, top - one.top, one.right - left, top - one.bottom)
    )


class _Pieces:
    """One pass over the letters of a page."""

    def __init__(self, page: raw.FPDF_TEXTPAGE, turned: Callable[[raw.FS_RECTF], Box], rotation: int) -> None:
        self._page, self._turned, self._rotation = page, turned, rotation
        self._name, self._flags = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_int()
        self._rect, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._pieces: list[Piece] = []
        self._piece: Piece | None = None
        self._last: Box | None = None

    def collect(self) -> list[Piece]:
        page, unicode_of = self._page, raw.FPDFText_GetUnicode
        codes = [unicode_of(page, index) for index in range(raw.FPDFText_CountChars(page))]
        start = 0
        for index, code in enumerate(codes):
            if code in _SPACES or code in _ENDS or code in _HYPHENS:
                if index > start:
                    self._word(codes, start, index)
                start = index + 1
                if code in _HYPHENS and self._piece:
                    self._piece.text += HYPHEN
                if code not in _SPACES:
                    self._piece = None
        if len(codes) > start:
            self._word(codes, start, len(codes))
        return self._pieces

    def _word(self, codes: list[int], start: int, end: int) -> None:
        text, box = _text(codes[start:end]), self._box(start)
        if end - start > 1:
            box.grow(self._box(end - 1))
        piece, last = self._piece, self._last
        if piece and last and (piece.is_sideways or _follows(last, box, piece.size)):
            if len(piece.text) <= _MARK_CHARACTERS:  # a bullet or number may be of another font than its text
                piece.size, piece.is_bold = self._size(start, box), self._is_bold(start)
            piece.text = f"{piece.text} {text}"
            piece.box.grow(box)
        else:
            self._piece = self._begun(text, box, start)
            self._pieces.append(self._piece)
        self._last = box

    def _begun(self, text: str, box: Box, index: int) -> Piece:
        angle = (math.degrees(raw.FPDFText_GetCharAngle(self._page, index)) + self._rotation) % 180
        sideways = 45 < angle < 135
        whole = Box(box.left, box.top, box.right, box.bottom)
        return Piece(text, whole, self._size(index, box), self._is_bold(index), sideways)

    def _is_bold(self, index: int) -> bool:
        """Ask the font's name: the weight in its description is wrong or missing more often than not."""
        name = self._name
        if raw.FPDFText_GetFontInfo(self._page, index, name, _NAME_BYTES, ctypes.byref(self._flags)):
            return bool(_BOLD.search(name.value) or self._flags.value & _FORCE_BOLD)
        return False

    def _size(self, index: int, box: Box) -> float:
        size = float(raw.FPDFText_GetFontSize(self._page, index))
        if size > 0 and raw.FPDFText_GetMatrix(self._page, index, ctypes.byref(self._matrix)):
            matrix = self._matrix
            size *= math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        return size if 0.5 < size < 2000 else max(box.bottom - box.top, 1.0)

    def _box(self, index: int) -> Box:
        raw.FPDFText_GetLooseCharBox(self._page, index, ctypes.byref(self._rect))
        return self._turned(self._rect)


def _follows(last: Box, box: Box, size: float) -> bool:
    """Tell whether the word at `box` goes on where the one at `last` ended, in either direction."""
    if not last.is_level_with(box):
        return False
    gap = max(box.left - last.right, last.left - box.right)
    return gap < _WIDE_GAP * size


def _text(codes: list[int]) -> str:
    """Return the text of UTF-16 units or code points, whichever PDFium gave."""
    if all(code < 0xD800 for code in codes):
        return "".join(map(chr, codes))
    units = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
