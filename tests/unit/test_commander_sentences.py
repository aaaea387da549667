# SPDX-License-Identifier: Apache-2.0
"""Whole sentences through the real templates and the real actions: what is said, shown, done and answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.history.chats import Chats
from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.intents.commands import Step
from tests.support.commanding import PANES, REPORT, WallClock, actions_here


class Talk:
    """A commander of one language that does what it is told."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        self.clock, self.chats = WallClock(), Chats(folder / "history.sqlite3")
        self.commander = Commander(
            CommanderSetup(
                folder=folder / "commands",
                language=language,
                now=self.clock,
                report=lambda: REPORT,
                chats=lambda: self.chats,
                panes=lambda: PANES,
                found=actions_here(),
            )
        )

    def steps(self, text: str) -> tuple[Step, ...]:
        command = self.commander.understand(text)
        assert command.steps, f"{text}: {command.parsed.missed}"
        return tuple(self.commander.perform(one.id) if one.state == "ready" else one for one in command.steps)

    def answer(self, text: str) -> str:
        """Return what is said after all steps of a sentence, or why they cannot be done."""
        said = [one.outcome.sentence if one.outcome else one.preview.cannot or one.say for one in self.steps(text)]
        return " ".join(said)

    def close(self) -> None:
        self.commander.close()
        self.chats.close()


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    made = Talk(tmp_path)
    yield made
    made.close()


def conversation(talk: Talk, *lines: tuple[str, str]) -> None:
    """Say each line and hold the answer to what is expected."""
    for said, answered in lines:
        assert (said, talk.answer(said)) == (said, answered)


def test_a_morning_of_timers(talk: Talk) -> None:
    conversation(
        talk,
        ("how much time is left", "There is no timer."),
        ("set a timer for five minutes", "The timer of 5 minutes runs until 12:05 pm."),
        ("add two minutes to the timer", "The timer of 5 minutes has 7 minutes left."),
        ("pause the timer", "The timer of 5 minutes is paused with 7 minutes left."),
        ("how much time is left on my timer", "The timer of 5 minutes has 7 minutes left and is paused."),
        ("cancel the timer", "The timer of 5 minutes is cancelled."),
        ("undo", "The timer of 5 minutes is back."),
        ("cancel all timers", "The timer of 5 minutes is cancelled."),
        ("cancel all timers", "There is no timer."),
    )


def test_alarms_and_reminders(talk: Talk) -> None:
    conversation(
        talk,
        ("set an alarm for 7 am", "The alarm rings tomorrow at 7 am."),
        ("what alarms are set", "There is the alarm tomorrow at 7 am."),
        ("cancel my alarm", "The alarm tomorrow at 7 am is cancelled."),
        ("remind me to call Ann in ten minutes", "You will be reminded at 12:10 pm: call Ann."),
        ("undo", "You will not be reminded: call Ann."),
    )


def test_notes_and_lists(talk: Talk) -> None:
    conversation(
        talk,
        ("take a note buy a hat", "Noted: buy a hat"),
        ("add milk to the shopping list", "Added milk to the shopping list."),
        ("read my shopping list", "The shopping list has 1 thing: milk."),
        ("create a list called packing", "The packing list is there."),
        ("add socks to the packing list", "Added socks to the packing list."),
        ("read the packing list", "The packing list has 1 thing: socks."),
        ("delete the packing list", "yes, delete Packing"),
        ("clear the shopping list", "yes, clear Shopping list"),
    )


def test_the_home(talk: Talk) -> None:
    home = "In the simulated home"
    conversation(
        talk,
        ("turn on the kitchen light", f"{home}, the kitchen light is turned on."),
        ("is the front door locked", f"{home}: Yes, it is locked."),
        ("set the thermostat to 21 degrees", f"{home}, the thermostat is set to 21 °C."),
        ("turn on the living room lights", f"{home}, all lights in the living room are turned on."),
        ("turn off all lights", f"{home}, all lights are turned off."),
        ("unlock the front door", "yes, unlock the front door"),
        ("open the garage door", "yes, open the garage door"),
        ("close the garage door", f"{home}, the garage door is closed already."),
        ("start the vacuum", f"{home}, the vacuum is cleaning."),
    )


def test_several_things_in_one_sentence(talk: Talk) -> None:
    lights, bright = talk.steps("turn on the living room lights and set them to 50% brightness")
    assert (lights.state, bright.state) == ("done", "done")
    assert bright.outcome is not None
    assert bright.outcome.sentence == "In the simulated home, all lights in the living room are set to 50% brightness."
    assert [one.id for one in talk.commander.earlier()] == [bright.id, lights.id]


def test_questions_to_the_computer(talk: Talk) -> None:
    conversation(
        talk,
        ("what time is it", "It is noon."),
        ("what is the date", "It is Friday, 6 March 2026."),
        ("how is the battery", "Battery: 80%, not charging."),
        ("what is 12 times 7", "12 × 7 = 84"),
        ("convert 10 miles to kilometers", "10 miles are about 16.09 kilometers."),
        ("how many micrograms in a milligram", "1 milligram is 1,000 micrograms."),
        ("convert half a gram to milligrams", "0.5 gram is 500 milligrams."),
        ("convert 3 miles to kilograms", "Length (miles) cannot be converted to mass (kilograms)."),
        ("what is the weather", "EdgeAssist works without the internet and does not know the weather."),
    )


