# SPDX-License-Identifier: Apache-2.0
"""What a program leaves beside a file when it is killed is cleared by the next one that writes it, and nothing else."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edgeassist.core import files
from edgeassist.history.chats import Chats
from edgeassist.speech.keeping import Keeping
from edgeassist.worker import probe_model

NOBODY = 999_999_999
"""A number that no system gives to a process."""
KILLED_WHILE_WRITING = """
import os, sys
from pathlib import Path
from edgeassist.core import files
os.fsync = lambda _: os.kill(os.getpid(), 9)
files.replace_file(Path(sys.argv[1]), b"never whole")
"""


def left(path: Path, *, age_s: float = 3600) -> Path:
    """Return a half-written file that nothing was written to for so long."""
    path.write_bytes(b"half")
    moment = time.time() - age_s
    os.utime(path, (moment, moment))
    return path


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_the_next_writer_clears_what_a_killed_one_left_beside_a_file(tmp_path: Path) -> None:
    file = tmp_path / "note[1].json"
    files.replace_file(file, b"old")
    assert subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(file)], check=False).returncode == -9
    assert len(list(tmp_path.iterdir())) == 2
    assert file.read_bytes() == b"old"
    files.replace_file(file, b"new")
    assert list(tmp_path.iterdir()) == [file], "a run right after the kill leaves nothing over"
    assert file.read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="not every system tells of a process that has ended")
def test_a_killed_writer_whose_end_nobody_asked_for_is_gone_too(tmp_path: Path) -> None:
    file = tmp_path / "note.json"
    with subprocess.Popen([sys.executable, "-c", KILLED_WHILE_WRITING, str(file)]) as writer:
        os.waitid(os.P_PID, writer.pid, os.WEXITED | os.WNOWAIT)
        assert len(list(tmp_path.iterdir())) == 1
        files.replace_file(file, b"new")
        assert list(tmp_path.iterdir()) == [file]


def test_what_another_running_program_writes_and_what_is_somebody_elses_stays(tmp_path: Path) -> None:
    file = tmp_path / "card.json"
    names = [
        f".card.json.{os.getppid()}.abc.part",
        ".card.json.part",
        ".card.json.mine.part",
        ".card.json.9.txt",
        f".card.json.{NOBODY}.a.b.part",
        f".card.json.{'9' * 30}.part",
        f".other.json.{NOBODY}.abc.part",
    ]
    others = {left(tmp_path / one) for one in names}
    files.replace_file(file, b"new")
    assert set(tmp_path.iterdir()) == {file, *others}


def test_what_changed_lately_stays_where_the_making_takes_long(tmp_path: Path) -> None:
    """It may be another computer's, or of a program in a box of its own."""
    file = tmp_path / "history.sqlite3"
    young, _old = (left(tmp_path / f".{file.name}.{NOBODY}.{age_s}.part", age_s=age_s) for age_s in (5, 3600))
    files.clear_parts(file)
    assert list(tmp_path.iterdir()) == [young]


def test_all_that_belongs_to_a_half_written_database_goes(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite3"
    own = files.own_part(file, "restore")
    assert own.name == f".history.sqlite3.{os.getpid()}.restore.part"
    for name in ("restore.part", "restore.part-journal", "part", "part-wal", "part-shm"):
        left(tmp_path / f".history.sqlite3.{NOBODY}.{name}")
    left(own)
    files.clear_parts(file)
    assert list(tmp_path.iterdir()) == [own]


def test_where_nothing_can_be_cleared_the_file_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, held = tmp_path / "card.json", left(tmp_path / f".card.json.{NOBODY}.abc.part")

    def refused(_path: str) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "unlink", refused)
    files.clear_parts(file)
    monkeypatch.undo()
    files.clear_parts(tmp_path / "gone" / "card.json")
    assert held.exists()


def test_of_two_that_create_a_file_the_first_one_stays(tmp_path: Path) -> None:
    file = tmp_path / "key"
    files.create_file(file, b"first")
    files.create_file(file, b"second")
    assert file.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [file]


def test_without_second_names_for_files_one_is_created_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_path: Path, _target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", unknown)
    files.create_file(tmp_path / "key", b"only")
    files.create_file(tmp_path / "key", b"late")
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"only"]


def test_a_copy_of_the_conversations_that_was_to_be_put_back_is_not_left_for_good(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    chats = Chats(path)
    chats.start().add_question("one")
    backup = chats.backups.make()
    chats.close()
    names = [f".history.sqlite3.{NOBODY}.{what}" for what in ("restore.part", "restore.part-journal", "part-wal")]
    halves = {left(tmp_path / name) for name in names}
    half_backup = left(backup.path.with_name(f".{backup.path.name}.{NOBODY}.part"))
    again = Chats(path)
    assert not any(half.exists() for half in halves)
    again.backups.write_to(backup.path)
    assert not half_backup.exists()
    assert again.backups.restore(backup.path).exists()
    again.close()
    assert list(tmp_path.rglob(".*")) == []


def test_what_a_killed_program_recorded_goes_with_the_next_recording(tmp_path: Path) -> None:
    half = left(tmp_path / f".said.wav.{NOBODY}.abc.part")
    keeping = Keeping(tmp_path / "said.wav")
    assert not half.exists()
    (own,) = tmp_path.iterdir()
    assert own.name.startswith(f".said.wav.{os.getpid()}.")
    keeping.keep()
    assert [one.name for one in tmp_path.iterdir()] == ["said.wav"]


def test_test_models_that_were_half_made_go_with_the_next_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cpu-probe-1-f16.gguf", "cpu-probe-1-q4_0.gguf", "cpu-probe-1-q4_k_m.gguf"):
        left(tmp_path / f".{name}.{NOBODY}.part")
    monkeypatch.setattr(probe_model, "_quantize", lambda _source, target, kind: target.write_text(kind))
    probe_model.make_probes(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cpu-probe-1-q4_0.gguf", "cpu-probe-1-q4_k_m.gguf"]
