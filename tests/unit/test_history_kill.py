# SPDX-License-Identifier: Apache-2.0
"""A writer killed at any moment: every acknowledged turn is there, and nothing is half there."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.history.chats import Chats

WRITER = """
import sys
from pathlib import Path
from edgeassist.history.chats import Chats
chats = Chats(Path(sys.argv[1]))
chat = chats.latest()
turns = chat.turns()
if len(turns) % 2:
    chat.save_answer("answer after the kill", partial=False)
number = (len(turns) + 1) // 2
while True:
    chat.add_question(f"question {number}")
    print(f"question {number}", flush=True)
    for part in range(4):
        chat.save_answer(f"answer {number} " + "x" * part * 3000, partial=True)
    chat.save_answer(f"answer {number}", partial=False)
    print(f"answer {number}", flush=True)
    number += 1
"""


def killed_while_writing(path: Path, acknowledgements: int) -> list[str]:
    """Return what the writer had acknowledged when it was killed."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        seen = [writer.stdout.readline().strip() for _ in range(acknowledgements)]
        writer.kill()
        seen += writer.stdout.read().split("\n")[:-1]
    assert writer.returncode == -signal.SIGKILL
    return seen


def check(path: Path, rounds: int) -> None:
    acknowledged: list[str] = []
    for _ in range(rounds):
        acknowledged += killed_while_writing(path, random.randrange(1, 12))
        chats = Chats(path)
        turns = chats.latest().turns()
        assert chats.problem == ""
        chats.close()
        said = {turn.text for turn in turns}
        assert set(acknowledged) <= said
        assert [turn.role for turn in turns[:-1:2]] == ["user"] * (len(turns) // 2)
        assert all(turn.text.startswith("answer") for turn in turns[1::2])


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_four_killed_writers_lose_nothing_acknowledged(tmp_path: Path) -> None:
    check(tmp_path / "history.sqlite3", 4)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_two_hundred_killed_writers_lose_nothing_acknowledged(tmp_path: Path) -> None:
    check(tmp_path / "history.sqlite3", 200)
