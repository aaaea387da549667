# SPDX-License-Identifier: Apache-2.0
"""The smoke test itself: it sees what is left running, what is on stderr and which file was changed."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import bundle_list
import bundle_needs
import pytest
import smoke
import smoke_checks
import smoke_screen
from smoke_checks import CHECKS, Check
from smoke_ground import Ended, Failed, Ground, copied, make_home, removed

from edgeassist.core.installation import LIST_NAME, Damage, altered

FINE = {"name": "Chat", "ok": True, "says": "Hi"}
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="processes are found by /proc")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Return a folder that looks like a bundle: shell scripts for programs, and a system's `sleep` among its files."""
    folder = tmp_path / "bundle"
    (folder / "_internal" / "sub").mkdir(parents=True)
    (folder / "_internal" / "sub" / "data").write_bytes(b"data")
    shutil.copy(shutil.which("sleep") or "/bin/sleep", folder / "sleep")
    _program(folder, "edgeassist-worker", 'echo "$@"')
    _program(folder, "edgeassist", "exit 2")
    bundle_list.write_list(folder)
    return folder


@pytest.fixture
def ground(bundle: Path, tmp_path: Path) -> Ground:
    """Return the ground of that bundle; the folders above are opened for whoever it runs as."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o001 == 0:
            folder.chmod(0o755)
    return Ground(bundle, make_home(tmp_path / "homes", "Jérôme 田中"))


def _program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_the_list_names_all_files_and_is_not_in_itself(bundle: Path) -> None:
    assert bundle_list.write_list(bundle) == 4
    lines = (bundle / "_internal" / LIST_NAME).read_text().splitlines()
    names = [line.split(" ", 2)[2] for line in lines[1:]]
    assert names == ["_internal/sub/data", "edgeassist", "edgeassist-worker", "sleep"]
    assert altered(bundle / "_internal") == ()
    (bundle / "sleep").write_bytes(b"")
    assert altered(bundle / "_internal") == (Damage("sleep", missing=False),)


def test_a_folder_that_is_no_bundle_gets_no_list(tmp_path: Path) -> None:
    with pytest.raises(bundle_list.NoBundle):
        bundle_list.write_list(tmp_path)


def test_the_list_is_the_same_for_the_same_files(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (bundle / "_internal" / LIST_NAME).read_bytes()
    assert bundle_list.main([str(bundle)]) == 0
    assert (bundle / "_internal" / LIST_NAME).read_bytes() == before
    assert capsys.readouterr().out == f"4 files listed in {bundle}\n"


@linux_only
def test_a_run_gives_code_output_and_little_environment(ground: Ground) -> None:
    script = _program(ground.folder, "show", 'env | cut -d= -f1 | sort; echo "$HOME" >&2; exit 3')
    done = ground.run(str(script))
    assert done.code == 3
    assert {*done.out.split()} <= {"HOME", "PATH", "PWD", "OLDPWD", "SHLVL", "_"}
    assert done.err == f"{ground.home}\n"


@linux_only
def test_a_run_has_no_network_and_no_rights(ground: Ground) -> None:
    code = "import os, socket; print(os.geteuid(), [name for _, name in socket.if_nameindex()])"
    done = ground.run("python3", "-c", code)
    if ground.remarks:
        pytest.skip(ground.remarks[0])
    assert done.out.strip() == f"{65534 if ground.is_root else 0} ['lo']"


@linux_only
def test_what_runs_on_is_told_and_ended(ground: Ground) -> None:
    process = subprocess.Popen([str(ground.folder / "sleep"), "60"])
    try:
        assert list(ground.running()) == [process.pid]
        ground.end_all()
        assert process.wait(60) == -9
        assert ground.running() == {}
        ground.require_nobody_left()
    finally:
        process.kill()
        process.wait()


@linux_only
def test_a_program_that_does_not_end_fails(ground: Ground) -> None:
    with pytest.raises(Failed, match=r"sleep was still running after 0\.2 s"):
        ground.run(str(ground.folder / "sleep"), "60", limit_s=0.2)
    assert ground.running() == {}


@pytest.mark.parametrize(
    ("code", "err", "why"),
    [
        (1, "sorry", "it left with 1 instead of 0: sorry"),
        (0, "Qt: hm\n", "unexpected on stderr: Qt: hm"),
    ],
)
def test_another_code_or_a_word_on_stderr_fails(code: int, err: str, why: str) -> None:
    with pytest.raises(Failed) as failure:
        smoke_checks._quiet(Ended(code, "", err, 0.0), 0)
    assert str(failure.value) == why


def test_a_quiet_run_passes() -> None:
    done = Ended(0, "out", "", 0.0)
    assert smoke_checks._quiet(done, 0) is done


@linux_only
def test_the_self_test_is_asked_for_json(ground: Ground) -> None:
    _program(ground.folder, "edgeassist-worker", f"echo '{json.dumps({'steps': [FINE, FINE]})}'")
    assert smoke_checks.selftest(ground) == "2 steps passed"


@linux_only
def test_the_self_test_may_not_live_on_what_this_machine_has_of_ours(ground: Ground) -> None:
    answer = json.dumps({"steps": [FINE]})
    _program(ground.folder, "edgeassist-worker", f"\"${{0%/*}}/sleep\" 0; echo '{answer}'")
    assert smoke_checks.selftest(ground) == "1 steps passed"
    (ground.folder / "_internal" / "libc.so.6").write_bytes(b"ours")
    with pytest.raises(Failed, match=r"in place of ours: /\S+/libc\.so\.6$"):
        smoke_checks.selftest(ground)


@linux_only
def test_a_step_that_failed_is_named(ground: Ground) -> None:
    answer = json.dumps({"steps": [FINE, {"name": "Speech", "ok": False, "says": "it is mute"}]})
    _program(ground.folder, "edgeassist-worker", f"echo '{answer}'; exit 1")
    with pytest.raises(Failed, match=r"^Speech: it is mute$"):
        smoke_checks.selftest(ground)


@linux_only
def test_a_traceback_is_no_clear_sentence(ground: Ground) -> None:
    _program(ground.folder, "edgeassist-worker", "echo 'X cannot be used; set EDGEASSIST_HOME. Traceback' >&2; exit 7")
    with pytest.raises(Failed, match="edgeassist-worker said"):
        smoke_checks.unwritable_home(ground)


@linux_only
def test_without_a_display_one_line_is_wanted(ground: Ground) -> None:
    _program(ground.folder, "edgeassist", "echo 'no display here' >&2; exit 2")
    assert smoke_checks.no_display(ground) == "no display here"
    _program(ground.folder, "edgeassist", "printf 'no display\\nabort\\n' >&2; exit 2")
    with pytest.raises(Failed, match="it said"):
        smoke_checks.no_display(ground)


def test_a_message_is_read_from_the_conversations(tmp_path: Path) -> None:
    folder = tmp_path / ".local/share/EdgeAssist"
    assert smoke_checks._kept_in(tmp_path, "user") == ""
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "history.sqlite3")) as connection, connection:
        connection.execute("CREATE TABLE messages (role, text, partial)")
        connection.executemany("INSERT INTO messages VALUES (?, ?, ?)", [("user", "Hm?", 0), ("assistant", "We", 1)])
    assert smoke_checks._kept_in(tmp_path, "user") == "Hm?"
    assert smoke_checks._kept_in(tmp_path, "assistant") == ""


def test_a_copy_can_be_read_by_all_and_written_by_none(bundle: Path, tmp_path: Path) -> None:
    made = copied(bundle, tmp_path / "copy")
    assert altered(made / "_internal") == ()
    assert {path.stat().st_mode & 0o777 for path in made.rglob("*") if path.is_dir()} == {0o555}
    removed(made)
    assert not made.exists()
    assert altered(bundle / "_internal") == ()


def test_a_home_belongs_to_whoever_runs_the_program(tmp_path: Path) -> None:
    home = make_home(tmp_path / "new", "Jérôme 田中")
    assert home.is_dir()
    assert os.name == "nt" or home.stat().st_uid == (65534 if os.geteuid() == 0 else os.geteuid())


def test_what_is_waited_for_is_returned_at_once_and_the_last_look_at_the_end() -> None:
    seen = iter(["", "", "there"])
    assert smoke_screen.waited_for(lambda: next(seen), 30.0) == "there"
    assert smoke_screen.waited_for(lambda: "", 0.0) == ""


def test_each_check_is_told_and_a_failure_is_the_exit_code(
    bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_ground: Ground) -> str:
        raise Failed("it did not")

    checks = (Check("one", lambda _ground: "fine"), Check("two", refuse), Check("three", refuse, lambda: "Xvfb"))
    monkeypatch.setattr(smoke, "CHECKS", checks)
    assert smoke.main([str(bundle)]) == 1
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if not line.startswith("note")]
    assert [(line[0], line[1], " ".join(line[4:])) for line in lines] == [
        ("ok", "one", "fine"),
        ("BAD", "two", "it did not"),
        ("BAD", "three", "cannot be tried here: Xvfb is not installed"),
    ]
    assert smoke.main([str(bundle), "--only", "one", "--without-fence"]) == 0


@linux_only
def test_without_an_empty_network_it_fails_unless_that_is_allowed(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(smoke, "CHECKS", (Check("one", lambda _ground: "fine"),))
    tools = tmp_path / "tools"
    tools.mkdir()
    _program(tools, "unshare", "echo 'unshare: not permitted' >&2; exit 1")
    monkeypatch.setenv("PATH", str(tools))
    assert smoke.main([str(bundle)]) == 1
    said = "run with the network of this machine: unshare: not permitted"
    assert f"BAD   {said}; with --without-fence this passes" in capsys.readouterr().out
    assert smoke.main([str(bundle), "--without-fence"]) == 0
    assert f"note  {said}" in capsys.readouterr().out


@linux_only
def test_what_only_the_building_machine_has_fails(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "GLIBC 2." in smoke_checks.own_libraries(ground)
    monkeypatch.setattr(bundle_needs, "ON_EVERY_DESKTOP", frozenset({"ld-linux-x86-64.so.2"}))
    with pytest.raises(Failed, match=r"only this machine has libc\.so\.6, which sleep needs"):
        smoke_checks.own_libraries(ground)


@linux_only
@pytest.mark.parametrize(
    ("carried", "is_borrowed"),
    [("libc.so.6", True), ("libc.so", True), ("libc", False), ("libcrypt.so.1", False)],
    ids=["same name", "longer name outside", "no library", "another"],
)
def test_a_library_of_the_machine_in_place_of_a_carried_one_is_seen(
    ground: Ground, carried: str, is_borrowed: bool
) -> None:
    (ground.folder / "_internal" / carried).write_bytes(b"ours")
    with subprocess.Popen([str(ground.folder / "sleep"), "60"]) as process:
        try:
            seen = smoke_screen.waited_for(lambda: "libc.so.6" in _maps(process.pid), 10.0)
            assert seen
            assert bool(ground.borrowed()) == is_borrowed
        finally:
            process.kill()
    assert ground.borrowed() == set()


def _maps(number: int) -> str:
    return Path(f"/proc/{number}/maps").read_text()


def test_a_program_that_changes_its_own_files_fails(
    bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(ground: Ground) -> str:
        (ground.folder / "sleep").write_bytes(b"another")
        return "fine"

    monkeypatch.setattr(smoke, "CHECKS", (Check("one", change),))
    assert smoke.main([str(bundle)]) == 1
    assert "BAD   sleep was changed by the program itself" in capsys.readouterr().out


def test_without_a_bundle_the_smoke_test_says_how_to_get_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert smoke.main([str(tmp_path)]) == 1
    assert "`make bundle` builds it" in capsys.readouterr().err


def test_the_checks_have_names_of_their_own() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
