# SPDX-License-Identifier: Apache-2.0
"""Reads documents for tests: in this process, quickly, or through a real child as the program does."""

from collections.abc import Iterator
from pathlib import Path

from edgeassist.app.children import child_command
from edgeassist.core.stop import Stop
from edgeassist.documents.blocks import Block, Document
from edgeassist.documents.child import Order, said_of
from edgeassist.documents.lines import Line, Refusal, decode, encode
from edgeassist.documents.opening import opened_document
from edgeassist.documents.reading import DocumentReader, Limits, gathered
from edgeassist.documents.refusals import refusal


def said(path: Path, *, time_s: float = 60.0, text_bytes: int = 64_000_000) -> Iterator[Line]:
    """Yield what the child would say of the document at `path`, parsed here; the language is not looked for."""
    with opened_document(path) as held:
        order = Order(path, "-", time_s, 0.25, 0, text_bytes)
        for line in said_of(held, order, lambda _text: ""):
            if isinstance(line, Refusal):
                raise refusal(line)
            yield decode(encode(line).rstrip(b"\n"))


def told(path: Path) -> Document:
    """Return the document at `path`, parsed in this process."""
    return gathered(said(path), path, lambda _step, _done, _total: None)


def told_of(folder: Path, name: str, content: bytes | str) -> Document:
    """Return the document that `content` makes as a file called `name`."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return told(path)


def reader(limits: Limits | None = None) -> DocumentReader:
    """Return a reader whose children are the program's own."""
    return DocumentReader(child_command("document"), limits)


def read(path: Path) -> Document:
    """Return the document at `path`, read by a real child."""
    return reader().read(path, lambda _step, _done, _total: None, Stop())


def shapes(document: Document) -> list[tuple[str, int, str]]:
    """Return kind, level and text of each block."""
    return [(block.kind, block.level, block.text) for block in document.blocks]


def all_text(blocks: tuple[Block, ...]) -> str:
    """Return the text of `blocks`, one after the other."""
    return "\n".join(block.text for block in blocks)
