# SPDX-License-Identifier: Apache-2.0
"""Backups: one a day, each checked, seven kept; a restore keeps what was there and is one rename."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.core import sqlite_copies as module
from edgeassist.history import index
from edgeassist.history.backups import BackupUnusable
from edgeassist.history.chats import ChatGone, Chats
from edgeassist.history.database import HistoryDamaged, HistoryUnavailable
from edgeassist.history.turns import Draft, SavedTurn
from tests.support.clocks import Clock

DAY_S = 24 * 3600


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def chats(path: Path, clock: Clock) -> Iterator[Chats]:
    opened = Chats(path, clock=clock)
    yield opened
    opened.close()


def ask(chats: Chats, text: str) -> None:
    chats.start().add_question(text)


def titles(chats: Chats) -> list[str]:
    return [one.title for one in chats.shelf.entries()]


def tear(path: Path) -> None:
    """Write garbage over the middle of the file."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(4096 * 8))


def test_nothing_said_is_nothing_to_keep(chats: Chats) -> None:
    chats.keep_up()
    assert chats.backups.kept() == ()
    assert not chats.backups.folder.exists()


def test_one_backup_a_day(chats: Chats) -> None:
    ask(chats, "one")
    assert chats.backups.make_daily() is not None
    ask(chats, "two")
    assert chats.backups.make_daily() is None
    assert len(chats.backups.kept()) == 1


def test_the_newest_seven_are_kept(chats: Chats, clock: Clock) -> None:
    ask(chats, "one")
    (chats.backups.folder).mkdir()
    stranger = chats.backups.folder / "history-notes.sqlite3"
    stranger.write_bytes(b"mine")
    days = []
    for _ in range(10):
        chats.keep_up()
        days.append(chats.backups.kept()[0].day)
        clock.now += DAY_S
    assert [one.day for one in chats.backups.kept()] == days[:2:-1]
    assert stranger.exists()


