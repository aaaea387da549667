# SPDX-License-Identifier: Apache-2.0
"""What older settings files are turned into, step by step. Each step has a test. Reads no file."""

import tomllib
from collections.abc import Callable, Mapping

VERSION_KEY = "version"

Table = dict[str, object]


def _numbered(table: Table) -> Table:
    """From 0, the files that have no number, to 1: only the number is new."""
    return table


STEPS: tuple[Callable[[Table], Table], ...] = (_numbered,)
"""Step n turns a table of version n into one of version n + 1."""

VERSION = len(STEPS)


def version_of(table: Mapping[str, object]) -> int:
    """Return the version that wrote `table`; 0 where it says none, or nonsense."""
    told = table.get(VERSION_KEY)
    return told if type(told) is int and told >= 0 else 0


def migrated(table: Mapping[str, object]) -> Table:
    """Return `table` as this version would have written it; one of a later version as it is. No version in it."""
    now = {key: value for key, value in table.items() if key != VERSION_KEY}
    for step in STEPS[version_of(table) :]:
        now = step(now)
    return now


def format_of(content: bytes) -> int:
    """Return the version that wrote the file with this content; 0 where that cannot be told."""
    try:
        return version_of(tomllib.loads(content.decode()))
    except (ValueError, RecursionError):
        return 0
