# SPDX-License-Identifier: Apache-2.0
"""The list of chats: pinned first, folders that fold, then by day; the archive and the bin as plain lists."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from edgeassist.history.chats import Chats
from edgeassist.history.shelf import Entry, Place
from edgeassist.panes.chat.library import UNTITLED, Heading, Library, Line, Row, arranged, folder_key
from tests.support.clocks import Clock

NOW = datetime(2026, 3, 10, 15, 0, tzinfo=timezone(timedelta(hours=2)))
DAY_S = 24 * 3600


def entry(number: int, *, days_ago: float = 0, title: str = "", folder: str = "", pinned: bool = False) -> Entry:
    touched_ms = round((NOW - timedelta(days=days_ago)).timestamp() * 1000)
    return Entry(number, title or f"chat {number}", folder, pinned, False, None, "", touched_ms, touched_ms)


def shown(*entries: Entry, folded: frozenset[str] = frozenset(), place: Place = "shelf") -> list[str]:
    return [spoken(line) for line in arranged(entries, place=place, now=NOW, folded=folded)]


def spoken(line: Line) -> str:
    if isinstance(line, Row):
        return f"{line.title}{f' ({line.remark})' if line.remark else ''}"
    return f"# {line.text} {line.count}{' folded' if line.folded else ''}"


def test_chats_stand_under_the_day_they_were_last_touched() -> None:
    ages = (0.1, 0.7, 3, 8, 30, 90, 400)
    assert shown(*(entry(number, days_ago=age) for number, age in enumerate(ages))) == [
        "# Today 1", "chat 0", "# Yesterday 1", "chat 1", "# Last 7 days 1", "chat 2", "# March 1", "chat 3",
        "# February 1", "chat 4", "# December 2025 1", "chat 5", "# February 2025 1", "chat 6",
    ]  # fmt: skip


def test_the_day_begins_where_the_computer_stands() -> None:
    assert shown(entry(1, days_ago=15 / 24)) == ["# Today 1", "chat 1"]
    assert shown(entry(1, days_ago=15.1 / 24)) == ["# Yesterday 1", "chat 1"]


def test_a_moment_to_come_is_today_and_an_impossible_one_is_last() -> None:
    odd = Entry(3, "odd", "", False, False, None, "", 0, 10**18)
    assert shown(entry(1, days_ago=-400)) == ["# Today 1", "chat 1"]
    assert shown(odd) == ["# At an unknown time 1", "odd"]


def test_pinned_ones_come_first_then_folders_by_name_which_fold() -> None:
    entries = (
        entry(1, pinned=True, folder="Zoo"),
        entry(2, folder="Zoo"),
        entry(3, folder="äpfel"),
        entry(4),
    )
    assert shown(*entries, folded=frozenset({folder_key("Zoo")})) == [
        "# Pinned 1", "chat 1 (Zoo)", "# äpfel 1", "chat 3", "# Zoo 1 folded", "# Today 1", "chat 4",
    ]  # fmt: skip


def test_a_title_cannot_steer_the_list() -> None:
    hostile = "a\nb\u202ec" + "x" * 500
    (line,) = (line for line in arranged([entry(1, title=hostile)], place="shelf", now=NOW) if isinstance(line, Row))
    assert "\n" not in line.title
    assert "\u202e" not in line.title
    assert len(line.title) == 120
    assert shown(entry(1, title="  ")) == ["# Today 1", UNTITLED]


def test_nothing_gives_no_line() -> None:
    assert shown() == shown(place="archive") == shown(place="bin") == []


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    opened = Chats(tmp_path / "history.sqlite3", clock=Clock())
    for number in range(5):
        opened.start().add_question(f"question {number}")
    yield opened
    opened.close()


def test_the_library_reads_every_place_at_once(chats: Chats) -> None:
    chats.shelf.archive(1)
    chats.shelf.delete(2)
    chats.shelf.move(3, "kitchen")
    library = Library(lambda: chats, Clock())
    listing = library.read()
    assert [spoken(line) for line in listing.lines] == [
        "# kitchen 1",
        "question 2",
        "# Today 2",
        "question 4",
        "question 3",
    ]
    assert (listing.folders, listing.archived, listing.binned, listing.chats) == (("kitchen",), 1, 1, 3)
    assert library.read("archive").lines[1] == Row(1, "question 0")
    assert library.read("shelf", frozenset({folder_key("kitchen")})).lines[0] == Heading(
        folder_key("kitchen"), "kitchen", 1, folds=True, folded=True
    )


def test_the_bin_says_how_long_it_keeps(chats: Chats) -> None:
    chats.shelf.delete(2)
    clock = Clock()
    library = Library(lambda: chats, clock)
    said = []
    for days in (0, 28.5, 29.5, 30.5):
        clock.now = Clock().now + days * DAY_S
        said.append(spoken(library.read("bin").lines[1]))
    assert said == [
        "question 1 (30 days left)",
        "question 1 (2 days left)",
        "question 1 (1 day left)",
        "question 1 (goes today)",
    ]
