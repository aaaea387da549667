# SPDX-License-Identifier: Apache-2.0
"""Commands in two languages: the person's own and, beside it, the one that is heard without a voice model."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edgeassist.core import language
from edgeassist.history.chats import Chats
from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.intents.commands import Command
from edgeassist.intents.intent import Parsed
from edgeassist.intents.interpreting import Interpreter
from edgeassist.intents.names import Names
from edgeassist.intents.tongues import Tongues
from edgeassist.speech.heard import Heard
from tests.support.commanding import PANES, REPORT, actions_here

TEN_MINUTES = "Stelle einen Timer auf zehn Minuten"


class Bench:
    """A commander in German, with English beside it; `heard` is what the recognizer knows."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.heard = folder, "en"
        self.chats = Chats(folder / "history.sqlite3")
        self.commander = Commander(
            CommanderSetup(
                folder=folder / "commands",
                language="de",
                now=lambda: datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
                report=lambda: REPORT,
                chats=lambda: self.chats,
                panes=lambda: PANES,
                found=actions_here(),
                beside="en",
                heard=lambda: self.heard,
            )
        )

    def hears(self, text: str) -> Command:
        """Say `text`, surely heard."""
        return self.commander.understand(text, heard=Heard(text, "accepted", 0.95))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.commander.close()
    made.chats.close()


def meant(command: Command) -> tuple[str, tuple[str, ...]]:
    return command.parsed.language, tuple(one.name for one in command.parsed.intents)


def test_both_languages_may_be_typed(bench: Bench) -> None:
    assert meant(bench.commander.understand(TEN_MINUTES)) == ("de", ("HassStartTimer",))
    assert meant(bench.commander.understand("set a timer for ten minutes")) == ("en", ("HassStartTimer",))
    assert meant(bench.commander.preview("what is 45 psi in bar")) == ("en", ("EdgeConvert",))


def test_what_neither_knows_is_missed_in_the_person_s_own(bench: Bench) -> None:
    missed = bench.commander.understand("blau karussell gestern quer").parsed
    assert (missed.language, missed.intents) == ("de", ())
    assert missed.missed


def test_words_that_only_come_near_a_command_beside_are_none(bench: Bench) -> None:
    near = bench.commander.understand("would you ever make some timer thing of ten minutes maybe")
    assert near.steps == ()


def test_speech_is_taken_in_the_language_that_is_heard(bench: Bench) -> None:
    assert meant(bench.hears("set a timer for ten minutes")) == ("en", ("HassStartTimer",))
    assert bench.commander.grammar().language == "en"
    bench.heard = "de"
    assert meant(bench.hears("Stelle einen Timer auf elf Minuten")) == ("de", ("HassStartTimer",))
    assert bench.commander.grammar().language == "de"


def test_a_question_asks_and_is_answered_in_the_language_of_its_sentence(bench: Bench) -> None:
    commander = bench.commander
    for text in ("add milk to my shopping list", "Lösche alle Notizen"):
        for step in commander.understand(text).steps:
            commander.perform(step.id)
    (note,) = commander.understand("take a note that the tyres are flat").steps
    commander.perform(note.id)
    (asked,) = commander.understand("delete all notes").steps
    assert (asked.state, asked.say) == ("asking", "yes, delete all notes")
    assert "yes all notes" in commander.grammar().phrases
    answered = commander.understand("yes, delete all notes").answers
    assert answered is not None
    assert answered.state == "done"


def test_a_question_is_answered_in_either_language(bench: Bench) -> None:
    commander = bench.commander
    (note,) = commander.understand("take a note that the tyres are flat").steps
    commander.perform(note.id)
    (asked,) = commander.understand("Lösche alle Notizen").steps
    assert asked.say == "ja, alle Notizen"
    declined = bench.hears("no").answers
    assert declined is not None
    assert declined.state == "declined"


def test_a_time_is_read_in_the_language_of_its_step(bench: Bench) -> None:
    commander = bench.commander
    (alarm,) = commander.understand("set an alarm for seven am").steps
    assert commander.perform(alarm.id).state == "done"
    (cancel,) = commander.understand("cancel my seven am alarm").steps
    commander.understand(TEN_MINUTES)
    if cancel.state == "ready":
        assert commander.perform(cancel.id).state == "done"
    assert [one.kind for one in commander.running()] in ([], ["alarm"])


def test_phrases_are_taught_to_the_language_they_were_said_in(bench: Bench) -> None:
    bench.commander.teach("gute Nacht", "schalte alle Lichter aus")
    assert meant(bench.commander.understand("gute Nacht"))[0] == "de"
    assert "gute nacht" not in bench.commander.grammar().jsgf.casefold()
    bench.heard = "de"
    assert "gute nacht" in bench.commander.grammar().jsgf.casefold()


class ByHeart:
    """Knows one sentence."""

    def __init__(self, known: str) -> None:
        self.known, self.asked = known, 0

    def parse(self, text: str) -> Parsed:
        self.asked += 1
        return Parsed(text, self.known)


def tongues(own: str, beside: str, heard: str) -> tuple[Tongues, list[str]]:
    made: list[str] = []

    def new(code: str) -> Interpreter:
        made.append(code)
        return Interpreter(ByHeart(code), Names, frozenset, None)

    return Tongues(own, beside, lambda: heard, new), made


def test_a_language_is_loaded_when_it_is_first_needed() -> None:
    both, made = tongues("de", "en", "de")
    assert made == []
    assert both.by_words("hallo", spoken=True).language == "de"
    assert made == ["de"], "nobody typed"
    assert both.by_words("hallo", spoken=False).language == "de"
    both.by_words("hallo", spoken=False)
    assert made == ["de", "en"]


@pytest.mark.parametrize(
    ("own", "beside", "heard", "all_of_them", "hears"),
    [
        ("de", "en", "en", ("de", "en"), "en"),
        ("de", "en", "de", ("de", "en"), "de"),
        ("en", "en", "en", ("en",), "en"),
        ("de", "", "en", ("de",), "de"),
        ("de", "en", "fr", ("de", "en"), "de"),
    ],
)
def test_one_language_is_heard_and_the_own_comes_first(
    own: str, beside: str, heard: str, all_of_them: tuple[str, ...], hears: str
) -> None:
    both, _made = tongues(own, beside, heard)
    assert (both.all, both.heard) == (all_of_them, hears)


@pytest.fixture
def german_window() -> Iterator[None]:
    language.use("de", lambda text, _many, _n: text)
    yield
    language.use("en")


@pytest.mark.usefixtures("german_window")
def test_commands_are_in_the_window_s_language_until_another_is_chosen() -> None:
    assert language.of_commands("") == "de"
    assert language.of_commands("fr") == "fr"
    language.use("en")
    assert language.of_commands("") == "en"
