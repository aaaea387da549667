# SPDX-License-Identifier: Apache-2.0
"""What understanding a sentence may cost: names once, time bounded at every step, nothing left switched off."""

import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace

import pytest

from edgeassist.intents import matching
from edgeassist.intents.loose import Loose, LooseUnderstander
from edgeassist.intents.loose_rewriting import Rewriter
from edgeassist.intents.loose_spotting import Spotter
from edgeassist.intents.loose_words import loose_words
from edgeassist.intents.matching import Allowance, TimeUp
from edgeassist.intents.names import Names
from edgeassist.intents.slots import Normalizing
from edgeassist.intents.understanding import Understander
from tests.support.paraphrases import names

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
HOME = names("en")
READING = Normalizing("en", NOW)
SENTENCES = (
    "turn on the desk lamp",
    "turn on the desk lamp and set it to 50% brightness",
    "create a list called party and add balloons to it",
    "kill the lights in the bedroom",
    "the sun was setting over the hills and the children were playing in the garden",
    "",
)


class Counting:
    """Names that count how often they are asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> Names:
        self.asked += 1
        return HOME


@pytest.mark.parametrize("make", [Understander, LooseUnderstander])
@pytest.mark.parametrize("text", SENTENCES)
def test_names_are_taken_once_for_a_sentence(make: type[Understander], text: str) -> None:
    counting = Counting()
    understander = make("en", counting, now=lambda: NOW)
    understander.prepare()
    counting.asked = 0
    understander.parse(text)
    assert counting.asked == 1


def test_names_that_change_meanwhile_are_those_of_the_next_sentence() -> None:
    rows = [HOME, Names()]
    understander = LooseUnderstander("en", lambda: rows.pop(0), now=lambda: NOW)
    assert [one.name for one in understander.parse("turn on the desk lamp").intents] == ["HassTurnOn"]
    assert understander.parse("turn on the desk lamp").intents == ()


def test_collecting_is_put_off_for_a_sentence_alone() -> None:
    seen: list[bool] = []

    def asked() -> Names:
        seen.append(gc.isenabled())
        return HOME

    understander = Understander("en", asked, now=lambda: NOW)
    understander.parse("turn on the desk lamp")
    assert seen == [False]
    assert gc.isenabled()


def test_an_error_within_a_sentence_leaves_collecting_on() -> None:
    def broken() -> Names:
        raise OSError("no home")

    with pytest.raises(OSError, match="no home"):
        Understander("en", broken, now=lambda: NOW).parse("stop")
    assert gc.isenabled()


def test_the_time_that_is_told_is_the_time_that_was_waited() -> None:
    spent: list[float] = []

    def slow() -> Names:
        began = time.perf_counter()
        sum(range(200_000))
        spent.append((time.perf_counter() - began) * 1000)
        return HOME

    understander = LooseUnderstander("en", slow, now=lambda: NOW)
    began = time.perf_counter()
    told = understander.parse("turn on the desk lamp").took_ms
    waited = (time.perf_counter() - began) * 1000
    assert spent[0] < told <= waited


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "setz Brot und Butter auf die Einkaufsliste und stell einen Timer auf zehn Minuten"),
        ("en", "add bread and butter to the shopping list and set a timer for ten minutes"),
        ("fr", "ajoute du pain et du beurre à la liste de courses et mets un minuteur de dix minutes"),
    ],
)
def test_a_computer_some_times_as_slow_understands_long_sentences(
    language: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = count()  # eight steps of the search lie between two looks at the clock
    slow = SimpleNamespace(thread_time=lambda: next(ticks) * 0.005)
    known = names(language)
    understander = LooseUnderstander(language, lambda: known, now=lambda: NOW)
    understander.prepare()
    monkeypatch.setattr(matching, "time", slow)
    assert len(understander.parse(text).intents) == 3
    assert next(ticks) > 20, "the search looks at the clock"


def used_up() -> Allowance:
    allowance = Allowance()
    allowance.grant(-1.0)
    return allowance


def test_a_loose_reading_ends_when_its_time_is_up() -> None:
    loose = Loose("en", lambda: HOME, lambda: NOW, used_up())
    with pytest.raises(TimeUp):
        loose("kill the lights", lambda _text: ())


def never() -> None:
    raise TimeUp


@pytest.mark.parametrize(
    "step",
    [
        lambda words: Spotter(words, HOME, never).pieces("kill the lights", READING),
        lambda words: list(Rewriter(words, HOME, never).rewritten("kill the lights", READING)),
    ],
)
def test_every_step_of_a_loose_reading_looks_at_the_time(step: Callable[[object], object]) -> None:
    words = loose_words("en")
    assert words is not None
    with pytest.raises(TimeUp):
        step(words)


def test_a_sentence_built_to_be_slow_ends_in_time_and_says_so() -> None:
    understander = LooseUnderstander("en", lambda: HOME, now=lambda: NOW)
    understander.prepare()
    started = time.thread_time()
    parsed = understander.parse("set a timer for one hour and " * 30)
    assert parsed.intents == ()
    assert parsed.missed
    assert time.thread_time() - started < 5
