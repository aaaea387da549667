# SPDX-License-Identifier: Apache-2.0
"""Spoken commands through the embedded recognizer to intents, and sounds that are none: a small form of the benchmark.

Speech is espeak-ng's, seeds are fixed, time is the thread's own: the same figures on every run.
"""

import time
from statistics import median

import pytest

from edgeassist.speech.embedded import Embedded
from tests.support.hearing_set import NAMES, commands, ghosts
from tests.support.hearing_trials import Ear, Trial

COUNT, OTHERS, SEED = 16, 8, 6
RIGHT, MOST_LATE_MS, MOST_TAKEN_WRONG = 13, 500, 1


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(Embedded(), NAMES, time.thread_time)


@pytest.fixture(scope="module")
def spoken(ear: Ear) -> list[Trial]:
    return [ear.command(said) for said in commands(ear.grammar.jsgf, COUNT, SEED)]


def test_commands_are_understood_as_they_were_said(spoken: list[Trial]) -> None:
    wrong = [f"{trial.said} -> {trial.heard.text} ({trial.heard.verdict})" for trial in spoken if not trial.right]
    assert len(spoken) == COUNT
    assert COUNT - len(wrong) >= RIGHT, "\n".join(wrong)


def test_a_command_is_hardly_ever_taken_for_another(spoken: list[Trial]) -> None:
    taken = [f"{trial.said} -> {trial.heard.text}" for trial in spoken if trial.acted and not trial.right]
    assert len(taken) <= MOST_TAKEN_WRONG, taken


def test_intents_are_there_soon_after_the_end_of_speech(spoken: list[Trial]) -> None:
    """The middle one: the slowest of so few is the busy machine's business, and the benchmark's of a thousand."""
    assert median(trial.late_ms for trial in spoken) <= MOST_LATE_MS


def test_nothing_else_is_taken_for_a_command(ear: Ear) -> None:
    heard = [(what, ear.hear(sound, what)) for _kind, what, sound in ghosts(OTHERS, SEED)]
    assert [f"{what} -> {trial.heard.text}" for what, trial in heard if trial.acted] == []


def test_silence_hiss_and_music_are_not_even_asked_about(ear: Ear) -> None:
    heard = [(what, ear.hear(sound)) for kind, what, sound in ghosts(OTHERS, SEED + 1) if kind != "talk"]
    assert [what for what, trial in heard if trial.heard.verdict in ("accepted", "unsure")] == []
