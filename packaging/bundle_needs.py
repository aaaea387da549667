# SPDX-License-Identifier: Apache-2.0
"""Holds what the libraries of a Linux program folder say they need against the folder and against a desktop's own.

A library that only the building machine has would be found there by every test, and missing at everybody else's.
Runs nothing of the folder. `python packaging/bundle_needs.py FOLDER` tells what is wrong, and the oldest C library
that will do.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bundle_libraries import IN_DESKTOPS_WITH, ON_EVERY_DESKTOP

_ELF, _AT_ONCE = b"\x7fELF", 100
_FILE = re.compile(r"(/.+):\s+file format ")
_NEEDED = re.compile(r"\s+NEEDED\s+(\S+)")
_VERSION = re.compile(r"\s0x[0-9a-f]+ 0x[0-9a-f]+ \d+ (GLIBC|GLIBCXX|CXXABI)_([\d.]+)$")


@dataclass(slots=True)
class Said:
    """What one file says: the libraries it needs, and the least version of the system's own: `GLIBC` -> (2, 36)."""

    needed: set[str] = field(default_factory=set)
    versions: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unmet:
    """A library that is neither carried where it is looked for nor part of a desktop, and some who need it."""

    library: str
    needed_by: tuple[str, ...]

    def __str__(self) -> str:
        more = f" and {len(self.needed_by) - 1} more" if len(self.needed_by) > 1 else ""
        return f"{self.library}, which {self.needed_by[0]}{more} needs"


def unmet(folder: Path) -> tuple[Unmet, ...]:
    """Return what somebody's computer may lack, by name."""
    found: dict[str, list[str]] = {}
    for path, said in _read(folder).items():
        for library in said.needed:
            if not _is_met(library, path, folder / "_internal"):
                found.setdefault(library, []).append(path.relative_to(folder).as_posix())
    return tuple(Unmet(library, tuple(sorted(names))) for library, names in sorted(found.items()))


def oldest(folder: Path) -> dict[str, str]:
    """Return the least version of the system's C and C++ libraries that the folder starts with: `GLIBC` -> "2.36"."""
    found: dict[str, tuple[int, ...]] = {}
    for said in _read(folder).values():
        for name, version in said.versions.items():
            found[name] = max(version, found.get(name, ()))
    return {name: ".".join(map(str, version)) for name, version in sorted(found.items())}


def _is_met(library: str, by: Path, inside: Path) -> bool:
    if (inside / library).exists() or (by.parent / library).exists():
        return True
    guests = next((names for form, names in IN_DESKTOPS_WITH.items() if by.match(form)), ())
    return library in ON_EVERY_DESKTOP or library in guests


def _read(folder: Path) -> dict[Path, Said]:
    paths = [*_binaries(folder)]
    found = {path: Said() for path in paths}
    for at in range(0, len(paths), _AT_ONCE):
        some = paths[at : at + _AT_ONCE]
        done = subprocess.run(["objdump", "-p", "--", *map(str, some)], check=True, capture_output=True, text=True)
        _understand(done.stdout.splitlines(), found)
    return found


def _understand(lines: Iterable[str], found: dict[Path, Said]) -> None:
    now = Said()
    for line in lines:
        if (start := _FILE.match(line)) is not None:
            now = found[Path(start[1])]
        elif (one := _NEEDED.match(line)) is not None:
            now.needed.add(one[1])
        elif (version := _VERSION.search(line)) is not None:
            number = tuple(map(int, version[2].split(".")))
            now.versions[version[1]] = max(number, now.versions.get(version[1], ()))


def _binaries(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(len(_ELF)) == _ELF:
                    yield path


def main(arguments: Sequence[str]) -> int:
    """Tell of the folder that `arguments` names; 1 where it needs what it must not."""
    (folder,) = (Path(one).absolute() for one in arguments)
    found = unmet(folder)
    for one in found:
        print(f"lacking: {one}")
    print("needs at least " + ", ".join(f"{name} {version}" for name, version in oldest(folder).items()))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
