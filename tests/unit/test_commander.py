# SPDX-License-Identifier: Apache-2.0
"""The commander: sentences become steps, done once and in order, asked about where they must be, and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Stop
from edgeassist.intents.commands import Command, Step
from edgeassist.intents.intent import Intent
from edgeassist.intents.ledger import MOST_STEPS, NoSuchStep
from edgeassist.intents.names import Names
from edgeassist.speech.heard import Verdict
from tests.support.commanding import Bench, heard, intent

MILK, BREAD = intent("HassShoppingListAddItem", item="milk"), intent("HassShoppingListAddItem", item="bread")
LIGHT, TIME = intent("HassTurnOn", name="kitchen-light"), intent("HassGetCurrentTime")
UNLOCK, OPEN = intent("HassTurnOff", name="front-door"), intent("HassTurnOn", name="garage-door")
READ, UNDO = intent("EdgeReadList", list="shopping"), intent("EdgeUndo")
KNOWN: dict[str, tuple[Intent, ...]] = {
    "add milk": (MILK,),
    "add bread": (BREAD,),
    "add milk and bread": (MILK, BREAD),
    "light on": (LIGHT,),
    "what time is it": (TIME,),
    "unlock the front door": (UNLOCK,),
    "unlock and open": (UNLOCK, OPEN),
    "unlock and add milk": (UNLOCK, MILK),
    "unlock and add bread": (UNLOCK, BREAD),
    "soap off and add milk": (intent("HassListRemoveItem", item="soap"), MILK),
    "read": (READ,),
    "undo": (UNDO,),
    "fly": (intent("Fly"),),
    "lite on": (replace(LIGHT, source="loose", score=0.92),),
    "lite": (replace(LIGHT, source="loose", score=0.89),),
}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, KNOWN, {"play": ((MILK,), (BREAD,))})
    yield made
    made.close()


def shopping(bench: Bench) -> str:
    (step,) = bench.do("read")
    assert step.outcome is not None
    return step.outcome.sentence.removeprefix("The shopping list ")


def said(step: Step | None) -> str:
    assert step is not None
    assert step.outcome is not None
    return step.outcome.sentence


def test_understanding_does_nothing_and_performing_does_it_once(bench: Bench) -> None:
    (step,) = bench.type("add milk").steps
    assert (step.state, step.preview.sentence, step.say) == ("ready", "Put **milk** on **the shopping list**", "")
    assert shopping(bench) == "is empty."
    done = bench.commander.perform(step.id)
    assert (done.state, said(done)) == ("done", "Added milk to the shopping list.")
    assert bench.commander.perform(step.id) == done
    assert shopping(bench) == "has 1 thing: milk."


def test_a_miss_says_so_and_leaves_no_step(bench: Bench) -> None:
    command = bench.type("flibber")
    assert command == Command(command.parsed)
    assert command.parsed.missed == "No command."


def test_what_cannot_be_done_says_why_and_stays_undone(bench: Bench) -> None:
    (step,) = bench.type("fly").steps
    assert (step.state, step.preview.cannot) == ("cannot", "Nothing here can do that.")
    assert bench.commander.perform(step.id).state == "cannot"


def test_a_compound_is_done_in_order_even_when_the_last_is_clicked(bench: Bench) -> None:
    milk, bread = bench.type("add milk and bread").steps
    assert bench.commander.perform(bread.id).state == "done"
    assert bench.commander.perform(milk.id).state == "done"
    assert shopping(bench) == "has 2 things: milk and bread."


def test_one_that_fails_stops_the_rest(bench: Bench) -> None:
    soap, milk = bench.do("soap off and add milk")
    assert (soap.state, milk.state) == ("cannot", "declined")
    assert said(milk) == "Not done, because the step before it was not."
    assert shopping(bench) == "is empty."


def test_one_that_is_asked_about_holds_the_rest(bench: Bench) -> None:
    unlock, milk = bench.type("unlock and add milk").steps
    assert (unlock.state, milk.state) == ("asking", "ready")
    assert bench.commander.perform(milk.id).state == "ready"
    assert bench.type("yes, unlock the front door").answers is not None
    assert bench.commander.perform(milk.id).state == "done"


def test_one_that_was_declined_stops_the_rest(bench: Bench) -> None:
    unlock, milk = bench.type("unlock and add milk").steps
    assert bench.commander.decline(unlock.id).state == "declined"
    assert bench.commander.perform(milk.id).state == "declined"
    assert bench.commander.decline(milk.id).state == "declined"


def test_something_risky_is_asked_about_and_a_click_does_it(bench: Bench) -> None:
    (step,) = bench.type("unlock the front door").steps
    assert (step.state, step.say, step.wait_s) == ("asking", "yes, unlock the front door", 10.0)
    assert said(bench.commander.perform(step.id)) == "In the simulated home, the front door is unlocked."


def test_the_default_is_no_after_ten_seconds(bench: Bench) -> None:
    (step,) = bench.type("unlock the front door").steps
    bench.clock.pass_by(10)
    assert bench.commander.perform(step.id).state == "timed-out"
    assert bench.type("yes, unlock the front door").answers is None
    assert [one.state for one in bench.commander.earlier()] == ["timed-out"]


def test_a_typed_yes_needs_the_object_too(bench: Bench) -> None:
    (step,) = bench.type("unlock the front door").steps
    bare = bench.type("yes")
    assert (bare.answers, bare.steps) == (None, ())
    assert bare.parsed.missed == "Say “yes, unlock the front door”, or press Unlock."
    answer = bench.type("Yes unlock front door").answers
    assert answer is not None
    assert (answer.id, answer.state) == (step.id, "done")


@pytest.mark.parametrize("no", ["no", "cancel"])
def test_a_no_declines(bench: Bench, no: str) -> None:
    (step,) = bench.type("unlock the front door").steps
    answer = bench.type(no).answers
    assert answer is not None
    assert (answer.id, answer.state) == (step.id, "declined")
    assert bench.commander.perform(step.id).state == "declined"


def test_another_command_declines_what_was_asked_but_noise_does_not(bench: Bench) -> None:
    (step,) = bench.type("unlock the front door").steps
    bench.type("flibber")
    bench.say("yes, unlock the front door", "noise")
    bench.do("what time is it")
    assert bench.commander.perform(step.id).state == "declined"
    (step,) = bench.type("unlock the front door").steps
    bench.type("flibber")
    assert bench.commander.perform(step.id).state == "done"


def test_two_risky_ones_are_asked_about_each_by_its_name(bench: Bench) -> None:
    unlock, opening = bench.type("unlock and open").steps
    early = bench.type("yes, open the garage door").answers
    assert early is not None
    assert early.state == "asking"  # the one before it comes first
    for words, step in (("yes unlock the front door", unlock), ("yes open the garage door", opening)):
        answer = bench.type(words).answers
        assert answer is not None
        assert (answer.id, answer.state) == (step.id, "done")


def test_a_no_declines_all_that_is_asked(bench: Bench) -> None:
    unlock, opening = bench.type("unlock and open").steps
    assert bench.type("no").answers is not None
    assert {bench.commander.perform(one.id).state for one in (unlock, opening)} == {"declined"}


@pytest.mark.parametrize("verdict", ["silence", "noise", "not-a-command", "too-long"])
def test_what_was_not_surely_heard_has_no_steps(bench: Bench, verdict: Verdict) -> None:
    command = bench.say("light on", verdict)
    assert (command.steps, command.parsed.intents, command.answers) == ((), (), None)
    assert command.parsed.missed


def test_what_was_heard_unsurely_is_asked_about_even_if_harmless(bench: Bench) -> None:
    (step,) = bench.say("light on", "unsure").steps
    assert (step.state, step.say) == ("asking", "yes, turn on the kitchen light")
    answer = bench.say("yes turn on the kitchen light").answers
    assert answer is not None
    assert answer.state == "done"
    (step,) = bench.say("what time is it", "unsure").steps
    assert (step.state, step.say) == ("asking", "")
    assert bench.type("yes").parsed.missed == "Press Tell to do it."
    assert bench.commander.perform(step.id).state == "done"


@pytest.mark.parametrize("name", ["EdgeStop", "HassNevermind"])
def test_stopping_is_never_asked_about_however_it_was_heard(tmp_path: Path, name: str) -> None:
    bench = Bench(tmp_path, KNOWN | {"stop": (intent(name),)})
    (step,) = bench.say("stop", "unsure").steps
    bench.close()
    assert step.state == "ready"


def test_an_unsure_yes_is_none_but_an_unsure_no_is_one(bench: Bench) -> None:
    (step,) = bench.say("unlock the front door").steps
    unsure = bench.say("yes unlock the front door", "unsure")
    assert (unsure.answers, unsure.steps) == (None, ())
    answer = bench.say("no", "unsure").answers
    assert answer is not None
    assert (answer.id, answer.state) == (step.id, "declined")


def test_two_readings_that_mean_two_things_are_guesses(bench: Bench) -> None:
    command = bench.say("add milk", "unsure", ("add bread", "flibber"))
    assert (command.steps, command.parsed.guesses) == ((), ((MILK,), (BREAD,)))
    (step,) = bench.commander.choose(command.parsed.guesses[1]).steps
    assert bench.commander.perform(step.id).state == "done"
    assert shopping(bench) == "has 1 thing: bread."


def test_another_reading_of_the_same_meaning_is_no_second_guess(bench: Bench) -> None:
    assert [one.state for one in bench.say("add milk", "unsure", ("add milk",)).steps] == ["asking"]


def test_guesses_of_the_parser_have_no_steps_until_one_is_chosen(bench: Bench) -> None:
    command = bench.type("play")
    assert (command.steps, len(command.parsed.guesses)) == ((), 2)
    (step,) = bench.commander.choose((UNLOCK,)).steps
    assert step.state == "asking"


def test_words_that_are_only_close_are_taken_when_typed_and_asked_when_heard(bench: Bench) -> None:
    assert [one.state for one in bench.type("lite on").steps] == ["ready"]
    command = bench.say("lite on")
    assert command.steps == ()
    assert [[one.name for one in guess] for guess in command.parsed.guesses] == [["HassTurnOn"]]


def test_words_that_only_come_near_a_command_that_changes_something_are_asked_about(bench: Bench) -> None:
    assert [one.state for one in bench.type("lite").steps] == ["asking"]


def test_the_same_words_heard_twice_at_once_are_one_command(bench: Bench) -> None:
    first = bench.say("add milk")
    bench.commander.perform(first.steps[0].id)
    bench.clock.pass_by(1.9)
    echo = bench.say("Add  milk")
    assert [(one.id, one.state) for one in echo.steps] == [(first.steps[0].id, "done")]
    bench.clock.pass_by(2)
    assert bench.say("add milk").steps[0].id != first.steps[0].id


def test_an_echo_does_not_decline_its_own_question(bench: Bench) -> None:
    first = bench.say("unlock the front door")
    bench.clock.pass_by(1)
    (step,) = bench.say("unlock the front door").steps
    assert (step.id, step.state) == (first.steps[0].id, "asking")
    assert bench.commander.perform(step.id).state == "done"


def test_undo_takes_back_the_last_step_also_after_a_restart(bench: Bench) -> None:
    bench.do("add milk")
    bench.do("add bread")
    bench.do("what time is it")
    (undone,) = bench.do("undo")
    assert said(undone) == "Took bread off the shopping list again."
    bench.restart()
    (undone,) = bench.do("undo")
    assert said(undone) == "Took milk off the shopping list again."
    (nothing,) = bench.type("undo").steps
    assert (nothing.state, nothing.preview.cannot) == ("cannot", "There is nothing to take back.")


def test_a_step_is_taken_back_by_its_number_once(bench: Bench) -> None:
    (milk,) = bench.do("add milk")
    bench.restart()
    undone = bench.commander.undo(milk.id)
    assert (undone.state, said(undone)) == ("undone", "Took milk off the shopping list again.")
    assert bench.commander.undo(milk.id) == undone
    (time,) = bench.do("what time is it")
    assert said(bench.commander.undo(time.id)) == "There is nothing to take back."


def test_what_changed_meanwhile_is_left_and_the_one_before_can_be_taken_back(bench: Bench) -> None:
    bench.do("add bread")
    (lit,) = bench.do("light on")
    bench.known["light off"] = (intent("HassTurnOff", name="kitchen-light"),)
    (dark,) = bench.do("light off")
    assert said(bench.commander.undo(lit.id)) == "This has changed since, so it was left as it is."
    assert bench.commander.undo(dark.id).state == "undone"
    assert said(bench.do("undo")[0]) == "Took bread off the shopping list again."


def test_the_list_of_before_is_new_to_old_and_can_be_forgotten(bench: Bench) -> None:
    bench.do("add milk")
    bench.do("what time is it")
    bench.type("add bread")
    assert [one.intent.name for one in bench.commander.earlier()] == ["HassGetCurrentTime", "HassShoppingListAddItem"]
    assert [one.intent.name for one in bench.commander.earlier(1)] == ["HassGetCurrentTime"]
    assert all(one.at == "2026-03-06T12:00:00+00:00" for one in bench.commander.earlier())
    bench.commander.forget_earlier()
    assert bench.commander.earlier() == ()
    assert shopping(bench) == "has 1 thing: milk."


def test_the_list_keeps_the_last_thousand(bench: Bench) -> None:
    (first,) = bench.do("what time is it")
    with bench.commander._kept.writing() as connection:  # a thousand transactions would take seconds
        (row,) = connection.execute("SELECT step FROM steps WHERE id = ?", (first.id,)).fetchone()
        connection.executemany(
            "INSERT INTO steps (command, step, state) VALUES (0, ?, 'done')", [(row,)] * (MOST_STEPS - 1)
        )
    assert bench.commander.perform(first.id).state == "done"
    bench.do("add milk")
    assert len(bench.commander.earlier(5_000)) == MOST_STEPS
    with pytest.raises(NoSuchStep, match=f"There is no command {first.id}"):
        bench.commander.perform(first.id)


def test_what_was_asked_before_a_restart_is_over(bench: Bench) -> None:
    (step,) = bench.type("unlock the front door").steps
    bench.restart()
    assert bench.commander.perform(step.id).state == "timed-out"


def test_what_became_risky_since_it_was_shown_is_asked_about(bench: Bench) -> None:
    bench.known["toggle"] = (intent("HassToggle", name="garage-door"),)
    (step,) = bench.type("toggle").steps
    assert bench.commander.perform(step.id).state == "done"
    (step,) = bench.type("toggle").steps
    assert step.state == "ready"  # it would close
    other = bench.restart()
    other.perform(other.understand("toggle").steps[0].id)
    asked = other.perform(step.id)
    assert (asked.state, asked.say) == ("asking", "yes, switch the garage door")
    assert other.perform(step.id).state == "done"


@pytest.mark.parametrize("call", ["perform", "decline", "undo"])
def test_a_number_that_is_no_step_is_said(bench: Bench, call: str) -> None:
    with pytest.raises(NoSuchStep) as missing:
        getattr(bench.commander, call)(77)
    assert missing.value.code == "no-such-command"


def test_a_look_ahead_says_what_would_be_done_and_keeps_nothing(bench: Bench) -> None:
    bench.do("add milk")
    (asked,) = bench.type("unlock the front door").steps
    command = bench.commander.preview("unlock and add bread")
    assert [(step.id, step.preview.sentence) for step in command.steps] == [
        (0, "Unlock **the front door** in the simulated home"),
        (0, "Put **bread** on **the shopping list**"),
    ]
    assert [step.state for step in bench.commander.earlier()] == ["done"]
    assert bench.commander.perform(asked.id).state == "done"  # the question that was open still is
    assert bench.commander.preview("sing").parsed.missed
    with pytest.raises(NoSuchStep):
        bench.commander.perform(0)


def test_guesses_say_what_each_would_do(bench: Bench) -> None:
    for command in (bench.type("play"), bench.commander.preview("play")):
        assert [[one.sentence for one in offer] for offer in command.offers] == [
            ["Put **milk** on **the shopping list**"],
            ["Put **bread** on **the shopping list**"],
        ]
        assert command.steps == ()
    assert bench.commander.earlier() == ()


def test_what_runs_is_told_the_next_one_first(tmp_path: Path) -> None:
    with_timers: dict[str, tuple[Intent, ...]] = {
        "ten": (intent("HassStartTimer", minutes=10, name="pasta"),),
        "one": (intent("HassStartTimer", minutes=1),),
        "wait": (intent("HassPauseTimer", name="pasta"),),
        "wake": (intent("EdgeSetAlarm", time="12:05", name="tea"),),
    }
    bench = Bench(tmp_path, with_timers)
    for said_ in ("ten", "one", "wake"):
        bench.do(said_)
    found = bench.commander.running()
    assert [(one.kind, one.name, one.due[11:16], one.total_s) for one in found] == [
        ("timer", "", "12:01", 60.0),
        ("alarm", "tea", "12:05", 0.0),
        ("timer", "pasta", "12:10", 600.0),
    ]
    bench.do("wait")
    paused = next(one for one in bench.commander.running() if one.name == "pasta")
    assert (paused.due, paused.left_s) == ("", 600.0)
    bench.close()


@pytest.mark.parametrize(
    ("said_by_model", "states"),
    [
        ((TIME,), ["ready"]),
        ((LIGHT,), ["asking"]),
        ((UNLOCK,), ["asking"]),
        ((MILK, TIME), ["asking", "ready"]),
    ],
)
def test_a_model_is_asked_on_a_miss_and_what_it_changes_is_asked_about(
    tmp_path: Path, said_by_model: tuple[Intent, ...], states: list[str]
) -> None:
    asked: list[str] = []

    def ask(text: str, names: Names, _stop: Stop) -> tuple[Intent, ...]:
        asked.append(text)
        assert names.lists
        return said_by_model

    bench = Bench(tmp_path, KNOWN, ask_model=ask)
    assert bench.type("light on").steps[0].state == "ready"
    command = bench.type("could you perhaps")
    assert [one.state for one in command.steps] == states
    assert {one.source for one in command.parsed.intents} == {"model"}
    assert bench.commander.understand("could you perhaps", ask_model=False).parsed.missed == "No command."
    spoken = bench.say("could you perhaps")
    assert (spoken.steps, len(spoken.parsed.guesses)) == ((), 1)
    assert asked == ["could you perhaps"] * 2
    bench.close()


@pytest.mark.parametrize(
    "nonsense",
    [
        (),
        (intent("Fly"),),
        (intent("HassTurnOn", name="moon"),),
        (intent("HassTurnOn", area="attic"),),
        (intent("HassTurnOn", name="kitchen-light", volume=3),),
        (intent("HassLightSet", name="kitchen-light", brightness=900),),
        (intent("HassLightSet", name="kitchen-light", brightness=True),),
        (intent("HassStartTimer", minutes="five"),),
        (intent("EdgeSetAlarm", time="noon"),),
        (intent("EdgeReport", what="soul"),),
        (intent("EdgeReadList", list="moon"),),
        (intent("EdgeOpenPane", pane="moon"),),
        (intent("EdgeTakeNote", text=""),),
        (intent("EdgeTakeNote", text="x" * 501),),
        (TIME,) * 6,
        (TIME, intent("Fly")),
    ],
)
def test_what_a_model_makes_up_is_not_taken(tmp_path: Path, nonsense: tuple[Intent, ...]) -> None:
    bench = Bench(tmp_path, KNOWN, ask_model=lambda _text, _names, _stop: nonsense)
    command = bench.type("could you perhaps")
    assert (command.steps, command.parsed.intents) == ((), ())
    assert command.parsed.missed == "No command. The language model found no command in it either."
    bench.close()


def test_a_model_that_is_not_there_is_a_reason(tmp_path: Path) -> None:
    def ask(_text: str, _names: Names, _stop: Stop) -> tuple[Intent, ...]:
        raise EdgeError("No model is loaded.")

    bench = Bench(tmp_path, KNOWN, ask_model=ask)
    assert bench.type("could you perhaps").parsed.missed == "No command. No model is loaded."
    bench.close()


def test_a_heard_command_carries_what_was_heard(bench: Bench) -> None:
    assert bench.say("light on").heard == heard("light on")
    assert bench.type("light on").heard is None


def test_a_closed_commander_opens_nothing_again(bench: Bench) -> None:
    bench.commander.prepare()
    (step,) = bench.type("add milk").steps
    bench.commander.close()
    bench.commander.close()
    with pytest.raises(EdgeError, match="cannot be used now"):
        bench.commander.perform(step.id)
    assert bench.commander.names().lists == ()
