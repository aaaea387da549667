# SPDX-License-Identifier: Apache-2.0
"""What a model noted of each chunk, kept on the drive: after a stop or a new start it is not asked again. May vanish.

Nothing here is relied on: a file that cannot be read, or is not what it was, is as good as none.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

import msgspec

from edgeassist.core.files import read_small, replace_file
from edgeassist.panes.summarize.plan import Chunk
from edgeassist.panes.summarize.writing import Line

_VERSION = "1"
_MOST_BYTES = 1024**2
_MOST_FILES = 4_000


class _Kept(msgspec.Struct, frozen=True):
    key: str
    lines: list[tuple[str, str]]


class NotesCache:
    """Files in `folder`; None keeps nothing. One thread at a time."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def lines(self, chunk: Chunk, *how: str) -> list[Line] | None:
        """Return what a model made of `chunk` when it was asked `how`; None when that is not known."""
        kept = self._kept(_key(chunk, how))
        return [Line(text, role) for text, role in kept.lines] if kept and kept.lines else None

    def keep_lines(self, chunk: Chunk, lines: list[Line], *how: str) -> None:
        """Keep what a model made of `chunk`."""
        key = _key(chunk, how)
        self._keep(_Kept(key, lines=[(one.text, one.role) for one in lines]))

    def tidy(self) -> None:
        """Remove the oldest files where there are too many."""
        if self._folder is None:
            return
        with suppress(OSError):
            aged = sorted((path.stat().st_mtime_ns, path) for path in self._folder.glob("*.json"))
            for _age, path in aged[: max(0, len(aged) - _MOST_FILES)]:
                path.unlink(missing_ok=True)

    def _kept(self, key: str) -> _Kept | None:
        if self._folder is None:
            return None
        try:
            kept = msgspec.json.decode(read_small(self._folder / f"{key}.json", _MOST_BYTES), type=_Kept)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        return kept if kept.key == key else None

    def _keep(self, kept: _Kept) -> None:
        if self._folder is None:
            return
        with suppress(OSError, UnicodeEncodeError):
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._folder / f"{kept.key}.json", msgspec.json.encode(kept))


def _key(chunk: Chunk, how: tuple[str, ...]) -> str:
    """Return a name that stands for the chunk's text and place and for `how` it was read."""
    place = [f"{piece.block.number}:{piece.start}-{piece.end}" for piece in chunk.pieces]
    told = "\0".join((_VERSION, *how, *place, chunk.text))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
