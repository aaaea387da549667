# SPDX-License-Identifier: Apache-2.0
"""The licence of each package and native library: `licences.toml`, read, and which licences may not be shipped."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.metadata import Distribution
from pathlib import Path

from cyclonedx.spdx import is_expression

TABLE = Path(__file__).resolve().parent / "licences.toml"
EXCUSED = ("GCC-exception-3.1", "Bootloader-exception")
"""Exceptions that free a program from the GPL of what it is linked with, or started by."""
_REFUSED = re.compile(r"\bA?GPL-")
_CLASSIFIED = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
}


@dataclass(frozen=True, slots=True)
class Native:
    """One row: a native library by the files it lies in, or by the files it is a part of."""

    name: str
    licence: str
    files: tuple[str, ...]
    inside: tuple[str, ...]
    texts: tuple[str, ...]
    of: str

    def fits(self, file: str) -> bool:
        """Tell whether this row names `file`, a path below the inner folder."""
        return any(fnmatchcase(file, form) for form in self.files)

    def is_inside(self, file: str) -> bool:
        """Tell whether `file` contains what this row names."""
        return any(fnmatchcase(file, form) for form in self.inside)


@dataclass(frozen=True, slots=True)
class Said:
    """What the table says of a Python package; empty where the package's own words hold."""

    licence: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The table."""

    packages: Mapping[str, Said]
    natives: tuple[Native, ...]

    def native(self, file: str) -> Native | None:
        """Return the first row that names `file`."""
        return next((row for row in self.natives if row.fits(file)), None)

    def within(self, files: tuple[str, ...]) -> Iterator[tuple[Native, str]]:
        """Yield each row that is a part of one of `files`, with the first such file."""
        for row in self.natives:
            if first := next((file for file in files if row.is_inside(file)), None):
                yield row, first


def rules(table: Path = TABLE) -> Rules:
    """Read the table."""
    read = tomllib.loads(table.read_text(encoding="utf-8"))
    packages = {
        name: Said(row.get("licence", ""), tuple(row.get("text", ()))) for name, row in read["distribution"].items()
    }
    natives = (
        Native(
            row["name"],
            row["licence"],
            tuple(row.get("files", ())),
            tuple(row.get("inside", ())),
            tuple(row.get("text", ())),
            row.get("of", ""),
        )
        for row in read["native"]
    )
    return Rules(packages, tuple(natives))


def licence_of(package: Distribution, said: Said) -> str:
    """Return the SPDX expression of a Python package; empty when neither the table nor the package gives one."""
    if said.licence:
        return said.licence
    for field in ("License-Expression", "License"):
        told = next(iter(package.metadata.get_all(field) or ()), "")
        if told and is_expression(told):
            return str(told)
    kinds = (one.rpartition("::")[2].strip() for one in package.metadata.get_all("Classifier") or ())
    return next((_CLASSIFIED[kind] for kind in kinds if kind in _CLASSIFIED), "")


def refused(licence: str) -> bool:
    """Tell whether `licence` leaves no way but the GPL or the AGPL; the LGPL and GCC's exception are no such."""
    ways = re.split(r"\s+OR\s+", licence.replace("(", " ").replace(")", " "))
    return all(any(_binds(term) for term in re.split(r"\s+AND\s+", way)) for way in ways)


def _binds(term: str) -> bool:
    name, _, exception = term.strip().partition(" WITH ")
    return bool(_REFUSED.match(name)) and exception not in EXCUSED
