# SPDX-License-Identifier: Apache-2.0
"""Why what a person copied into the models folder is of no use, kept as `.unfit.json` there. Judges nothing itself.

A note holds for what is there as it is now, by size and time of change, and for this version of the program.
"""

from collections.abc import Container
from contextlib import suppress
from pathlib import Path

import msgspec

from edgeassist import __version__
from edgeassist.core.errors import EdgeError
from edgeassist.core.files import replace_file

LIST_NAME = ".unfit.json"
_MOST_BYTES = 1024**2

Signature = tuple[int, int]
"""What the files of one row look like: bytes, and the latest time of change in nanoseconds."""


class Unfit(msgspec.Struct, frozen=True):
    """One refusal, and of what."""

    size_bytes: int
    changed_ns: int
    version: str
    code: str
    sentence: str


def known_unfit(root: Path) -> dict[str, Unfit]:
    """Return the notes by the id of the row."""
    try:
        with (root / LIST_NAME).open("rb") as file:
            return msgspec.json.decode(file.read(_MOST_BYTES), type=dict[str, Unfit])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def holds(note: Unfit, signature: Signature) -> bool:
    """Tell whether `note` is about what looks like `signature`."""
    return (note.size_bytes, note.changed_ns, note.version) == (*signature, __version__)


def note_unfit(root: Path, row_id: str, signature: Signature, error: EdgeError, kept: Container[str]) -> None:
    """Note why `row_id` was refused; forget all rows but those in `kept`. Where it cannot be kept nothing happens."""
    notes = {one: there for one, there in known_unfit(root).items() if one in kept}
    sentence = f"{error} {error.hint}".strip()
    notes[row_id] = Unfit(*signature, __version__, error.code, sentence)
    with suppress(OSError):
        replace_file(root / LIST_NAME, msgspec.json.encode(notes))
