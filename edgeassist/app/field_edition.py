# SPDX-License-Identifier: Apache-2.0
"""The packs that a field edition carries inside: which of them nobody has taken in yet. Takes none in itself.

A pack is read where it lies, once, straight into the models folder; the program's own folder is never written to.
"""

import json
from pathlib import Path

from edgeassist.core.files import replace_file
from edgeassist.core.paths import Places, resource

FOLDER = "packs"
SUFFIX = ".edgepack"
_NOTED = "packs-taken-in.json"


def waiting(places: Places, inside: Path | None = None) -> tuple[Path, ...]:
    """Return the packs inside this program that were not taken in here, by name; usually there are none."""
    folder = inside or resource(FOLDER)
    if not folder.is_dir():
        return ()
    taken = _taken(places)
    return tuple(path for path in sorted(folder.glob(f"*{SUFFIX}")) if _key(path) not in taken)


def note_taken_in(places: Places, path: Path, inside: Path | None = None) -> None:
    """Note that the pack at `path` is done with, so that what a person deletes later does not come back.

    A pack that is not one of this program's own is none of our business.
    """
    if path.parent == (inside or resource(FOLDER)):
        taken = sorted({*_taken(places), _key(path)})
        replace_file(places.data / _NOTED, json.dumps(taken, indent=1).encode())


def _key(path: Path) -> str:
    """Return what tells a pack from one of the same name in a later edition."""
    return f"{path.name} {path.stat().st_size}"


def _taken(places: Places) -> frozenset[str]:
    try:
        return frozenset(map(str, json.loads((places.data / _NOTED).read_bytes())))
    except (OSError, ValueError, TypeError):
        return frozenset()
