# SPDX-License-Identifier: Apache-2.0
"""What a person asked to have fetched and nobody has begun yet, so that a queue survives the end of the program.

One small file beside the fetches. A fetch that was begun has a folder of its own and is no wish any more.
"""

from pathlib import Path
from threading import Lock

import msgspec

from edgeassist.core.files import replace_file
from edgeassist.core.language import tr
from edgeassist.store.fetching import FOLDER_NAME
from edgeassist.store.intake import StoreTrouble

WISHES_NAME = "wishes.json"
MOST = 200
_MOST_BYTES = 256 * 1024
_CHARACTERS = 512


class Wishes:
    """The wishes kept below the models folder `root`, first asked for first. Any thread of one process may call."""

    _lock = Lock()

    def __init__(self, root: Path) -> None:
        self._path = root / FOLDER_NAME / WISHES_NAME

    def all(self) -> tuple[str, ...]:
        """Return what is wished for; nothing when the file is damaged."""
        try:
            with self._path.open("rb") as file:
                found = msgspec.json.decode(file.read(_MOST_BYTES), type=tuple[str, ...])
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return ()
        return tuple(one for one in found[:MOST] if 0 < len(one) <= _CHARACTERS)

    def add(self, ref: str) -> None:
        """Keep `ref`; raise `StoreTrouble` when that cannot be written."""
        with self._lock:
            known = self.all()
            if ref not in known and len(ref) <= _CHARACTERS:
                self._write((*known, ref))

    def drop(self, ref: str) -> None:
        """Forget `ref`: it was begun, or is not wanted any more."""
        with self._lock:
            known = self.all()
            if ref in known:
                self._write(tuple(one for one in known if one != ref))

    def _write(self, wishes: tuple[str, ...]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, msgspec.json.encode(wishes))
        except OSError as error:
            raise StoreTrouble(
                tr("The queue of downloads cannot be written: {reason}.", reason=error.strerror)
            ) from error
