# SPDX-License-Identifier: Apache-2.0
"""Writes the list of a bundle's files, their sizes and SHA-256 into it: the last step of every build, before packing.

`python packaging/bundle_list.py FOLDER` does it anew. What is added or signed afterwards has to be listed again.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from edgeassist.core.installation import LIST_NAME, digest, line_of, text_of

INSIDE = ("_internal", "Frameworks")
"""Where the list is looked for, below the program's folder: in a one-folder build, in an app of macOS."""

DATA_OF_APP = "Resources"
"""Where it lies in an app of macOS, with a link to it: a file in `Frameworks` would have to be signed code."""

SEALED_LAST = ("MacOS/edgeassist", "_CodeSignature/")
"""What signing an app of macOS writes last of all, with the sums of everything else, this list among it, inside."""


class NoBundle(Exception):
    """The folder is no bundle."""


def write_list(folder: Path) -> int:
    """List all files of the bundle in `folder` and return how many there are; raise `NoBundle`."""
    inside = next((folder / name for name in INSIDE if (folder / name).is_dir()), None)
    if inside is None:
        raise NoBundle(f"{folder} has neither of {', '.join(INSIDE)}")
    place = inside / LIST_NAME
    place.unlink(missing_ok=True)
    if inside.name != INSIDE[0]:
        place = folder / DATA_OF_APP / LIST_NAME
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
    lines = [*_lines(folder)]
    place.write_text(text_of(lines), encoding="utf-8", newline="\n")
    if place.parent != inside:
        (inside / LIST_NAME).symlink_to(Path("..", DATA_OF_APP, LIST_NAME))
    return len(lines)


def _lines(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not _is_sealed_last(name):
            yield line_of(name, path.stat().st_size, digest(path))


def _is_sealed_last(name: str) -> bool:
    return any(name == one or (one.endswith("/") and name.startswith(one)) for one in SEALED_LAST)


def main(arguments: Sequence[str]) -> int:
    """List the bundle that `arguments` name."""
    for one in arguments:
        print(f"{write_list(Path(one))} files listed in {one}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
