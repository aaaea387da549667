# SPDX-License-Identifier: Apache-2.0
"""Packs a program folder into one file that a person starts: the script of `linux/*.sh`, and the folder as tar.zst.

The same folder and the same date give the same bytes. Why this form: docs/decisions/0023.
"""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import linux_share
import linux_unpacker

SCRIPTS = Path(__file__).resolve().parent / "linux"
PARTS = ("talk.sh", "places.sh", "unpack.sh", "menu.sh")
LEVEL = 19
_OFFSET_WIDTH = 12
_BLOCK_BYTES = 1 << 20
_SLACK_KIB = 64 * 1024


def build(folder: Path, output: Path, *, version: str, date_s: int, level: int = LEVEL) -> Path:
    """Write `output` from the program `folder`; every file in it gets the date `date_s` (seconds since 1970)."""
    with tempfile.TemporaryDirectory(dir=output.parent) as name:
        share, payload, tools, whole = (Path(name) / one for one in ("share", "payload", "tools", "whole"))
        linux_share.write_share(share)
        linux_unpacker.make(tools)
        (share / "licences").mkdir()
        (share / "licences" / "zstd.txt").write_text(linux_unpacker.notice(), encoding="utf-8")
        with payload.open("wb") as file:
            _write_tar(file, (*_members(tools, ""),), date_s)
            tools_bytes = file.tell()
        _pack((*_members(folder, ""), *_members(share, "share/")), payload, date_s, level)
        head = script(version, _sum(payload), _needed_kib(folder), tools_bytes)
        with whole.open("wb") as file, payload.open("rb") as packed:
            file.write(head)
            shutil.copyfileobj(packed, file, _BLOCK_BYTES)
        whole.chmod(0o755)
        whole.replace(output)
    return output


def script(version: str, sha256: str, needed_kib: int, tools_bytes: int = 0) -> bytes:
    """Return the script that goes before a payload of that sum, which begins with the tools; it knows its length."""
    text = (SCRIPTS / "setup.sh").read_text(encoding="utf-8").replace("@PARTS@", "\n\n".join(map(_part, PARTS)))
    told = {"VERSION": version, "SHA256": sha256, "NEEDED_KIB": needed_kib, "TOOLS_BYTES": tools_bytes}
    for name, value in told.items():
        text = text.replace(f"@{name}@", str(value))
    length = len(text.encode()) - len("@OFFSET@") + _OFFSET_WIDTH
    return text.replace("@OFFSET@", str(length + 1).ljust(_OFFSET_WIDTH)).encode()


def _part(name: str) -> str:
    """Return a part of the script without the comment at its top."""
    return (SCRIPTS / name).read_text(encoding="utf-8").partition("\n\n")[2].strip()


def _pack(members: tuple[tuple[Path, str], ...], payload: Path, date_s: int, level: int) -> None:
    """Append the members; what comes out is the same however many processors pack."""
    with payload.open("ab") as file:
        packer = subprocess.Popen(["zstd", f"-{level}", "-T2", "-cq"], stdin=subprocess.PIPE, stdout=file)
        if packer.stdin is None:
            raise RuntimeError("zstd takes no input")
        with packer.stdin:
            _write_tar(packer.stdin, members, date_s)
        if packer.wait() != 0:
            raise RuntimeError(f"zstd ended with code {packer.returncode}")


def _members(folder: Path, prefix: str) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        yield path, prefix + path.relative_to(folder).as_posix()


def _write_tar(stream: IO[bytes], members: tuple[tuple[Path, str], ...], date_s: int) -> None:
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.GNU_FORMAT) as archive:
        for path, name in members:
            entry = archive.gettarinfo(str(path), name)
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mtime = date_s
            entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
            if entry.islnk():  # a second name of a file already in the archive: never for the sake of our build
                entry.type, entry.linkname, entry.size = tarfile.REGTYPE, "", path.stat().st_size
            if entry.isreg():
                with path.open("rb") as file:
                    archive.addfile(entry, file)
            else:
                archive.addfile(entry)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _needed_kib(folder: Path) -> int:
    """Return what unpacking needs on the disk, each file rounded up to whole blocks, and some more."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(-(-path.stat().st_size // 4096) * 4 for path in files) + _SLACK_KIB
