# SPDX-License-Identifier: Apache-2.0
"""Looking at a database that this process has open takes none of its locks: another program would remove its log."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.core.first_bytes import first_bytes
from edgeassist.core.sqlite_copies import format_at
from edgeassist.core.sqlite_file import create_private
from edgeassist.history import log
from edgeassist.history.chats import Chats
from edgeassist.intents.kept import Kept

_HOLD = (
    "import sys; from pathlib import Path; from edgeassist.core import sqlite_copies\n"
    "sqlite_copies.WAIT_S = 0.05\n"
    "try:\n"
    "    with sqlite_copies.held(Path(sys.argv[1])): print('alone')\n"
    "except OSError as error: print(type(error).__name__)"
)
_NOTE = (
    "import sys; from pathlib import Path; from edgeassist.intents.kept import Kept\n"
    "kept = Kept(Path(sys.argv[1]))\n"
    "with kept.writing() as connection:\n"
    "    connection.execute(\"INSERT INTO notes (text, at_s) VALUES ('of another program', 0)\")\n"
    "kept.close()"
)


def another_program(code: str, path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    with closing(Chats(tmp_path / "history.sqlite3")) as opened:
        opened.start().add_question("said")
        yield opened


def second_chats(path: Path) -> None:
    Chats(path).close()


def take_in(path: Path) -> None:
    with closing(Chats(path)) as chats:
        chats.take_in(path)


LOOKS: dict[str, Callable[[Path], object]] = {
    "its format": format_at,
    "whether its log is another's": log.is_foreign,
    "whether its log is old": log.is_stale,
    "whether its log is gone": log.is_lost,
    "whether it is there": create_private,
    "all of it": second_chats,
    "what it lacks itself": take_in,
}


@pytest.mark.parametrize("look", LOOKS)
def test_who_looks_at_an_open_database_leaves_its_locks(chats: Chats, tmp_path: Path, look: str) -> None:
    LOOKS[look](tmp_path / "history.sqlite3")
    assert another_program(_HOLD, tmp_path / "history.sqlite3") == "OpenElsewhere"
    assert (tmp_path / "history.sqlite3-wal").exists()


def test_what_was_kept_after_another_program_ended_outlives_a_kill(tmp_path: Path) -> None:
    first, second = Kept(tmp_path), Kept(tmp_path)
    another_program(_NOTE, tmp_path)
    with first.writing() as connection:
        connection.execute("INSERT INTO notes (text, at_s) VALUES ('kept', 0)")
    left = tmp_path / "as a kill leaves it"
    left.mkdir()
    for path in tmp_path.glob("commands.sqlite3*"):
        if not path.name.endswith("-shm"):
            (left / path.name).write_bytes(first_bytes(path, 10_000_000))
    first.close()
    second.close()
    with closing(Kept(left)) as after, after.reading() as connection:
        rows = connection.execute("SELECT text FROM notes ORDER BY id").fetchall()
    assert [row["text"] for row in rows] == ["of another program", "kept"]


def test_it_reads_what_is_there_now(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    assert first_bytes(path, 2) == b"on"
    path.write_bytes(b"another")
    assert first_bytes(path, 100) == b"another"
    fresh = tmp_path / "fresh"
    fresh.write_bytes(b"in its place")
    fresh.replace(path)
    assert first_bytes(path, 100) == b"in its place"


def test_a_file_read_often_takes_one_descriptor(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    first_bytes(path, 1)
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert [first_bytes(path, 1) for _ in range(20)] == [b"o"] * 20
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        first_bytes(tmp_path / "nothing", 1)
    assert format_at(tmp_path / "nothing") == 0
    (tmp_path / "rubbish").write_bytes(b"SQLite format 3\0" + bytes(200))
    assert format_at(tmp_path / "rubbish") == 0
