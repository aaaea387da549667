# SPDX-License-Identifier: Apache-2.0
"""Rows V01 to V06 of the fault matrix where a person meets them: the voice pane on the real commands.

The microphone is scripted; the conversations that a ghost command would delete are real.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from edgeassist.history.chats import Chats
from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.kit.theme import Theme
from edgeassist.panes.voice.ask_card import AskCard
from edgeassist.panes.voice.pane import Clocks, VoicePane
from edgeassist.speech.heard import Heard, Verdict
from edgeassist.speech.lines import EarState, Ended, Utterance
from edgeassist.testing import FakeContext
from edgeassist.testing.hearing import FakeHearing
from tests.gui.conftest import bury, settle, until

DELETE_ALL = "delete all chats"


@dataclass
class Room:
    """The pane, its scripted microphone, and the conversations."""

    pane: VoicePane
    hearing: FakeHearing
    chats: Chats
    pass_time: Callable[[float], None]

    @property
    def asks(self) -> AskCard | None:
        return next((one for one in self.pane.widget.page.cards.values() if isinstance(one, AskCard)), None)

    @property
    def states(self) -> list[str]:
        return [card.step.state for card in self.pane.session.look.cards]

    @property
    def kept(self) -> int:
        return len(self.chats.shelf.entries())

    def hear(self, text: str, verdict: Verdict = "accepted") -> None:
        self.pane.microphone.tap()
        settle()
        self.hearing.say(Utterance(self.hearing.job, Heard(text, verdict, 0.95)), Ended(self.hearing.job, "done"))
        self.calm()

    def type(self, text: str) -> None:
        self.pane.commands.run(text)
        self.calm()

    def calm(self) -> None:
        settle()
        until(lambda: self.pane.session.look.phase in ("shown", "empty"))
        until(lambda: not any(state == "ready" for state in self.states))
        settle()


@pytest.fixture
def room(theme: Theme, tmp_path: Path) -> Iterator[Room]:
    passed = [0.0]
    chats = Chats(tmp_path / "history.sqlite3")
    for question in ("Why is pump 3 loud?", "Who has the night shift?"):
        chats.start().add_question(question)

    def now() -> datetime:
        return datetime(2026, 11, 21, 12, 0, tzinfo=UTC) + timedelta(seconds=passed[0])

    def pass_time(seconds: float) -> None:
        passed[0] += seconds

    setup = CommanderSetup(tmp_path / "commands", "en", now, lambda: (), lambda: chats, tuple)
    commander, context = Commander(setup), FakeContext(model=None)
    vars(context).update(commands=commander)
    pane = VoicePane(context, Clocks(lambda: passed[0], now))
    shown(pane.widget)
    pane.shown()
    until(lambda: bool(context.hearing.grammars))
    yield Room(pane, context.hearing, chats, pass_time)
    pane.close()
    pane.widget.close()
    pane.widget.deleteLater()
    bury()
    commander.close()
    chats.close()


def shown(widget: QWidget) -> None:
    widget.resize(1000, 700)
    widget.show()
    settle()


def test_V01_without_a_microphone_typing_does_it(room: Room) -> None:
    room.hearing.microphones = ()
    room.pane.microphone.look()
    room.pane.microphone.tap()
    settle()
    assert room.pane.widget.page.talk.state.text() == "No microphone was found. Type a command instead."
    room.type("set a timer for ten minutes")
    assert room.states == ["done"]


def test_V02_unplugged_in_the_middle_it_keeps_the_text_and_goes_on(room: Room) -> None:
    room.pane.microphone.tap()
    room.hearing.partial("set a timer")
    room.hearing.lose()
    settle()
    assert "The microphone is gone" in room.pane.widget.page.talk.state.text()
    assert room.pane.widget.page.sentence.text() == "set a timer …"
    assert not room.pane.microphone.ear.look.open
    room.hearing.say(EarState(room.hearing.job, "speech"))
    room.hearing.hears("set a timer for ten minutes")
    room.calm()
    assert room.states == ["done"]


@pytest.mark.parametrize("verdict", ["silence", "noise", "not-a-command", "too-long"])
def test_V03_sound_that_is_no_command_does_nothing(room: Room, verdict: Verdict) -> None:
    room.hear(DELETE_ALL, verdict)
    assert room.states == []
    assert room.asks is None
    assert "ignored" in room.pane.widget.page.remark.text()
    assert room.kept == 2


def test_V04_deleting_all_chats_asks_by_name_and_no_answer_is_a_no(room: Room) -> None:
    room.hear(DELETE_ALL)
    asks = room.asks
    assert asks is not None
    assert "all chats" in asks.question.text()
    assert "yes, delete all chats" in asks.waiting.text()
    assert room.kept == 2
    room.pass_time(11)
    room.pane._on_second_over()
    until(lambda: room.states == ["timed-out"])
    assert room.kept == 2


def test_V04_a_bare_yes_deletes_nothing(room: Room) -> None:
    room.hear(DELETE_ALL)
    room.hear("yes")
    assert room.kept == 2


def test_V04_a_yes_that_names_the_object_deletes_and_undo_brings_back(room: Room) -> None:
    room.hear(DELETE_ALL)
    room.hear("yes, delete all chats")
    assert room.states == ["done"]
    assert room.kept == 0
    room.pane.commands.undo(room.pane.session.look.cards[0].step.id)
    until(lambda: room.states == ["undone"])
    assert room.kept == 2


def test_V04_a_yes_that_comes_too_late_deletes_nothing(room: Room) -> None:
    room.hear(DELETE_ALL)
    room.pass_time(11)
    room.hear("yes, delete all chats")
    assert room.kept == 2
    assert "done" not in room.states


@pytest.mark.parametrize("text", ["delete all cats", "elite all chats", "he said delete all chats yesterday"])
def test_V04_what_only_sounds_like_it_deletes_nothing(room: Room, text: str) -> None:
    room.hear(text)
    assert room.kept == 2
    assert "done" not in room.states


def test_V05_our_own_words_said_again_do_nothing_twice(room: Room) -> None:
    room.hear("set a timer for ten minutes")
    room.hear("set a timer for ten minutes")
    assert len(room.pane.session.look.earlier) == 1


def test_V05_the_words_to_say_heard_as_talk_are_no_answer(room: Room) -> None:
    room.hear(DELETE_ALL)
    room.hear("yes, delete all chats", "not-a-command")
    assert room.kept == 2
    assert room.asks is not None


def test_V06_what_was_heard_unsurely_asks(room: Room) -> None:
    room.hear("set a timer for ten minutes", "unsure")
    assert room.states == ["asking"]
    assert room.asks is not None
    room.asks.do.click()
    until(lambda: room.states == ["done"])
