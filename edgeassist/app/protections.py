# SPDX-License-Identifier: Apache-2.0
"""What keeps each process of ours from the network, as it is found at this moment. Reads the system, changes nothing.

A lock is named only where the kernel, or the process itself at its start, says that it holds.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil

from edgeassist.app.fencing import WALLS
from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import elided
from edgeassist.net.gate import GATE
from edgeassist.net.wall import NO_SUCH_SYSTEM
from edgeassist.runtime.state import EngineState
from edgeassist.ui.network_ports import Protection
from edgeassist.wire import Denied

_OURS = later("Python's own sockets are refused and logged outside EdgeAssist's downloads (audit hook)")
_WALL = later("The kernel refuses it every network socket, also for plug-ins and native code (seccomp)")
_APART = later("It cannot reach into other programs that run (Landlock)")
_MODES = {
    "infer": later("Engine"),
    "selftest": later("Trial of the processor code"),
    "inspect": later("Checking a model file"),
    "document": later("Reading a document"),
    "rewrite": later("Writing a document"),
    "text": later("Searching a document"),
    "keyring": later("The system's keyring"),
    "job": later("Long work on models"),
    "voice-check": later("Checking a voice model"),
    "hear": later("Microphone"),
}
_WORDS = {
    "landlock": later("files: only its models, and no TCP (Landlock)"),
    "seccomp": later("no sockets, no other programs (seccomp)"),
    "audit": later("Python's own sockets refused (audit hook)"),
}
_TRIED = {
    "connection": later("a connection to {name}"),
    "program": later("starting {name}"),
    "file": later("the file {name}"),
}
_MOST_SHOWN = 5
_AT_REST = later("Not running now. Before it reads anything it puts its locks on, and they are shown here.")


def protections(engine: EngineState, *, walled: str | None = None) -> tuple[Protection, ...]:
    """Return a row for this process and each of its children; `walled` is the fault of the wall, empty for none."""
    fault = _wall_fault() if walled is None else walled
    holding = [_OURS] if fault else [_WALL, _APART, _OURS] if WALLS and WALLS[-1].apart else [_WALL, _OURS]
    rows = [Protection(tr("This program"), ". ".join(map(tr, holding)), fault)]
    if GATE.door is not None:
        rows.append(
            Protection(
                tr("The door"),
                tr(
                    "The only process of ours that may connect: it opens what downloads ask for, writes each into the "
                    "log, and refuses while the offline switch is on"
                ),
                ""
                if _lives(GATE.door.pid)
                else tr("it has ended: nothing can be fetched until EdgeAssist is started anew"),
            )
        )
    children = list(_children())
    if all(mode != "infer" for mode, _pid in children):
        rows.append(Protection(tr("Engine"), tr(_AT_REST)))
    rows += [_of_child(mode, pid, engine, walled=not fault) for mode, pid in children]
    refused = refused_words(engine.denied)
    return tuple(replace(one, refused=refused) if one.name == tr(_MODES["infer"]) else one for one in rows)


def refused_words(denied: tuple[Denied, ...]) -> str:
    """Return what the locks kept a process from, as one sentence; empty for nothing."""
    if not denied:
        return ""
    shown = [tr(_TRIED[one.what], name=elided(one.name, 80)) for one in denied[-_MOST_SHOWN:]]
    told = tr("Refused since its start: {what}.", what="; ".join(reversed(shown)))
    more = len(denied) - len(shown)
    earlier = trn("And {n} earlier thing.", "And {n} earlier things.", more)
    return told if not more else f"{told} {earlier}"


def filters_on(pid: int) -> int:
    """Return how many system call filters the kernel has on process `pid`; 0 where that cannot be read."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    counted = re.search(r"^Seccomp_filters:\s*(\d+)", status, re.MULTILINE)
    on = re.search(r"^Seccomp:\s*2", status, re.MULTILINE) is not None
    return int(counted[1]) if counted and on else int(on)


def _wall_fault() -> str:
    """Return why this process is not walled in, the kernel asked first; empty when it is."""
    if not WALLS:
        return (
            tr("this program was not started as EdgeAssist itself, so it has no wall")
            if on_linux()
            else tr(NO_SUCH_SYSTEM)
        )
    if WALLS[-1].fault:
        return tr(WALLS[-1].fault)
    return "" if filters_on(psutil.Process().pid) else tr("the kernel does not show the lock that was put on")


def on_linux() -> bool:
    """Tell whether the system has the locks at all."""
    return sys.platform.startswith("linux")


def _of_child(mode: str, pid: int, engine: EngineState, *, walled: bool) -> Protection:
    name = tr(_MODES[mode])
    if mode == "infer" and engine.sandbox:
        locks = "; ".join(tr(_WORDS.get(one, one)) for one in engine.sandbox)
        missing = [one for one in ("landlock", "seccomp") if one not in engine.sandbox]
        return Protection(name, locks[:1].upper() + locks[1:], _missing(missing))
    own = filters_on(pid) - walled
    if own > 0:
        return Protection(name, tr(_WORDS["seccomp"]))
    if walled:
        return Protection(name, tr("no network sockets: what holds for this program holds for its children (seccomp)"))
    return Protection(name, tr(_WORDS["audit"]) if mode != "keyring" else tr("none of its own"), _missing(["seccomp"]))


def _missing(locks: list[str]) -> str:
    if not locks:
        return ""
    return tr(NO_SUCH_SYSTEM) if not on_linux() else tr("this kernel does not have: {locks}", locks=", ".join(locks))


def _children() -> Iterator[tuple[str, int]]:
    with suppress(psutil.Error):
        for child in psutil.Process().children():
            with suppress(psutil.Error):
                mode = _mode(child.cmdline())
                if mode:
                    yield mode, child.pid


def _mode(arguments: list[str]) -> str:
    at = arguments.index("--worker") + 1 if "--worker" in arguments else len(arguments)
    return arguments[at] if at < len(arguments) and arguments[at] in _MODES else ""


def _lives(pid: int) -> bool:
    try:
        return str(psutil.Process(pid).status()) != "zombie"
    except psutil.Error:
        return False
