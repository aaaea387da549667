# SPDX-License-Identifier: Apache-2.0
"""What is done is what was shown: the deed that "undo" named, the things that a question named, half a command too."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from edgeassist.core.errors import Unavailable
from edgeassist.intents.actions.home import HomeAction
from edgeassist.intents.commands import Step
from edgeassist.intents.due import DueDesk
from edgeassist.intents.home.door import Change, DeviceState
from edgeassist.intents.home.simulated import SimulatedHome
from edgeassist.intents.intent import Intent
from tests.support.commanding import Bench, intent

KNOWN: dict[str, tuple[Intent, ...]] = {
    "undo": (intent("EdgeUndo"),),
    "add milk": (intent("HassShoppingListAddItem", item="milk"),),
    "add bread": (intent("HassShoppingListAddItem", item="bread"),),
    "add eggs and undo": (intent("HassShoppingListAddItem", item="eggs"), intent("EdgeUndo")),
    "note one": (intent("EdgeTakeNote", text="one"),),
    "note two": (intent("EdgeTakeNote", text="two"),),
    "delete all notes": (intent("EdgeDeleteAllNotes"),),
    "all lights on": (intent("HassTurnOn", domain="light"),),
    "kitchen light off": (intent("HassTurnOff", name="kitchen-light"),),
}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, KNOWN)
    yield made
    made.close()


def said(step: Step) -> str:
    assert step.outcome is not None
    return step.outcome.sentence


def items(bench: Bench) -> set[str]:
    return set(bench.commander.names().items)


def test_undo_takes_back_what_it_showed_whatever_was_done_since(bench: Bench) -> None:
    bench.do("add milk")
    (undo,) = bench.type("undo").steps
    assert "milk" in undo.preview.sentence
    bench.do("add bread")
    assert said(bench.commander.perform(undo.id)) == "Took milk off the shopping list again."
    assert items(bench) == {"bread"}


def test_undo_within_a_command_is_for_the_command_before(bench: Bench) -> None:
    bench.do("add milk")
    eggs, undo = bench.type("add eggs and undo").steps
    assert "milk" in undo.preview.sentence
    bench.commander.perform(eggs.id)
    assert said(bench.commander.perform(undo.id)) == "Took milk off the shopping list again."
    assert items(bench) == {"eggs"}


def test_what_was_taken_back_otherwise_meanwhile_is_not_taken_back_twice(bench: Bench) -> None:
    bench.do("add bread")
    (milk,) = bench.do("add milk")
    (undo,) = bench.type("undo").steps
    bench.commander.undo(milk.id)
    done = bench.commander.perform(undo.id)
    assert (done.state, said(done)) == ("failed", "There is nothing to take back.")
    assert items(bench) == {"bread"}


def test_a_question_whose_things_changed_is_asked_anew(bench: Bench) -> None:
    bench.do("note one")
    (asked,) = bench.type("delete all notes").steps
    assert "(1 note)" in asked.preview.sentence
    notes = bench.commander._acting._action("notes")
    notes.perform(intent("EdgeTakeNote", text="two"))  # by another program, say
    again = bench.commander.perform(asked.id)
    assert (again.state, again.id) == ("asking", asked.id)
    assert "(2 notes)" in again.preview.sentence
    assert bench.commander.perform(asked.id).state == "done"


def test_a_question_about_things_that_are_gone_meanwhile_fails_with_the_reason(bench: Bench) -> None:
    (note,) = bench.do("note one")
    (asked,) = bench.type("delete all notes").steps
    bench.commander.undo(note.id)
    done = bench.commander.perform(asked.id)
    assert (done.state, said(done)) == ("failed", "There is no note.")


def breaking(fails_at: int) -> Callable[[SimulatedHome, Change], DeviceState]:
    """Return what fails at the n-th device."""
    real, calls = SimulatedHome.apply, count(1)

    def apply(home: SimulatedHome, change: Change) -> DeviceState:
        if next(calls) == fails_at:
            raise Unavailable("The hub does not answer.", hint="Try again.")
        return real(home, change)

    return apply


def lit(bench: Bench) -> set[str]:
    action = bench.commander._acting._action("home")
    assert isinstance(action, HomeAction)
    home = action.home
    return {one.id for one in home.names().appliances if home.state(one.id).on and one.kind == "light"}


def test_half_a_command_says_so_and_is_taken_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(SimulatedHome, "apply", breaking(4))
        (step,) = bench.do("all lights on")
    assert step.state == "done"
    assert said(step) == ("In the simulated home, only 3 of 9 are turned on. The hub does not answer. Try again.")
    assert len(lit(bench)) == 3
    assert bench.commander.undo(step.id).state == "undone"
    assert lit(bench) == set()


def test_a_command_that_did_nothing_at_all_failed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(SimulatedHome, "apply", breaking(1))
        (step,) = bench.do("all lights on")
    assert (step.state, lit(bench)) == ("failed", set())


def offered(bench: Bench) -> dict[str, bool]:
    return {one.preview.sentence: bool(one.outcome and one.outcome.undo) for one in bench.commander.earlier()}


def test_a_timer_that_rang_offers_no_undo(bench: Bench) -> None:
    bench.known["timer"] = (intent("HassStartTimer", minutes=5),)
    bench.do("timer")
    bench.do("add milk")
    assert list(offered(bench).values()) == [True, True]
    bench.clock.pass_by(301)
    desk = DueDesk(bench.folder / "commands")
    for due in desk.due(bench.clock()):
        desk.told(due, bench.clock())
    desk.close()
    milk, timer = offered(bench).values()
    assert (milk, timer) == (True, False)


def test_what_something_else_was_done_to_offers_no_undo_until_that_is_taken_back(bench: Bench) -> None:
    bench.do("all lights on")
    (off,) = bench.do("kitchen light off")
    assert list(offered(bench).values()) == [True, False]
    bench.commander.undo(off.id)
    assert list(offered(bench).values()) == [False, True]
