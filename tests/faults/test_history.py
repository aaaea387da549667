# SPDX-License-Identifier: Apache-2.0
"""Conversations under lost logs, garbage, full drives and load: what was acknowledged is there (rows H03-H08)."""

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.core.errors import EdgeError
from edgeassist.history.chats import Chats
from tests.support.clocks import Clock
from tests.support.scripted_services import ScriptedServices
from tests.support.talker import killed_talking, texts

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A history whose program was killed, its last words still in the log."""
    path = tmp_path / "history.sqlite3"
    chats = Chats(path)
    chats.start().add_question("checkpointed")
    chats.shelf.pin(1)
    chats.close()
    killed_talking(path, "k", 5)
    assert path.with_name("history.sqlite3-wal").stat().st_size > 0
    return path


def test_h03_a_lost_shm_loses_nothing(killed: Path) -> None:
    killed.with_name("history.sqlite3-shm").unlink()
    chats = Chats(killed)
    assert chats.problem == ""
    chats.close()
    assert {"checkpointed", "qkx0"} <= texts(killed)


def test_h03_a_lost_log_is_told_with_the_moment_it_began(killed: Path) -> None:
    killed.with_name("history.sqlite3-wal").unlink()
    chats = Chats(killed)
    assert "may be missing" in chats.problem
    assert [one.title for one in chats.shelf.entries()] == ["checkpointed"]
    chats.close()
    again = Chats(killed)
    assert again.problem == ""
    again.close()


def test_h03_a_foreign_log_never_passes_unnoticed(killed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "history.sqlite3"
    chats = Chats(other)
    for number in range(50):
        chats.start().add_question(f"foreign {number} " + "x" * 2000)
    shutil.copy(other.with_name("history.sqlite3-wal"), killed.with_name("history.sqlite3-wal"))
    chats.close()
    before = Chats(killed)
    titles = [one.title for one in before.shelf.entries()]
    assert before.problem
    assert not [title for title in titles if "foreign" in title]
    before.close()


@pytest.mark.parametrize("with_index", [True, False])
def test_h03_a_log_of_an_earlier_day_never_undoes_what_came_after(killed: Path, *, with_index: bool) -> None:
    """Such as a synchronizing program or a rescued folder may bring back."""
    earlier = {name: killed.with_name(killed.name + name).read_bytes() for name in ("-wal", "-shm")}
    chats = Chats(killed)
    assert chats.problem == ""
    for number in range(3):
        chats.start().add_question(f"later {number} " + "x" * 9000)
    chats.close()
    killed_talking(killed, "z", 5)
    for name, content in earlier.items():
        killed.with_name(killed.name + name).write_bytes(content)
        if not with_index:
            killed.with_name(f"{killed.name}-shm").unlink(missing_ok=True)
    chats = Chats(killed)
    assert "was of an earlier time; it is kept as history.damaged-1.sqlite3-wal" in chats.problem
    assert "may be missing" in chats.problem
    chats.close()
    assert killed.with_name("history.damaged-1.sqlite3-wal").read_bytes() == earlier["-wal"]
    assert {"checkpointed", "qkx0", "later"} <= texts(killed)
    again = Chats(killed)
    assert again.problem == ""
    again.close()


@pytest.mark.parametrize("content", [b"", b"garbage" * 5000], ids=["empty", "garbage"])
@pytest.mark.parametrize("tail", ["-wal", "-shm"])
def test_h03_a_log_or_index_of_garbage_harms_nothing_that_was_saved(killed: Path, tail: str, content: bytes) -> None:
    killed.with_name(killed.name + tail).write_bytes(content)
    chats = Chats(killed)
    assert ("may be missing" in chats.problem) is (tail == "-wal")
    chats.start().add_question("goes on")
    chats.close()
    assert {"checkpointed", "goes"} | ({"qkx0"} if tail == "-shm" else set()) <= texts(killed)


@pytest.mark.parametrize("seed", range(6))
def test_h04_garbage_in_a_page_is_noticed_or_harmless(tmp_path: Path, seed: int) -> None:
    dice, path = random.Random(seed), tmp_path / "history.sqlite3"
    chats = Chats(path)
    chat = chats.start()
    for number in range(40):
        chat.add_question(f"q{number} " + "x" * 1500)
    chats.backups.make()
    chats.close()
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        file.seek(4096 * dice.randrange(pages))
        file.write(dice.randbytes(4096))
    damaged = hashlib.sha256(path.read_bytes()).digest()
    again = Chats(path)
    if again.problem:
        assert hashlib.sha256(path.with_name("history.damaged-1.sqlite3").read_bytes()).digest() == damaged
        assert again.offer is not None
        again.backups.restore(again.offer.path)
    assert len(again.latest().turns()) == 40
    again.close()


def test_h04_a_file_cut_to_nothing_is_never_silently_empty(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    chats = Chats(path)
    chats.start().add_question("one")
    chats.backups.make()
    chats.close()
    path.write_bytes(b"")
    again = Chats(path)
    assert "history restore" in again.problem
    assert path.with_name("history.damaged-1.sqlite3").read_bytes() == b""
    assert again.offer is not None
    again.backups.restore(again.offer.path)
    assert [one.title for one in again.shelf.entries()] == ["one"]
    again.close()


def test_h05_a_later_format_is_left_alone_by_every_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ScriptedServices(tmp_path).places.history
    Chats(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    for command in (["list"], ["search", "x"], ["backup"], ["export", str(tmp_path / "x.json")]):
        assert run(["history", *command], open_services=lambda: ScriptedServices(tmp_path)) == 7
        assert "format 99" in capsys.readouterr().err
    assert path.read_bytes() == before


ON_SMALL_DRIVE = """
import subprocess, sys
from pathlib import Path
from edgeassist.core.errors import EdgeError
from edgeassist.history.chats import Chats

