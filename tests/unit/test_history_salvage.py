# SPDX-License-Identifier: Apache-2.0
"""What can still be read of a damaged database comes back, beside a restored backup, without doubling."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.history.chats import Chats
from edgeassist.history.intake import NotHistory, TakenIn
from edgeassist.history.salvage import legible


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "old.sqlite3"


@pytest.fixture
def old(path: Path) -> Path:
    """A history of 20 conversations with 8 messages each, on about 100 pages."""
    chats = Chats(path)
    for number in range(20):
        chat = chats.start()
        for turn in range(4):
            chat.add_question(f"q{number}.{turn} " + "x" * 1200)
            chat.save_answer(f"a{number}.{turn}", partial=False)
    chats.close()
    return path


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    opened = Chats(tmp_path / "history.sqlite3")
    yield opened
    opened.close()


def test_a_whole_database_is_taken_in_wholly_and_once(chats: Chats, old: Path) -> None:
    assert chats.take_in(old) == TakenIn(20, 0, 160)
    assert chats.take_in(old) == TakenIn(0, 0, 0)
    assert [turn.text[:4] for turn in chats.latest().turns()][:2] == ["q19.", "a19."]


def test_what_is_in_the_bin_stays_out(chats: Chats, old: Path) -> None:
    other = Chats(old)
    other.shelf.delete(3)
    other.close()
    assert chats.take_in(old).new_chats == 19


@pytest.mark.parametrize("seed", range(8))
def test_of_a_torn_database_all_but_the_torn_pages_is_read(chats: Chats, old: Path, seed: int) -> None:
    dice = random.Random(seed)
    pages = old.stat().st_size // 4096
    with old.open("r+b") as file:
        for _ in range(3):
            file.seek(4096 * dice.randrange(12, pages))
            file.write(dice.randbytes(4096))
    before = old.read_bytes()
    done = chats.take_in(old)
    assert done.messages > 60
    assert old.read_bytes() == before
    with chats._database.reading() as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert all(chats.open(one.id).turns() for one in chats.shelf.entries())


def test_a_message_without_its_parent_hangs_below_the_one_before(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER words_taken")
        connection.execute("DELETE FROM messages WHERE id = 3")
    chat = legible(old)[0]
    assert [one.text[:4] for one in chat.front()][:3] == ["q0.0", "a0.0", "a0.1"]


def test_a_conversation_whose_row_is_gone_gets_a_name_that_says_so(chats: Chats, old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("DELETE FROM chats WHERE id = 1")
    chats.take_in(old)
    assert [one.title for one in chats.shelf.entries()].count("Recovered conversation") == 1
    assert chats.take_in(old).messages == 0


@pytest.mark.parametrize("content", [b"SQLite format 3\0", b"SQLite format 3\0" + b"x" * 9000], ids=["cut", "garbage"])
def test_where_nothing_can_be_read_that_is_said(chats: Chats, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(NotHistory, match="no conversation in it can be read"):
        chats.take_in(path)


def test_values_of_a_wrong_kind_are_left_out(chats: Chats, old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("UPDATE chats SET title = x'ff00' WHERE id = 1")
        connection.execute("UPDATE messages SET role = 'nobody' WHERE chat = 2")
        connection.execute("UPDATE messages SET created_at = -5 WHERE chat = 3")
    assert chats.take_in(old).new_chats == 17
