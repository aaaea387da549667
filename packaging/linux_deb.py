# SPDX-License-Identifier: Apache-2.0
"""Makes a .deb of a program folder: `/opt/edgeassist`, one command, one menu entry. Has no script that runs as root.

Menu, icons and file types are taken up by the triggers of Debian's own packages.
"""

import gzip
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import linux_needs
import linux_share

ROOT = Path(__file__).resolve().parent.parent
HOME = "opt/edgeassist"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_RECOMMENDS = ("fonts-dejavu-core | fonts-noto-core", "xdg-utils")
_CONTROL = """\
Package: edgeassist
Version: {version}
Architecture: {architecture}
Section: text
Priority: optional
Maintainer: The EdgeAssist authors <edgeassist@example.invalid>
Installed-Size: {size_kib}
Depends: {depends}
Recommends: {recommends}
Description: assistant that works without the internet
 Chats, summarizes, translates and takes spoken commands with a language model
 on this computer. Fetches or imports models, makes them smaller, and shows what
 each answer costs in time, memory and battery. A small model comes with it.
"""


@dataclass(frozen=True, slots=True)
class Release:
    """What is packed: the version as the program says it, the machine as Python names it, the date of every file."""

    version: str
    machine: str
    date_s: int

    @property
    def debian_version(self) -> str:
        """The version in Debian's order: a trial version comes before the version itself."""
        return re.sub(r"(?<=\d)(a|b|rc|\.dev)(\d+)$", r"~\1\2", self.version).replace("~.", "~")

    @property
    def architecture(self) -> str:
        """Debian's name of the machine."""
        return _ARCHITECTURES.get(self.machine, self.machine)


def build(folder: Path, output: Path, release: Release) -> Path:
    """Write the package `output` from the program `folder`."""
    with tempfile.TemporaryDirectory(dir=output.parent) as name:
        tree = Path(name) / "tree"
        _lay_out(folder, tree, release)
        (tree / "DEBIAN").mkdir()
        needed = linux_needs.needs(tree / HOME)
        control = _CONTROL.format(
            version=release.debian_version,
            architecture=release.architecture,
            size_kib=sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir()) // 1024 + 1,
            depends=needed.depends,
            recommends=", ".join((*_RECOMMENDS, *needed.recommends)),
        )
        (tree / "DEBIAN" / "control").write_text(control, encoding="utf-8")
        tree.chmod(0o755)
        environ = os.environ | {"SOURCE_DATE_EPOCH": str(release.date_s), "DPKG_DEB_THREADS_MAX": "2"}
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(tree), str(output)]
        subprocess.run(command, check=True, env=environ, stdout=subprocess.DEVNULL)
    return output


def _lay_out(folder: Path, tree: Path, release: Release) -> None:
    home = tree / HOME
    shutil.copytree(folder, home, symlinks=True)
    command = tree / "usr" / "bin" / "edgeassist"
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/{HOME}/edgeassist")
    linux_share.write_share(tree / "usr" / "share")
    papers = tree / "usr" / "share" / "doc" / "edgeassist"
    papers.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", papers / "copyright")
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (papers / "changelog.gz").write_bytes(gzip.compress(changes, mtime=release.date_s))
    for path in tree.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
            os.utime(path, (release.date_s, release.date_s))
