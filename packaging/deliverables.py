# SPDX-License-Identifier: Apache-2.0
"""Makes what people download from the program folder that `make bundle` left, and the sums of it.

Runs in the environment: `python packaging/deliverables.py [--folder FOLDER] [--output FOLDER]`. On Linux: the one file
and the .deb; on Windows the installer; on macOS the disk image.
"""

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import linux_deb
import linux_file
import macos_image
import windows_setup

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bundle" / ("EdgeAssist.app" if sys.platform == "darwin" else "EdgeAssist")
OUTPUT = ROOT / "build" / "deliverables"
PROGRAMS = ("edgeassist", "edgeassist.exe", "Contents/MacOS/edgeassist")
TOOLS = {"linux": ("zstd", "gcc", "dpkg-deb", "dpkg-shlibdeps"), "darwin": ("codesign", "hdiutil")}


def main(arguments: Sequence[str]) -> int:
    """Make all for this system; leave with 1 when there is no program folder or a tool is missing."""
    parser = argparse.ArgumentParser(description="Make the files that people download.")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="the program folder; on macOS the .app")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the files go")
    chosen = parser.parse_args(arguments)
    if not any((chosen.folder / name).is_file() for name in PROGRAMS):
        print(f"{chosen.folder} holds no program; run `make bundle` first", file=sys.stderr)
        return 1
    if lacking := [tool for tool in TOOLS.get(sys.platform, ()) if shutil.which(tool) is None]:
        print(f"missing here: {', '.join(lacking)}", file=sys.stderr)
        return 1
    for path in make(chosen.folder, chosen.output):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    return 0


def make(folder: Path, output: Path) -> tuple[Path, ...]:
    """Write every file for this system, and the sums of all, into `output`; return them.

    They are made beside it and take their names when all are whole.
    """
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=output) as name:
        made = _make(folder, Path(name))
        sums = Path(name) / "SHA256SUMS"
        sums.write_text("".join(f"{_sum(path)}  {path.name}\n" for path in made), encoding="ascii", newline="\n")
        return tuple(path.replace(output / path.name) for path in (*made, sums))


def _make(folder: Path, output: Path) -> tuple[Path, ...]:
    if sys.platform == "win32":
        return (windows_setup.build(folder, output, version=version()),)
    if sys.platform == "darwin":
        return (macos_image.build(folder, output, version=version(), machine=platform.machine()),)
    return _make_linux(folder, output)


def _make_linux(folder: Path, output: Path) -> tuple[Path, ...]:
    release = linux_deb.Release(version(), platform.machine(), date_s())
    one_file = output / f"EdgeAssist-{release.version}-linux-{release.machine}.run"
    package = output / f"edgeassist_{release.debian_version}_{release.architecture}.deb"
    linux_deb.build(folder, package, release)
    linux_file.build(folder, one_file, version=release.version, date_s=release.date_s)
    return one_file, package


def version() -> str:
    """Return the version that the code says it has, without importing it."""
    text = (ROOT / "edgeassist" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise ValueError("edgeassist/__init__.py names no version")
    return found[1]


def date_s() -> int:
    """Return the date that all files get: `SOURCE_DATE_EPOCH`, or that of the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
