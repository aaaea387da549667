# SPDX-License-Identifier: Apache-2.0
"""The list of chats over a long time, what is done with a chat when it is gone meanwhile, the prompts of a person."""

import errno
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core.errors import EdgeError
from edgeassist.history.chats import ChatGone, Chats
from edgeassist.history.shelf import Entry
from edgeassist.panes.chat import chat_deeds
from edgeassist.panes.chat.chat_deeds import Deed
from edgeassist.panes.chat.library import Heading, Library, Line, Row, arranged, folder_key
from edgeassist.panes.chat.prompts import (
    MOST,
    NAME_CHARACTERS,
    TEXT_CHARACTERS,
    Prompt,
    Prompts,
    PromptsDamaged,
    PromptsUnavailable,
    shipped,
)
from tests.support.clocks import Clock

NOW = datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=9)))


def at(moment: datetime, number: int = 1, *, folder: str = "", pinned: bool = False) -> Entry:
    touched_ms = round(moment.timestamp() * 1000)
    return Entry(number, f"chat {number}", folder, pinned, False, None, "", touched_ms, touched_ms)


def headings(lines: Iterator[Line]) -> list[str]:
    return [line.text for line in lines if isinstance(line, Heading)]


@pytest.mark.parametrize(
    ("ago", "group"),
    [
        (timedelta(minutes=29), "Today"),
        (timedelta(minutes=31), "Yesterday"),
        (timedelta(hours=24, minutes=31), "Last 7 days"),
        (timedelta(days=6, minutes=29), "Last 7 days"),
        (timedelta(days=6, minutes=31), "February"),
        (timedelta(days=59), "January"),
        (timedelta(days=61), "December 2025"),
        (timedelta(days=-1), "Today"),
        (timedelta(days=20_000), "May 1971"),
    ],
)
def test_half_an_hour_after_midnight_yesterday_is_yesterday(ago: timedelta, group: str) -> None:
    assert headings(arranged([at(NOW - ago)], place="shelf", now=NOW)) == [group]


@pytest.mark.parametrize("touched_ms", [10**18, -(10**18), 2**63 - 1, -(2**63)])
def test_a_moment_that_no_calendar_has_does_not_keep_the_list_from_opening(touched_ms: int) -> None:
    odd = Entry(1, "odd", "", False, False, None, "", 0, touched_ms)
    assert headings(arranged([odd], place="shelf", now=NOW)) == ["At an unknown time"]


ENTRIES = st.lists(
    st.tuples(st.integers(-400, 4000), st.sampled_from(["", "Zoo", "äpfel", "Apfel", "水"]), st.booleans()), max_size=15
)


@given(ENTRIES, st.booleans())
def test_every_chat_stands_in_the_list_exactly_once_and_headings_count_them(
    drawn: list[tuple[int, str, bool]], fold: bool
) -> None:
    entries = [
        at(NOW - timedelta(hours=6 * ago), number, folder=folder, pinned=pinned)
        for number, (ago, folder, pinned) in enumerate(sorted(drawn))
    ]
    folded = frozenset({folder_key("Zoo")}) if fold else frozenset[str]()
    lines = list(arranged(entries, place="shelf", now=NOW, folded=folded))
    rows = [line.id for line in lines if isinstance(line, Row)]
    hidden = [one.id for one in entries if fold and one.folder == "Zoo" and not one.pinned]
    assert sorted(rows + hidden) == [one.id for one in entries]
    keys = [line.key for line in lines if isinstance(line, Heading)]
    assert len(keys) == len(set(keys))
    assert sum(line.count for line in lines if isinstance(line, Heading)) == len(entries)


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    opened = Chats(tmp_path / "history.sqlite3", clock=Clock())
    opened.start().add_question("pears")
    yield opened
    opened.close()


ROW = Row(1, "pears")
DEEDS: tuple[Callable[[], Deed], ...] = (
    lambda: chat_deeds.deleting(ROW),
    lambda: chat_deeds.archiving(ROW),
    lambda: chat_deeds.unarchiving(ROW),
    lambda: chat_deeds.pinning(ROW),
    lambda: chat_deeds.renaming(ROW, "apples"),
    lambda: chat_deeds.moving(ROW, "kitchen"),
)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_on_a_chat_that_is_gone_is_refused_with_a_sentence(chats: Chats, deed: Callable[[], Deed]) -> None:
    chats.shelf.delete(1)
    chat_deeds.emptying().do(chats.shelf)
    with pytest.raises(ChatGone, match="no longer stored"):
        deed().do(chats.shelf)


