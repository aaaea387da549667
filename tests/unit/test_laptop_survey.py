# SPDX-License-Identifier: Apache-2.0
"""The measurement of a computer in the background: whatever comes of it, who waits hears, and its end is quick."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Semaphore

import pytest

from edgeassist.app import laptop_survey, self_benchmark
from edgeassist.app.laptop_survey import LaptopSurvey
from edgeassist.app.services import Services
from edgeassist.core.errors import EdgeError
from edgeassist.core.paths import Places
from edgeassist.core.stop import Stop
from edgeassist.runtime import one_shot
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.store.yardstick import Yardstick, keep_yardstick
from edgeassist.wire import Stats
from edgeassist.wire.jobs import Paced
from edgeassist.worker.backend import build_name

LIMIT_S = 60.0


def _released(done: Semaphore) -> Callable[[], None]:
    def release() -> None:
        done.release()

    return release


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setattr(laptop_survey, "SETTLE_S", 0.0)
    made = Services(Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "logs"))
    yield made
    made.close()


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every moment be right."""
    monkeypatch.setattr(self_benchmark, "_wrong_moment", lambda _services: False)
    monkeypatch.setattr(self_benchmark, "busy_percent", lambda _stop: 0.0)


@pytest.mark.usefixtures("quiet", "expects_log")
@pytest.mark.parametrize("fault", [ValueError("max() of nothing"), EdgeError("It failed."), OSError("no room")])
def test_whatever_goes_wrong_who_waits_hears_of_the_end(
    services: Services, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fails(*_: object) -> None:
        raise fault

    monkeypatch.setattr(self_benchmark, "_measure", fails)
    done = Event()
    survey = LaptopSurvey(services, done.set)
    survey.begin()
    assert done.wait(LIMIT_S)
    assert not survey.measuring
    survey.close()


@pytest.mark.usefixtures("quiet", "expects_log")
def test_a_measurement_without_a_figure_is_none(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = Paced(weights_bytes=1, rows=())
    monkeypatch.setattr(one_shot, "run_job", lambda *_: nothing)
    assert self_benchmark.run(services, Stop()) is None


def test_a_look_at_the_cores_ends_with_the_wish_to_stop(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    looking = Event()
    monkeypatch.setattr(self_benchmark, "_wrong_moment", lambda _services: looking.set())
    monkeypatch.setattr(self_benchmark, "_LOOK_S", LIMIT_S)
    survey = LaptopSurvey(services, lambda: None)
    survey.begin()
    assert looking.wait(LIMIT_S)
    began_s = time.monotonic()
    survey.close()
    assert time.monotonic() - began_s < LIMIT_S / 2
    assert not survey.measuring


def test_the_share_of_the_cores_is_one() -> None:
    assert 0 <= self_benchmark.busy_percent(Stop()) <= 100


@pytest.mark.usefixtures("quiet")
def test_what_the_engine_does_before_the_cores_are_taken_and_what_takes_none_ends_no_measurement(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every start loads a model, and every key that is typed has words counted."""
    known = Yardstick(weights_bytes=100, answer_rate=50.0, prompt_rate=500.0, build=build_name())
    surveys: list[LaptopSurvey] = []

    def look(stop: Stop) -> float:
        surveys[0]._on_news(EngineState(phase=Phase.LOADING))
        surveys[0]._on_news(Stats(job=1, steps=40))
        stop.check()
        return 0.0

    def measure(one: Services, stop: Stop) -> None:
        surveys[0]._on_news(Stats(job=2))
        surveys[0]._on_news(EngineState(phase=Phase.READY))
        stop.check()
        keep_yardstick(one.places.data, known)

    monkeypatch.setattr(self_benchmark, "busy_percent", look)
    monkeypatch.setattr(self_benchmark, "_measure", measure)
    done = Event()
    surveys.append(LaptopSurvey(services, done.set))
    surveys[0].begin()
    assert done.wait(LIMIT_S)
    assert self_benchmark.measured(services) == known
    surveys[0].close()


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("news", [Stats(job=1, steps=1), EngineState(phase=Phase.LOADING)])
def test_an_answer_and_a_load_end_a_measurement_under_way(
    services: Services, monkeypatch: pytest.MonkeyPatch, news: EngineState | Stats
) -> None:
    stopped: list[bool] = []
    surveys: list[LaptopSurvey] = []

    def measure(_services: Services, stop: Stop) -> None:
        surveys[0]._on_news(news)
        stopped.append(stop.wished)

    monkeypatch.setattr(self_benchmark, "_measure", measure)
    done = Event()
    surveys.append(LaptopSurvey(services, done.set))
    surveys[0].begin()
    assert done.wait(LIMIT_S)
    assert stopped == [True]
    surveys[0].close()


@pytest.mark.usefixtures("quiet")
def test_a_computer_that_was_busy_is_looked_at_again_by_itself_until_there_is_a_figure(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laptop_survey, "RETRY_S", 0.0)
    known = Yardstick(weights_bytes=100, answer_rate=50.0, prompt_rate=500.0, build=build_name())
    busy = [True, True, False]
    monkeypatch.setattr(self_benchmark, "_wrong_moment", lambda _services: busy.pop(0))
    monkeypatch.setattr(self_benchmark, "_measure", lambda one, _stop: keep_yardstick(one.places.data, known))
    done = Semaphore(0)
    survey = LaptopSurvey(services, _released(done))
    survey.begin()
    for _ in range(3):
        assert done.acquire(timeout=LIMIT_S)
    assert self_benchmark.measured(services) == known
    assert not survey.resting
    survey.close()


@pytest.mark.usefixtures("quiet")
def test_a_computer_that_is_always_busy_is_left_alone_after_a_while(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laptop_survey, "RETRY_S", 0.0)
    monkeypatch.setattr(self_benchmark, "_wrong_moment", lambda _services: True)
    done = Semaphore(0)
    survey = LaptopSurvey(services, _released(done))
    survey.begin()
    for _ in range(1 + laptop_survey.MOST_RETRIES):
        assert done.acquire(timeout=LIMIT_S)
    assert not survey.resting
    survey.close()


@pytest.mark.usefixtures("quiet")
def test_the_end_of_the_program_calls_the_next_look_off(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_benchmark, "_wrong_moment", lambda _services: True)
    done = Semaphore(0)
    survey = LaptopSurvey(services, _released(done))
    survey.begin()
    assert done.acquire(timeout=LIMIT_S)
    assert survey.resting
    survey.close()
    assert not survey.resting


@pytest.mark.usefixtures("quiet")
def test_what_came_to_nothing_is_tried_again_and_what_is_known_is_not(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = [True, False]
    tried: list[int] = []
    known = Yardstick(weights_bytes=100, answer_rate=50.0, prompt_rate=500.0, build=build_name())

    def measure(one: Services, _stop: Stop) -> Yardstick:
        tried.append(1)
        keep_yardstick(one.places.data, known)
        return known

    monkeypatch.setattr(self_benchmark, "_wrong_moment", lambda _services: busy.pop(0))
    monkeypatch.setattr(self_benchmark, "_measure", measure)
    done = Semaphore(0)
    survey = LaptopSurvey(services, _released(done))
    survey.again()
    assert not survey.measuring  # nobody began it: this computer is not to be measured
    survey.begin()
    assert done.acquire(timeout=LIMIT_S)
    assert tried == []
    survey.again()
    assert done.acquire(timeout=LIMIT_S)
    assert tried == [1]
    survey.again()
    assert not survey.measuring
    survey.close()
    survey.again()
    assert not survey.measuring


@pytest.mark.usefixtures("quiet")
def test_an_answer_ended_it_and_it_is_tried_again(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, done, stops = Semaphore(0), Semaphore(0), list[Stop]()

    def measure(_services: Services, stop: Stop) -> Yardstick:
        ended = Event()
        stops.append(stop)
        begun.release()
        stop.guard(ended.set)
        assert ended.wait(LIMIT_S)
        stop.check()
        raise AssertionError("it was wished to stop")

    monkeypatch.setattr(self_benchmark, "_measure", measure)
    survey = LaptopSurvey(services, _released(done))
    survey.begin()
    assert begun.acquire(timeout=LIMIT_S)
    survey._on_news(Stats(job=1, steps=1))
    assert done.acquire(timeout=LIMIT_S)
    survey.again()
    assert begun.acquire(timeout=LIMIT_S)
    assert stops[0] is not stops[1]
    survey.close()
    assert done.acquire(timeout=LIMIT_S)
