# SPDX-License-Identifier: Apache-2.0
"""Figures kept up answer by answer are those of a full reading, whatever happens to the file meanwhile."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.telemetry import recorder as reads
from edgeassist.telemetry.reading import Receipt
from edgeassist.telemetry.recorder import Recorder
from edgeassist.telemetry.running import ANEW_S, Running
from edgeassist.telemetry.statistics import Counted, merged
from edgeassist.telemetry.thinning import DAY_S, tallied
from tests.unit.test_telemetry_recorder import NOW_S, ONE

WEEK_AGO_S = NOW_S - 7 * DAY_S


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    made = Recorder(tmp_path / "receipts.sqlite3")
    made.write(ONE)
    yield made
    made.close()


@pytest.fixture
def running(recorder: Recorder) -> Running:
    return Running(recorder.path)


def test_each_reading_is_what_a_full_one_would_be_and_reads_only_what_is_new(
    recorder: Recorder, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    monkeypatch.setattr("edgeassist.telemetry.running.tallied", lambda found: tallied(_counted(list(found), read)))
    for number in range(5):
        recorder.write(replace(ONE, pane="voice" if number % 2 else "chat", at_s=NOW_S - number))
        assert running.since(WEEK_AGO_S) == merged(recorder.since(WEEK_AGO_S))
    assert read == [2, 1, 1, 1, 1]


def _counted(found: list[Receipt], counts: list[int]) -> list[Receipt]:
    counts.append(len(found))
    return found


def test_what_was_forgotten_or_thinned_is_not_counted_on(recorder: Recorder, running: Running) -> None:
    recorder.write(replace(ONE, at_s=NOW_S - 40 * DAY_S))
    assert running.since(0)[0].tally.answers == 2
    recorder.thin(NOW_S)
    assert running.since(0)[0].tally.answers == 2, "one of them by its day"
    recorder.forget()
    assert running.since(0) == []
    assert running.newest() == ()
    recorder.write(ONE)
    assert running.since(0)[0].tally.answers == 1


def test_the_days_move_on(recorder: Recorder, running: Running) -> None:
    assert running.since(NOW_S - ANEW_S)[0].tally.answers == 1
    assert running.since(NOW_S + 1) == []
    assert running.since(NOW_S - 1)[0].tally.answers == 1, "a clock that was set back"


def test_a_file_that_cannot_be_read_has_no_figures_until_it_can(recorder: Recorder, running: Running) -> None:
    aside = recorder.path.with_suffix(".away")
    recorder.close()
    recorder.path.rename(aside)
    recorder.path.write_bytes(b"garbage" * 999)
    assert (running.since(0), running.newest()) == ([], ())
    aside.replace(recorder.path)
    assert running.since(0)[0].tally.answers == 1


def _answers(counted: list[Counted]) -> int:
    return sum(one.tally.answers for one in counted)


def _then(read: Callable[..., object], happens: Callable[[], object]) -> Callable[..., object]:
    """Return `read`, and what `happens` in the file right after it."""

    def reading(*given: object) -> object:
        found = read(*given)
        happens()
        return found

    return reading


def test_an_answer_written_in_the_middle_of_a_reading_counts_once(
    recorder: Recorder, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("edgeassist.telemetry.running.read_span", _then(reads.read_span, lambda: recorder.write(ONE)))
        assert _answers(running.since(0)) == 1
        assert recorder.problem == "", "a reading keeps no writer waiting"
        assert _answers(running.since(1)) == 2, "the one that was written meanwhile, and only it"
    assert _answers(running.since(2)) == len(recorder.newest()) == 3


def test_answers_thinned_in_the_middle_of_a_reading_count_once(
    recorder: Recorder, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.write(replace(ONE, at_s=NOW_S - 40 * DAY_S))
    thins = _then(reads.read_days, lambda: recorder.thin(NOW_S))
    with monkeypatch.context() as patched:
        patched.setattr("edgeassist.telemetry.running.read_days", thins)
        assert _answers(running.since(0)) == 2
    assert len(recorder.newest()) == 1, "it was thinned"
    assert _answers(running.since(1)) == 2


def test_answers_thinned_by_another_program_count_once(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder.write(replace(ONE, at_s=NOW_S - 40 * DAY_S))
    with closing(Recorder(recorder.path)) as other:
        days = reads.read_days

        def thins_first(connection: sqlite3.Connection, day: str) -> list[Counted]:
            other.thin(NOW_S)
            return days(connection, day)

        monkeypatch.setattr(reads, "read_days", thins_first)
        assert _answers(recorder.since(0)) == 2
        assert other.problem == ""


def test_a_reading_that_fails_leaves_the_file_free(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(connection: sqlite3.Connection, day: str) -> list[Counted]:
        raise sqlite3.OperationalError(f"of {connection} since {day}")

    with monkeypatch.context() as patched:
        patched.setattr(reads, "read_days", failing)
        assert recorder.since(0) == []
    recorder.write(ONE)
    with closing(Recorder(recorder.path)) as other:
        assert len(other.newest()) == 2, "what is written then is on disk"
