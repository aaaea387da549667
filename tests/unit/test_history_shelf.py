# SPDX-License-Identifier: Apache-2.0
"""The list of conversations: order, folders, archive, and a bin that gives back for 30 days."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.history.chats import Chat, ChatGone, Chats
from edgeassist.history.turns import Draft
from tests.support.clocks import Clock

DAY_S = 24 * 3600


@pytest.fixture
def clock() -> Clock:
    return Clock(1_000_000.0)


@pytest.fixture
def chats(tmp_path: Path, clock: Clock) -> Iterator[Chats]:
    opened = Chats(tmp_path / "history.sqlite3", clock=clock)
    yield opened
    opened.close()


def asked(chats: Chats, *questions: str) -> list[int]:
    return [number for question in questions if (number := started(chats, question).id) is not None]


def started(chats: Chats, question: str) -> Chat:
    chat = chats.start()
    chat.add_question(question)
    return chat


def titles(chats: Chats) -> list[str]:
    return [one.title for one in chats.shelf.entries()]


def test_the_last_touched_comes_first_and_pinned_before_all(chats: Chats) -> None:
    first, _second, _third = asked(chats, "one", "two", "three")
    assert titles(chats) == ["three", "two", "one"]
    chats.shelf.pin(first)
    assert titles(chats) == ["one", "three", "two"]
    chats.shelf.pin(first, pinned=False)
    assert titles(chats) == ["three", "two", "one"]


def test_a_conversation_is_renamed_harmlessly_and_never_to_nothing(chats: Chats) -> None:
    (number,) = asked(chats, "one")
    chats.shelf.rename(number, " Plan \u202e B ")
    chats.shelf.rename(number, "   ")
    assert chats.shelf.entry(number).title == "Plan \N{REPLACEMENT CHARACTER} B"
    assert chats.open(number).title == chats.shelf.entry(number).title


def test_folders_are_those_in_use_by_name(chats: Chats) -> None:
    first, second, third = asked(chats, "one", "two", "three")
    for number, folder in ((first, "work"), (second, "\u00c9cole"), (third, "Work")):
        chats.shelf.move(number, folder)
    assert chats.shelf.folders() == ("\u00c9cole", "work", "Work")
    assert [one.title for one in chats.shelf.entries(folder="work")] == ["one"]
    chats.shelf.move(first, "")
    assert [one.title for one in chats.shelf.entries(folder="")] == ["one"]


def test_an_archived_conversation_is_out_of_the_way(chats: Chats) -> None:
    first, second = asked(chats, "one", "two")
    chats.shelf.archive(second)
    assert titles(chats) == ["one"]
    assert [one.id for one in chats.shelf.entries("archive")] == [second]
    assert chats.latest().id == first
    chats.shelf.archive(second, archived=False)
    assert titles(chats) == ["two", "one"]


def test_a_deleted_conversation_comes_back_as_it_was(chats: Chats) -> None:
    first, second = asked(chats, "one", "two")
    chats.shelf.delete(second)
    assert titles(chats) == ["one"]
    assert chats.latest().id == first
    chats.shelf.undelete(second)
    assert [turn.text for turn in chats.latest().turns()] == ["two"]


def test_a_deleted_conversation_takes_nothing_more(chats: Chats) -> None:
    chat = started(chats, "one")
    chats.shelf.delete(chat.id or 0)
    with pytest.raises(ChatGone):
        chat.add_question("more")
    with pytest.raises(ChatGone):
        chats.shelf.rename(chat.id or 0, "name")


def test_the_bin_forgets_after_30_days_and_not_before(chats: Chats, clock: Clock) -> None:
    kept, gone = asked(chats, "kept", "gone")
    chats.open(gone).keep_draft(Draft("half"))
    chats.shelf.delete(gone)
    clock.now += 29.9 * DAY_S
    assert chats.shelf.purge() == 0
    clock.now += 0.2 * DAY_S
    assert chats.shelf.purge() == 1
    assert chats.shelf.entries("bin") == ()
    assert [one.id for one in chats.shelf.entries()] == [kept]
    with pytest.raises(ChatGone):
        chats.shelf.undelete(gone)


def test_what_is_purged_is_gone_from_every_table(chats: Chats, tmp_path: Path) -> None:
    chat = started(chats, "secret")
    chat.save_answer("whisper", partial=False)
    chat.regenerate()
    chat.save_answer("shout", partial=False)
    chats.shelf.delete(chat.id or 0)
    chats.shelf.purge(everything=True)
    chats.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection:
        for table in ("chats", "messages", "drafts", "words"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        connection.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")


def test_the_purge_removes_conversations_without_a_message(chats: Chats) -> None:
    chat = started(chats, "one")
    with chats._database.writing() as connection:
        connection.execute("UPDATE chats SET leaf = NULL")
        connection.execute("DELETE FROM messages")
    assert chats.shelf.purge() == 1
    with pytest.raises(ChatGone):
        chats.open(chat.id or 0)