@pytest.mark.parametrize(
    ("text", "pane", "wish", "language"),
    [
        ("open the voice pane", "voice", "", ""),
        ("summarize this", "", "summarize", ""),
        ("translate hello to Spanish", "", "translate", "es"),
        ("ask what is the capital of France", "", "chat", ""),
    ],
)
def test_what_the_window_is_wanted_for(talk: Talk, text: str, pane: str, wish: str, language: str) -> None:
    (step,) = talk.steps(text)
    assert step.outcome is not None
    assert step.outcome.wanted is not None
    assert (step.outcome.wanted.pane, step.outcome.wanted.wish, step.outcome.wanted.language) == (pane, wish, language)


@pytest.mark.parametrize(
    ("language", "timer", "chats", "say"),
    [
        ("es", "pon un temporizador de cinco minutos", "borra todos los chats", "sí, todos los chats"),
        ("de", "stelle einen Timer auf fünf Minuten", "lösche alle Chats", "ja, alle Chats"),
        (
            "fr",
            "mets un minuteur de cinq minutes",
            "supprime toutes les conversations",
            "oui, toutes les conversations",
        ),
    ],
)
def test_other_languages_do_the_same_and_ask_in_their_own_words(
    tmp_path: Path, language: str, timer: str, chats: str, say: str
) -> None:
    talk = Talk(tmp_path, language)
    talk.chats.start().add_question("x")
    assert talk.answer(timer) == "The timer of 5 minutes runs until 12:05 pm."
    (step,) = talk.steps(chats)
    assert (step.state, step.say) == ("asking", say)
    assert talk.commander.understand(say.split(",", maxsplit=1)[0]).answers is None
    answered = talk.commander.understand(say).answers
    assert answered is not None
    assert answered.state == "done"
    assert talk.chats.shelf.entries() == ()
    assert talk.commander.undo(step.id).state == "undone"
    assert len(talk.chats.shelf.entries()) == 1
    talk.close()


def test_a_language_nobody_has_is_refused(tmp_path: Path) -> None:
    setup = CommanderSetup(tmp_path, "tlh", WallClock(), lambda: REPORT, lambda: Chats(tmp_path), lambda: PANES)
    with pytest.raises(Exception, match="tlh") as refused:
        Commander(setup)
    assert getattr(refused.value, "code", "") == "unknown-command-language"


def test_an_answer_to_no_question_is_told_so(talk: Talk) -> None:
    for said in ("yes", "no"):
        assert talk.commander.understand(said).parsed.missed == "Nothing is being asked now."


def test_a_device_that_is_not_there_is_no_guess_at_all_others(talk: Talk) -> None:
    parsed = talk.commander.understand("turn on the garden light").parsed
    assert parsed.missed.startswith("There is no garden light in the home. There is the living room light, ")
    assert parsed.guesses == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("set a timer for 0 minutes", "A timer needs a second at least"),
        ("start a 0 minute timer", "A timer needs a second at least"),
        (f"what is {'7' * 30} times 3", "24 digits"),
    ],
)
def test_numbers_that_nothing_can_be_done_with_are_told(talk: Talk, text: str, why: str) -> None:
    parsed = talk.commander.understand(text).parsed
    assert (parsed.intents, parsed.guesses) == ((), ())
    assert why in parsed.missed


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "create a list called party and add balloons to the party list", "party"),
        ("en", "make a list called party. add balloons to the party list", "party"),
        ("en", "create a party list and add balloons to it", "party"),
        ("de", "erstelle eine Liste namens Feier und setze Ballons auf die Feier-Liste", "feier"),
        ("es", "crea una lista llamada fiesta y añade globos a la lista fiesta", "fiesta"),
        ("fr", "crée une liste appelée fête et ajoute des ballons à la liste fête", "fête"),
    ],
)
def test_a_list_is_made_and_filled_in_one_breath(tmp_path: Path, language: str, text: str, name: str) -> None:
    talk = Talk(tmp_path, language)
    shown = talk.commander.preview(text).steps
    steps = talk.steps(text)
    talk.close()
    assert [one.intent.name for one in shown] == ["EdgeCreateList", "HassListAddItem"]
    assert [one.state for one in shown] == ["ready", "ready"]
    assert [one.state for one in steps] == ["done", "done"]
    assert steps[1].outcome is not None
    assert name in steps[1].outcome.sentence.casefold()


def test_what_waits_for_a_list_is_left_when_the_list_cannot_be_made(talk: Talk) -> None:
    talk.answer("create a list called party")
    making, adding = talk.commander.understand("create a list called party and add tea to the party list").steps
    assert making.state == "cannot"
    assert talk.commander.perform(adding.id).state == "declined"


def test_a_name_of_two_words_stays_one_list(talk: Talk) -> None:
    (step,) = talk.steps("make a list called rock and roll")
    assert step.intent.value("list") == "rock and roll"
