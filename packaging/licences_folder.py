# SPDX-License-Identifier: Apache-2.0
"""Tells what a frozen program folder really holds, file by file and module by module, and whose each is.

Reads the folder and the environment it was made in; judges no licence.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pins

INNER = ("_internal", "Contents/Frameworks", "Contents/Resources")
"""Where PyInstaller puts all but the programs: on Linux and Windows, and in a macOS application."""
PROGRAM = "edgeassist"
PYTHON, FREEZER = "python", "pyinstaller"
_NATIVE = (".so", ".dll", ".pyd", ".dylib")
_FREEZERS_OWN = ("pyimod", "pyi_", "_pyi_", "pyiboot")


@dataclass(frozen=True, slots=True)
class Contents:
    """What was found: names of Python modules, and files by their path below the inner folder (links left out)."""

    modules: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose all of it is: the files and modules of each Python package by its canonical name, and what is left."""

    packages: Mapping[str, tuple[str, ...]]
    natives: tuple[str, ...]
    strays: tuple[str, ...]
    """Modules and code that belong to nobody known: never to be shipped."""


def read(folder: Path) -> Contents:
    """Return what the program `folder` holds; the modules are listed inside the program itself."""
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(_program(folder))).open_embedded_archive("PYZ.pyz")
    files = [
        path.relative_to(inner).as_posix()
        for inner in (folder / name for name in INNER)
        for path in sorted(inner.rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]
    return Contents(tuple(sorted(archive.toc)), tuple(files))


def _program(folder: Path) -> Path:
    places = (PROGRAM, f"{PROGRAM}.exe", f"Contents/MacOS/{PROGRAM}")
    return next(folder / place for place in places if (folder / place).is_file())


def installed() -> dict[str, Distribution]:
    """Return every Python package of this environment by its canonical name."""
    return {pins.canonical(one.metadata["Name"]): one for one in distributions()}


def owned(contents: Contents, packages: Mapping[str, Distribution]) -> Owned:
    """Sort `contents` by owner; what a package lists as installed is that package's."""
    owners = {str(file): name for name, one in packages.items() for file in one.files or ()}
    found: dict[str, list[str]] = {PROGRAM: [], FREEZER: [FREEZER]}
    natives: list[str] = []
    strays: list[str] = []
    for module in contents.modules:
        owner = _owner_of_module(module, owners)
        found.setdefault(owner, []).append(module) if owner else strays.append(module)
    for file in contents.files:
        if owner := owners.get(file) or _owner_by_place(file):
            found.setdefault(owner, []).append(file)
        elif _is_native(file) or file == "base_library.zip":
            natives.append(file)
        elif not _is_paper(file):
            strays.append(file)
    return Owned({name: tuple(parts) for name, parts in found.items()}, tuple(natives), tuple(strays))


def _owner_of_module(module: str, owners: Mapping[str, str]) -> str:
    path, top = module.replace(".", "/"), module.partition(".")[0]
    for file in (f"{path}.py", f"{path}/__init__.py"):
        if file in owners:
            return owners[file]
    if top == PROGRAM:
        return PROGRAM
    if top.startswith(_FREEZERS_OWN):
        return FREEZER
    if top in sys.stdlib_module_names or top.startswith("_sysconfigdata"):
        return PYTHON
    # a folder that only holds packages of others, such as `jaraco`
    return next((owner for file, owner in owners.items() if file.startswith(f"{path}/")), "")


def _owner_by_place(file: str) -> str:
    top = file.partition("/")[0]
    if top == "resources" or file == "build.json":
        return PROGRAM
    if top.endswith(".dist-info"):
        return pins.canonical(top.removesuffix(".dist-info").rpartition("-")[0])
    return ""


def _is_native(file: str) -> bool:
    name = Path(file).name
    return any(part in name for part in (".so.", "Python")) or name.endswith(_NATIVE)


def _is_paper(file: str) -> bool:
    """Tell whether the file is a note of the packing itself: lists and sums."""
    return "/" not in file and file.endswith((".json", ".txt", ".list"))
