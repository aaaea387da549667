# SPDX-License-Identifier: Apache-2.0
"""Documents read and written for real, but in this very process: quick, and without the locks of the real children."""

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from edgeassist.core.files import replace_file
from edgeassist.core.stop import Report, Stop
from edgeassist.documents.blocks import Document
from edgeassist.documents.child import Order, said_of
from edgeassist.documents.lines import Line, Refusal, Texts, Wanted
from edgeassist.documents.opening import opened_document
from edgeassist.documents.questions import MOST_SENTENCES
from edgeassist.documents.reading import Limits, gathered
from edgeassist.documents.refusals import refusal
from edgeassist.documents.rewrite_child import answered
from edgeassist.documents.rewriting import SameFile
from edgeassist.store.opened import Opened


@dataclass
class FakeDocuments:
    """Implements `edgeassist.api.Documents`. Every text is in the language `spoken`; sentences rank by shared words."""

    spoken: str = "en"
    asked: list[str] = field(default_factory=list)

    def read(self, path: Path, report: Report, stop: Stop) -> Document:
        """Return the whole document at `path`."""
        with closing(self.read_stream(path, stop)) as lines:
            return gathered(lines, path, report)

    def read_stream(self, path: Path, stop: Stop) -> Generator[Line]:
        """Yield what is read as it is read; raise its refusal, or `Stopped`."""
        stop.check()
        with opened_document(path) as held:
            for line in said_of(held, _order(held), lambda _text: self.spoken):
                stop.check()
                if isinstance(line, Refusal):
                    raise refusal(line)
                yield line

    def texts(self, path: Path, stop: Stop) -> list[str]:
        """Return the texts of a document that can be written anew."""
        stop.check()
        with opened_document(path) as held:
            said, _content = answered(held, None)
        if isinstance(said, Refusal):
            raise refusal(said)
        return said.texts if isinstance(said, Texts) else []

    def write(self, path: Path, texts: Sequence[str], out: Path, stop: Stop, *, note: str = "") -> None:
        """Write the document at `path` to `out` with `texts` in place of its own; raise `SameFile`."""
        stop.check()
        if out.exists() and out.samefile(path):
            raise SameFile(f"“{out.name}” is the document itself.")
        with opened_document(path) as held:
            said, content = answered(held, Wanted(list(texts), note))
        if isinstance(said, Refusal):
            raise refusal(said)
        replace_file(out, content)

    def language(self, text: str, stop: Stop | None = None) -> str:
        """Return `spoken`; empty for a text without words."""
        (stop or Stop()).check()
        self.asked.append(text)
        return self.spoken if text.strip() else ""

    def rank(self, sentences: Sequence[str], language: str, stop: Stop | None = None) -> list[float]:
        """Return how many words each sentence shares with the others, from 0, adding up to 1."""
        (stop or Stop()).check()
        if len(sentences) > MOST_SENTENCES:
            raise ValueError(f"{len(sentences)} sentences at once; {MOST_SENTENCES} are ranked")
        bags = [frozenset(sentence.casefold().split()) for sentence in sentences]
        known = Counter(word for bag in bags for word in bag)
        shares = [1.0 + sum(known[word] - 1 for word in bag) for bag in bags]
        return [share / sum(shares) for share in shares]


def _order(held: Opened) -> Order:
    limits = Limits()
    return Order(held.path, "-", limits.time_s, limits.page_s, limits.memory_bytes, limits.text_bytes)
