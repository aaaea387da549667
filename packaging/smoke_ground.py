# SPDX-License-Identifier: Apache-2.0
"""Where the smoke test runs a frozen program: no network, hardly an environment, a user without rights, a home.

Knows how to shut a process in and how to see that it is gone; knows nothing of what the program is to do.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

NOBODY = 65534
LIMIT_S = 150.0
_LEAVING_S, _LOOK_S = 5.0, 0.05
_PATH = "/usr/local/bin:/usr/bin:/bin"


class Failed(Exception):
    """The program did not do what it must; the text says what it did instead."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: the exit code, what was written where, how long it took."""

    code: int
    out: str
    err: str
    took_s: float


@dataclass
class Ground:
    """Runs programs of `folder` for a person whose home is `home`. `remarks` tells what is not possible here."""

    folder: Path
    home: Path
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.is_root = os.geteuid() == 0
        self._fence = self._found_fence()

    @property
    def worker(self) -> str:
        """The console program."""
        return str(self.folder / "edgeassist-worker")

    @property
    def window(self) -> str:
        """The window's program."""
        return str(self.folder / "edgeassist")

    def environ(self, **more: str) -> dict[str, str]:
        """Return all there is in the environment: no locale, no D-Bus, no desktop."""
        return {"PATH": _PATH, "HOME": str(self.home), **more}

    def command(self, *words: str) -> list[str]:
        """Return the command that runs `words` without a network, and without root's rights where we are root."""
        drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if self.is_root else []
        return [*self._fence, *drop, *words]

    def run(self, *words: str, environ: Mapping[str, str] | None = None, limit_s: float = LIMIT_S) -> Ended:
        """Run to the end and return how it ended; raise `Failed` where it does not, or leaves a process behind."""
        began = time.monotonic()
        try:
            done = subprocess.run(
                self.command(*words),
                check=False,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                env=dict(environ or self.environ()),
                cwd="/",
                timeout=limit_s,
            )
        except subprocess.TimeoutExpired as error:
            self.end_all()
            raise Failed(f"{Path(words[0]).name} was still running after {limit_s:g} s") from error
        self.require_nobody_left()
        out, err = (text.decode("utf-8", "backslashreplace") for text in (done.stdout, done.stderr))
        return Ended(done.returncode, out, err, time.monotonic() - began)

    def require_nobody_left(self) -> None:
        """Raise `Failed` where a process of the program lives on."""
        until = time.monotonic() + _LEAVING_S
        while left := self.running():
            if time.monotonic() > until:
                self.end_all()
                raise Failed(f"left running: {'; '.join(left.values())}")
            time.sleep(_LOOK_S)

    def running(self) -> dict[int, str]:
        """Return the processes whose program is one of the folder's, with their command lines."""
        found: dict[int, str] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    program, words = (entry / "exe").readlink(), (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if self.folder in program.parents:
                    found[int(entry.name)] = words.replace(b"\0", b" ").decode(errors="replace").strip()
        return found

    def borrowed(self) -> set[str]:
        """Return what running processes of the program took from this machine although the folder has it."""
        return self.foreign(path for number in self.running() for path in _mapped(number))

    def foreign(self, loaded: Iterable[Path]) -> set[str]:
        """Return those of the `loaded` libraries that are the machine's own although the folder has them."""
        carried = {path.name for path in (self.folder / "_internal").glob("*.so*")}
        outside = {path for path in loaded if self.folder not in path.parents}
        return {str(path) for path in outside if any(_is_same(path.name, name) for name in carried)}

    def end_all(self) -> None:
        """Kill what is left of the program."""
        for number in self.running():
            try:
                os.kill(number, 9)
            except ProcessLookupError:
                continue

    def _found_fence(self) -> Sequence[str]:
        """Return what opens an empty network namespace; nothing, and a remark, where the system does not let us."""
        fence = ["unshare", "-n"] if self.is_root else ["unshare", "-rn"]
        if shutil.which("unshare") is None:
            self.remarks.append("run with the network of this machine: there is no `unshare` here")
            return ()
        done = subprocess.run([*fence, "true"], check=False, capture_output=True, text=True)
        if done.returncode:
            self.remarks.append(f"run with the network of this machine: {done.stderr.strip()}")
            return ()
        return fence


def _mapped(number: int) -> set[Path]:
    try:
        lines = Path(f"/proc/{number}/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # it is gone, or another user's and locked
        return set()
    return {Path(line[line.index("/") :]) for line in lines if "/" in line and ".so" in line}


def _is_same(name: str, carried: str) -> bool:
    """Tell whether a file of the system, `libffi.so.8.1.2`, is the library that is carried as `libffi.so.8`."""
    return name == carried or name.startswith(f"{carried}.")


def make_home(folder: Path, name: str) -> Path:
    """Return a new empty home called `name`, which belongs to whoever runs the program."""
    home = folder / name
    home.mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)
    return home


def copied(bundle: Path, target: Path) -> Path:
    """Return a copy of the bundle that everybody may read and nobody may write to; links where the drive has them."""
    try:
        shutil.copytree(bundle, target, symlinks=True, copy_function=os.link)
    except OSError:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(bundle, target, symlinks=True)
    for path in [target, *target.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o555)
    return target


def removed(folder: Path) -> None:
    """Remove a folder with what `copied` made in it."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)
