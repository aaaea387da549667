# SPDX-License-Identifier: Apache-2.0
"""The bare Linux of the smoke test: what every desktop has is there, what only this machine has is not."""

import os
import shutil
import sys
from pathlib import Path

import pytest
import smoke_checks
from smoke_ground import Failed, Ground, removed
from smoke_root import BareGround, desktop_libraries

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not Path("/sbin/ldconfig").exists(), reason="a root folder of its own is for Linux"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a program folder whose worker is a system's `cat`."""
    made = tmp_path / "bundle"
    (made / "_internal").mkdir(parents=True)
    shutil.copy(shutil.which("cat") or "/bin/cat", made / "edgeassist-worker")
    for one in (tmp_path, *tmp_path.parents):
        if one.stat().st_mode & 0o001 == 0:
            one.chmod(0o755)
    return made


@pytest.fixture
def bare(folder: Path, tmp_path: Path) -> BareGround:
    made = BareGround(tmp_path / "bare", folder)
    if made.remarks:
        pytest.skip(made.remarks[0])
    return made


def test_a_program_runs_there_with_the_libraries_of_a_desktop(bare: BareGround) -> None:
    done = bare.run(bare.worker, "/proc/self/status")
    assert (done.code, done.err) == (0, "")
    (users,) = [line.split() for line in done.out.splitlines() if line.startswith("Uid:")]
    assert users[1] == ("65534" if os.geteuid() == 0 else "0")
    assert bare.libraries > 20


def test_nothing_else_of_this_machine_is_there(bare: BareGround) -> None:
    for path in ("/etc/passwd", sys.executable, __file__, "/bin/sh"):
        assert Path(path).exists()
        done = bare.run(bare.worker, path)
        assert (done.code, "No such file" in done.err) == (1, True)


def test_what_is_mounted_there_is_seen_by_nobody_else(bare: BareGround) -> None:
    assert bare.run(bare.worker, "/proc/self/comm").out == "edgeassist-work\n"
    assert [*(bare.root / "proc").iterdir()] == [*(bare.root / "dev").iterdir()] == []
    removed(bare.folder)


def test_the_home_is_named_as_it_is_seen_from_inside(bare: BareGround) -> None:
    assert bare.environ(DISPLAY=":3")["HOME"] == "/".join(("", "home", "Jérôme 田中"))
    assert bare.environ(DISPLAY=":3")["DISPLAY"] == ":3"
    assert bare.home.is_dir()


def test_what_the_folder_carries_is_not_lent_to_it(folder: Path) -> None:
    before = {path.name for path in desktop_libraries(folder)}
    assert {"libc.so.6", "libstdc++.so.6"} <= before
    (folder / "_internal" / "libstdc++.so.6").write_bytes(b"ours")
    assert before - {path.name for path in desktop_libraries(folder)} == {"libstdc++.so.6"}


def test_where_no_root_can_be_made_it_fails(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "ldd").symlink_to(shutil.which("ldd") or "/usr/bin/ldd")
    monkeypatch.setenv("PATH", f"{tools}:/sbin")
    (tools / "bash").symlink_to(shutil.which("bash") or "/bin/bash")
    bare = BareGround(tmp_path / "bare", folder)
    with pytest.raises(Failed, match="nobody make a root"):
        bare.run(bare.worker)


def test_where_nothing_can_be_mounted_it_is_a_remark(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    script = 'for word; do [ "$word" != -m ] || { echo "mount: denied" >&2; exit 32; }; done'
    (tools / "unshare").write_text(f"#!/bin/sh\n{script}\n")
    (tools / "unshare").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin:/sbin")
    ground = Ground(folder, tmp_path / "home")
    assert ground.remarks == []
    assert smoke_checks.bare_system(ground) == "this machine cannot make one"
    assert ground.remarks == ["not tried on a bare system: mount: denied"]
