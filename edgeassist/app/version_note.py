# SPDX-License-Identifier: Apache-2.0
"""The note of which version ran last on a person's data, and the lock of whoever copies or replaces that data.

The note is `version.json` in the data folder. Knows no database.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import msgspec

from edgeassist.core.errors import Unavailable
from edgeassist.core.files import read_small, replace_file
from edgeassist.core.language import later, tr
from edgeassist.core.paths import Places

NOTE = "version.json"
LOCK = ".version.lock"
Told = tuple[str, str]
"""A sentence, and what to do."""
_MOST_BYTES = 4096
_LOCK_LIMIT_S = 30.0


class DataBusy(Unavailable):
    """Another program has been copying or replacing the data for longer than is waited for."""

    code = "data-busy"
    hint = later(
        "Wait until it is done, or close every EdgeAssist window and command, then try again. Nothing is lost."
    )

    def __init__(self) -> None:
        super().__init__(tr("Another EdgeAssist is still copying your data or putting a copy of it back."))


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """`version` ran here last and `before` before that.

    `put_back` names a copy to be put back when `put_back_for` next starts; empty: whichever version starts.
    """

    version: str = ""
    before: str = ""
    put_back: str = ""
    put_back_for: str = ""

    def wishing(self, name: str = "", version: str = "") -> "Note":
        """Return the note with another wish, by default none."""
        return msgspec.structs.replace(self, put_back=name, put_back_for=version if name else "")


def read_note(places: Places) -> Note:
    """Return the note; an empty one where there is none or it is damaged."""
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return msgspec.json.decode(read_small(places.data / NOTE, _MOST_BYTES), type=Note)
    return Note()


def write_note(places: Places, note: Note) -> None:
    """Write the note; raise `OSError`."""
    places.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(places.data / NOTE, msgspec.json.encode(note) + b"\n")


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Be the only program that copies the data, replaces it or changes the note; raise `DataBusy`, `OSError`."""
    from filelock import FileLock, Timeout

    places.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(places.data / LOCK, timeout=_LOCK_LIMIT_S, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise DataBusy from error
    try:
        yield
    finally:
        lock.release()
