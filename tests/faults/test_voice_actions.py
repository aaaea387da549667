# SPDX-License-Identifier: Apache-2.0
"""Rows V04 to V06: nothing is deleted by a voice that did not name it, by our own speech, or by a doubtful reading."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.history.chats import Chats
from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.intents.commands import Command
from edgeassist.speech.heard import Verdict
from tests.support.commanding import PANES, REPORT, WallClock, actions_here, heard

CHATS = ("Night shift", "Pump 3", "Holidays")


class Room:
    """A person with conversations, whom the real commander hears."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.chats = WallClock(), Chats(folder / "history.sqlite3")
        for title in CHATS:
            self.chats.start().add_question(title)
        self.commander = Commander(
            CommanderSetup(
                folder=folder / "commands",
                language="en",
                now=self.clock,
                report=lambda: REPORT,
                chats=lambda: self.chats,
                panes=lambda: PANES,
                found=actions_here(),
            )
        )

    def hear(self, text: str, verdict: Verdict = "accepted", alternatives: tuple[str, ...] = ()) -> Command:
        """Hear a sentence, and do at once what may be done without asking, as the pane does."""
        command = self.commander.understand(text, heard=heard(text, verdict, alternatives))
        for step in command.steps:
            if step.state == "ready":
                self.commander.perform(step.id)
        return command

    @property
    def titles(self) -> set[str]:
        return {one.title for one in self.chats.shelf.entries()}

    def close(self) -> None:
        self.commander.close()
        self.chats.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


def test_v04_delete_all_chats_asks_and_names_what_it_would_delete(room: Room) -> None:
    (step,) = room.hear("delete all chats").steps
    assert (step.state, step.say, step.wait_s) == ("asking", "yes, delete all chats", 10.0)
    assert step.preview.sentence == "Delete **all chats** (3 chats). They stay in the bin for 30 days"
    assert room.titles == set(CHATS)


def test_v04_no_answer_is_a_no(room: Room) -> None:
    (step,) = room.hear("delete all chats").steps
    room.clock.pass_by(10.1)
    assert room.hear("yes delete all chats").answers is None
    assert room.commander.perform(step.id).state == "timed-out"
    assert room.titles == set(CHATS)


NO_YES = (
    "yes", "yes please", "okay", "sure", "yes delete", "yes all", "yes delete all chaps", "yes delete all cats",
    "jess delete all chats", "yes do not delete all chats", "delete all chats", "no", "cancel", "yes it is",
    "and then she said yes they talked in all chats about it",
)  # fmt: skip


def test_v04_only_a_yes_that_names_the_object_deletes(room: Room) -> None:
    for answer in NO_YES:
        room.hear("delete all chats")
        room.clock.pass_by(3)
        room.hear(answer)
        assert room.titles == set(CHATS), answer
        room.clock.pass_by(10)


@pytest.mark.parametrize("verdict", ["unsure", "noise", "not-a-command", "silence", "too-long"])
def test_v04_a_yes_that_was_not_surely_heard_is_none(room: Room, verdict: Verdict) -> None:
    room.hear("delete all chats")
    assert room.hear("yes delete all chats", verdict).answers is None
    assert room.titles == set(CHATS)


def test_v04_the_named_yes_deletes_into_the_bin_and_undo_brings_all_back(room: Room) -> None:
    room.hear("delete all chats")
    answer = room.hear("yes delete all chats").answers
    assert answer is not None
    assert answer.state == "done"
    assert room.titles == set()
    room.hear("undo")
    assert room.titles == set(CHATS)


NEARLY = (
    "delete all chaps", "the lead all chats", "deleted all chats", "delete tall chats", "do not delete all chats",
    "don't delete all chats", "she told me to delete all chats yesterday", "delete all chats she said and laughed",
    "should I delete all chats", "did you delete all chats", "never delete all chats", "delete all hats",
    "um delete uh all those chats maybe", "all chats", "delete", "chats delete all",
)  # fmt: skip


def test_v04_homophones_and_talk_around_it_do_nothing(room: Room) -> None:
    for words in NEARLY:
        command = room.hear(words)
        assert all(step.state in ("asking", "cannot") for step in command.steps), words
        room.clock.pass_by(30)
        assert room.titles == set(CHATS), words


@pytest.mark.parametrize("verdict", ["noise", "not-a-command", "silence", "too-long"])
def test_v04_what_a_recognizer_rejects_is_not_even_asked_about(room: Room, verdict: Verdict) -> None:
    command = room.hear("delete all chats", verdict)
    assert (command.steps, command.parsed.intents) == ((), ())


def test_v05_a_video_that_commands_is_asked_about_and_then_forgotten(room: Room) -> None:
    """What plays beside the microphone says a whole film of things; none of it deletes or opens anything."""
    film = [
        "delete all chats", "yes", "yes sir", "unlock the front door", "okay", "yes yes", "open the garage door",
        "delete all chats", "sure go ahead", "yes do it", "clear the shopping list", "I said yes",
    ]  # fmt: skip
    for line in film:
        room.hear(line)
        room.clock.pass_by(2.5)
    room.clock.pass_by(10)
    assert room.titles == set(CHATS)
    done = {step.intent.name for step in room.commander.earlier() if step.state == "done"}
    assert done == set()


def test_v05_our_own_speech_that_answers_our_own_question_is_unsure_and_does_nothing(room: Room) -> None:
    """The question read aloud comes back through the microphone: never surely, and once is no second command."""
    (step,) = room.hear("delete all chats").steps
    room.clock.pass_by(1)
    echo = room.hear("delete all chats")
    assert [one.id for one in echo.steps] == [step.id]
    assert room.hear("delete all chats they stay in the bin for 30 days", "not-a-command").steps == ()
    assert room.hear("say yes delete all chats", "unsure").answers is None
    assert room.titles == set(CHATS)


def test_v05_what_is_harmless_and_unsure_is_asked_about(room: Room) -> None:
    (step,) = room.hear("turn on the kitchen light", "unsure").steps
    assert (step.state, step.say) == ("asking", "yes, turn on the kitchen light")
    room.clock.pass_by(11)
    assert [one.state for one in room.commander.earlier()] == ["timed-out"]


def test_v06_low_confidence_with_two_meanings_asks_which(room: Room) -> None:
    command = room.hear("turn on the kitchen light", "unsure", ("turn off the kitchen light",))
    assert command.steps == ()
    assert [[one.name for one in guess] for guess in command.parsed.guesses] == [["HassTurnOn"], ["HassTurnOff"]]
    assert room.commander.earlier() == ()
