# SPDX-License-Identifier: Apache-2.0
"""Which processes of this person are EdgeAssist's, told by their command lines. Starts and ends none.

Those of another person, or with another home of its own (`EDGEASSIST_HOME`), are left out: their cost is not ours.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import PurePath

import psutil

from edgeassist.core.paths import places
from edgeassist.telemetry.reading import Role

_ROLES: dict[str, Role] = {"infer": "engine", "job": "job", "hear": "voice"}
_NAMES = {"edgeassist", "edgeassist-window", "edgeassist-worker"}


def running() -> dict[int, Role]:
    """Return each with its role, this very command left out: it is not what a person asks about."""
    told = {one.pid: one.info for one in psutil.process_iter(["cmdline", "ppid"])}
    mine = told.get(os.getpid(), {}).get("cmdline")
    found = roles_of(
        {pid: (info["ppid"] or 0, info["cmdline"]) for pid, info in told.items() if info["cmdline"] not in (mine, None)}
    )
    return {pid: role for pid, role in found.items() if has_our_home(pid)}


def has_our_home(pid: int) -> bool:
    """Tell whether process `pid` keeps its things where we do; False where its environment may not be read."""
    try:
        return places(psutil.Process(pid).environ()) == places()
    except (psutil.Error, OSError):
        return False


def roles_of(lines: Mapping[int, tuple[int, Sequence[str]]]) -> dict[int, Role]:
    """Return the roles of those that are ours among `lines`: parent and command line by number."""
    found: dict[int, Role] = {}
    for pid, (parent, words) in lines.items():
        role = role_of(words)
        if role is not None:
            found[pid] = "other" if lines.get(parent, (0, ()))[1] == words else role
    return found


def role_of(words: Sequence[str]) -> Role | None:
    """Return what a process with the command line `words` is for; None where it is none of ours."""
    if "edgeassist" in words and words[max(0, words.index("edgeassist") - 1)] == "-m":
        rest = list(words[words.index("edgeassist") + 1 :])
    else:
        first = words[:2] if words and PurePath(words[0]).name.startswith("python") else words[:1]
        place = next((at for at, one in enumerate(first) if PurePath(one).stem in _NAMES), None)
        if place is None:
            return None
        rest = list(words[place + 1 :])
    if rest in ([], ["--offline"]):
        return "window"
    return _ROLES.get(rest[1], "other") if rest[0] == "--worker" and len(rest) > 1 else "other"
