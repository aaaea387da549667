# SPDX-License-Identifier: Apache-2.0
"""What is new in this version: the newest part of the change log that comes with the program. Knows no window."""

import re
from contextlib import suppress

from edgeassist.core.files import read_small
from edgeassist.core.paths import resource

NAME = "CHANGELOG.md"
_MOST_BYTES = 500_000
_PART = re.compile(r"^## ", re.MULTILINE)
_MARKS = re.compile(r"\*\*|`|^### (?=\w)", re.MULTILINE)


def news_here() -> str:
    """Return the newest part as plain text; empty where the program comes without it."""
    for path in (resource(NAME), resource().parent / NAME):
        with suppress(OSError, UnicodeDecodeError):
            return newest(read_small(path, _MOST_BYTES).decode())
    return ""


def newest(log: str) -> str:
    """Return the first part of a change log that says anything, without heading and marks, a line for each change."""
    for part in _PART.split(log)[1:]:
        _title, _, body = part.partition("\n")
        if body.strip():
            return _unfolded(_MARKS.sub("", body.strip()))
    return ""


def _unfolded(text: str) -> str:
    """Join what was broken over lines in the source."""
    return re.sub(r"(?<=\S)\n[ \t]+(?=\S)", " ", text)