def test_a_backup_is_one_whole_private_file(chats: Chats) -> None:
    ask(chats, "one")
    backup = chats.backups.make()
    assert [one.name for one in chats.backups.folder.iterdir()] == [backup.path.name]
    assert backup.path.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(backup.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT title FROM chats").fetchall() == [("one",)]


def test_a_damaged_database_never_becomes_a_backup(chats: Chats, path: Path) -> None:
    for number in range(100):
        ask(chats, f"{number} " + "x" * 3000)
    good = chats.backups.make().path.read_bytes()
    chats.close()
    again = Chats(path)
    tear(path)
    with pytest.raises(HistoryDamaged, match="no backup was made"):
        again.backups.make()
    assert again.backups.kept()[0].path.read_bytes() == good
    assert len(list(again.backups.folder.iterdir())) == 1
    again.close()
    assert path.with_name("history.sqlite3.suspect").exists()


def test_a_restore_brings_back_what_was_and_keeps_what_is(chats: Chats, path: Path) -> None:
    ask(chats, "before")
    backup = chats.backups.make()
    ask(chats, "after")
    aside = chats.backups.restore(backup.path)
    assert titles(chats) == ["before"]
    assert chats.latest().turns() == (SavedTurn("user", "before"),)
    assert aside == path.with_name("history.before-restore-1.sqlite3")
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT title FROM chats ORDER BY id").fetchall() == [("before",), ("after",)]
    assert chats.backups.kept() == (backup,)
    chats.backups.restore(aside)
    assert titles(chats) == ["after", "before"]
    ask(chats, "writable")
    assert list(path.parent.glob(".*")) == []


def test_a_restore_waits_for_no_other_program(chats: Chats, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(chats, "one")
    backup = chats.backups.make()
    chats._database._connection.execute("PRAGMA busy_timeout = 1")
    other = Chats(path)
    ask(other, "two")
    with pytest.raises(HistoryUnavailable, match="another EdgeAssist has it open"):
        chats.backups.restore(backup.path)
    assert titles(chats) == titles(other) == ["two", "one"]
    other.close()
    assert not list(path.parent.glob("*before-restore*"))


@pytest.mark.parametrize("content", [b"", b"no database" * 1000], ids=["empty", "text"])
def test_what_is_no_backup_is_refused_and_nothing_changes(chats: Chats, tmp_path: Path, content: bytes) -> None:
    ask(chats, "one")
    bad = tmp_path / "bad.sqlite3"
    bad.write_bytes(content)
    with pytest.raises(BackupUnusable) as refusal:
        chats.backups.restore(bad)
    assert "Nothing was changed" in refusal.value.hint
    assert titles(chats) == ["one"]


@pytest.mark.parametrize(
    "rule",
    [
        "CREATE TRIGGER evil AFTER INSERT ON messages BEGIN DELETE FROM messages WHERE id = new.id; END",
        "CREATE TRIGGER words_evil AFTER INSERT ON messages BEGIN UPDATE chats SET title = 'theirs'; END",
        "DROP TRIGGER words_put; CREATE TRIGGER words_put AFTER INSERT ON messages BEGIN DELETE FROM messages; END",
        'CREATE VIEW "a ""view" AS SELECT 1',
        "CREATE VIEW evil AS SELECT 1; CREATE TRIGGER t INSTEAD OF INSERT ON evil BEGIN DELETE FROM chats; END",
    ],
)
def test_nothing_that_would_run_comes_along_with_a_stranger_s_backup(chats: Chats, path: Path, rule: str) -> None:
    ask(chats, "one")
    backup = chats.backups.make()
    with closing(sqlite3.connect(backup.path)) as connection:
        connection.executescript(rule)
    chats.backups.restore(backup.path)
    ask(chats, "two")
    assert titles(chats) == ["two", "one"]
    assert {hit.title for hit in chats.finder.search("two")} == {"two"}
    with closing(sqlite3.connect(path)) as connection:
        (strange,) = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE sql LIKE '%DELETE FROM%' OR sql LIKE '%theirs%' OR type = 'view'"
        ).fetchone()
    assert strange == 0


def test_a_backup_that_is_not_there_is_refused(chats: Chats, tmp_path: Path) -> None:
    with pytest.raises(BackupUnusable, match="unable to open"):
        chats.backups.restore(tmp_path / "nowhere.sqlite3")


def test_a_backup_from_the_future_is_refused(chats: Chats, tmp_path: Path) -> None:
    ask(chats, "one")
    backup = chats.backups.make()
    with closing(sqlite3.connect(backup.path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(BackupUnusable, match="format 99"):
        chats.backups.restore(backup.path)
    assert chats.backups.newest_good() is None


def test_a_damaged_history_offers_the_newest_whole_backup(chats: Chats, path: Path, clock: Clock) -> None:
    for number in range(60):
        ask(chats, f"{number} " + "x" * 3000)
    good = chats.backups.make()
    clock.now += DAY_S
    tear(chats.backups.make().path)
    chats.close()
    tear(path)
    again = Chats(path)
    assert again.offer == good
    assert f"`edgeassist history restore {good.day:%Y-%m-%d}`" in again.problem
    assert titles(again) == []
    again.backups.restore(good.path)
    assert len(titles(again)) == 60
    again.close()
    assert path.with_name("history.damaged-1.sqlite3").exists()


def test_without_damage_nothing_is_offered(chats: Chats) -> None:
    ask(chats, "one")
    chats.backups.make()
    assert (chats.problem, chats.offer) == ("", None)


def test_a_full_drive_keeps_the_backups_there_are(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(chats, "one")
    kept = chats.backups.make()

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "sync_file", refuse)
    with pytest.raises(Exception, match="full"):
        chats.backups.make()
    assert chats.backups.kept() == (kept,)
    assert len(list(chats.backups.folder.iterdir())) == 1


def test_file_systems_without_hard_links_restore_too(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(chats, "one")
    backup = chats.backups.make()
    ask(chats, "two")

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    aside = chats.backups.restore(backup.path)
    assert titles(chats) == ["one"]
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT count(*) FROM chats").fetchone() == (2,)


def test_the_index_is_made_anew_in_the_background_when_it_was_left(chats: Chats) -> None:
    ask(chats, "a pear")
    with chats._database.writing() as connection:
        index.leave_index(connection)
    ask(chats, "an apple")
    assert chats.finder.note() != ""
    chats.keep_up()
    assert chats.finder.note() == ""
    assert len([hit for hit in chats.finder.search("apple") if hit.message]) == 1


def test_the_log_of_a_database_that_is_gone_is_not_read_into_the_new_one(path: Path, tmp_path: Path) -> None:
    other = Chats(tmp_path / "other" / "history.sqlite3")
    ask(other, "foreign")
    shutil.copy(tmp_path / "other" / "history.sqlite3-wal", path.with_name("history.sqlite3-wal"))
    other.close()
    chats = Chats(path)
    assert titles(chats) == []
    assert path.with_name("history.damaged-1.sqlite3-wal").exists()
    chats.close()


def test_a_suspected_file_is_read_wholly_however_large(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chats = Chats(path)
    for number in range(100):
        ask(chats, f"{number} " + "x" * 3000)
    chats.close()
    tear(path)
    monkeypatch.setattr("edgeassist.history.database._CHECKED_BYTES", 0)
    hurried = Chats(path)
    assert hurried.problem == ""
    hurried._database.suspect()
    hurried.close()
    again = Chats(path)
    assert "damaged-1" in again.problem
    assert not path.with_name("history.sqlite3.suspect").exists()
    again.close()


def test_damage_is_told_even_when_the_backups_cannot_be_read(path: Path) -> None:
    path.write_bytes(b"garbage")
    (path.parent / "backups").write_bytes(b"no folder")
    chats = Chats(path)
    assert chats.offer is None
    assert "damaged-1" in chats.problem
    chats.close()


def test_a_conversation_opened_before_a_restore_writes_into_nobody_elses(tmp_path: Path) -> None:
    friend = Chats(tmp_path / "friend.sqlite3")
    theirs = friend.start()
    theirs.add_question("theirs?")
    theirs.save_answer("Theirs.", partial=False)
    friend.close()
    mine = Chats(tmp_path / "mine.sqlite3")
    chat = mine.start()
    chat.add_question("mine?")
    mine.backups.restore(tmp_path / "friend.sqlite3")
    deeds: list[Callable[[], object]] = [
        lambda: chat.save_answer("Mine.", partial=True),
        lambda: chat.add_question("more?"),
        lambda: chat.keep_draft(Draft("x")),
        chat.path,
        chat.draft,
    ]
    for deed in deeds:
        with pytest.raises(ChatGone, match="backup was restored"):
            deed()
    assert [turn.text for turn in mine.latest().turns()] == ["theirs?", "Theirs."]
    mine.close()
