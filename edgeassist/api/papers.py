# SPDX-License-Identifier: Apache-2.0
"""What panes may do with documents. The real ones are in `edgeassist.documents`; every call blocks."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Protocol

from edgeassist.core.stop import Report, Stop
from edgeassist.documents.blocks import Document
from edgeassist.documents.lines import Line


class Documents(Protocol):
    """Reads, weighs and writes documents in children of their own. Any thread but the GUI's may call.

    A wish of `stop` ends a call at once, as `Stopped`.
    """

    def read(self, path: Path, report: Report, stop: Stop) -> Document:
        """Return the whole document at `path`; raise a refusal of `edgeassist.documents.refusals`, or `Stopped`."""

    def read_stream(self, path: Path, stop: Stop) -> Generator[Line]:
        """Yield what is read as it is read: an `Opening`, blocks, a `Tongue`, an `Ending`."""

    def texts(self, path: Path, stop: Stop) -> list[str]:
        """Return the texts of a document that can be written anew, in order."""

    def write(self, path: Path, texts: Sequence[str], out: Path, stop: Stop, *, note: str = "") -> None:
        """Write the document at `path` to `out` with `texts` in place of its own, and `note` before all of them."""

    def language(self, text: str, stop: Stop | None = None) -> str:
        """Return the ISO 639-1 code of the language that `text` is in; empty when that is not sure."""

    def rank(self, sentences: Sequence[str], language: str, stop: Stop | None = None) -> list[float]:
        """Return how much each of at most 400 `sentences` says of all of them (TextRank), from 0, adding up to 1."""
