# SPDX-License-Identifier: Apache-2.0
"""Which names of repositories, files and revisions may be used at all. Whatever a hub says is judged here first.

A name that passes is plain on every system we run on: it stays below the folder it is joined to. Opens nothing.
"""

import re

from edgeassist.core.errors import BadInput
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided

_REPO = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,95}/[A-Za-z0-9_][A-Za-z0-9._-]{0,95}")
_REVISION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/-]{0,99}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN = frozenset('\\:*?"<>|%')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
MAX_FILE_CHARACTERS = 240


_REFUSED = {
    "repository": later("The repository “{name}” is refused: {reason}."),
    "revision": later("The revision “{name}” is refused: {reason}."),
    "file name": later("The file name “{name}” is refused: {reason}."),
}


class UnsafeName(BadInput):
    """A name from a hub, a list or a person that is never used as one."""

    code = "unsafe-name"
    hint = later("Nothing was fetched or written. Check the name, or take the model from another place.")

    def __init__(self, kind: str, name: str, reason: str) -> None:
        self.name = elided(name, 60)
        super().__init__(tr(_REFUSED[kind], name=self.name, reason=reason))


def checked_repo(text: str) -> str:
    """Return the repository id `owner/name`; raise `UnsafeName`."""
    if not _REPO.fullmatch(text) or ".." in text or "--" in text or text.endswith((".git", ".", "-")):
        raise UnsafeName("repository", text, tr("it is not of the form owner/name"))
    return text


def checked_revision(text: str) -> str:
    """Return a branch, tag or commit; raise `UnsafeName`."""
    if not _REVISION.fullmatch(text) or ".." in text or "//" in text:
        raise UnsafeName("revision", text, tr("it is no branch, tag or commit"))
    return text


def checked_file(text: str) -> str:
    """Return the relative path of a file, parts joined by `/`, safe to create on every system; raise `UnsafeName`."""
    if reason := _file_fault(text):
        raise UnsafeName("file name", text, reason)
    return text


def _file_fault(text: str) -> str | None:
    if not text or len(text) > MAX_FILE_CHARACTERS:
        return tr("it is empty or too long")
    if text.startswith("/"):
        return tr("it begins at the root of the disk")
    if not text.isprintable() or any(one in _FORBIDDEN for one in text):
        return tr("it holds characters that no file name may have")
    return next((fault for part in text.split("/") if (fault := _part_fault(part))), None)


def _part_fault(part: str) -> str | None:
    if part in ("", ".", ".."):
        return tr("it leads out of its folder")
    if part != part.strip() or part.endswith("."):
        return tr("a part of it begins or ends with a blank or a dot")
    if _RESERVED.fullmatch(part.partition(".")[0].strip()):
        return tr("Windows keeps that name for a device")
    return None


def is_commit(text: object) -> bool:
    """Tell whether `text` is a full commit id, 40 hexadecimal digits."""
    return isinstance(text, str) and _COMMIT.fullmatch(text) is not None


def is_sha256(text: object) -> bool:
    """Tell whether `text` is a SHA-256 in 64 hexadecimal digits."""
    return isinstance(text, str) and _SHA256.fullmatch(text) is not None
