# SPDX-License-Identifier: Apache-2.0
"""The step of the self-test that tries what the window is opened with: each of Qt's platform plug-ins that we carry.

Each is tried in a child that may die of it. Imports no Qt and shows no window.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edgeassist.app.children import child_command
from edgeassist.app.display_child import ABSENT
from edgeassist.app.selftest import Bench, StepFailed

WANTED = {"darwin": ("cocoa",), "win32": ("windows",), "linux": ("xcb", "wayland")}
"""System -> the plug-ins that show a window there; `offscreen` is wanted on each besides, and shows none."""

_HERE_BY = {"xcb": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
"""The display of a plug-in is there to be opened where this variable says where; others need none."""

_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one plug-in: `fault` is empty where it works; `here` tells that there was a display to open."""

    name: str
    fault: str = ""
    here: bool = False


def display(_bench: Bench) -> str:
    """Load every way to open a window, and open those whose display is here."""
    return judged([tried("offscreen", os.environ), *(tried(name, os.environ) for name in _wanted())])


def judged(plugins: Sequence[Tried]) -> str:
    """Return what became of the plug-ins; raise `StepFailed` where no window could be opened.

    A desktop has what its own plug-in asks of the system, and not always what the other's does.
    """
    offscreen, *real = plugins
    bad = [one for one in real if one.fault]
    fatal = [one for one in plugins if one.fault and (one is offscreen or one.here or len(bad) == len(real))]
    if fatal:
        raise StepFailed("; ".join(f"{one.name}: {one.fault}" for one in fatal))
    words = [f"{one.name} {'opened' if one.here else 'loaded'}" for one in plugins if not one.fault]
    return "; ".join([", ".join(words), *(f"not on this system: {one.name} ({one.fault})" for one in bad)])


def tried(name: str, environ: Mapping[str, str], command: Sequence[str] = ()) -> Tried:
    """Return what becomes of one plug-in. `command` stands in for the child in tests."""
    child = tuple(command) or child_command("display")
    here = name not in _HERE_BY or bool(environ.get(_HERE_BY[name]))
    fault = _fault([*child, "load", name])
    if not fault and here:
        fault = _fault([*child, "open", name])
    return Tried(name, fault, here)


def _wanted() -> tuple[str, ...]:
    return WANTED.get(sys.platform, WANTED["linux"])


def _fault(command: Sequence[str]) -> str:
    """Return why a child did not end well; empty where it did."""
    try:
        done = subprocess.run(
            [*command],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LIMIT_S,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        return f"the process that tries it could not be started: {error.strerror}"
    except subprocess.TimeoutExpired:
        return f"did not come back in {_LIMIT_S:g} s"
    if done.returncode == 0:
        return ""
    if done.returncode == ABSENT:
        return "no such plug-in is among the files"
    said = [line for line in (done.stdout or done.stderr).decode(errors="replace").splitlines() if line.strip()]
    return said[0].strip() if said else f"ended the process (code {done.returncode})"
