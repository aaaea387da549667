# SPDX-License-Identifier: Apache-2.0
"""The wall around this process: the kernel refuses it, its threads and its children every network socket, for good.

Seccomp allows sockets of the file system (the screen, the desktop) and no other kind, whoever asks: Python, Qt, a
plug-in's native code. Before it goes up the `door` is forked, which opens what the gate asks for. Linux on x86-64 and
64-bit ARM; where it cannot go up, `Wall.fault` says why, in plain words.
"""

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edgeassist.core.language import later, tr
from edgeassist.net.door import Door, open_door
from edgeassist.worker import landlock, seccomp

NO_SUCH_SYSTEM = later("no lock of the system: only our own check")


@dataclass(frozen=True, slots=True)
class Wall:
    """What holds: the door, or why there is none. `askers`: where the door asks whose code it was that tried.

    `apart`: other programs are out of reach too, in which a stranger's code could do what it may not do here.
    """

    door: Door | None = None
    fault: str = ""
    askers: socket.socket | None = None
    apart: bool = False


def put_up(log: Path, environment: Mapping[str, str] | None = None) -> Wall:
    """Fork the door and put the wall up. Call it first thing in a process, from its only thread; never in a test's."""
    if reason := why_not(os.environ if environment is None else environment):
        return Wall(fault=reason)
    try:
        door = open_door(log)
    except OSError as error:
        return Wall(
            fault=tr("the process that opens connections could not be started: {reason}", reason=error.strerror)
        )
    try:
        landlock.forbid_new_privileges()
        apart = _kept_apart()
        if (listener := seccomp.listen()) is not None:
            return Wall(door, askers=_attended(door, listener), apart=apart)
        if seccomp.restrict(local_sockets=True, programs=True):
            return Wall(door, apart=apart)
        reason = tr("this kernel has no seccomp filter")
    except OSError as error:
        reason = tr("the kernel refused the lock: {reason}", reason=error.strerror)
    door.close()
    return Wall(fault=reason)


def _kept_apart() -> bool:
    try:
        return landlock.keep_out_of_others()
    except OSError:
        return False


def _attended(door: Door, listener: int) -> socket.socket | None:
    """Have the door answer the kernel; without it the kernel itself refuses, and nobody hears of it."""
    try:
        return door.attend(listener)
    except OSError:
        return None
    finally:
        os.close(listener)


def why_not(environment: Mapping[str, str]) -> str:
    """Return why no wall can go up here; empty when one can."""
    if sys.platform != "linux":
        return NO_SUCH_SYSTEM
    if seccomp.program(os.uname().machine, local_sockets=True, programs=True) is None:
        return tr("not known for this kind of processor ({machine})", machine=os.uname().machine)
    screen = environment.get("DISPLAY", "").rpartition(":")[0]
    if screen not in ("", "unix") and not screen.startswith("/") and not environment.get("WAYLAND_DISPLAY"):
        return tr(
            "the screen itself is reached over the network (DISPLAY={display})", display=environment.get("DISPLAY", "")
        )
    return ""
