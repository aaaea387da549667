# SPDX-License-Identifier: Apache-2.0
"""What the empty voice pane offers to try works, in every language that has examples, on the real commands."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edgeassist.history.chats import Chats
from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.intents.samples import SAMPLES
from edgeassist.panes.voice.session import VoiceSession


@pytest.fixture
def commander(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Commander]:
    def chats() -> Chats:
        raise AssertionError("An example opened the conversations.")

    made = Commander(
        CommanderSetup(
            folder=tmp_path,
            language=request.param,
            now=lambda: datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
            report=lambda: (),
            chats=chats,
            panes=tuple,
        )
    )
    yield made
    made.close()


@pytest.mark.parametrize("commander", sorted(SAMPLES), indirect=True)
def test_every_example_is_done_at_once(commander: Commander) -> None:
    session = VoiceSession(lambda: 0.0, lambda: "")
    for text in SAMPLES[commander.language]:
        ready = session.understood(commander.understand(text), session.begin(text))
        assert len(ready) == 1, text
        session.settled(commander.perform(ready[0]))
        assert [card.step.state for card in session.look.cards] == ["done"], text
    session.show_earlier(commander.earlier())
    assert len(session.look.earlier) == 3


@pytest.mark.parametrize("commander", ["en"], indirect=True)
def test_an_example_that_was_done_is_taken_back(commander: Commander) -> None:
    session = VoiceSession(lambda: 0.0, lambda: "")
    text = SAMPLES["en"][0]
    (ready,) = session.understood(commander.understand(text), session.begin(text))
    session.settled(commander.perform(ready))
    session.settled(commander.undo(ready))
    assert [card.step.state for card in session.look.cards] == ["undone"]
