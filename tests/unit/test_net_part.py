# SPDX-License-Identifier: Apache-2.0
"""The growing part: a slow drive is given several marks at once, holds up only who appends, and its trouble is told."""

import errno
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from edgeassist.net import part as part_module
from edgeassist.net.journal import JOURNAL_NAME, read_journal
from edgeassist.net.part import Part
from edgeassist.net.refusals import DriveTrouble

MARK = 1000
BLOCK = 512
"""What `st_blocks` counts in, whatever the drive does."""


class SlowDrive:
    """Holds each sync until `let`; counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.syncs, self.begun, self.let = 0, Event(), Event()
        monkeypatch.setattr(part_module, "_sync", self._sync)

    def _sync(self, file: int) -> None:
        self.syncs += 1
        self.begun.set()
        assert self.let.wait(60)


@pytest.fixture
def part(tmp_path: Path) -> Part:
    return Part(tmp_path / "model.part", "key", 20 * MARK, mark_bytes=MARK)


def _pour_all(part: Part, count: int, poured: list[int]) -> None:
    with part.pouring() as pour:
        for _ in range(count):
            pour(bytes(MARK))
            poured[0] += 1


def test_a_slow_drive_holds_up_the_appending_at_three_marks_and_then_gets_the_rest_at_once(
    part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive, poured = SlowDrive(monkeypatch), [0]

    thread = Thread(target=_pour_all, args=(part, 20, poured), name="pouring")
    thread.start()
    assert drive.begun.wait(60)
    thread.join(0.3)
    assert thread.is_alive()
    assert poured[0] <= 3
    assert part.path.stat().st_size <= 4 * MARK
    drive.let.set()
    thread.join(60)
    part.close()
    journal = read_journal(part.path.with_name(JOURNAL_NAME))
    assert journal is not None
    assert [one.at for one in journal.marks] == [MARK * number for number in range(1, 21)]
    assert drive.syncs < 20


def test_what_waits_for_its_hash_is_bounded(part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_module, "_UNHASHED_BYTES", MARK)
    with part.pouring() as pour:
        for number in range(1, 11):
            pour(bytes(2 * MARK))
            assert part.state.position >= 2 * MARK * number - MARK
    part.close()
    assert part.state.position == 20 * MARK


@pytest.mark.parametrize("at", ["fetch-hash", "fetch-sync"])
@pytest.mark.parametrize("begun", [False, True])
def test_ctrl_c_between_the_starts_leaves_no_thread_that_nobody_ends(
    part: Part, monkeypatch: pytest.MonkeyPatch, at: str, begun: bool
) -> None:
    made: list[Thread] = []

    class Pressed(Thread):
        def start(self) -> None:
            made.append(self)
            if self.name != at or begun:
                super().start()
            if self.name == at:
                raise KeyboardInterrupt

    monkeypatch.setattr(part_module, "Thread", Pressed)
    with pytest.raises(KeyboardInterrupt), part.pouring():
        pass
    assert made[-1].name == at
    for thread in made:
        if thread.ident is not None:
            thread.join(60)
    assert not any(thread.is_alive() for thread in made)
    assert all(thread.daemon for thread in made)
    part.close()


def test_a_drive_that_fails_ends_the_appending_with_its_reason(part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(part_module, "_sync", failing)
    with pytest.raises(DriveTrouble, match="Input/output error"):
        _pour_all(part, 1000, [0])
    part.close()
    assert read_journal(part.path.with_name(JOURNAL_NAME)) is None


def test_a_mark_in_the_middle_gives_way_to_the_next_full_one(part: Part) -> None:
    for count in (MARK // 2, MARK):
        with part.pouring() as pour:
            pour(bytes(count))
    part.close()
    assert [one.at for one in part.journal.marks] == [MARK, MARK * 3 // 2]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux sets room aside")
def test_the_room_set_aside_is_there_while_it_pours_and_is_given_back_with_what_did_not_come(part: Part) -> None:
    part.reserve()
    assert part.path.stat().st_blocks * BLOCK >= 20 * MARK
    _pour_all(part, 3, [0])
    part.close()
    kept = part.path.stat()
    assert (kept.st_size, kept.st_blocks * BLOCK < 20 * MARK) == (3 * MARK, True)


def test_a_part_that_came_whole_is_left_as_it_is(part: Part) -> None:
    part.reserve()
    _pour_all(part, 20, [0])
    part.close()
    assert part.path.stat().st_size == 20 * MARK
