# SPDX-License-Identifier: Apache-2.0
"""Conversations under kills and power cuts at any moment: what was acknowledged is there (rows H01 and H02)."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from edgeassist.history.chats import Chats
from tests.support.snapshots import mounted, new_drive
from tests.support.talker import TALKER, killed_talking, texts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills and mounts as Linux does")

ROOT = Path(__file__).resolve().parents[2]
FIRST_WORDS, WORDS = 10, 100  # as in `chat_program`, which would bring Qt along
SAVED_WITHIN_S = 2.0 + 2.0  # a busy computer and its drive take their time
"""What the pane promises, and what a busy machine may add."""


def kill_and_look(path: Path, rounds: int, seed: int) -> None:
    dice, acknowledged = random.Random(seed), set[str]()
    for number in range(rounds):
        acknowledged |= killed_talking(path, str(number), dice.randrange(1, 30))
        chats = Chats(path)
        assert chats.problem == ""
        for deleted in chats.shelf.entries("bin"):  # killed between deleting and taking back
            chats.shelf.undelete(deleted.id)
        one = max(acknowledged, default="")
        if one:
            assert [hit for hit in chats.finder.search(one) if hit.message], one
        for backup in chats.backups.kept():
            assert chats.backups.newest_good() is not None, backup
        chats.close()
        assert acknowledged <= texts(path)


def test_h01_a_killed_talker_loses_nothing_acknowledged(tmp_path: Path) -> None:
    kill_and_look(tmp_path / "history.sqlite3", 8, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_h01_two_hundred_killed_talkers_lose_nothing_acknowledged(tmp_path: Path) -> None:
    kill_and_look(tmp_path / "history.sqlite3", 200, seed=2)


def chat_and_kill(folder: Path, words: int) -> None:
    """Chat in the real pane, kill it after so many words of answers, look at what is stored."""
    path = folder / "history.sqlite3"
    command = [sys.executable, "-m", "tests.support.chat_program", "talk", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stdout is not None
        lines: list[list[str]] = []
        while sum(line[0] == "said" for line in lines) < words:
            lines.append(program.stdout.readline().split())
        killed_s = time.monotonic()
        program.kill()
        lines += [line.split() for line in program.stdout.read().splitlines()]
    asked = [" ".join(line[1:]) for line in lines if line[0] == "asked"]
    last = lines.index(["asked", *asked[-1].split()])
    due = [int(line[1]) for line in lines[last:] if line[0] == "said" and float(line[2]) < killed_s - SAVED_WITHIN_S]
    chats = Chats(path)
    assert chats.problem == ""
    said = chats.latest().turns()
    chats.close()
    assert [turn.text for turn in said if turn.role == "user"] == asked
    whole = [len(turn.text.split()) for turn in said[1:-2:2]]
    assert whole == [FIRST_WORDS, *(WORDS for _ in whole)][: len(whole)]
    stored = said[-1].text.split() if said[-1].role == "assistant" else []
    assert len(stored) > max(due, default=-1)
    assert said[-1].partial or said[-1].role == "user" or len(stored) in (FIRST_WORDS, WORDS)
    texts(path)


def test_h01_a_killed_chat_keeps_every_question_and_the_answer_up_to_two_seconds_ago(tmp_path: Path) -> None:
    chat_and_kill(tmp_path, FIRST_WORDS + 85)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_h01_chats_killed_at_random_keep_every_question_and_the_answer(tmp_path: Path) -> None:
    dice = random.Random(11)
    for number in range(50):
        folder = tmp_path / str(number)
        folder.mkdir()
        chat_and_kill(folder, dice.randrange(1, 2 * WORDS))


def cut_and_look(folder: Path, cuts: int, seed: int) -> None:
    """Copy the drive under a talker at random moments, as power cuts would leave it; look at each copy."""
    dice, acknowledged = random.Random(seed), set[str]()
    with new_drive(folder, 24) as drive:
        path = drive.folder / "history.sqlite3"
        command = [sys.executable, "-c", TALKER, str(path), "c"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as talker:
            assert talker.stdout is not None
            try:
                for number in range(cuts):
                    acknowledged |= heard(talker.stdout, dice.randrange(1, 9))
                    talker.send_signal(signal.SIGSTOP)
                    acknowledged |= left_to_hear(talker.stdout)
                    drive.as_cut_now(folder / "cut.img")
                    talker.send_signal(signal.SIGCONT)
                    look_after_a_cut(folder / "cut.img", folder / f"again-{number}", acknowledged)
            finally:
                talker.kill()


GOES_ON = """
import sys
from pathlib import Path
from edgeassist.history.chats import Chats

chats = Chats(Path(sys.argv[1]))
assert chats.problem == "", chats.problem
chats.latest().add_question("goes on")
chats.close()
"""


def look_after_a_cut(image: Path, folder: Path, acknowledged: set[str]) -> None:
    with mounted(image, folder) as place:
        path = place / "history.sqlite3"  # which the program has in use until it ends, as a person's drive
        subprocess.run([sys.executable, "-c", GOES_ON, str(path)], cwd=ROOT, check=True)
        assert acknowledged <= texts(path)


def heard(pipe: IO[bytes], lines: int) -> set[str]:
    """Return the next lines, waiting for them."""
    return {pipe.readline().decode().strip() for _ in range(lines)} - {"open"}


def left_to_hear(pipe: IO[bytes]) -> set[str]:
    """Return the whole lines that wait in the pipe of a process that stands still."""
    os.set_blocking(pipe.fileno(), False)
    said = b"".join(iter(lambda: pipe.read(65536) or b"", b""))
    os.set_blocking(pipe.fileno(), True)
    return {line.decode().strip() for line in said.splitlines(keepends=True) if line.endswith(b"\n")} - {"open"}


def test_h02_power_cuts_lose_nothing_acknowledged(tmp_path: Path) -> None:
    cut_and_look(tmp_path, 3, seed=3)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_h02_fifty_power_cuts_lose_nothing_acknowledged(tmp_path: Path) -> None:
    for drive in range(5):  # each begins with an empty drive: the talker never stops filling it
        folder = tmp_path / str(drive)
        folder.mkdir()
        cut_and_look(folder, 10, seed=4 + drive)