def test_undoing_after_the_bin_was_emptied_is_refused_too(chats: Chats) -> None:
    deed = chat_deeds.deleting(ROW)
    deed.do(chats.shelf)
    chat_deeds.emptying().do(chats.shelf)
    assert deed.undo is not None
    with pytest.raises(ChatGone):
        deed.undo(chats.shelf)


def test_emptying_the_bin_leaves_nothing_even_of_a_clock_that_was_wrong(tmp_path: Path) -> None:
    clock = Clock()
    chats = Chats(tmp_path / "wrong.sqlite3", clock=clock)
    chats.start().add_question("deleted in a year to come")
    clock.now += 400 * 24 * 3600
    chats.shelf.delete(1)
    clock.now -= 400 * 24 * 3600
    chat_deeds.emptying().do(chats.shelf)
    assert chats.shelf.entries("bin") == ()
    chats.close()


def test_undoing_twice_is_no_harm(chats: Chats) -> None:
    deed = chat_deeds.deleting(ROW)
    deed.do(chats.shelf)
    assert deed.undo is not None
    deed.undo(chats.shelf)
    deed.undo(chats.shelf)
    assert [one.id for one in chats.shelf.entries()] == [1]


def test_only_what_leaves_the_list_says_so() -> None:
    assert [deed().gone for deed in DEEDS] == [1, 1, None, None, None, None]
    assert chat_deeds.emptying().undo is None


def test_restoring_brings_back_and_its_undo_bins_again(chats: Chats) -> None:
    chats.shelf.delete(1)
    deed = chat_deeds.restoring(ROW)
    deed.do(chats.shelf)
    assert chats.shelf.entry(1).deleted_ms is None
    assert deed.undo is not None
    deed.undo(chats.shelf)
    assert chats.shelf.entry(1).deleted_ms is not None


def test_moving_out_of_a_folder_says_so_and_goes_back_into_it(chats: Chats) -> None:
    chats.shelf.move(1, "kitchen")
    deed = chat_deeds.moving(Row(1, "pears", folder="kitchen"), "   ")
    deed.do(chats.shelf)
    assert deed.said == "\u201cpears\u201d is in no folder now."
    assert chats.shelf.entry(1).folder == ""
    assert deed.undo is not None
    deed.undo(chats.shelf)
    assert chats.shelf.entry(1).folder == "kitchen"


def test_a_long_or_hostile_name_is_shortened_in_what_is_said() -> None:
    said = chat_deeds.deleting(Row(1, "a\u202eb\n" + "x" * 300)).said
    assert len(said) < 120
    assert "\u202e" not in said
    assert "\n" not in said


def test_unpinning_is_pinning_again(chats: Chats) -> None:
    chat_deeds.pinning(ROW).do(chats.shelf)
    chat_deeds.pinning(Row(1, "pears", pinned=True)).do(chats.shelf)
    assert not chats.shelf.entry(1).pinned


def test_the_list_is_asked_of_the_history_that_is_there_now(chats: Chats, tmp_path: Path) -> None:
    other = Chats(tmp_path / "other.sqlite3", clock=Clock())
    both = [chats, other]
    library = Library(lambda: both[0], Clock())
    assert library.read().chats == 1
    both.reverse()
    assert library.read().chats == 0
    other.close()


@pytest.fixture
def prompts(tmp_path: Path) -> Prompts:
    return Prompts(tmp_path / "chat")


@pytest.mark.parametrize(
    ("prompt", "name", "text"),
    [
        (Prompt("  a \n b ", " t "), "a b", "t"),
        (Prompt("", "only text"), "only text", "only text"),
        (Prompt("", ""), "Prompt", ""),
        (Prompt("x" * 200, "t"), "x" * 79 + "…", "t"),
        (Prompt("t", "y" * 30_000), "t", "y" * TEXT_CHARACTERS),
        (Prompt("شكر", "اكتب {نص}"), "شكر", "اكتب {نص}"),
    ],
)
def test_what_a_person_writes_is_kept_as_it_can_be(prompts: Prompts, prompt: Prompt, name: str, text: str) -> None:
    made = prompts.put(prompt)
    assert (made.name, made.text) == (name, text)
    assert made in prompts.all()


