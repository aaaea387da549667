# SPDX-License-Identifier: Apache-2.0
"""Which files a start of the program is asked to open in the window: those that a file manager hands over. No Qt."""

import os
from collections.abc import Sequence
from pathlib import Path

SUFFIXES = (".gguf", ".edgepack")
"""What the window takes in when its file is opened; every other word is a command's."""
MOST_FILES = 100
NOTE_MOST_BYTES = 1 << 20
_OFFLINE = "--offline"


def files_to_open(arguments: Sequence[str]) -> tuple[Path, ...] | None:
    """Return the files that the command line names for the window, absolute; None when it is a command's line."""
    words = [word for word in arguments if word != _OFFLINE]
    if len(arguments) - len(words) > 1 or (len(words) < len(arguments) and arguments[0] != _OFFLINE):
        return None
    if any(word.startswith("-") or not word.lower().endswith(SUFFIXES) for word in words):
        return None
    # absolute: the window that takes them may be another process, in another folder
    return tuple(Path(word).absolute() for word in words[:MOST_FILES])


def note_of(files: Sequence[Path], *, offline: bool = False) -> bytes:
    """Return what one start leaves for the window that is open already; `offline`: it was started with --offline."""
    import json

    told = {"process": os.getpid(), "files": [str(file) for file in files], "offline": offline}
    return json.dumps(told).encode()


def is_offline(note: bytes) -> bool:
    """Tell whether the start that left the note was one with --offline."""
    import json

    try:
        told = json.loads(note)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("offline") is True


def files_in(note: bytes) -> tuple[Path, ...]:
    """Return the files that a note names; none when it is no note of ours. Names nothing but models and packs."""
    import json

    try:
        told = json.loads(note)
        files = told["files"] if isinstance(told, dict) else ()
    except (ValueError, KeyError, RecursionError):
        return ()
    if not isinstance(files, list):
        return ()
    paths = [Path(one) for one in files[:MOST_FILES] if isinstance(one, str) and "\0" not in one]
    return tuple(path for path in paths if path.is_absolute() and path.name.lower().endswith(SUFFIXES))
