# SPDX-License-Identifier: Apache-2.0
"""Reads which versions are pinned and what the project asks for. Installs nothing."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([A-Za-z0-9][A-Za-z0-9.+!]*)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def canonical(name: str) -> str:
    """Return the one spelling that all spellings of a distribution's name share."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(constraints: Path) -> dict[str, str]:
    """Return name -> version of the constraints file; anything but pins and comments in it is an error."""
    versions: dict[str, str] = {}
    for number, line in enumerate(constraints.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        match = _PIN.fullmatch(text)
        if match is None:
            raise ValueError(f"{constraints.name}:{number} is not `name==version`: {line}")
        versions[canonical(match[1])] = match[2]
    return versions


@dataclass(frozen=True, slots=True)
class Wants:
    """What pyproject.toml asks for, each a requirement string: to run, to build the project, to develop, to freeze."""

    runtime: tuple[str, ...]
    build: tuple[str, ...]
    develop: tuple[str, ...]
    bundle: tuple[str, ...]


def wants(pyproject: Path) -> Wants:
    """Read the requirements of the project."""
    table = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    project = table["project"]
    return Wants(
        tuple(project["dependencies"]),
        tuple(table["build-system"]["requires"]),
        tuple(project["optional-dependencies"]["dev"]),
        tuple(project["optional-dependencies"]["bundle"]),
    )


def named(requirement: str) -> str:
    """Return the canonical name that `requirement` begins with."""
    match = _NAME.match(requirement)
    if match is None:
        raise ValueError(f"not a requirement: {requirement}")
    return canonical(match[0])