def test_the_same_name_again_and_again_is_numbered_within_its_length(prompts: Prompts) -> None:
    made = [prompts.put(Prompt("n" * NAME_CHARACTERS, str(number))).name for number in range(12)]
    assert len(set(made)) == 12
    assert max(map(len, made)) <= NAME_CHARACTERS
    assert made[1].endswith(" (2)")
    assert Prompts(prompts.path.parent).all()[0].name in made


def test_renaming_to_its_own_name_takes_no_number(prompts: Prompts) -> None:
    prompts.put(Prompt("Mine", "a"))
    assert prompts.put(Prompt("Mine", "b"), instead_of="Mine").name == "Mine"
    assert [one.text for one in prompts.all() if not one.ours] == ["b"]


def test_a_removed_one_of_ours_stays_away_in_the_next_run_until_it_is_restored(prompts: Prompts) -> None:
    ours = shipped()[0]
    prompts.remove(ours.name)
    again = Prompts(prompts.path.parent)
    assert ours.name not in [one.name for one in again.all()]
    again.restore(ours)
    assert ours in Prompts(prompts.path.parent).all()


def test_removing_what_is_not_there_changes_nothing(prompts: Prompts) -> None:
    before = prompts.all()
    prompts.remove("nobody")
    assert prompts.all() == before


def test_restoring_twice_gives_one(prompts: Prompts) -> None:
    mine = prompts.put(Prompt("Mine", "a"))
    prompts.remove("Mine")
    prompts.restore(mine)
    prompts.restore(mine)
    assert [one.name for one in prompts.all()].count("Mine") == 1


def test_a_library_that_is_full_says_so_and_keeps_what_it_has(prompts: Prompts) -> None:
    prompts.path.parent.mkdir()
    full = "".join(f'[[prompt]]\nname="{number}"\ntext="x"\n' for number in range(MOST))
    prompts.path.write_text(full)
    with pytest.raises(PromptsDamaged, match="more than 500"):
        prompts.put(Prompt("one more", "x"))
    other = prompts.path.with_name("theirs.toml")
    other.write_text('[[prompt]]\nname="theirs"\ntext="y"\n')
    with pytest.raises(PromptsDamaged, match="more than 500"):
        prompts.take_in(other)
    assert prompts.path.read_text() == full


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, errno.ENOENT),
        (Path.mkdir, errno.EISDIR),
    ],
)
def test_a_file_that_is_not_there_or_a_folder_is_refused_with_the_reason(
    prompts: Prompts, tmp_path: Path, make: Callable[[Path], None], code: int
) -> None:
    path = tmp_path / "x.toml"
    make(path)
    with pytest.raises(EdgeError) as refusal:
        prompts.take_in(path)
    assert refusal.value.code in ("prompts-unavailable", "prompts-damaged")
    assert str(path) in str(refusal.value)
    assert isinstance(refusal.value, PromptsDamaged) or os.strerror(code) in str(refusal.value)


def test_a_folder_given_as_the_target_is_refused_and_stays(prompts: Prompts, tmp_path: Path) -> None:
    (tmp_path / "x.toml").mkdir()
    with pytest.raises(PromptsUnavailable):
        prompts.export(tmp_path / "x.toml")
    assert (tmp_path / "x.toml").is_dir()


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("{a} {b} {a}", ("a", "b")),
        ("{a {b}}", ("b",)),
        ("{{x}}", ("x",)),
        ("{1} {_x} { x} {} {x\n}", ()),
        ("{" + "x" * 41 + "}", ()),
        ("{اسم} {名前} {ß}", ("اسم", "名前", "ß")),
        ("{Notes…}", ("Notes…",)),
    ],
)
def test_a_gap_is_a_name_in_braces(text: str, gaps: tuple[str, ...]) -> None:
    assert Prompt("p", text).gaps == gaps


def test_a_value_of_blanks_leaves_its_gap_to_be_seen() -> None:
    prompt = Prompt("p", "Dear {name}, from {me}")
    assert prompt.filled({"name": "  ", "me": " Ana\n", "nobody": "x"}) == "Dear {name}, from Ana"
