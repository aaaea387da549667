# SPDX-License-Identifier: Apache-2.0
"""A disk that is full: nothing is said to be done that was not kept, what was kept before stays, and it goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.intents.action import Action
from edgeassist.intents.actions.home import SPEC as HOME
from edgeassist.intents.actions.notes import SPEC as NOTES
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept import CommandsFull, Kept
from edgeassist.intents.kept_action import KeptAction
from tests.support.commanding import Bench, Place, acting, do, intent

LONG = "x" * 20_000
KNOWN: dict[str, tuple[Intent, ...]] = {
    "short": (intent("EdgeTakeNote", text="short"),),
    "long": (intent("EdgeTakeNote", text=LONG),),
    "read": (intent("EdgeReadNotes"),),
}


def fill(kept: Kept) -> None:
    """Let the file grow no further, as on a full disk."""
    with kept.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {int(pages)}")
    with pytest.raises(CommandsFull):
        stuff(kept)


def stuff(kept: Kept) -> None:
    """Use up the pages that lie free within the file."""
    while True:
        with kept.writing() as connection:
            connection.execute("INSERT INTO undos (what, says) VALUES (?, '')", ("z" * 4000,))


def empty(kept: Kept) -> None:
    """Give room again."""
    with kept.reading() as connection:
        connection.execute("PRAGMA max_page_count = 100000")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.leave()


def test_a_note_that_found_no_room_is_refused_and_the_others_stay(place: Place) -> None:
    with acting(NOTES, place) as notes:
        assert isinstance(notes, KeptAction)
        token = do(notes, "EdgeTakeNote", text="First").undo
        fill(notes.kept)
        with pytest.raises(CommandsFull, match=r"the disk that holds .* is full") as full:
            notes.perform(intent("EdgeTakeNote", text=LONG))
        assert full.value.hint == "Free some space and say it again. What was kept before is safe."
        assert do(notes, "EdgeReadNotes").sentence == "First"
        empty(notes.kept)
        do(notes, "EdgeTakeNote", text="Second")
        assert notes.undo(token).done
        assert do(notes, "EdgeReadNotes").sentence == "Second"


def test_the_commander_says_why_and_the_step_failed(tmp_path: Path) -> None:
    bench = Bench(tmp_path, KNOWN)
    (short,) = bench.do("short")
    notes = bench.commander._acting._action("notes")
    assert isinstance(notes, KeptAction)
    (step,) = bench.type("long").steps
    fill(notes.kept)
    long = bench.commander.perform(step.id)
    assert (short.state, long.state) == ("done", "failed")
    assert long.outcome is not None
    assert "is full. Free some space" in long.outcome.sentence
    assert long.outcome.undo == ""
    assert [one.state for one in bench.commander.earlier()] == ["done"], "there was no room to write it down"
    empty(notes.kept)
    assert bench.commander.perform(step.id).state == "done"
    assert [one.state for one in bench.commander.earlier()] == ["done", "done"]
    bench.close()


def blink(home: Action, times: int) -> None:
    for number in range(times):
        assert home.perform(intent("HassTurnOn" if number % 2 else "HassTurnOff", domain="light")).done


def test_a_home_without_room_for_taking_back_says_so(place: Place) -> None:
    with acting(HOME, place) as home:
        assert isinstance(home, KeptAction)
        kept = home.kept
        fill(kept)
        with pytest.raises(CommandsFull) as full:
            blink(home, 200)
        assert full.value.exit_code == 5
        empty(kept)
        blink(home, 2)
