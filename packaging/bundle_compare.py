# SPDX-License-Identifier: Apache-2.0
"""Tells in what two frozen folders of one commit differ. Each difference that is allowed is named here, with its cause.

`python packaging/bundle_compare.py ONE OTHER`; exit code 1 when there is a difference that is not.
"""

import hashlib
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

What = Literal["only in the first", "only in the second", "content", "link", "rights"]
ALLOWED: dict[str, str] = {}
"""Pattern of a path -> why two builds may differ there. Two builds on one machine are equal to the byte."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One path in which two folders differ, and why it may; empty when it may not."""

    path: str
    what: What
    allowed: str


def differences(one: Path, other: Path) -> tuple[Difference, ...]:
    """Return what differs, by path. Times are not looked at: every way of packing writes its own."""
    first, second = _listed(one), _listed(other)
    found: list[Difference] = []
    for path in sorted({*first, *second}):
        if path not in second:
            found.append(_difference(path, "only in the first"))
        elif path not in first:
            found.append(_difference(path, "only in the second"))
        elif what := _what(first[path], second[path]):
            found.append(_difference(path, what))
    return tuple(found)


def _listed(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def _what(one: Path, other: Path) -> What | None:
    if one.is_symlink() or other.is_symlink():
        same = one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
        return None if same else "link"
    if stat.S_IMODE(one.stat().st_mode) != stat.S_IMODE(other.stat().st_mode):
        return "rights"
    return None if _digest(one) == _digest(other) else "content"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _difference(path: str, what: What) -> Difference:
    return Difference(path, what, next((why for form, why in ALLOWED.items() if fnmatch(path, form)), ""))


def main(arguments: Sequence[str]) -> int:
    """Print what differs; return 1 when something does that must not, 2 when there are not two folders."""
    if len(arguments) != 2 or not all(Path(one).is_dir() for one in arguments):
        print("usage: bundle_compare.py FOLDER FOLDER", file=sys.stderr)
        return 2
    found = differences(Path(arguments[0]), Path(arguments[1]))
    for one in found:
        print(f"{one.path}: {one.what}{f' (allowed: {one.allowed})' if one.allowed else ''}")
    wrong = [one for one in found if not one.allowed]
    print(f"{len(found)} differences, {len(wrong)} that must not be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
