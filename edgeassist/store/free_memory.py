# SPDX-License-Identifier: Apache-2.0
"""How much memory a new process could take now: the system's figure, or a container's if that is lower."""

import os
from collections.abc import Callable
from pathlib import Path

_UNLIMITED = 2**60


def system_available() -> int:
    """Return what the system says is available without swapping, in bytes."""
    import psutil

    return int(psutil.virtual_memory().available)


def free_memory(available: Callable[[], int] = system_available, root: Path = Path("/")) -> int:
    """Return the bytes a model may take now. `root` is where `/proc` and `/sys` are found."""
    return max(0, min([available(), *_container_rooms(root)]))


def _container_rooms(root: Path) -> list[int]:
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return []
    rooms = []
    for line in lines:
        _, controllers, path = (*line.split(":", 2), "", "")[:3]
        if controllers == "":
            rooms += _rooms(root / "sys/fs/cgroup", path, ("memory.max", "memory.current", "inactive_file"))
        elif "memory" in controllers.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            rooms += _rooms(root / "sys/fs/cgroup/memory", path, names)
    return rooms


def _rooms(mount: Path, path: str, names: tuple[str, str, str]) -> list[int]:
    """Return the room below every limit from the group up to the mount; inside a container the path is not mounted."""
    folder = Path(os.path.normpath(mount / path.strip("/")))
    folders = [one for one in (folder, *folder.parents) if one == mount or mount in one.parents]
    rooms = (_room(one, *names) for one in folders)
    return [room for room in rooms if room is not None]


def _room(folder: Path, limit_name: str, usage_name: str, cache_name: str) -> int | None:
    try:
        limit, usage = (folder / limit_name).read_text().strip(), int((folder / usage_name).read_text())
        if not limit.isdigit() or int(limit) >= _UNLIMITED:
            return None
        return int(limit) - usage + _reclaimable(folder, cache_name)
    except (OSError, ValueError):
        return None


def _reclaimable(folder: Path, cache_name: str) -> int:
    try:
        rows = dict(line.split(" ", 1) for line in (folder / "memory.stat").read_text().splitlines())
        return int(rows.get(cache_name, "0"))
    except (OSError, ValueError):
        return 0
