# SPDX-License-Identifier: Apache-2.0
"""The locks on a child, put on before it meets a stranger's bytes. Says which are in force, promises no other.

Call `lock` from the main thread before any other thread exists: the kernel's locks reach the calling thread and its
later ones. The audit hook sees Python's own sockets only: an early alarm, not a wall.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from edgeassist.worker import alarm, landlock, seccomp

_SYSTEM = ("/usr", "/lib", "/lib64", "/etc", "/proc", "/sys", "/dev")


def lock(
    folders: Sequence[Path],
    *,
    writable: Sequence[Path] = (),
    devices: Sequence[Path] = (),
    local_sockets: bool = False,
    told: alarm.Told = alarm.to_stderr,
) -> tuple[str, ...]:
    """Forbid sockets, other programs, reading outside the runtime and `folders`, and writing; return what holds.

    In the folders `writable` files may be made, written, renamed and deleted; the `devices` may be used. With
    `local_sockets` native code may reach services of this machine (a sound server) by AF_UNIX, and no network.
    `told` hears what is refused (`alarm`).
    """
    sys.dont_write_bytecode = True  # Python would be refused it, and that would be told as a stranger's deed
    if sys.platform != "linux":
        alarm.ring(alarm.Alarm(told))
        return ("audit",)
    readable = [*map(Path, _SYSTEM), *_runtime(), *folders]
    _holds("no new privileges", landlock.forbid_new_privileges)
    put_on = {
        "landlock": lambda: landlock.restrict(readable, writable, devices),
        "seccomp": lambda: seccomp.restrict(local_sockets=local_sockets),
    }
    in_force = [name for name, restrict in put_on.items() if _holds(name, restrict)]
    reach = alarm.Reach.of(readable, [*writable, *devices]) if "landlock" in in_force else None
    alarm.ring(alarm.Alarm(told, reach, programs="seccomp" in in_force))
    return (*in_force, "audit")


def _holds(name: str, restrict: Callable[[], bool | None]) -> bool:
    """Put one lock on; one that fails keeps no other from being tried."""
    try:
        return bool(restrict())
    except OSError as error:
        sys.stderr.write(f"edgeassist worker: a lock could not be put on ({name}): {error}\n")
        return False


def _runtime() -> list[Path]:
    """Return where the interpreter, the installed packages and this program lie."""
    program = Path(__file__).resolve().parents[2]
    roots = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve().parent]
    roots += [Path(entry) for entry in sys.path if entry.endswith("site-packages")]
    return [*roots, program / "edgeassist", program / "resources"]
