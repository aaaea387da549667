# SPDX-License-Identifier: Apache-2.0
"""PDF as blocks, by PDFium. For the reading child only: native code meets a stranger's bytes here."""

import ctypes
import mmap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
from pypdfium2 import raw

from edgeassist.core.language import later
from edgeassist.core.units import elided
from edgeassist.documents.blocks import Left
from edgeassist.documents.drafts import Draft, Face, Tally
from edgeassist.documents.pdf_order import Line, ordered_lines
from edgeassist.documents.pdf_paragraphs import Paragraphs
from edgeassist.documents.pdf_running import REACH_PAGES, Edge, edges, running
from edgeassist.documents.pdf_words import page_pieces
from edgeassist.documents.refusals import BrokenDocument, EmptyDocument, LockedDocument
from edgeassist.store.opened import Opened

MOST_PAGES = 10_000
_FEWEST_LETTERS = 25
_TAIL_BYTES = 2048
_NO_PDF = later("“{name}” is damaged: it begins like a PDF and is none.")


@dataclass(slots=True)
class _Page:
    """The lines of one page; `is_broken` when it cannot be opened."""

    lines: list[Line]
    edges: dict[int, Edge]
    is_broken: bool = False


class PdfReader:
    """Reads the PDF in `held`."""

    def __init__(self, held: Opened) -> None:
        name = elided(held.path.name)
        # A private copy on write, never written: ctypes asks for memory that could be.
        memory = mmap.mmap(held.descriptor, held.size_bytes, access=mmap.ACCESS_COPY)
        self._is_whole = b"%%EOF" in memory[-_TAIL_BYTES:]
        try:
            self._pdf = pypdfium2.PdfDocument((ctypes.c_char * held.size_bytes).from_buffer(memory))
        except pypdfium2.PdfiumError as error:
            if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise LockedDocument(later("“{name}” is protected by a password."), {"name": name}) from error
            if error.err_code == raw.FPDF_ERR_SUCCESS:
                raise EmptyDocument(later("“{name}” has no pages."), {"name": name}) from error
            raise BrokenDocument(_NO_PDF, {"name": name}) from error
        self._pages: dict[int, _Page] = {}
        self._paragraphs = Paragraphs()
        self._running: Counter[str] = Counter()

    @cached_property
    def face(self) -> Face:
        """Title, pages."""
        return Face("pdf", str(self._pdf.get_metadata_value("Title")), len(self._pdf))

    def drafts(self, tally: Tally) -> Iterator[Draft]:
        """Yield the text page by page, looking a few pages ahead for lines that come back."""
        last = min(len(self._pdf), MOST_PAGES)
        for number in range(1, last + 1):
            for ahead in range(number, min(number + REACH_PAGES, last) + 1):
                if ahead not in self._pages:
                    self._pages[ahead] = self._load(ahead)
            yield from self._told(number, tally)
            tally.pages_read = number - len(tally.broken)
            self._pages.pop(number - REACH_PAGES, None)
        yield from self._paragraphs.finish()
        tally.left += [Left("running", text, times) for text, times in self._running.most_common()]
        if last < len(self._pdf):
            tally.cut = later("It has {pages} pages; the first {read} were read.")
            tally.cut_values = {"pages": str(len(self._pdf)), "read": str(last)}
        elif not self._is_whole:
            tally.cut = later("The end of the file is missing, so pages may be too.")

    def _load(self, number: int) -> _Page:
        try:
            page = self._pdf[number - 1]
        except pypdfium2.PdfiumError:
            return _Page([], {}, is_broken=True)
        try:
            lines = ordered_lines(page_pieces(page))
            self._paragraphs.learn(lines)
            return _Page(lines, edges(lines, page.get_height()))
        except pypdfium2.PdfiumError:
            return _Page([], {}, is_broken=True)
        finally:
            page.close()

    def _told(self, number: int, tally: Tally) -> list[Draft]:
        page = self._pages[number]
        dropped = running(number, {one: there.edges for one, there in self._pages.items()})
        self._running.update(page.edges[index].words for index in dropped)
        lines = [line for index, line in enumerate(page.lines) if index not in dropped]
        if page.is_broken:
            tally.broken.append(number)
        elif sum(len(line.text) for line in lines) < _FEWEST_LETTERS:
            self._note_textless(number, tally, is_empty=not lines)
        return self._paragraphs.page(number, lines)

    def _note_textless(self, number: int, tally: Tally, *, is_empty: bool) -> None:
        page = self._pdf[number - 1]
        try:
            pictured = next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None
        finally:
            page.close()
        if pictured:
            tally.pictured.append(number)
        if pictured or is_empty:
            tally.textless.append(number)
