# SPDX-License-Identifier: Apache-2.0
"""A bare Linux for the smoke test: a root folder with the program and the libraries every desktop has, and no more.

What else the building machine has is out of reach there: no shell, no Python, no package, no font. Runs one command.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from bundle_libraries import ON_EVERY_DESKTOP
from smoke_ground import NOBODY, Failed, Ground, copied, make_home

DATA = ("/usr/share/alsa",)
"""What those libraries read, and end the process without."""

_LISTED = re.compile(r"^\s(\S+) \(libc6,.*\) => (/\S+)$", re.MULTILINE)  # without a comma it is of 32 bits
_NEEDED = re.compile(r"(/\S+) \(0x[0-9a-f]+\)$", re.MULTILINE)
_SOCKETS = "tmp/.X11-unix"
_ENTER = f"""
PATH=$PATH:/usr/sbin:/sbin root=$1
shift
mount --rbind /proc "$root/proc" && mount --rbind /dev "$root/dev" || exit
if [ -d /{_SOCKETS} ]; then mount --bind /{_SOCKETS} "$root/{_SOCKETS}" || exit; fi
exec chroot "$@"
"""
"""The folders are seen by this one process and its children only, and gone with them."""


class BareGround(Ground):
    """Runs programs of a copy of the folder in a root of their own; their paths are those inside of it."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        for name in ("proc", "dev", "tmp", _SOCKETS):
            (root / name).mkdir(parents=True, exist_ok=True)
        (root / "tmp").chmod(0o1777)
        super().__init__(copied(folder, root / "EdgeAssist"), make_home(root / "home", "Jérôme 田中"))
        self.libraries = 0
        for path in desktop_libraries(self.folder):
            self.libraries += 1
            target = root / path.relative_to("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        for name in DATA:
            if Path(name).is_dir():
                shutil.copytree(name, root / name[1:])

    @property
    def worker(self) -> str:
        """The console program."""
        return "/EdgeAssist/edgeassist-worker"

    def environ(self, **more: str) -> dict[str, str]:
        """Return all there is in the environment."""
        return {**super().environ(**more), "HOME": f"/{self.home.relative_to(self.root)}"}

    def command(self, *words: str) -> list[str]:
        """Return the command that runs `words` in the bare root, without a network and without root's rights."""
        if not self._fence:
            raise Failed("this machine lets nobody make a root of his own (unshare)")
        who = [f"--userspec={NOBODY}:{NOBODY}"] if self.is_root else []
        return [*self._fence, "-m", "sh", "-c", _ENTER, "sh", str(self.root), *who, str(self.root), *words]

    def _found_fence(self) -> Sequence[str]:
        """Return what opens a namespace to mount in, too; nothing, and a remark, where the system does not let us."""
        fence = super()._found_fence()
        mount = [*fence, "-m", "mount", "--rbind", "/proc", str(self.root / "proc")]
        done = subprocess.run(mount, check=False, capture_output=True, text=True) if fence else None
        if done is not None and done.returncode:
            self.remarks.append(f"not tried on a bare system: {done.stderr.strip()}")
            return ()
        return fence


def desktop_libraries(folder: Path) -> Iterator[Path]:
    """Yield where this machine has the libraries of a desktop and what those need, but for what `folder` carries."""
    carried = {path.name for path in (folder / "_internal").glob("*.so*")}
    paths = {path for name, path in _LISTED.findall(_said("/sbin/ldconfig", "-p")) if name in ON_EVERY_DESKTOP}
    needed = {*_NEEDED.findall(_said("ldd", *sorted(paths)))}
    yield from (Path(path) for path in sorted(paths | needed) if Path(path).name not in carried)


def _said(*command: str) -> str:
    told = os.environ | {"LC_ALL": "C.UTF-8"}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=told).stdout
