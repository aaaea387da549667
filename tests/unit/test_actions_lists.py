# SPDX-License-Identifier: Apache-2.0
"""Lists and notes: what is put on them is there, what is deleted is asked about and comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.intents.action import Action
from edgeassist.intents.actions import lists as lists_module
from edgeassist.intents.actions import notes as notes_module
from edgeassist.intents.kept_action import CHANGED
from tests.support.commanding import Place, acting, do, intent, refusal


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def lists(place: Place) -> Iterator[Action]:
    with acting(lists_module.SPEC, place) as action:
        yield action


@pytest.fixture
def notes(place: Place) -> Iterator[Action]:
    with acting(notes_module.SPEC, place) as action:
        yield action


def read(lists: Action, name: str = "shopping") -> str:
    return do(lists, "EdgeReadList", list=name).sentence


def test_the_shopping_list_is_there_from_the_start(lists: Action) -> None:
    (shopping,) = lists.names().lists
    assert (shopping.id, shopping.spoken) == ("shopping", ("Shopping list", "Shopping"))
    assert read(lists) == "The shopping list is empty."


def test_things_are_added_ticked_off_and_taken_off(lists: Action) -> None:
    assert do(lists, "HassShoppingListAddItem", item="milk").sentence == "Added milk to the shopping list."
    do(lists, "HassListAddItem", item="two apples", name="shopping")
    do(lists, "HassListAddItem", item="Brot", name="Shopping list")
    assert read(lists) == "The shopping list has 3 things: milk, two apples and Brot."
    assert do(lists, "HassShoppingListCompleteItem", item="MILK").sentence == "Ticked off milk on the shopping list."
    assert do(lists, "HassListRemoveItem", item="brot", name="shopping").sentence == "Took Brot off the shopping list."
    assert read(lists) == "The shopping list has 1 thing: two apples."
    assert lists.names().items == ("milk", "two apples")


def test_a_thing_is_on_a_list_once_but_again_when_it_was_done(lists: Action) -> None:
    do(lists, "HassShoppingListAddItem", item="milk")
    assert refusal(lists, "HassShoppingListAddItem", item="Milk") == "The shopping list has Milk already."
    do(lists, "HassShoppingListCompleteItem", item="milk")
    do(lists, "HassShoppingListAddItem", item="milk")
    assert read(lists) == "The shopping list has 1 thing: milk."


@pytest.mark.parametrize(
    ("name", "slots", "why"),
    [
        ("HassShoppingListAddItem", {}, "Say what: “add milk to the shopping list”."),
        ("HassShoppingListCompleteItem", {}, "Say what: “add milk to the shopping list”."),
        ("HassListRemoveItem", {"item": "soap"}, "The shopping list does not have soap."),
        ("EdgeReadList", {"list": "moon"}, "There is no list “moon”. There is: Shopping list."),
        ("EdgeCreateList", {"list": " ! "}, "Say what the list is to be called."),
        ("EdgeCreateList", {"list": "shopping"}, "There is the shopping list already."),
        ("EdgeDeleteList", {"list": "shopping"}, "The shopping list always stays; it can be cleared."),
        ("EdgeClearList", {"list": "shopping"}, "The shopping list is empty."),
    ],
)
def test_what_cannot_be_done_says_why(lists: Action, name: str, slots: dict[str, str], why: str) -> None:
    assert refusal(lists, name, **slots) == why


def test_a_list_is_made_used_and_deleted_after_a_question(lists: Action) -> None:
    assert do(lists, "EdgeCreateList", list="packing list").sentence == "The packing list is there."
    do(lists, "EdgeCreateList", list="Ideas")
    do(lists, "HassListAddItem", item="socks", name="packing-list")
    do(lists, "HassListAddItem", item="a boat", name="ideas")
    assert read(lists, "ideas") == "The ideas list has 1 thing: a boat."
    preview = lists.preview(intent("EdgeDeleteList", list="packing-list"))
    assert preview.sentence == "Delete **the packing list** with 1 thing on it"
    assert (preview.risk, preview.object) == ("risky", "Packing list")
    gone = do(lists, "EdgeDeleteList", list="packing-list")
    assert [one.id for one in lists.names().lists] == ["shopping", "ideas"]
    assert lists.undo(gone.undo).sentence == "The packing list is back."
    assert read(lists, "packing-list") == "The packing list has 1 thing: socks."


def test_a_cleared_list_comes_back_whole(lists: Action) -> None:
    for item in ("milk", "bread", "soap"):
        do(lists, "HassShoppingListAddItem", item=item)
    preview = lists.preview(intent("EdgeClearList", list="shopping"))
    assert (preview.sentence, preview.risk) == ("Take everything off **the shopping list** (3 things)", "risky")
    cleared = do(lists, "EdgeClearList", list="shopping")
    assert cleared.sentence == "The shopping list is empty now."
    assert lists.undo(cleared.undo).sentence == "3 things are back on the shopping list."
    assert read(lists) == "The shopping list has 3 things: milk, bread and soap."


def test_taking_back_the_making_of_a_list_spares_what_was_put_on_it(lists: Action) -> None:
    made = do(lists, "EdgeCreateList", list="Ideas")
    do(lists, "HassListAddItem", item="a boat", name="ideas")
    refused = lists.undo(made.undo)
    assert (refused.sentence, refused.done) == (CHANGED, False)
    assert read(lists, "ideas") == "The ideas list has 1 thing: a boat."


@pytest.mark.parametrize(
    ("name", "undone", "read_after"),
    [
        ("HassListRemoveItem", "Put milk back on the shopping list.", "milk and bread"),
        ("HassListCompleteItem", "Unticked milk on the shopping list.", "milk and bread"),
    ],
)
def test_a_thing_comes_back_where_it_was(place: Place, name: str, undone: str, read_after: str) -> None:
    with acting(lists_module.SPEC, place) as lists:
        do(lists, "HassShoppingListAddItem", item="milk")
        do(lists, "HassShoppingListAddItem", item="bread")
        token = do(lists, name, item="milk", name="shopping").undo
    with acting(lists_module.SPEC, place) as lists:
        assert lists.undo(token).sentence == undone
        assert read(lists) == f"The shopping list has 2 things: {read_after}."


def test_taking_back_an_added_thing_leaves_the_others(lists: Action) -> None:
    token = do(lists, "HassShoppingListAddItem", item="milk").undo
    do(lists, "HassShoppingListAddItem", item="bread")
    assert lists.undo(token).sentence == "Took milk off the shopping list again."
    assert read(lists) == "The shopping list has 1 thing: bread."


def test_odd_words_are_kept_as_they_are(lists: Action) -> None:
    for item in ("100 % rye", "'; DROP TABLE items; --", "日本茶", "**bold**"):
        do(lists, "HassShoppingListAddItem", item=item)
    said = read(lists)
    assert "'; DROP TABLE items; --" in said
    assert "日本茶" in said
    assert lists.preview(intent("HassShoppingListAddItem", item="a*b")).sentence.startswith("Put **ab** on")


def test_notes_are_taken_read_and_deleted_one_by_one(notes: Action) -> None:
    assert do(notes, "EdgeReadNotes").sentence == "There is no note."
    assert refusal(notes, "EdgeTakeNote") == "Say what to write down: “take a note: the key is under the mat”."
    assert refusal(notes, "EdgeDeleteLastNote") == "There is no note."
    assert do(notes, "EdgeTakeNote", text="Key under the mat").sentence == "Noted: Key under the mat"
    do(notes, "EdgeTakeNote", text="Pump 3 hums")
    assert do(notes, "EdgeReadNotes").sentence == "Key under the mat\nPump 3 hums"
    gone = do(notes, "EdgeDeleteLastNote")
    assert gone.sentence == "The note is deleted: Pump 3 hums"
    assert do(notes, "EdgeReadNotes").sentence == "Key under the mat"
    assert notes.undo(gone.undo).sentence == "The note is back."
    assert do(notes, "EdgeReadNotes").sentence == "Key under the mat\nPump 3 hums"


def test_all_notes_are_deleted_only_as_something_risky_and_come_back(notes: Action) -> None:
    assert refusal(notes, "EdgeDeleteAllNotes") == "There is no note."
    for number in range(25):
        do(notes, "EdgeTakeNote", text=f"note {number}")
    assert do(notes, "EdgeReadNotes").sentence.startswith("The last 20 of 25 notes:\nnote 5\n")
    preview = notes.preview(intent("EdgeDeleteAllNotes"))
    assert (preview.sentence, preview.risk, preview.object) == (
        "Delete **all notes** (25 notes)",
        "risky",
        "all notes",
    )
    gone = do(notes, "EdgeDeleteAllNotes")
    assert do(notes, "EdgeReadNotes").sentence == "There is no note."
    assert notes.undo(gone.undo).sentence == "25 notes are back."
    assert do(notes, "EdgeReadNotes").sentence.endswith("note 24")


def test_a_note_that_was_taken_is_taken_back(notes: Action) -> None:
    token = do(notes, "EdgeTakeNote", text="wrong").undo
    assert notes.undo(token).sentence == "The note is gone again: wrong"
    assert do(notes, "EdgeReadNotes").sentence == "There is no note."


def test_which_lists_there_are_is_told(lists: Action) -> None:
    do(lists, "EdgeCreateList", list="Supplies")
    do(lists, "HassListAddItem", item="gauze", name="supplies")
    told = do(lists, "EdgeReadList", list="*").sentence
    assert told == "The shopping list has 0 things. The supplies list has 1 thing."
