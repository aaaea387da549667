# SPDX-License-Identifier: Apache-2.0
"""Names that commands could not tell from their own words are refused, and lists have an end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.intents.action import Action
from edgeassist.intents.actions.lists import LONGEST_ITEM, MOST_ITEMS, MOST_LISTS, SPEC
from edgeassist.intents.home.simulated import NoName, SimulatedHome
from edgeassist.intents.kept_action import KeptAction
from edgeassist.intents.nameable import LONGEST_NAME, NotAName, is_taken_by_commands
from tests.support.commanding import Place, acting, do, refusal


@pytest.fixture
def lists(tmp_path: Path) -> Iterator[Action]:
    with acting(SPEC, Place(tmp_path)) as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Iterator[SimulatedHome]:
    made = SimulatedHome(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("name", ["all", "Everything", "and", "the", "alle", "todas", "partout", "all the", "  ALL "])
def test_words_of_commands_are_no_names(home: SimulatedHome, lists: Action, name: str) -> None:
    with pytest.raises(NotAName, match=f"“{name.strip()}” cannot be a name"):
        home.add_room(name)
    with pytest.raises(NotAName):
        home.add_device(name, "light", "Kitchen")
    with pytest.raises(NotAName):
        home.rename("Kitchen", name)
    assert "commands use that word themselves" in refusal(lists, "EdgeCreateList", list=name.strip())


@pytest.mark.parametrize("name", ["All saints hall", "The den", "And so on", "Tout-petit", "Salle à manger", "Büro 2"])
def test_a_name_with_one_word_of_its_own_is_a_name(home: SimulatedHome, name: str) -> None:
    assert home.add_room(name).name == name
    assert not is_taken_by_commands(name)


@pytest.mark.parametrize("name", ["<b>x</b>", "**bold**", "{area}", "[x]", "x" * (LONGEST_NAME + 1), "…", "", "  "])
def test_marks_and_endless_names_are_refused(home: SimulatedHome, name: str) -> None:
    with pytest.raises(NoName):
        home.add_room(name)


def test_a_name_stands_on_one_line_without_what_cannot_be_seen(home: SimulatedHome) -> None:
    assert home.add_room("Guest\n room\u202e\u200b\x1b").name == "Guest room"
    with pytest.raises(EdgeError, match="already"):
        home.add_room("guest   room")


def test_a_list_has_a_name_that_can_be_said(lists: Action) -> None:
    assert "60 letters" in refusal(lists, "EdgeCreateList", list="a" * 400)
    assert "no marks" in refusal(lists, "EdgeCreateList", list="<b>party</b>")
    assert do(lists, "EdgeCreateList", list="night\nshift").sentence == "The night shift list is there."


def test_there_are_only_so_many_lists(lists: Action) -> None:
    for number in range(MOST_LISTS - 1):
        do(lists, "EdgeCreateList", list=f"trip {number}")
    assert refusal(lists, "EdgeCreateList", list="one more").startswith(f"There are {MOST_LISTS} lists already.")


def test_a_thing_on_a_list_is_short_and_there_are_only_so_many(lists: Action) -> None:
    assert isinstance(lists, KeptAction)
    assert "A note takes more." in refusal(lists, "HassShoppingListAddItem", item="x" * (LONGEST_ITEM + 1))
    with lists.kept.writing() as connection:
        rows = [("shopping", f"thing {number}") for number in range(MOST_ITEMS)]
        connection.executemany("INSERT INTO items (list, text) VALUES (?, ?)", rows)
    assert "Clear it first." in refusal(lists, "HassShoppingListAddItem", item="one more")
