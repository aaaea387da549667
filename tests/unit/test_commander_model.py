# SPDX-License-Identifier: Apache-2.0
"""The commander while a language model is asked: nobody waits for it, and what it says too late plans nothing."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.intents.commands import Command
from edgeassist.intents.intent import Intent
from edgeassist.intents.names import Names
from tests.support.commanding import Bench, intent

LIGHT, UNLOCK = intent("HassTurnOn", name="kitchen-light"), intent("HassTurnOff", name="front-door")
MILK = intent("HassShoppingListAddItem", item="milk")
OWN_WORDS = "could you perhaps"
WAIT_S = 60.0


class Thinking:
    """A model that answers `said` when it is let."""

    def __init__(self, *said: Intent) -> None:
        self.said = said
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.stopped = False

    def __call__(self, _text: str, _names: Names, stop: Stop) -> tuple[Intent, ...]:
        stop.guard(self._stop)
        self.asked.set()
        assert self.may_answer.wait(WAIT_S)
        stop.guard(None)
        if self.stopped:
            raise Stopped("It was stopped as you asked.")
        return self.said

    def _stop(self) -> None:
        self.stopped = True
        self.may_answer.set()


@pytest.fixture
def model() -> Thinking:
    return Thinking(UNLOCK)


@pytest.fixture
def bench(tmp_path: Path, model: Thinking) -> Iterator[Bench]:
    made = Bench(tmp_path, {"light on": (LIGHT,), "unlock the front door": (UNLOCK,)}, ask_model=model)
    yield made
    model.may_answer.set()
    made.close()


@pytest.fixture
def aside(model: Thinking) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads
        model.may_answer.set()  # or its thread ends only when the model has waited in vain


def asking(aside: ThreadPoolExecutor, bench: Bench, model: Thinking, stop: Stop | None = None) -> Future[Command]:
    """Have the model asked, on another thread."""
    found = aside.submit(lambda: bench.commander.understand(OWN_WORDS, stop=stop))
    assert model.asked.wait(WAIT_S)
    return found


def answered(found: Future[Command], model: Thinking) -> Command:
    model.may_answer.set()
    return found.result(WAIT_S)


@pytest.mark.parametrize(
    "call",
    [
        lambda bench: bench.commander.preview("light on"),
        lambda bench: bench.commander.earlier(),
        lambda bench: bench.commander.grammar(),
        lambda bench: bench.commander.names(),
        lambda bench: bench.commander.running(),
        lambda bench: bench.do("light on"),
    ],
)
def test_nobody_waits_while_the_model_thinks(
    bench: Bench, model: Thinking, aside: ThreadPoolExecutor, call: Callable[[Bench], object]
) -> None:
    found = asking(aside, bench, model)
    assert aside.submit(call, bench).result(WAIT_S) is not None
    assert not found.done()


def test_an_open_question_can_be_answered_while_the_model_thinks(
    bench: Bench, model: Thinking, aside: ThreadPoolExecutor
) -> None:
    (step,) = bench.type("unlock the front door").steps
    found = asking(aside, bench, model)
    assert aside.submit(bench.commander.decline, step.id).result(WAIT_S).state == "declined"
    assert [one.state for one in answered(found, model).steps] == ["asking"]


def test_what_is_answered_after_stop_plans_nothing(bench: Bench, model: Thinking, aside: ThreadPoolExecutor) -> None:
    stop = Stop()
    found = asking(aside, bench, model, stop)
    stop.wish()
    late = found.result(WAIT_S)
    assert (late.steps, late.parsed.intents, late.parsed.guesses) == ((), (), ())
    assert late.parsed.missed
    assert model.stopped
    assert bench.commander.earlier() == ()
    assert bench.type("yes, unlock front door").answers is None


def test_a_sentence_that_came_meanwhile_takes_the_place_of_what_the_model_says(
    bench: Bench, model: Thinking, aside: ThreadPoolExecutor
) -> None:
    found = asking(aside, bench, model)
    (step,) = bench.type("unlock the front door").steps
    late = answered(found, model)
    assert (late.steps, late.parsed.intents) == ((), ())
    assert "not wanted any more" in late.parsed.missed
    assert step.state == "asking"
    assert bench.type(step.say).answers is not None


def test_a_commander_that_is_closed_meanwhile_takes_no_answer(
    bench: Bench, model: Thinking, aside: ThreadPoolExecutor
) -> None:
    found = asking(aside, bench, model)
    aside.submit(bench.commander.close).result(WAIT_S)
    assert answered(found, model).steps == ()


def test_the_time_of_the_model_is_told_apart_from_ours(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {"light on": (LIGHT,)}, ask_model=lambda _text, _names, _stop: (MILK,))
    by_words, by_model = bench.type("light on").parsed, bench.type(OWN_WORDS).parsed
    bench.close()
    assert by_words.took_ms > 0.0
    assert by_words.model_ms == 0.0
    assert by_model.model_ms > 0.0
    assert by_model.took_ms > 0.0
