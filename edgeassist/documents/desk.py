# SPDX-License-Identifier: Apache-2.0
"""Everything a pane may do with documents and texts, each part in a child of its own. Parses and counts nothing itself.

The real `edgeassist.api.papers.Documents`.
"""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from edgeassist.core.language import tr
from edgeassist.core.stop import Report, Stop
from edgeassist.documents.blocks import Document
from edgeassist.documents.lines import Line
from edgeassist.documents.questions import MOST_CHARACTERS, MOST_SENTENCES, Ranks, TellLanguage, TellRank, Tongue
from edgeassist.documents.reading import DocumentReader
from edgeassist.documents.rewriting import DocumentRewriter
from edgeassist.documents.text_asking import TextChild, TextTrouble


class DocumentDesk:
    """Reads, weighs and writes documents. `command` returns the argv of a child by its mode; none is started here.

    Any thread may call, every call blocks: never the window's thread.
    """

    def __init__(self, command: Callable[[str], Sequence[str]]) -> None:
        self._reader = DocumentReader(command("document"))
        self._rewriter = DocumentRewriter(command("rewrite"))
        self._text = TextChild(command("text"))

    def read(self, path: Path, report: Report, stop: Stop) -> Document:
        """Return the whole document at `path`; raise a refusal of `documents.refusals`, or `Stopped`."""
        return self._reader.read(path, report, stop)

    def read_stream(self, path: Path, stop: Stop) -> Generator[Line]:
        """Yield what is read as it is read: an `Opening`, blocks, a `Tongue`, an `Ending`."""
        return self._reader.read_stream(path, stop)

    def texts(self, path: Path, stop: Stop) -> list[str]:
        """Return the texts of a document that can be written anew, in order."""
        return self._rewriter.texts(path, stop)

    def write(self, path: Path, texts: Sequence[str], out: Path, stop: Stop, *, note: str = "") -> None:
        """Write the document at `path` to `out` with `texts` in place of its own, and `note` before all of them."""
        self._rewriter.write(path, texts, out, stop, note=note)

    def language(self, text: str, stop: Stop | None = None) -> str:
        """Return the ISO 639-1 code of the language that `text` is in; empty when that is not sure."""
        if not text.strip():
            return ""
        answer = self._text.ask(TellLanguage(_sendable(text[:MOST_CHARACTERS])), stop)
        if not isinstance(answer, Tongue):
            raise TextTrouble(tr("The part that weighs texts answered another question."))
        return answer.language

    def rank(self, sentences: Sequence[str], language: str, stop: Stop | None = None) -> list[float]:
        """Return how much each of at most 400 `sentences` says of all of them (TextRank), from 0, adding up to 1."""
        if len(sentences) > MOST_SENTENCES:
            raise ValueError(f"{len(sentences)} sentences at once; {MOST_SENTENCES} are ranked")
        if not sentences:
            return []
        answer = self._text.ask(TellRank([_sendable(one) for one in sentences], language), stop)
        if not isinstance(answer, Ranks) or len(answer.scores) != len(sentences):
            raise TextTrouble(tr("The part that weighs texts answered another question."))
        return answer.scores

    def close(self) -> None:
        """End the child that weighs texts, if one runs."""
        self._text.close()


def _sendable(text: str) -> str:
    """Return `text` without the lone surrogates that JSON cannot carry."""
    return text.encode("utf-8", "replace").decode()
