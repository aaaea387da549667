# SPDX-License-Identifier: Apache-2.0
"""The record of what answers cost: what is kept, what is thinned, and what a bad file does to it: nothing loud."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.telemetry.reading import Gauge, Receipt
from edgeassist.telemetry.receipt_file import FORMAT, MIGRATIONS
from edgeassist.telemetry.recorder import KEEP_DAYS, Recorder
from edgeassist.telemetry.statistics import merged
from edgeassist.telemetry.thinning import DAY_S

NOW_S = 1_800_000_000.0
ONE = Receipt(
    at_s=NOW_S,
    model_id="qwen",
    model_name="Qwen",
    pane="chat",
    outcome="done",
    prompt_tokens=40,
    reused_tokens=8,
    answer_tokens=31,
    first_token_ms=180.0,
    total_ms=2000.0,
    prompt_rate=200.0,
    answer_rate=25.0,
    joules=Gauge(41.0, "battery counter", 3.0),
    peak_bytes=612_000_000,
    on_battery=True,
)
UNMEASURED = replace(ONE, joules=Gauge(why="this computer has no battery"), on_battery=False)


class Told:
    """A recorder, and what it said."""

    def __init__(self, path: Path) -> None:
        self.sentences: list[str] = []
        self.recorder = Recorder(path, self.sentences.append)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "receipts.sqlite3"


@pytest.fixture
def told(path: Path) -> Iterator[Told]:
    made = Told(path)
    yield made
    made.recorder.close()


def test_a_receipt_comes_back_as_it_was_written(told: Told) -> None:
    kept = told.recorder.write(ONE)
    assert kept == replace(ONE, id=kept.id)
    assert kept.id > 0
    assert told.recorder.newest() == (kept,)


def test_what_was_not_measured_comes_back_as_not_measured(told: Told) -> None:
    told.recorder.write(UNMEASURED)
    (found,) = told.recorder.newest()
    assert found.joules == Gauge(None, "", 0.0, "this computer has no battery")


def test_the_newest_come_first_and_no_more_than_asked(told: Told) -> None:
    for number in range(5):
        told.recorder.write(replace(ONE, at_s=NOW_S + number))
    assert [one.at_s - NOW_S for one in told.recorder.newest(3)] == [4, 3, 2]


def test_receipts_outlive_the_program(path: Path, told: Told) -> None:
    told.recorder.write(ONE)
    told.recorder.close()
    again = Recorder(path)
    assert [one.model_name for one in again.newest()] == ["Qwen"]
    again.close()


def test_two_programs_write_to_the_same_file(path: Path, told: Told) -> None:
    other = Recorder(path)
    told.recorder.write(ONE)
    other.write(replace(ONE, pane="ask"))
    assert {one.pane for one in told.recorder.newest()} == {"chat", "ask"}
    other.close()


def test_the_file_is_the_persons_alone_and_holds_no_text_of_theirs(path: Path, told: Told) -> None:
    told.recorder.write(ONE)
    assert path.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(path)) as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(receipts)")]
    assert not {"text", "question", "answer", "prompt"} & set(columns)


def test_what_answers_of_the_last_days_came_to_is_counted_by_model_and_pane(told: Told) -> None:
    told.recorder.write(ONE)
    told.recorder.write(replace(ONE, pane="voice", outcome="failed", joules=Gauge(), at_s=NOW_S + 1))
    told.recorder.write(replace(ONE, at_s=NOW_S - 20 * DAY_S))
    counted = merged(told.recorder.since(NOW_S - 7 * DAY_S))
    assert {(one.model_id, one.pane, one.tally.answers) for one in counted} == {
        ("qwen", "chat", 1),
        ("qwen", "voice", 1),
    }


def test_old_answers_become_one_row_a_day_and_count_as_before(told: Told) -> None:
    old_s = NOW_S - (KEEP_DAYS + 5) * DAY_S
    for number in range(20):
        told.recorder.write(replace(ONE, at_s=old_s + number, first_token_ms=100.0 + number))
    told.recorder.write(ONE)
    before = merged(told.recorder.since(0))
    assert told.recorder.thin(NOW_S) == 20
    after = merged(told.recorder.since(0))
    assert [one.tally for one in after] == [one.tally for one in before]
    assert len(told.recorder.newest()) == 1


def test_one_evening_with_the_clock_years_ahead_makes_no_day_late(told: Told) -> None:
    ahead_s = NOW_S + 1000 * DAY_S
    assert told.recorder.sure_s() is None
    for at_s in (NOW_S - DAY_S, NOW_S - 2 * DAY_S, NOW_S, ahead_s, ahead_s + 3):
        told.recorder.write(replace(ONE, at_s=at_s))
    assert told.recorder.sure_s() == NOW_S - DAY_S
    for at_s in (ahead_s + DAY_S, ahead_s + 2 * DAY_S):
        told.recorder.write(replace(ONE, at_s=at_s))
    assert told.recorder.sure_s() == ahead_s + 3


def test_thinning_twice_adds_to_a_day_that_is_there(told: Told) -> None:
    old_s = NOW_S - 40 * DAY_S
    for _ in range(2):
        told.recorder.write(replace(ONE, at_s=old_s))
        told.recorder.thin(NOW_S)
    (whole,) = merged(told.recorder.since(0))
    assert whole.tally.answers == 2
    assert whole.tally.energy["laptop"].joules.total == 82.0


def test_days_beyond_two_years_go(told: Told) -> None:
    told.recorder.write(replace(ONE, at_s=NOW_S - 1000 * DAY_S))
    told.recorder.thin(NOW_S)
    assert told.recorder.since(0) == []


def test_forgetting_reaches_what_was_set_aside_and_every_copy(path: Path, told: Told, tmp_path: Path) -> None:
    told.recorder.write(ONE)
    words = ("damaged-1", "damaged-12", "format-1-1", "before-going-back-1")
    aside = [path.with_name(f"receipts.{word}.sqlite3{side}") for word in words for side in ("", "-wal", "-shm")]
    copy = tmp_path / "a copy.sqlite3"
    others = [path.with_name(name) for name in ("history.damaged-1.sqlite3", "receipts-2026.html")]
    for one in (*aside, copy, *others):
        one.write_bytes(b"figures")
    assert told.recorder.forget((copy, tmp_path / "gone"))
    assert [one for one in (*aside, copy) if one.exists()] == []
    assert all(one.exists() for one in others)
    assert told.recorder.newest() == ()


def test_a_copy_that_cannot_be_removed_is_told(told: Told, tmp_path: Path) -> None:
    told.recorder.write(ONE)
    (tmp_path / "folder").mkdir()
    assert not told.recorder.forget((tmp_path / "folder",))
    assert str(tmp_path / "folder") in told.recorder.problem


def test_forgetting_leaves_nothing_in_any_file(path: Path, told: Told) -> None:
    told.recorder.write(replace(ONE, model_name="A name like no other"))
    assert told.recorder.forget()
    assert told.recorder.newest() == ()
    everything = b"".join(piece.read_bytes() for piece in path.parent.iterdir())
    assert b"A name like no other" not in everything


def test_a_damaged_file_is_kept_aside_and_told_of_once(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 500)
    told = Told(path)
    told.recorder.write(ONE)
    told.recorder.write(ONE)
    assert len(told.recorder.newest()) == 2
    (sentence,) = told.sentences
    assert "damaged-1" in sentence
    assert path.with_name("receipts.damaged-1.sqlite3").read_bytes().startswith(b"no database")
    told.recorder.close()


def test_a_file_broken_in_its_middle_is_set_aside(path: Path, told: Told) -> None:
    for number in range(200):
        told.recorder.write(replace(ONE, at_s=NOW_S + number))
    told.recorder.close()
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    path.write_bytes(bytes(whole))
    again = Told(path)
    assert again.recorder.newest() == ()
    assert again.recorder.write(ONE).id > 0
    assert "damaged-1" in again.sentences[0]
    again.recorder.close()


def test_a_file_of_a_later_edgeassist_is_left_as_it_is(path: Path, told: Told) -> None:
    told.recorder.write(ONE)
    told.recorder.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    before = path.read_bytes()
    again = Told(path)
    assert again.recorder.write(ONE).id == 0
    assert again.recorder.newest() == ()
    assert again.recorder.since(0) == []
    assert not again.recorder.forget()
    assert len(again.sentences) == 1
    assert "later EdgeAssist" in again.sentences[0]
    again.recorder.close()
    assert path.read_bytes() == before


def test_where_nothing_can_be_written_answers_go_on(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"a file where the folder should be")
    told = Told(tmp_path / "data" / "receipts.sqlite3")
    assert told.recorder.write(ONE).id == 0
    assert told.recorder.write(ONE).id == 0
    assert len(told.sentences) == 1
    assert "cannot be kept" in told.sentences[0]


def test_a_file_that_someone_holds_is_told_of_and_written_again_later(path: Path, told: Told) -> None:
    told.recorder.write(ONE)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert told.recorder.write(ONE).id == 0
        other.execute("ROLLBACK")
    assert "locked" in told.sentences[0]
    assert told.recorder.write(ONE).id > 0


def test_rows_that_make_no_sense_are_passed_over(path: Path, told: Told) -> None:
    told.recorder.write(replace(ONE, at_s=NOW_S - 40 * DAY_S))
    told.recorder.thin(NOW_S)
    told.recorder.write(ONE)
    told.recorder.write(replace(ONE, pane="odd"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE receipts SET outcome = 'eaten' WHERE pane = 'odd'")
        connection.execute('UPDATE days SET tally = \'{"answers": "many"\'')
    assert [one.pane for one in told.recorder.newest()] == ["chat"]
    assert [one.tally.answers for one in told.recorder.since(0)] == [1]


def test_nothing_is_opened_before_it_is_needed_nor_after_the_end(path: Path) -> None:
    recorder = Recorder(path)
    recorder.close()
    assert recorder.write(ONE).id == 0
    assert not path.exists()


def test_every_migration_is_named_by_the_version_it_reaches() -> None:
    assert [one.__name__.split("_")[1] for one in MIGRATIONS] == [str(one) for one in range(1, FORMAT + 1)]


def test_migration_1_makes_receipts_and_days(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "new.sqlite3")) as connection:
        MIGRATIONS[0](connection)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"receipts", "days"} <= tables
