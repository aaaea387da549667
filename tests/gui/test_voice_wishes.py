# SPDX-License-Identifier: Apache-2.0
"""What a command wants of the window, what the page lists and announces, and how the pane ends."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from edgeassist.api import MODELS, OPEN, Handoff
from edgeassist.core.errors import BadInput
from edgeassist.intents.action import Outcome, Preview, Wanted
from edgeassist.intents.commands import Command
from edgeassist.intents.intent import Intent
from tests.gui.conftest import settle
from tests.gui.voicing import LIGHTS, PSI, WEATHER, Show, VoiceDesk


@pytest.fixture
def desk(shown: Show) -> Iterator[VoiceDesk]:
    made = VoiceDesk().open(shown)
    yield made
    made.pane.close()


def wants(desk: VoiceDesk, wanted: Wanted) -> None:
    desk.commands.outcome = lambda _intent: Outcome("It is so.", wanted=wanted)
    desk.type(LIGHTS)


def test_opening_a_pane_is_the_windows(desk: VoiceDesk) -> None:
    wants(desk, Wanted(pane="summarize"))
    assert desk.context.handed == [Handoff("summarize", OPEN, "Voice")]


def test_this_pane_is_open_already(desk: VoiceDesk) -> None:
    wants(desk, Wanted(pane="voice"))
    assert desk.context.handed == []


def test_text_is_handed_to_the_pane_that_serves_the_wish(desk: VoiceDesk) -> None:
    wants(desk, Wanted(wish="chat", text="Who are you?", language="en"))
    assert desk.context.handed == [Handoff("Who are you?", "chat", "Voice", "en")]


def test_the_text_in_front_is_asked_of_the_window(desk: VoiceDesk) -> None:
    wants(desk, Wanted(wish="summarize", focused=True))
    assert desk.context.handed == [Handoff("", "summarize", "Voice", "", focused=True)]


def test_what_nobody_takes_is_said(desk: VoiceDesk) -> None:
    wants(desk, Wanted(wish="translate", text="Hello"))
    assert desk.context.handed == []
    assert desk.view.page.trouble is not None
    assert "translate" in desk.view.page.trouble.text


def test_stop_closes_the_microphone(desk: VoiceDesk) -> None:
    desk.commands.outcome = lambda _intent: Outcome("Stopped.", wanted=Wanted(stop=True))
    desk.press(Qt.Key.Key_Return)
    settle()
    desk.pane.commands.run(LIGHTS)
    desk.answered()
    assert desk.hearing.job == 0


def test_a_failure_is_said_in_place_and_the_rest_works(desk: VoiceDesk) -> None:
    def refuse(_intent: Intent) -> Outcome:
        raise BadInput("The list is gone.", hint="Make a new one.")

    desk.commands.outcome = refuse
    desk.type(LIGHTS)
    card = desk.step_card()
    assert (card.state.text(), card.answer.text()) == ("Failed", "The list is gone. Make a new one.")
    desk.type(WEATHER)
    assert desk.states == ["cannot"]


def test_a_failure_of_understanding_is_said(desk: VoiceDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> Command:
        raise BadInput("The templates are damaged.", hint="Install again.")

    monkeypatch.setattr(desk.commands, "understand", refuse)
    desk.type(LIGHTS)
    assert desk.view.page.trouble is not None
    assert desk.view.page.trouble.text == "The templates are damaged."


def test_what_looks_like_markup_is_shown_as_it_is(desk: VoiceDesk) -> None:
    desk.commands.known["x"] = ((Intent("X"), Preview("Add **<b>milk</b>** to <i>x</i>", "undoable")),)
    desk.type("x")
    assert desk.step_card().sentence.text() == "Add <b>&lt;b&gt;milk&lt;/b&gt;</b> to &lt;i&gt;x&lt;/i&gt;"
    assert desk.step_card().accessibleName().startswith("Add <b>milk</b> to <i>x</i>. Done")


def test_results_are_announced_in_plain_words(desk: VoiceDesk) -> None:
    told: list[str] = []
    desk.pane.commands.told.connect(told.append)
    desk.type(PSI)
    desk.type("sing me a song")
    assert [one for one in told if one] == [
        "45 psi is **3.10 bar**.",
        "Nothing that can be done here was found in this.",
    ]


def test_models_are_no_pane_but_open_too(desk: VoiceDesk) -> None:
    desk.context.served = frozenset({OPEN, MODELS})
    wants(desk, Wanted(pane="models"))
    assert desk.context.handed == [Handoff("models", OPEN, "Voice")]


def test_closing_finishes_what_is_done_and_hears_nothing_more(shown: Show) -> None:
    desk = VoiceDesk().open(shown)
    desk.press(Qt.Key.Key_Return)
    desk.pane.commands.run(LIGHTS)
    desk.pane.close()
    settle()
    assert desk.hearing.job == 0
    assert desk.commands.asked == [LIGHTS]
    assert desk.commands.performed == []
