# SPDX-License-Identifier: Apache-2.0
"""Tables of the two Markdown pages, safe for whatever a model writes. Knows no score and no card."""

from collections.abc import Iterable, Sequence

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", "|": "&#124;", "`": "&#96;", "\\": "&#92;"})


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(text: object) -> str:
    """Return any text as one cell, unedited to the eye: it may hold what breaks a table or a page."""
    plain = str(text).translate(_ESCAPES)
    return "<br>".join(plain.strip().splitlines()) or "*(nothing)*"
