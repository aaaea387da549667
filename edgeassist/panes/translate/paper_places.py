# SPDX-License-Identifier: Apache-2.0
"""Where the translation of a document goes when nobody says: beside it, under a free name. Reads no document."""

from collections.abc import Set as AbstractSet
from itertools import count
from pathlib import Path

FLAT = {".pdf": "PDF", ".epub": "EPUB"}
"""What cannot be written again in its own form, and what it is called."""


def out_path(path: Path, target: str) -> Path:
    """Return the plain name of the translation of `path`: `notes.es.docx` beside it, Markdown for what is flat."""
    suffix = ".md" if path.suffix.lower() in FLAT else path.suffix or ".txt"
    return path.with_name(f"{path.stem}.{target}{suffix}")


def free_place(path: Path, target: str, taken: AbstractSet[Path]) -> Path:
    """Return a name that neither a file there nor one of `taken` has."""
    wanted = out_path(path, target)
    names = (
        wanted if number < 2 else wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}") for number in count(1)
    )
    return next(name for name in names if name not in taken and not name.exists())
