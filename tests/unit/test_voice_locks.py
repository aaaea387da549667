# SPDX-License-Identifier: Apache-2.0
"""What the voice child can still do once its locks are on: tried out in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.source_tree import ROOT

TRY = """
import ctypes, errno, os, sys
from pathlib import Path
from edgeassist.speech.child import enter
import numpy, soxr, soundfile
model, kept, other = sys.argv[1:]
print(*enter(model, kept))
libc = ctypes.CDLL(None, use_errno=True)

def tried(name, act):
    try:
        act()
    except OSError as error:
        print(name, errno.errorcode[error.errno])
    else:
        print(name, "yes")

def called(number):
    if number < 0:
        raise OSError(ctypes.get_errno(), "")

tried("internet", lambda: called(libc.socket(2, 1, 0)))
tried("internet6", lambda: called(libc.socket(10, 1, 0)))
tried("netlink", lambda: called(libc.socket(16, 3, 0)))
tried("sound server", lambda: called(libc.socket(1, 1, 0)))
tried("program", lambda: os.execv("/bin/true", ["true"]))
tried("read model", lambda: Path(model, "file").read_bytes())
tried("read other", lambda: Path(other, "file").read_bytes())
tried("write model", lambda: Path(model, "new").write_bytes(b"x"))
tried("write other", lambda: Path(other, "new").write_bytes(b"x"))
tried("write tmp", lambda: Path("/tmp/edgeassist-never").write_bytes(b"x"))
tried("write shm", lambda: Path("/dev/shm/edgeassist-never").write_bytes(b"x"))
tried("write kept", lambda: Path(kept or other, "new").write_bytes(b"x"))
"""


def tried(model: Path, kept: str, other: Path) -> dict[str, str]:
    for folder in (model, other):
        folder.mkdir()
        (folder / "file").write_bytes(b"x")
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(model), kept, str(other)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, *lines = done.stdout.splitlines()
    return {"locks": first, **dict(line.rsplit(" ", 1) for line in lines)}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other locks")
def test_the_child_reaches_a_sound_server_and_nothing_else(tmp_path: Path) -> None:
    found = tried(tmp_path / "model", "", tmp_path / "other")
    assert found["internet"] == found["internet6"] == found["netlink"] == "EACCES"
    assert found["sound server"] == "yes"
    assert found["program"] == "EPERM"
    assert found["read model"] == "yes"
    if "landlock" in found["locks"]:
        refused = ("read other", "write model", "write other", "write tmp", "write shm", "write kept")
        assert {found[one] for one in refused} == {"EACCES"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other locks")
def test_sound_can_be_kept_in_the_one_folder_that_was_asked_for(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    found = tried(tmp_path / "model", str(kept), tmp_path / "other")
    assert found["write kept"] == "yes"
    if "landlock" in found["locks"]:
        assert found["write other"] == "EACCES"
