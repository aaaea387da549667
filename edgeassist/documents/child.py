# SPDX-License-Identifier: Apache-2.0
"""The child that reads one document and says its blocks on stdout, then is gone. Knows the formats only by name.

Its file comes open; it has bounded memory, processor time and output, opens nothing but the runtime, no socket, and
ends with its parent. Parsers run here and nowhere else.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later
from edgeassist.documents import refusals
from edgeassist.documents.blocks import Block, Left
from edgeassist.documents.drafts import REPLACED, Numbering, Reader, Tally
from edgeassist.documents.formats import opened_reader
from edgeassist.documents.lines import Ending, Line, Opening, Progress, Tongue, encode
from edgeassist.store.limits import limit_cpu, limit_memory
from edgeassist.store.opened import Opened, adopt, open_regular
from edgeassist.worker import lifeline, sandbox
from edgeassist.worker.frames import claim_stdout

_SAMPLE_CHARACTERS = 20_000
_MOST_LEFT = 200
_PROGRESS_PERIOD_S = 0.1
_GARBLED_SHARE = 0.3
_EMPTY = {
    0: later("This document holds no text."),
    1: later("There is no text in this document, on 1 page."),
}
_NO_TEXT = later("There is no text in this document, on {pages} pages.")
_SCAN = later("No text was found on its only page, just a picture: this looks like a scan.")
_SCANS = later("No text was found on {pages} pages, only pictures: this looks like a scan.")


@dataclass(frozen=True, slots=True)
class Order:
    """What the parent asks: which file, and how much it may take."""

    path: Path
    descriptor: str
    time_s: float
    page_s: float
    memory_bytes: int
    text_bytes: int

    def allowed_s(self, pages: int) -> int:
        """Return how many seconds a document with `pages` may take."""
        return round(self.time_s + pages * self.page_s)


def _language_of(text: str) -> str:
    from edgeassist.documents.language import language_of  # late: it loads numpy

    return language_of(text)


def main(argv: list[str]) -> int:
    """Read the file that `argv` names and say what is in it."""
    mouth = _Mouth(claim_stdout())
    order = Order(Path(argv[0]), argv[1], float(argv[2]), float(argv[3]), int(argv[4]), int(argv[5]))
    with open_regular(order.path) if order.descriptor == "-" else adopt(order.path, int(order.descriptor)) as held:
        enter(order)
        for line in said_of(held, order, _language_of):
            if isinstance(line, Opening):
                limit_cpu(order.allowed_s(line.pages) + 1)
            mouth.say(line)
    sys.stderr.flush()
    os._exit(0)  # native code has nothing left to do


def said_of(held: Opened, order: Order, language_of: Callable[[str], str]) -> Iterator[Line]:
    """Yield the lines that tell of the document in `held`, a `Refusal` for whatever goes wrong with it.

    `language_of` tells the language of a text.
    """
    try:
        yield from _told(held, order, language_of)
    except EdgeError as error:
        yield refusals.as_line(error)
    except MemoryError:
        yield refusals.as_line(
            refusals.ReadingNeedsRoom(later("This document needs more memory than a reading may take."))
        )
    except Exception as error:  # whatever a parser does with a stranger's bytes ends in a sentence
        sys.stderr.write(f"edgeassist documents: {type(error).__name__}: {error}\n")
        yield refusals.as_line(refusals.BrokenDocument(later("This document is damaged: a part of it makes no sense.")))


def enter(order: Order, *, watches_parent: bool = True) -> None:
    """Leave no way out but stdout, as far as the system can, and take no more than `order` allows."""
    lifeline.prepare_process()
    sandbox.lock([])
    if watches_parent:
        threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()
    limit_cpu(int(order.time_s) + 1)
    limit_memory(order.memory_bytes)


def _end_with_parent() -> None:
    with suppress(OSError):
        for _chunk in lifeline.read_stdin():
            pass
    os._exit(0)


def _told(held: Opened, order: Order, language_of: Callable[[str], str]) -> Iterator[Line]:
    reader = opened_reader(held)
    face = reader.face
    yield Opening(face.kind, clean_line(face.title), face.pages, clean_line(face.language))
    telling = _Telling(reader, language_of, time.monotonic() + order.allowed_s(face.pages), order.text_bytes)
    yield from telling.lines()
    telling.refuse_the_textless()
    yield telling.ending()


class _Telling:
    """The blocks of one document, up to the end or to a limit."""

    def __init__(self, reader: Reader, language_of: Callable[[str], str], deadline_s: float, text_bytes: int) -> None:
        self._reader, self._language_of = reader, language_of
        self._deadline_s, self._text_bytes = deadline_s, text_bytes
        self._numbering, self._tally = Numbering(), Tally()
        self._sample: list[str] = []
        self._replaced = 0

    def lines(self) -> Iterator[Line]:
        """Yield blocks, progress while they come, and the language once it can be told."""
        told, told_s = False, 0.0
        for draft in self._reader.drafts(self._tally):
            for block in self._numbering.blocks_of(draft):
                self._note(block)
                yield block
            if not told and self._numbering.characters >= _SAMPLE_CHARACTERS:
                yield self._tongue()
                told = True
            if time.monotonic() - told_s >= _PROGRESS_PERIOD_S:
                told_s = time.monotonic()
                yield Progress(self._tally.pages_read)
            if self._is_over():
                break
        if not told and self._numbering.characters:
            yield self._tongue()

    def _note(self, block: Block) -> None:
        self._replaced += block.text.count(REPLACED)
        if self._numbering.characters < _SAMPLE_CHARACTERS:
            self._sample.append(block.text)

    def _tongue(self) -> Tongue:
        return Tongue(self._language_of("\n".join(self._sample)))

    def _is_over(self) -> bool:
        if time.monotonic() > self._deadline_s:
            self._tally.cut = later("The time for one document was over before its end.")
        elif self._numbering.characters > self._text_bytes:
            self._tally.cut = later("The document holds more text than is read from one file.")
        return bool(self._tally.cut)

    def refuse_the_textless(self) -> None:
        """Raise the refusal of a document without text."""
        pages = self._reader.face.pages
        if self._numbering.characters and self._replaced < _GARBLED_SHARE * self._numbering.characters:
            return
        if self._numbering.characters:
            raise refusals.GarbledDocument(later("The letters of this document cannot be told from its file."))
        if not pages or not self._tally.pictured:
            raise refusals.EmptyDocument(_EMPTY.get(pages, _NO_TEXT), {"pages": str(pages)})
        raise refusals.ScannedDocument(_SCANS if pages > 1 else _SCAN, {"pages": str(pages)})

    def ending(self) -> Ending:
        """Return what is to be said last."""
        tally = self._tally
        return Ending(
            pages_read=tally.pages_read,
            textless=tuple(tally.textless),
            pictured=tuple(tally.pictured),
            broken=tuple(tally.broken),
            left=tuple(Left(one.why, clean_line(one.text), one.times) for one in tally.left[:_MOST_LEFT]),
            unreadable=self._replaced,
            cut=tally.cut,
            cut_values=tally.cut_values,
        )


def clean_line(text: str) -> str:
    """Return a title or its like as one line that JSON can carry."""
    return " ".join(text.encode("utf-8", "replace").decode().replace("\x00", "").split())[:300]


class _Mouth:
    """Writes whole lines."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def say(self, line: Line) -> None:
        """Write `line`; a parent that closed its end needs no more of us, so the process ends."""
        rest = memoryview(encode(line))
        while rest:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BrokenPipeError:
                os._exit(0)
