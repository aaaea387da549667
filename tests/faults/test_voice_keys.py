# SPDX-License-Identifier: Apache-2.0
"""Rows V06 and V07: recorded words of vosk on their way to a command. What is doubtful asks, nonsense is ignored."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.history.chats import Chats
from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.intents.commands import Command
from edgeassist.speech.heard import Heard
from edgeassist.speech.vosk_recognizer import VoskRecognizer
from edgeassist.store.voice_engine import VoskModel
from tests.support.commanding import PANES, REPORT, WallClock
from tests.support.voices_made import NAME, StandInVosk, in_folder, layered
from tests.support.vosk_said import ALTERNATIVES, EMPTY, PARTIAL, WITH_UNKNOWN, result

SOUND = b"\0\1" * 8000


class Room:
    """A person whom a vosk model hears, and the real commander behind it."""

    def __init__(self, folder: Path) -> None:
        self.clock = WallClock()
        self.chats = Chats(folder / "history.sqlite3")
        self.chats.start().add_question("Night shift")
        self.commander = Commander(
            CommanderSetup(folder / "commands", "en", self.clock, lambda: REPORT, lambda: self.chats, lambda: PANES)
        )
        place = in_folder(folder / NAME, layered())
        self.vosk = StandInVosk(EMPTY, EMPTY)
        self.model = VoskModel(place, library=self.vosk)
        self.grammar = self.commander.grammar()

    def hear(self, free: str, within: str) -> Heard:
        """Return what is heard when vosk says these two things."""
        self.vosk.free, self.vosk.within = free, within
        recognizer = VoskRecognizer(Path(NAME), "en", model=self.model)
        recognizer.use_grammar(self.grammar)
        recognizer.begin()
        recognizer.feed(SOUND)
        return recognizer.finish()

    def command(self, free: str, within: str) -> Command:
        """Return what is to come of it."""
        self.clock.pass_by(60)
        heard = self.hear(free, within)
        return self.commander.understand(heard.text, heard=heard)

    def close(self) -> None:
        self.commander.close()
        self.chats.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = Room(tmp_path_factory.mktemp("room"))
    yield room
    room.close()


@pytest.fixture
def room(shared: Room) -> Iterator[Room]:
    """Return a room in which nothing may have been done when the test is over."""
    yield shared
    assert [step.state for step in shared.commander.earlier() if step.state in ("done", "undone")] == []


def nothing_ready(command: Command) -> bool:
    """Tell whether nothing of the command may be done without asking."""
    return all(step.state != "ready" for step in command.steps)


def test_what_both_keys_heard_clearly_is_ready(room: Room) -> None:
    said = result("set a timer for five minutes")
    command = room.command(said, result("set a timer for five minutes", 1.0))
    assert [step.state for step in command.steps] == ["ready"]
    assert command.steps[0].intent.name == "HassStartTimer"


@pytest.mark.parametrize("confidence", [0.05, 0.3, 0.5, 0.6])
def test_V06_a_reading_of_low_confidence_asks(room: Room, confidence: float) -> None:
    said = result("set a timer for five minutes", confidence)
    command = room.command(said, result("set a timer for five minutes", 1.0))
    assert [step.state for step in command.steps] == ["asking"]
    assert command.heard is not None
    assert command.heard.verdict == "unsure"


def test_V06_one_word_of_low_confidence_asks(room: Room) -> None:
    said = result("set a timer for five minutes", (0.99, 0.9, 0.98, 0.9, 0.2, 0.98))
    command = room.command(said, result("set a timer for five minutes", 1.0))
    assert [step.state for step in command.steps] == ["asking"]


def test_V06_two_readings_that_mean_two_things_are_both_named(room: Room) -> None:
    free, within = result("set a timer for fifteen minutes"), result("set a timer for fifty minutes", 1.0)
    command = room.command(free, within)
    assert nothing_ready(command)
    minutes = [guess[0].value("minutes") for guess in command.parsed.guesses]
    assert sorted(str(one) for one in minutes) == ["15", "50"]


def test_V06_alternatives_without_confidence_ask(room: Room) -> None:
    said = json.dumps(
        {
            "alternatives": [
                {"confidence": 220.0, "text": "set a timer for five minutes", "result": []},
                {"confidence": 219.8, "text": "set a timer for nine minutes", "result": []},
            ]
        }
    )
    command = room.command(said, result("set a timer for five minutes", 1.0))
    assert nothing_ready(command)
    assert command.steps or command.parsed.guesses


@pytest.mark.parametrize(
    ("free", "within"),
    [
        ("we had a timer in the kitchen for years", "set a timer for five minutes"),
        ("so i told him that it takes five minutes", "set a timer for five minutes"),
        ("huh", "stop"),
        ("the", "undo that"),
        ("", "delete all my chats"),
        ("all my charts were deleted by then", "delete all my chats"),
    ],
)
def test_talk_about_something_else_does_nothing(room: Room, free: str, within: str) -> None:
    command = room.command(result(free), result(within, 1.0))
    assert (command.steps, command.parsed.guesses) == ((), ())


NO_RESULTS = [
    "", " ", "null", "[]", "{}", "{", '"text"', '{"text": 1}', '{"text": null}', '{"text": "a"', "\x00", "NaN",
    '{"result": 3, "text": "set a timer for five minutes"}', '{"alternatives": 1}', "[" * 50_000, EMPTY, PARTIAL,
    json.dumps({"text": "set a timer for five minutes " * 100_000}),
    json.dumps({"text": "set " * 5000}),
    json.dumps({"text": "a", "result": [{"word": "a", "conf": 1.0}] * 5000}),
]  # fmt: skip


@pytest.mark.parametrize("content", NO_RESULTS, ids=range(len(NO_RESULTS)))
def test_V07_what_is_no_result_is_ignored(room: Room, content: str) -> None:
    whole = result("set a timer for five minutes", 1.0)
    for free, within in ((content, whole), (whole, content), (content, content)):
        heard = room.hear(free, within)
        assert heard.verdict in ("silence", "noise", "not-a-command", "too-long")
        command = room.commander.understand(heard.text, heard=heard)
        assert (command.steps, command.parsed.guesses) == ((), ())


@pytest.mark.parametrize("content", [ALTERNATIVES, WITH_UNKNOWN])
def test_V07_other_forms_of_results_never_act_by_themselves(room: Room, content: str) -> None:
    assert nothing_ready(room.command(content, result("set a timer for five minutes", 1.0)))
    assert nothing_ready(room.command(result("set a timer for five minutes"), content))


@settings(max_examples=25)
@given(cut=st.integers(0, 400), filler=st.text(max_size=8))
def test_V07_a_result_cut_or_mixed_anywhere_never_becomes_another_command(room: Room, cut: int, filler: str) -> None:
    whole = result("set a timer for five minutes", 1.0)
    broken = whole[:cut] + filler + whole[cut + len(filler) :]
    heard = room.hear(broken, whole)
    assert heard.verdict != "accepted" or heard.text == "set a timer for five minutes"
