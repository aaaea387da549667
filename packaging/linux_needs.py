# SPDX-License-Identifier: Apache-2.0
"""Finds out which packages of Debian a program folder needs besides what it carries itself. Packs nothing."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_ELF = b"\x7fELF"
_AT_ONCE = 100
_IN_PACKAGE = {"libgdk-3.so.0": "libgtk-3-0"}
"""Libraries that lie in a package of another name, where the package need not be here to be asked."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be installed, and what plug-ins of the program look for that it does well without."""

    depends: str
    recommends: tuple[str, ...]


def needs(home: Path) -> Needs:
    """Return the packages whose libraries the program in `home` needs and does not bring along.

    A plug-in whose libraries are not even here to be looked at (another desktop's) is no reason not to install.
    """
    binaries = tuple(_binaries(home))
    wanted = needed_by(binaries)
    carried = {path.name for path in home.rglob("*.so*")}
    outside = {name for names in wanted.values() for name in names} - carried
    here = _here()
    lacking = outside - here.keys()
    looked_at = [path for path in binaries if not lacking & wanted[path]]
    if not looked_at:
        return Needs("libc6", ())
    only_carried = _packages_of(carried, here) - _packages_of(outside, here)
    depends = _shlibdeps(home, looked_at, only_carried)
    return Needs(depends or "libc6", tuple(sorted({package_of(library) for library in lacking})))


def needed_by(binaries: Iterable[Path]) -> dict[Path, set[str]]:
    """Return the names of the libraries that each of `binaries` says it needs."""
    found: dict[Path, set[str]] = {path: set() for path in binaries}
    paths = [*found]
    for at in range(0, len(paths), _AT_ONCE):
        some = paths[at : at + _AT_ONCE]
        said = _said(["objdump", "-p", "--", *map(str, some)])
        now: set[str] = set()
        for line in said.splitlines():
            if (start := re.match(r"(/.+):\s+file format ", line)) is not None:
                now = found[Path(start[1])]
            elif (one := re.match(r"\s+NEEDED\s+(\S+)", line)) is not None:
                now.add(one[1])
    return found


def package_of(library: str) -> str:
    """Return the name that Debian gives to the package of a library: `libgtk-3.so.0` is in libgtk-3-0."""
    stem, _, number = library.partition(".so.")
    named = f"{stem}-{number}" if stem[-1].isdigit() else f"{stem}{number}"
    return _IN_PACKAGE.get(library, named)


def _shlibdeps(home: Path, binaries: Iterable[Path], left_out: Iterable[str]) -> str:
    """Return what Debian's own tool says of `binaries`, without the packages `left_out`."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "debian").mkdir()
        (Path(name) / "debian" / "control").write_text("Source: edgeassist\n\nPackage: edgeassist\nArchitecture: any\n")
        paths = sorted(map(str, binaries))
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", f"-S{home.parent.parent}"]
        command += [f"-l{place}" for place in sorted({str(path.parent) for path in _binaries(home)})]
        command += [f"-x{package}" for package in sorted(left_out)]
        command += [f"-e{path}" for path in paths]
        ended = subprocess.run(command, check=False, cwd=name, capture_output=True, text=True)
    if ended.returncode != 0:
        raise RuntimeError(f"dpkg-shlibdeps: {ended.stderr.strip()}")
    found = re.search(r"^shlibs:Depends=(.+)$", ended.stdout, re.MULTILINE)
    return found[1] if found is not None else ""


def _here() -> dict[str, str]:
    """Return where the loader of this system finds a library, by the library's name."""
    rows = (line.strip().partition(" => ") for line in _said(["/sbin/ldconfig", "-p"]).splitlines())
    return {name.split()[0]: place for name, _, place in rows if place}


def _packages_of(libraries: Iterable[str], here: Mapping[str, str]) -> set[str]:
    """Return the installed packages that hold the libraries of these names."""
    places = {here[name] for name in libraries if name in here}
    both = places | {f"/usr{place}" for place in places} | {place.removeprefix("/usr") for place in places}
    said = _said(["dpkg-query", "--search", *sorted(both)], may_fail=True) if both else ""
    return {name.partition(":")[0] for line in said.splitlines() for name in line.partition(": ")[0].split(", ")}


def _said(command: list[str], *, may_fail: bool = False) -> str:
    told = os.environ | {"LC_ALL": "C.UTF-8"}
    return subprocess.run(command, check=not may_fail, capture_output=True, text=True, env=told).stdout


def _binaries(home: Path) -> Iterator[Path]:
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == _ELF:
                    yield path
