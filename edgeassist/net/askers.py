# SPDX-License-Identifier: Apache-2.0
"""Who asked for a connection: the module on the stack, the library it went through, the plug-in it belongs to.

A stack is read where somebody asks, and must be read fast; which package brings a module is found out later, on the
thread that writes the log. Code that no Python called (another thread's, a native library's) has no name here.
"""

import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import FrameType

from edgeassist.core.language import later

_CARRIERS = sys.stdlib_module_names | {"anyio", "h11", "httpcore2", "httpx2", "huggingface_hub", "requests", "urllib3"}
_TRIAL = ("urllib3.util.connection", "_has_ipv6")
"""urllib3 tries at its import whether a socket can be bound to ::1; it is refused as well, and nobody's wish."""
UNKNOWN = later("unknown code")
_OUR_DOORS = "edgeassist."
"""How the groups of entry points begin that plug-ins register under."""


@dataclass(frozen=True, slots=True)
class Asker:
    """`who` as the stack tells it; `callers`: the top packages on the stack, the innermost first."""

    who: str
    callers: tuple[str, ...] = ()
    is_trial: bool = False

    @property
    def named(self) -> str:
        """`who`, with the plug-in that asked where one is on the stack. Reads what is installed: not for a hot path."""
        for top in self.callers:
            if plugin := plugin_of(top):
                return f"{plugin}: {self.who}"
        return self.who


def asker(frame: FrameType | None) -> Asker:
    """Return who asked, seen from `frame`."""
    through, who = "", ""
    callers: dict[str, None] = {}
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if (name, frame.f_code.co_name) == _TRIAL:
            return Asker(name, is_trial=True)
        top = name.partition(".")[0]
        if top not in _CARRIERS:
            callers.setdefault(top)
            who = who or (f"{name} through {through}" if through else name) or UNKNOWN
        elif not who:
            through = through or ("" if top in sys.stdlib_module_names else top)
        frame = frame.f_back
    return Asker(who or through or UNKNOWN, tuple(callers))


@cache
def plugin_of(top: str) -> str:
    """Return name and version of the installed plug-in that brings the package `top`; empty where none does."""
    from importlib.metadata import distributions  # 30 ms, and seldom wanted

    with suppress(Exception):  # what strangers say of their packages may be broken in any way
        for one in distributions():
            doors = [door for door in one.entry_points if door.group.startswith(_OUR_DOORS)]
            if not doors or one.name == "edgeassist":
                continue
            brings = {door.module.partition(".")[0] for door in doors} | {path.parts[0] for path in one.files or ()}
            if top in brings:
                return f"{one.name} {one.version}"
    return ""
