# SPDX-License-Identifier: Apache-2.0
"""Which digest a fetched file had the first time, and the refusal of another one later. Asks no network.

The catalogue cannot know every digest. The first download takes what the official hub itself says about the file, and
from then on this computer holds the hub, and every mirror, to that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Annotated

import msgspec
from filelock import FileLock, Timeout

from edgeassist.core.errors import BadInput, Unavailable
from edgeassist.core.files import replace_file
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.store.card import Count
from edgeassist.store.catalogue import Entry

PINS_NAME = "pins.json"
LIMIT_S = 10.0
_MAX_BYTES = 4 * 1024**2


class PinChanged(BadInput):
    """The hub offers another file under a name that is pinned."""

    code = "catalogue-pin-changed"
    hint = later(
        "Nothing was fetched, and what is here stays as it is. If its maker announced a new version, allow it: "
        "remove the entry from pins.json among the data of EdgeAssist, and try again."
    )

    def __init__(self, ref: str, pinned: "Pin", offered: "Pin") -> None:
        self.ref, self.pinned, self.offered = ref, pinned, offered
        super().__init__(
            tr(
                "{ref} is not the file it was before: its SHA-256 was {before}… and would be {now}… now.",
                ref=elided(ref, 200),
                before=pinned.sha256[:12],
                now=offered.sha256[:12],
            )
        )


class PinsUnreadable(Unavailable):
    """The file of pins is there but makes no sense."""

    code = "catalogue-pins-unreadable"
    hint = later(
        "Nothing was fetched. Restore pins.json from a backup; or delete it, and first downloads are trusted anew."
    )

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            tr("{path} cannot be read, so nothing can be held to it: {reason}.", path=path, reason=elided(reason))
        )


class PinsUnwritable(Unavailable):
    """A new pin cannot be noted."""

    code = "catalogue-pins-unwritable"
    hint = later("Nothing was fetched. Check the rights of that folder and the room on its drive, then try again.")

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            tr(
                "{path} cannot be written, so the file could not be held to its digest: {reason}.",
                path=path,
                reason=elided(reason),
            )
        )


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """What a file is: the commit it was taken from, its digest, its size."""

    commit: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{40})?$")] = ""
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    size_bytes: Count


class Pins:
    """The pins of this computer, in one file of the data folder. Any thread of any process may call."""

    def __init__(self, folder: Path, *, limit_s: float = LIMIT_S) -> None:
        self._path, self._lock, self._limit_s = folder / PINS_NAME, Lock(), limit_s

    def pinned(self, ref: str) -> Pin | None:
        """Return what `ref` (`owner/repo/file.gguf`) was the first time; None before that."""
        with self._lock:
            return self._read().get(ref)

    def pin(self, ref: str, commit: str, sha256: str, size_bytes: int) -> Pin:
        """Hold `ref` to that digest from now on, or make sure it still has it; raise `PinChanged` when it has not.

        A newer commit with the same content is no change.
        """
        offered = msgspec.convert({"commit": commit, "sha256": sha256.lower(), "size_bytes": size_bytes}, Pin)
        with self._lock, self._alone():
            pins = self._read()
            known = pins.get(ref)
            if known is not None:
                if (known.sha256, known.size_bytes) != (offered.sha256, offered.size_bytes):
                    raise PinChanged(ref, known, offered)
                return known
            content = msgspec.json.encode(pins | {ref: offered}, order="sorted")
            replace_file(self._path, msgspec.json.format(content, indent=2) + b"\n")
        return offered

    def hold(self, entry: Entry, commit: str, sha256: str, size_bytes: int) -> Pin:
        """Hold what the hub says about `entry` to the catalogue's own digest, where it has one, and pin it."""
        file = entry.file
        if file.sha256 and file.sha256 != sha256.lower():
            known = Pin(commit=file.commit, sha256=file.sha256, size_bytes=file.size_bytes)
            raise PinChanged(entry.ref, known, Pin(commit=commit, sha256=sha256, size_bytes=size_bytes))
        return self.pin(entry.ref, commit, sha256, size_bytes)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from the file; what the drive says is said in words."""
        try:
            with FileLock(self._path.with_suffix(".lock"), timeout=self._limit_s):
                yield
        except Timeout as error:
            raise PinsUnwritable(self._path, tr("another window or command holds it")) from error
        except OSError as error:
            raise PinsUnwritable(self._path, error.strerror or tr("the system gives no reason")) from error

    def _read(self) -> dict[str, Pin]:
        try:
            with self._path.open("rb") as file:
                return msgspec.json.decode(file.read(_MAX_BYTES), type=dict[str, Pin])
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise PinsUnreadable(self._path, error.strerror or tr("the system gives no reason")) from error
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise PinsUnreadable(self._path, tr("it is damaged")) from error
