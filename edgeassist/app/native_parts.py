# SPDX-License-Identifier: Apache-2.0
"""Which native libraries the program needs, and whether each of them can be loaded here. Loads none itself."""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from edgeassist.app.children import child_command
from edgeassist.core.loading_child import DONE, TRYING

MODULES = (
    "_ctypes",
    "_hashlib",
    "_sqlite3",
    "_ssl",
    "PySide6.QtCore",
    "PySide6.QtGui",
    "PySide6.QtSvg",
    "PySide6.QtWidgets",
    "blake3",
    "charset_normalizer",
    "llama_cpp",
    "lxml.etree",
    "msgspec",
    "numpy",
    "pocketsphinx",
    "psutil",
    "pypdfium2",
    "rapidfuzz.fuzz",
    "sentencex",
    "shiboken6",
    "sounddevice",
    "soundfile",
    "soxr",
    "vosk",
    "yaml",
)
_LIBRARIES = (".so", ".dylib", ".dll", ".pyd")
_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Unloadable:
    """A module or library that cannot be loaded, and why."""

    name: str
    why: str


def libraries_in(inside: Path) -> tuple[str, ...]:
    """Return the paths of all libraries of a bundle, plug-ins of Qt among them; of two names for one file the first."""
    found: dict[Path, str] = {}
    for path in sorted(inside.rglob("*")):
        if any(one in path.suffixes for one in _LIBRARIES) and path.is_file():
            found.setdefault(path.resolve(), str(path))
    return tuple(found.values())


def optional(name: str) -> bool:
    """Tell whether a library may miss something of the system: a part of Qt for a desktop that is not this one."""
    return "PySide6" in Path(name).parts


def unloadable(names: Sequence[str], command: Sequence[str] = ()) -> tuple[Unloadable, ...]:
    """Return those of `names` that cannot be loaded, each tried once, in children that may die of it."""
    return tuple(_tried(list(names), command or child_command("load")))


def _tried(names: list[str], command: Sequence[str]) -> Iterator[Unloadable]:
    while names:
        said, ending = _child(names, command)
        tried = [line[1:] for line in said if line.startswith(TRYING)]
        faults = [line[1:] for line in said if line.startswith(DONE)]
        yield from (Unloadable(name, why) for name, why in zip(tried, faults, strict=False) if why)
        if len(faults) == len(names):
            return
        guilty = names[len(faults)]
        yield Unloadable(guilty, ending)
        names = names[len(faults) + 1 :]


def _child(names: Sequence[str], command: Sequence[str]) -> tuple[list[str], str]:
    """Return what a child said about `names`, and how it ended where it did not get through."""
    try:
        done = subprocess.run(
            [*command],
            check=False,
            input="\n".join(names).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_LIMIT_S,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        return [], f"the process that loads it could not be started: {error.strerror}"
    except subprocess.TimeoutExpired as error:
        return (error.stdout or b"").decode(errors="replace").splitlines(), f"did not come back in {_LIMIT_S:g} s"
    return done.stdout.decode(errors="replace").splitlines(), f"ended the process (code {done.returncode})"
