# SPDX-License-Identifier: Apache-2.0
"""Where a conversation is: shelf, folder, archive or bin; in any order of deeds, each time in exactly one place."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from edgeassist.history.chat import ChatGone
from edgeassist.history.chats import Chats
from edgeassist.history.manner import Manner, parameters_from_column, parameters_to_column
from edgeassist.history.shelf import KEEP_DELETED_MS, Place
from edgeassist.history.turns import (
    Attachment,
    Draft,
    attachments_from_column,
    attachments_to_column,
    from_column,
    plain,
    to_column,
)
from tests.support.clocks import Clock

PLACES: tuple[Place, ...] = ("shelf", "archive", "bin")


@pytest.fixture
def clock() -> Clock:
    return Clock(1_000_000.0)


@pytest.fixture
def chats(tmp_path: Path, clock: Clock) -> Iterator[Chats]:
    opened = Chats(tmp_path / "history.sqlite3", clock=clock)
    yield opened
    opened.close()


def made(chats: Chats, *titles: str) -> list[int]:
    numbers = []
    for title in titles:
        chat = chats.start()
        chat.add_question(title)
        numbers.append(chat.id or 0)
    return numbers


def where(chats: Chats) -> dict[int, Place]:
    """Return the place of each conversation; each is in one only."""
    found: dict[int, Place] = {}
    for place in PLACES:
        for entry in chats.shelf.entries(place):
            assert entry.id not in found
            assert (entry.deleted_ms is not None) == (place == "bin")
            found[entry.id] = place
    return found


@pytest.mark.parametrize("seed", range(2))
def test_a_walk_through_all_places_ends_where_a_plain_table_ends(chats: Chats, seed: int) -> None:
    dice, numbers, shelf = random.Random(seed), made(chats, "a", "b", "c", "d"), chats.shelf
    binned, stored, pinned, folders = set[int](), set[int](), set[int](), dict.fromkeys(numbers, "")
    deeds: tuple[tuple[Callable[[int], None], Callable[[int], None]], ...] = (
        (shelf.archive, stored.add),
        (partial(shelf.archive, archived=False), stored.discard),
        (shelf.pin, pinned.add),
        (partial(shelf.pin, pinned=False), pinned.discard),
        (shelf.delete, binned.add),
        (partial(shelf.move, folder="work"), lambda one: folders.update({one: "work"})),
        (partial(shelf.move, folder=""), lambda one: folders.update({one: ""})),
    )
    for _ in range(60):
        one, (deed, noted) = dice.choice(numbers), dice.choice(deeds)
        if one not in binned:
            deed(one)
            noted(one)
            continue
        with pytest.raises(ChatGone):
            deed(one)
        if dice.random() < 0.5:
            shelf.undelete(one)
            binned.discard(one)
    assert where(chats) == {
        one: "bin" if one in binned else "archive" if one in stored else "shelf" for one in numbers
    }  # fmt: skip
    for one in numbers:
        entry = chats.shelf.entry(one)
        assert (entry.folder, entry.pinned, entry.archived) == (folders[one], one in pinned, one in stored)
    assert set(chats.shelf.folders()) == {folders[one] for one in numbers if one not in binned} - {""}


def test_folders_are_in_the_order_people_look_for_them(chats: Chats) -> None:
    wanted = ["2024", "arbeit", "Ärzte", "École", "Zoo", "работа", "文件夹"]
    for number, folder in zip(made(chats, *"1234567"), reversed(wanted), strict=True):
        chats.shelf.move(number, folder)
    assert list(chats.shelf.folders()) == wanted


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Work  ", "Work"),
        ("", ""),
        ("\n\t", ""),
        ("a/b\\c", "a/b\\c"),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("🗂", "🗂"),
        ("عمل", "عمل"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_a_folder_s_name_is_kept_as_typed_and_bounded(chats: Chats, typed: str, kept: str) -> None:
    (number,) = made(chats, "one")
    chats.shelf.move(number, typed)
    assert chats.shelf.entry(number).folder == kept
    assert [one.id for one in chats.shelf.entries(folder=kept)] == [number]


@pytest.mark.parametrize("question", ["", "   ", "\n\n", "x" * 300, "one\ntwo", "\u202egnp", "日本" * 100, "\ud800"])
def test_every_first_question_gives_a_title_of_one_short_line(chats: Chats, question: str) -> None:
    (number,) = made(chats, question)
    title = chats.shelf.entry(number).title
    assert len(title) <= 60
    assert "\n" not in title
    assert "\u202e" not in title
    assert [turn.text for turn in chats.open(number).turns()] == [question], "what was asked is as it was"


@pytest.mark.parametrize("days", [0.0, 1.0, 29.99])
def test_what_is_in_the_bin_comes_back_whole_within_30_days(chats: Chats, clock: Clock, days: float) -> None:
    number, _other = made(chats, "mine", "other")
    chats.open(number).keep_draft(Draft("half"))
    chats.open(number).keep_manner(Manner("tiny", "Be kind."))
    chats.shelf.delete(number)
    clock.now += days * 86_400
    assert chats.shelf.purge() == 0
    chats.shelf.undelete(number)
    again = chats.open(number)
    assert ([turn.text for turn in again.turns()], again.draft()) == (["mine"], Draft("half"))
    assert again.manner() == Manner("tiny", "Be kind.")
    clock.now += KEEP_DELETED_MS
    assert chats.shelf.purge() == 0, "what came back is not purged later"


def test_the_bin_can_be_emptied_at_once_and_nothing_else_goes(chats: Chats) -> None:
    kept, archived, gone = made(chats, "kept", "archived", "gone")
    chats.shelf.archive(archived)
    chats.shelf.delete(gone)
    assert chats.shelf.purge(everything=True) == 1
    assert where(chats) == {kept: "shelf", archived: "archive"}
    assert chats.finder.search("gone") == ()
    for call in (chats.shelf.undelete, chats.shelf.delete, chats.shelf.pin, chats.shelf.archive, chats.open):
        with pytest.raises(ChatGone) as told:
            call(gone)
        assert told.value.hint == "Start a new conversation."


@pytest.mark.parametrize(
    "parameters",
    [{}, {"temperature": 0.0}, {"a": True, "b": False}, {"top_k": -1}, {"stop": "日本\n"}, {"big": 2**53}, {"x": 1e-9}],
)
def test_settings_of_a_conversation_come_back_as_they_were(parameters: dict[str, bool | int | float | str]) -> None:
    assert parameters_from_column(parameters_to_column(parameters)) == parameters


@pytest.mark.parametrize("stored", ["", "{", "[]", "null", '"x"', '{"a": {}}', '{"a": [1]}', '{"a": null}', "\0"])
def test_settings_and_files_that_cannot_be_read_are_none(stored: str) -> None:
    assert parameters_from_column(stored) == {}
    assert attachments_from_column(stored) == ()


@pytest.mark.parametrize("name", ["a.txt", "报告.pdf", "\udcff.doc", "a\nb", "", "../x", "C:\\x"])
def test_a_file_of_any_name_comes_back(name: str) -> None:
    files = (Attachment(name=name, path=f"/x/{name}", tokens=3, read_tokens=2, digest="ab"), Attachment(name="other"))
    assert attachments_from_column(attachments_to_column(files)) == files


@pytest.mark.parametrize("text", ["", "x", "\0", "日本", "🎉", "\ud800", "a\udfffb", "\U0010ffff", "\ufeff"])
def test_any_text_survives_its_column_and_any_name_becomes_valid(text: str) -> None:
    assert from_column(to_column(text)) == text
    assert plain(text).encode().decode() == plain(text)
