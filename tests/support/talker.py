# SPDX-License-Identifier: Apache-2.0
"""A program that talks without end on a history of its own, to be killed, and a look at every table afterwards."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

TALKER = """
import sys
from pathlib import Path
from edgeassist.history.chats import Chats
from edgeassist.history.turns import Draft

chats, name, number = Chats(Path(sys.argv[1])), sys.argv[2], 0
print("open", flush=True)
while True:
    chat = chats.start() if number % 7 == 0 else chats.latest()
    for text in (f"q{name}x{number}", f"a{name}x{number}"):
        if text[0] == "q":
            chat.keep_draft(Draft("half " + text))
            chat.add_question(text)
        else:
            chat.save_answer("a", partial=True)
            chat.save_answer(text + " " + "\\u65e5" * 700, partial=False)
        print(text, flush=True)
    if number % 3 == 1:
        chat.edit(chat.path()[-2].id, f"e{name}x{number}")
        print(f"e{name}x{number}", flush=True)
        chat.save_answer("to the edited", partial=False)
        chat.regenerate()
        chat.save_answer(f"r{name}x{number}", partial=False)
        print(f"r{name}x{number}", flush=True)
    if number % 5 == 4:
        chats.shelf.delete(chat.id)
        chats.shelf.undelete(chat.id)
        chats.backups.make()
    number += 1
"""


def killed_talking(path: Path, name: str, lines: int) -> set[str]:
    """Return what was acknowledged when the talker was killed after so many lines."""
    command = [sys.executable, "-c", TALKER, str(path), name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as talker:
        assert talker.stdout is not None
        seen = [talker.stdout.readline().strip() for _ in range(lines)]
        talker.kill()
        seen += talker.stdout.read().split("\n")[:-1]
    assert talker.returncode == -signal.SIGKILL
    return set(seen) - {"open"}


def texts(path: Path) -> set[str]:
    """Return the first words of all stored messages, after a look at every table."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")
        strays = (
            "SELECT count(*) FROM messages AS m JOIN messages AS p ON p.id = m.parent"
            " WHERE p.chat <> m.chat OR p.id >= m.id",
            "SELECT count(*) FROM chats LEFT JOIN messages AS m ON m.id = chats.leaf AND m.chat = chats.id"
            " WHERE m.id IS NULL",
        )
        assert [connection.execute(query).fetchone() for query in strays] == [(0,), (0,)]
        return {text.split()[0] for (text,) in connection.execute("SELECT text FROM messages")}
