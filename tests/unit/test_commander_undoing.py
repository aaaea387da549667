# SPDX-License-Identifier: Apache-2.0
"""Taking back by voice: a whole command, with a question where it lets somebody in, again where it failed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.core.errors import Unavailable
from edgeassist.history.shelf import Shelf
from edgeassist.intents.commands import Step
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import CHANGED
from tests.support.commanding import Bench, intent

KNOWN: dict[str, tuple[Intent, ...]] = {
    "undo": (intent("EdgeUndo"),),
    "lock": (intent("HassTurnOn", name="front-door"),),
    "unlock": (intent("HassTurnOff", name="front-door"),),
    "close the garage": (intent("HassTurnOff", name="garage-door"),),
    "light on": (intent("HassTurnOn", name="kitchen-light"),),
    "light on and add milk": (
        intent("HassTurnOn", name="kitchen-light"),
        intent("HassShoppingListAddItem", item="milk"),
    ),
    "add bread": (intent("HassShoppingListAddItem", item="bread"),),
    "delete chats": (intent("EdgeDeleteChats"),),
    "make party": (intent("EdgeCreateList", list="party"),),
    "delete party": (intent("EdgeDeleteList", list="party"),),
}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, KNOWN)
    yield made
    made.close()


def said(step: Step) -> str:
    assert step.outcome is not None
    return step.outcome.sentence


def test_what_opens_the_door_again_asks_first(bench: Bench) -> None:
    (asked,) = bench.type("unlock").steps
    bench.commander.perform(asked.id)
    bench.do("lock")
    (undo,) = bench.say("undo").steps
    assert (undo.state, undo.preview.risk, undo.say) == ("asking", "risky", "yes, undo the front door")
    answer = bench.say("yes, undo the front door").answers
    assert answer is not None
    assert said(answer) == "In the simulated home, the front door is as before."


def test_what_shuts_the_door_again_is_harmless(bench: Bench) -> None:
    bench.commander.perform(bench.type("unlock").steps[0].id)
    (undo,) = bench.type("undo").steps
    assert (undo.state, undo.preview.risk) == ("ready", "undoable")


def test_an_undo_that_was_not_surely_heard_is_asked_about(bench: Bench) -> None:
    bench.do("light on")
    (undo,) = bench.say("undo", "unsure").steps
    assert (undo.state, undo.say) == ("asking", "yes, undo last command")


def test_an_undo_that_a_model_proposes_is_asked_about(tmp_path: Path) -> None:
    bench = Bench(tmp_path, KNOWN, ask_model=lambda _text, _names, _stop: (intent("EdgeUndo"),))
    bench.do("light on")
    (undo,) = bench.type("oh dear what a day").steps
    bench.close()
    assert undo.state == "asking"


def test_a_command_of_two_steps_is_taken_back_as_one(bench: Bench) -> None:
    bench.do("add bread")
    bench.do("light on and add milk")
    (undo,) = bench.type("undo").steps
    assert undo.preview.sentence == (
        "Take back: **Added milk to the shopping list.** **In the simulated home, the kitchen light is turned on.**"
    )
    assert said(bench.commander.perform(undo.id)) == (
        "Took milk off the shopping list again. In the simulated home, the kitchen light is as before."
    )
    assert said(bench.do("undo")[0]) == "Took bread off the shopping list again."


def test_a_part_that_cannot_be_taken_back_is_said_and_the_rest_is(bench: Bench) -> None:
    both = bench.do("light on and add milk")
    with bench.commander._kept.writing() as connection:  # another program dims it
        connection.execute("UPDATE devices SET state = '{}' WHERE code = 'kitchen-light'")
    (undone,) = bench.do("undo")
    assert (undone.state, said(undone)) == ("failed", f"Took milk off the shopping list again. {CHANGED}")
    assert [one.state for one in bench.commander.earlier() if one.id in {step.id for step in both}] == [
        "undone",
        "done",
    ]


def test_what_could_not_be_taken_back_for_now_can_be_later(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.place.chats().start().add_question("A question")
    bench.commander.perform(bench.type("delete chats").steps[0].id)

    def busy(_shelf: Shelf, _number: int) -> None:
        raise Unavailable("The conversations are in use.", hint="Try again.")

    with monkeypatch.context() as patched:
        patched.setattr(Shelf, "undelete", busy)
        (failed,) = bench.do("undo")
    assert (failed.state, said(failed)) == ("failed", "The conversations are in use. Try again.")
    deleted = next(one for one in bench.commander.earlier() if one.intent.name == "EdgeDeleteChats")
    assert said(deleted) == "1 chat is in the bin.", "what was done stays written down"
    assert said(bench.do("undo")[0]) == "1 chat is back."


def test_a_list_whose_name_was_taken_anew_is_not_brought_back(bench: Bench) -> None:
    bench.do("make party")
    deleted = bench.type("delete party").steps[0]
    bench.commander.perform(deleted.id)
    bench.do("make party")
    taken = bench.commander.undo(deleted.id)
    assert said(taken) == CHANGED
    assert [one.id for one in bench.commander.names().lists].count("party") == 1
