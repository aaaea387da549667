# SPDX-License-Identifier: Apache-2.0
"""A document, the unit of everything that is trained on: what was written, what is to be replied, where it is from.

Documents are held out by their origin, never by line: two lines of one origin are always on the same side.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TRAIN, HELD = "train", "held"


@dataclass(frozen=True, slots=True)
class Document:
    """One training example; `turns` are pairs of text and reply, `text` is prose (one of the two is empty)."""

    task: str
    origin: str
    turns: tuple[tuple[str, str], ...] = ()
    text: str = ""
    source: str = ""
    target: str = ""
    split: str = ""

    def line(self) -> str:
        """Return the document as one line of JSON, empty fields left out."""
        fields = {
            name: getattr(self, name) for name in ("task", "source", "target", "turns", "text", "origin", "split")
        }
        return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def from_line(line: str) -> Document:
    """Return the document of one JSON line."""
    fields = json.loads(line)
    fields["turns"] = tuple((turn[0], turn[1]) for turn in fields.get("turns", ()))
    return Document(**fields)


def split_of(origin: str, held_per_thousand: int) -> str:
    """Return the side an origin is on, the same on every machine and in every run."""
    number = int.from_bytes(hashlib.sha256(origin.encode()).digest()[:8], "big")
    return HELD if number % 1000 < held_per_thousand else TRAIN


def write(path: Path, documents: Iterable[Document]) -> int:
    """Write documents as JSON lines and return how many there were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for document in documents:
            file.write(document.line() + "\n")
            count += 1
    return count


def read(path: Path) -> Iterator[Document]:
    """Yield the documents of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield from_line(line)
