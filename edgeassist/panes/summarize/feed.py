# SPDX-License-Identifier: Apache-2.0
"""The lines of a source, read on a thread of its own so that summing up begins with the first pages. Parses nothing."""

import re
import threading
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

from edgeassist.api import Documents
from edgeassist.core.language import tr
from edgeassist.core.stop import Stop
from edgeassist.documents.blocks import Kind
from edgeassist.documents.drafts import Draft, Numbering
from edgeassist.documents.lines import Ending, Line, Opening
from edgeassist.documents.refusals import EmptyDocument
from edgeassist.panes.summarize.summary import Source

_LISTED = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s+\S")
_WRAPPED_CHARACTERS = 55
"""Lines shorter than this on average were not wrapped: each stands for itself. A paragraph's last may be short."""


def lines_of_text(source: Source) -> Iterator[Line]:
    """Yield what a reader would say of a text that was pasted or handed over."""
    yield Opening("text", source.title)
    numbering = Numbering()
    for paragraph in re.split(r"\n[^\S\n]*\n", source.text):
        for draft in _drafts(paragraph):
            yield from numbering.blocks_of(draft)
    if not numbering.blocks:
        raise EmptyDocument(tr("There is no text to sum up."))
    yield Ending()


def _drafts(paragraph: str) -> Iterator[Draft]:
    lines = [line for line in paragraph.split("\n") if line.strip()]
    is_list = bool(lines) and all(map(_LISTED.match, lines))
    if len(lines) > 1 and (is_list or sum(map(len, lines[:-1])) < _WRAPPED_CHARACTERS * (len(lines) - 1)):
        kind: Kind = "list-item" if is_list else "paragraph"
        yield from (Draft(kind, line) for line in lines)
    else:
        yield Draft("paragraph", paragraph)


def _lines_of_file(documents: Documents, source: Source, path: Path, stop: Stop) -> Generator[Line]:
    """Yield what is read of the file, or of the text that was read from it before it went."""
    gone = bool(source.text) and not path.exists()
    yield from lines_of_text(source) if gone else documents.read_stream(path, stop)


class Feed:
    """Reads `source` from now on; `take` hands out its lines in order. `close` in the end, always."""

    def __init__(self, documents: Documents, source: Source, known: Iterable[Line] | None = None) -> None:
        self._said: SimpleQueue[Line | Exception | None] = SimpleQueue()
        self._stop = Stop()
        self._over = False
        self._thread: threading.Thread | None = None
        if known is not None:
            self._hear(known)
        elif source.path is None:
            self._hear(lines_of_text(source))
        else:
            lines = _lines_of_file(documents, source, source.path, self._stop)
            self._thread = threading.Thread(target=self._hear, args=(lines,), name="summary-reading")
            self._thread.start()

    def take(self, stop: Stop, *, wait: bool) -> Line | None:
        """Return the next line, None at the end or when none is there and `wait` is off; raise its error."""
        if self._over:
            return None
        stop.guard(self._stop.wish)
        try:
            said = self._said.get(block=wait)
        except Empty:
            return None
        finally:
            stop.guard(None)
        if said is None or isinstance(said, Exception):
            self._over = True
        if isinstance(said, Exception):
            raise said
        return said

    @property
    def is_over(self) -> bool:
        """Whether all was handed out."""
        return self._over

    def close(self) -> None:
        """End the reading."""
        self._stop.wish()
        if self._thread is not None:
            self._thread.join()

    def _hear(self, lines: Iterable[Line]) -> None:
        try:
            for line in lines:
                self._said.put(line)
        except Exception as error:  # handed on to whoever takes the next line
            self._said.put(error)
        else:
            self._said.put(None)
        finally:
            if isinstance(lines, Generator):
                lines.close()
