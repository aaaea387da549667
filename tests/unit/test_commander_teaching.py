# SPDX-License-Identifier: Apache-2.0
"""Teaching a phrase: tried at once with the real templates, kept, forgotten; and what can never be taught."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.history.chats import Chats
from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.intents.commands import Taught
from edgeassist.intents.teaching import MOST_TAUGHT, CannotLearn, reserved
from tests.support.commanding import PANES, REPORT, WallClock, actions_here


def opened(folder: Path) -> Commander:
    def chats() -> Chats:
        raise AssertionError("nobody asked for chats")

    return Commander(
        CommanderSetup(folder, "en", WallClock(), lambda: REPORT, chats, lambda: PANES, None, actions_here())
    )


@pytest.fixture
def commander(tmp_path: Path) -> Iterator[Commander]:
    made = opened(tmp_path)
    yield made
    made.close()


def test_a_taught_phrase_works_at_once_after_a_restart_and_no_longer_when_forgotten(
    commander: Commander, tmp_path: Path
) -> None:
    taught = commander.teach("good night house", "turn off all lights")
    assert commander.taught() == (taught,)
    assert commander.understand("good night house").steps[0].preview.object == "all lights"
    other = opened(tmp_path)
    assert other.taught() == (taught,)
    other.close()
    commander.unteach(taught.id)
    assert commander.taught() == ()
    assert commander.understand("good night house").steps == ()


def test_a_taught_phrase_for_something_risky_is_still_asked_about(commander: Commander) -> None:
    commander.teach("open sesame", "unlock the front door")
    (step,) = commander.understand("open sesame").steps
    assert (step.state, step.say) == ("asking", "yes, unlock the front door")


@pytest.mark.parametrize(
    ("sentence", "like"),
    [
        ("", "turn off all lights"),
        ("good night house", "flibber the gibbet"),
        ("turn on the kitchen light", "turn off all lights"),
        ("yes house", "turn off all lights"),
        ("cancel", "turn off all lights"),
        ("(good", "turn off all lights"),
        ("x" * 500, "turn off all lights"),
    ],
)
def test_what_would_not_work_or_not_be_safe_is_not_taught(commander: Commander, sentence: str, like: str) -> None:
    with pytest.raises(EdgeError) as refused:
        commander.teach(sentence, like)
    assert refused.value.hint
    assert commander.taught() == ()


def test_a_phrase_is_taught_once_and_there_is_an_end_to_them(commander: Commander) -> None:
    commander.teach("good night house", "turn off all lights")
    with pytest.raises(CannotLearn, match="taught already"):
        commander.teach("Good  night HOUSE", "turn off all lights")
    many = tuple(Taught(number, f"phrase {number}", "x") for number in range(MOST_TAUGHT))
    with pytest.raises(CannotLearn, match="200 phrases are the most"):
        reserved("one more", "x", many, "en")


def test_the_grammar_holds_names_phrases_and_the_answers_that_are_waited_for(commander: Commander) -> None:
    before = commander.grammar()
    commander.teach("good night house", "turn off all lights")
    taught = commander.grammar()
    assert before.key != taught.key
    commander.understand("unlock the front door")
    asking = commander.grammar()
    assert asking.key != taught.key
    assert "unlock the front door" in asking.jsgf
    assert (asking.language, commander.language) == ("en", "en")
