# SPDX-License-Identifier: Apache-2.0
"""The gate that each entry of a stranger's archive passes before a byte of it is written. Opens nothing."""

import re
import unicodedata
from dataclasses import dataclass

from edgeassist.core.language import tr
from edgeassist.store.voice_refusals import ArchiveBomb, UnsafeArchive, too_many_bytes, too_many_files

_MOST_NAME_BYTES, _MOST_PATH_CHARACTERS, _MOST_DEPTH = 255, 1000, 12
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Budget:
    """What an archive may unpack to: files (folders count as well), bytes, and how often its own size."""

    most_files: int = 2_000
    most_bytes: int = 4 * 1024**3
    most_ratio: int = 150
    ratio_from_bytes: int = 8 * 1024**2


class Gate:
    """Counts what passes, declared and real; raises the refusal of what must not."""

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._entries, self._declared_bytes, self._real_bytes = 0, 0, 0

    def admit_folder(self, name: str) -> None:
        """Let a folder pass, once more as often as the archive likes."""
        self._count_entry()
        path = _checked(name.rstrip("/"), name)
        if _key(path) in self._files:
            raise UnsafeArchive(name, tr("is a file and a folder at once"))
        self._folders.update(_keys_above(f"{path}/x"))

    def admit_file(self, name: str, size_bytes: int) -> str:
        """Let a file of that declared size pass; return its path."""
        self._count_entry()
        path = _checked(name, name)
        key, above = _key(path), _keys_above(path)
        if key in self._files:
            raise UnsafeArchive(name, tr("is there twice"))
        if key in self._folders or self._files.intersection(above):
            raise UnsafeArchive(name, tr("is a file and a folder at once"))
        self._files.add(key)
        self._folders.update(above)
        self._declared_bytes += size_bytes
        if size_bytes < 0 or self._declared_bytes > self.budget.most_bytes:
            raise too_many_bytes(self.budget.most_bytes)
        return path

    def refuse_kind(self, name: str, why: str) -> None:
        """Refuse what is neither a file nor a folder; `why` says what it is: `is a link`."""
        raise UnsafeArchive(name, why)

    def count(self, real_bytes: int, packed_bytes: int, made_bytes: int) -> None:
        """Count `real_bytes` more that came out; `packed_bytes` have become `made_bytes` so far."""
        self._real_bytes += real_bytes
        if self._real_bytes > self.budget.most_bytes:
            raise too_many_bytes(self.budget.most_bytes)
        if made_bytes > self.budget.ratio_from_bytes and made_bytes > self.budget.most_ratio * max(packed_bytes, 1):
            raise ArchiveBomb(
                tr(
                    "It unpacks to more than {count} times its size, which no model does.",
                    count=self.budget.most_ratio,
                )
            )

    def _count_entry(self) -> None:
        self._entries += 1
        if self._entries > self.budget.most_files:
            raise too_many_files(self.budget.most_files)


def _checked(path: str, name: str) -> str:
    if "\\" in path:
        raise UnsafeArchive(name, tr("has a backslash in its name"))
    if path.startswith("/") or _DRIVE.match(path):
        raise UnsafeArchive(name, tr("says where on a drive it wants to be"))
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise UnsafeArchive(name, tr("leads out of its own folder"))
    if not path.isprintable() or ":" in path:
        raise UnsafeArchive(name, tr("has a name that no file can have"))
    too_long = len(path) > _MOST_PATH_CHARACTERS or len(parts) > _MOST_DEPTH
    if too_long or any(len(part.encode("utf-8", "surrogatepass")) > _MOST_NAME_BYTES for part in parts):
        raise UnsafeArchive(name, tr("has a name that is too long"))
    return path


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _keys_above(path: str) -> list[str]:
    parts = _key(path).split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
