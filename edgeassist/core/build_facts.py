# SPDX-License-Identifier: Apache-2.0
"""Which build this is: the version, and of a frozen one the commit it was made from. Knows nothing of updates."""

import json
from dataclasses import dataclass
from pathlib import Path

from edgeassist import __version__
from edgeassist.core.paths import resource

FILE_NAME = "build.json"
_SHOWN_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class BuildFacts:
    """What `build.json` says; from source it is not there and `commit` is empty.

    `changed` tells that the files were not those of the commit. `packs` are the names of model packs inside.
    """

    version: str
    commit: str = ""
    changed: bool = False
    packs: tuple[str, ...] = ()

    def described(self) -> str:
        """Return the version and what tells two builds of it apart: `0.1.0 (0123456789)`."""
        if not self.commit:
            return self.version
        return f"{self.version} ({self.commit[:_SHOWN_CHARACTERS]}{'+' if self.changed else ''})"


def this_build(path: Path | None = None) -> BuildFacts:
    """Return what this program was made from; a file that cannot be read says no more than the version."""
    try:
        table = json.loads((path or resource(FILE_NAME)).read_text(encoding="utf-8"))
        return BuildFacts(
            version=str(table["version"]),
            commit=str(table["commit"]),
            changed=bool(table["changed"]),
            packs=tuple(map(str, table["packs"])),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return BuildFacts(__version__)


def text_of(facts: BuildFacts) -> str:
    """Return the content of the file that `this_build` reads."""
    table = {"version": facts.version, "commit": facts.commit, "changed": facts.changed, "packs": list(facts.packs)}
    return json.dumps(table, indent=1, sort_keys=True) + "\n"
