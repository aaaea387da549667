# SPDX-License-Identifier: Apache-2.0
"""Which model files were inspected on this laptop, kept as `.inspected.json` beside the models. Inspects nothing.

A file is known by its size, its time of change and its place on the drive: one copied in by hand is another file,
even when this list was copied along.
"""

from collections.abc import Container, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import msgspec

from edgeassist.core.files import read_small, replace_file

LIST_NAME = ".inspected.json"
_MOST_BYTES = 4 * 1024**2
Mark = tuple[int, int, int]


def is_inspected(root: Path, card_id: str, *files: Path) -> bool:
    """Tell whether `files` are those that `note` was called for."""
    mark = _mark(files)
    return mark is not None and _read(root).get(card_id) == mark


def note(root: Path, card_id: str, *files: Path, kept: Container[str]) -> None:
    """Note that `files` were inspected; forget all ids but those in `kept`. Where it cannot be kept nothing happens."""
    mark = _mark(files)
    if mark is None:
        return
    marks = {one: there for one, there in _read(root).items() if one in kept} | {card_id: mark}
    with suppress(OSError):
        replace_file(root / LIST_NAME, msgspec.json.encode(marks))


def _mark(files: Sequence[Path]) -> Mark | None:
    """Return how one file is known; of several, how all of them are, in their order."""
    try:
        found = [file.stat() for file in files]
    except OSError:
        return None
    marks = [(one.st_size, one.st_mtime_ns, one.st_ino) for one in found]
    if len(marks) == 1:
        return marks[0]
    digest = blake2b(repr(marks).encode(), digest_size=7).digest()
    return sum(size for size, *_ in marks), int.from_bytes(digest, "big"), len(marks)


def _read(root: Path) -> dict[str, Mark]:
    try:
        return msgspec.json.decode(read_small(root / LIST_NAME, _MOST_BYTES), type=dict[str, Mark])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