folder, what = Path(sys.argv[1]), sys.argv[2]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5M", "none", str(folder)], check=True)
chats = Chats(folder / "history.sqlite3")
chat = chats.start()
chat.add_question("kept")
saved = 1
try:
    if what == "full":
        while True:
            chat.add_question("x" * 100_000)
            saved += 1
    chats.close()
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    chats = Chats(folder / "history.sqlite3")
    chats.latest().add_question("refused")
except EdgeError as error:
    print(error.code, error.hint)
if what == "full":
    (folder / "history.sqlite3-shm").stat()
    subprocess.run(["mount", "-o", "remount,size=50M", str(folder)], check=True)
    chat.add_question("goes on")
    print(len(chat.turns()) == saved + 1)
"""


def on_small_drive(folder: Path, what: str) -> str:
    command = ["unshare", "-rm", sys.executable, "-c", ON_SMALL_DRIVE, str(folder), what]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@linux_only
def test_h06_a_full_drive_keeps_what_was_saved_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    said = on_small_drive(tmp_path, "full")
    assert said.startswith("history-disk-full")
    assert said.endswith("True\n")


@linux_only
def test_h06_a_question_that_a_full_drive_did_not_take_stands_in_the_box_under_a_banner(tmp_path: Path) -> None:
    command = ["unshare", "-rm", sys.executable, "-m", "tests.support.chat_program", "full"]
    path = tmp_path / "drive" / "history.sqlite3"
    ran = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=600, check=False, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr
    full, banner, box = ran.stdout.splitlines()
    assert full == "full"
    assert banner.startswith("banner Your question was not sent, because it could not be saved.")
    assert "Free some space" in banner
    assert box == "box question 1"


@linux_only
def test_h07_a_read_only_drive_is_explained(tmp_path: Path) -> None:
    assert on_small_drive(tmp_path, "read-only").startswith("history-unavailable")


UNDER_A_LOCKED_FOLDER = """
import sys
from edgeassist.cli import run
sys.exit(run(["history", "list"]))
"""


@linux_only
@pytest.mark.parametrize("how", ["read-only", "foreign"])
def test_h07_a_folder_that_is_not_ours_is_named_with_a_way_out(tmp_path: Path, how: str) -> None:
    home = tmp_path / "home"
    Chats(home / "data" / "history.sqlite3").close()
    before = (home / "data" / "history.sqlite3").read_bytes()
    for folder in (home / "data", home):
        folder.chmod(0o500 if how == "read-only" else 0)
    ran = subprocess.run(
        [*without_a_superuser(), sys.executable, "-c", UNDER_A_LOCKED_FOLDER],
        env={**os.environ, "EDGEASSIST_HOME": str(home)}, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    for folder in (home, home / "data"):
        folder.chmod(0o700)
    assert ran.returncode == 7, ran.stderr
    assert str(home) in ran.stderr
    assert "EDGEASSIST_HOME" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert (home / "data" / "history.sqlite3").read_bytes() == before


def without_a_superuser() -> list[str]:
    """Return what takes from root the right to pass over file modes; nothing for anybody else."""
    if os.geteuid() != 0:
        return []
    tool = shutil.which("setpriv")
    if tool is None:
        pytest.skip("root passes over file modes, and there is no setpriv here to prevent it")
    return [tool, "--bounding-set", "-dac_override,-dac_read_search"]


def test_h08_a_backup_under_load_is_a_moment_of_it(tmp_path: Path) -> None:
    chats = Chats(tmp_path / "history.sqlite3")
    chat = chats.start()
    chat.add_question("0")
    enough = threading.Event()

    def talk() -> None:
        number = 0
        while not enough.is_set():
            number += 1
            chat.add_question(str(number))

    talker = threading.Thread(target=talk)
    talker.start()
    try:
        backups = []
        for number in range(5):
            target = tmp_path / f"copy-{number}.sqlite3"
            asked = len(chat.turns())
            chats.backups.write_to(target)
            backups.append((asked, target, len(chat.turns())))
    finally:
        enough.set()
        talker.join()
    for before, target, after in backups:
        with closing(sqlite3.connect(target)) as connection:
            said = [text for (text,) in connection.execute("SELECT text FROM messages ORDER BY id")]
        assert said == [str(number) for number in range(len(said))]
        assert before <= len(said) <= after
    _before, target, _after = backups[2]
    with closing(sqlite3.connect(target)) as connection:
        copied = [text for (text,) in connection.execute("SELECT text FROM messages ORDER BY id")]
    present = [turn.text for turn in chat.turns()]
    aside = chats.backups.restore(target)
    assert [turn.text for turn in chats.latest().turns()] == copied
    chats.backups.restore(aside)
    assert [turn.text for turn in chats.latest().turns()] == present
    chats.close()


def test_h08_seven_days_are_kept_however_often_a_backup_is_made(tmp_path: Path) -> None:
    clock = Clock()
    chats = Chats(tmp_path / "history.sqlite3", clock=clock)
    chats.start().add_question("one")
    for _day in range(9):
        clock.now += 24 * 3600
        chats.backups.make()
        chats.backups.make()
    kept = [one.day for one in chats.backups.kept()]
    assert len(kept) == 7
    assert kept == [kept[0] - timedelta(days=number) for number in range(7)]
    chats.close()


def test_what_a_killed_backup_left_is_cleared_away(tmp_path: Path) -> None:
    chats = Chats(tmp_path / "history.sqlite3")
    chats.start().add_question("one")
    chats.backups.make()
    left = chats.backups.folder / ".history-2020-01-01.sqlite3.123.part"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    chats.backups.make()
    assert not left.exists()
    chats.close()


def test_an_error_names_no_text_of_the_person(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    chats = Chats(path)
    chats.close()
    with pytest.raises(EdgeError) as refusal:
        chats.start().add_question("a secret")
    assert "secret" not in f"{refusal.value} {refusal.value.hint}"
