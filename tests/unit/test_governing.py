# SPDX-License-Identifier: Apache-2.0
"""The governor of a run: manners of answers, looks only when something happens, heavy work held and let go."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from edgeassist.app.governing import OLD_S, Governing
from edgeassist.app.services import Services
from edgeassist.core.paths import Places
from edgeassist.runtime.state import EngineState
from edgeassist.telemetry.asleep import Asleep, Slept
from edgeassist.telemetry.clocks import Clock as ClockOfTheSystem
from edgeassist.telemetry.governor import Manner, Situation, Tuned
from edgeassist.telemetry.reading import BatteryReading, Gauge, Sample
from edgeassist.telemetry.tuning import NAME, best, keep_tuned, read_tuned, threads_tried
from edgeassist.wire import Generate, Stats
from edgeassist.wire.jobs import PaceRow
from tests.support.scripted_services import LOADED, ScriptedEngine

LIMIT_S = 60.0
SAMPLE = Sample(1_800_000_000.0, celsius=Gauge(60.0), battery=BatteryReading("mains"))
HOT, WARM = Situation(cores=4, celsius=95.0), Situation(cores=4, celsius=60.0)
LOW = Situation(cores=4, on_battery=True, percent=12.0)


@dataclass
class Meters:
    """Says what the test says, and notes that it was asked."""

    asked: SimpleQueue[str] = field(default_factory=SimpleQueue)

    def battery(self) -> BatteryReading:
        self.asked.put("battery")
        return BatteryReading("discharging", percent=Gauge(12.0))

    def celsius(self) -> Gauge:
        return Gauge(why="not measurable here")

    def close(self) -> None:
        """There is nothing to close."""


class Clock:
    """Stands still until it is moved."""

    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = Services(Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "logs"))
    yield made
    made.close()


@pytest.fixture
def meters(services: Services, monkeypatch: pytest.MonkeyPatch) -> Meters:
    made = Meters()
    monkeypatch.setattr(services, "metering", _Metering(made))
    return made


@dataclass
class _Metering:
    made: Meters

    def __call__(self) -> Meters:
        return self.made

    def close(self) -> None:
        """There is nothing to close."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def governing(services: Services, clock: Clock) -> Iterator[Governing]:
    made = Governing(services, clock)
    yield made
    made.close()


def test_an_answer_gets_the_manner_that_holds(governing: Governing, meters: Meters) -> None:
    governing.look()
    governing.decide(WARM)
    assert governing.asked(Generate(prompt="x")) == Generate(prompt="x", threads=4, batch_tokens=256)
    governing.decide(HOT)
    assert governing.asked(Generate(prompt="x")).threads == 2


def test_what_names_its_own_threads_keeps_them(governing: Governing, meters: Meters) -> None:
    request = Generate(prompt="x", threads=3)
    assert governing.asked(request) is request


def test_threads_of_the_settings_hold_unless_the_processor_is_hot(
    services: Services, governing: Governing, meters: Meters
) -> None:
    services.change_settings(threads=3)
    governing.look()
    governing.decide(WARM)
    assert governing.asked(Generate(prompt="x")).threads == 0
    governing.decide(HOT)
    assert governing.asked(Generate(prompt="x")).threads == 2


def test_another_profile_holds_from_the_next_answer_on(services: Services, governing: Governing) -> None:
    governing.decide(WARM)
    services.change_settings(profile="quiet")
    assert (governing.manner.threads, governing.manner.batch_tokens) == (2, 64)


def test_the_meters_are_asked_once_until_the_look_is_old(governing: Governing, meters: Meters, clock: Clock) -> None:
    governing.asked(Generate(prompt="x"))
    assert meters.asked.get(timeout=LIMIT_S) == "battery"
    governing.look()
    assert meters.asked.get(timeout=LIMIT_S) == "battery"
    governing.asked(Generate(prompt="x"))
    assert meters.asked.empty()
    clock.now_s += OLD_S
    governing.asked(Generate(prompt="x"))
    assert meters.asked.get(timeout=LIMIT_S) == "battery"


def test_heavy_work_is_held_once_and_let_go_once(governing: Governing) -> None:
    told: list[str] = []
    governing.held = told.append
    for now in (WARM, LOW, LOW, Situation(cores=4, on_battery=True, percent=24.0), WARM, WARM, HOT, WARM):
        governing.decide(now)
    assert told == [
        "The battery is low. This goes on when it is charged to 25 %.",
        "",
        "The processor is too hot. This goes on when it has cooled down.",
        "",
    ]


def test_while_something_heavy_is_under_way_the_meters_are_watched(governing: Governing, meters: Meters) -> None:
    told: SimpleQueue[str] = SimpleQueue()
    governing.held = told.put
    governing.heavy(under_way=True)
    assert "battery is low" in told.get(timeout=LIMIT_S)
    governing.heavy(under_way=False)


def test_what_tuning_found_holds_for_its_model_and_power(services: Services, governing: Governing) -> None:
    services.change_settings(profile="fast")
    keep_tuned(services.places.data, {("llama", "mains"): Tuned(3, 128), ("other", "mains"): Tuned(1, 64)})
    governing.on_engine_news(in_use(services, "llama"))
    until(lambda: governing.manner.threads == 3, services)
    governing.decide(WARM)
    assert (governing.manner.threads, governing.manner.batch_tokens) == (3, 128)
    governing.decide(Situation(cores=4, on_battery=True, percent=90.0))
    assert (governing.manner.threads, governing.manner.batch_tokens) == (4, 256)
    in_use(services, "other")
    governing.decide(WARM)
    assert governing.asked(Generate(prompt="x")).threads == 1


def test_the_file_of_tuning_is_read_at_a_look_and_at_no_request(
    services: Services, governing: Governing, meters: Meters, clock: Clock
) -> None:
    services.change_settings(profile="fast")
    in_use(services, "llama")
    governing.decide(WARM)
    keep_tuned(services.places.data, {("llama", "mains"): Tuned(3, 128), ("llama", "battery"): Tuned(2, 64)})
    assert governing.asked(Generate(prompt="x")).threads == 4
    governing.look()
    assert governing.asked(Generate(prompt="x")).threads == 2


def test_who_watches_hears_of_another_manner_once(services: Services, governing: Governing) -> None:
    told: list[Manner] = []
    governing.decide(WARM)
    stop = governing.watch(told.append)
    for now in (HOT, HOT, WARM):
        governing.decide(now)
    stop()
    governing.decide(HOT)
    assert [one.why for one in told] == ["The processor is at 95 °C, so fewer cores work.", ""]


def test_what_is_measured_for_the_panel_is_decided_by_as_well(
    services: Services, governing: Governing, meters: Meters
) -> None:
    governing.sampled(replace(SAMPLE, celsius=Gauge(96.0)))
    assert governing.manner.why == "The processor is at 96 °C, so fewer cores work."
    governing.asked(Generate(prompt="x"))
    assert meters.asked.empty()


def test_threads_that_a_person_sets_are_told_of(services: Services, governing: Governing) -> None:
    told: list[Manner] = []
    governing.watch(told.append)
    services.change_settings(threads=3)
    services.change_settings(language="de")
    assert len(told) == 1


def in_use(services: Services, model: str) -> EngineState:
    """Have the engine say that it has loaded `model`."""
    path = services.library.root / model / "model.gguf"
    engine = ScriptedEngine()
    engine.resident = str(path), LOADED
    vars(services)["engine"] = engine
    return engine.state


def until(met: Callable[[], bool], services: Services) -> None:
    """Let the till do what it was given, then require what should have come of it."""
    done = Event()
    services.till.later(done.set)
    assert done.wait(LIMIT_S)
    assert met()


def row(threads: int, batch_tokens: int, prompt_rate: float, answer_rate: float) -> PaceRow:
    return PaceRow(threads=threads, batch_tokens=batch_tokens, prompt_rate=prompt_rate, answer_rate=answer_rate)


def test_the_fewest_threads_that_write_nearly_as_fast_are_the_best() -> None:
    rows = [row(8, 256, 300, 20.0), row(4, 64, 200, 19.8), row(4, 256, 260, 19.6), row(2, 256, 150, 14.0)]
    assert best(rows) == Tuned(4, 256)
    assert best([]) is None


@pytest.mark.parametrize(("cores", "tried"), [(1, (1,)), (2, (2, 1)), (4, (4, 3, 2, 1)), (16, (16, 15, 12, 8, 1))])
def test_few_numbers_of_threads_are_tried(cores: int, tried: tuple[int, ...]) -> None:
    assert threads_tried(cores) == tried


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff", b'[{"model":"a","power":"sun","threads":1,"batch_tokens":1}]']
)
def test_a_damaged_file_of_tuning_counts_as_nothing_known(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert read_tuned(tmp_path) == {}


def test_a_sleep_in_an_answer_is_told(governing: Governing) -> None:
    clocks = {"awake": 0.0, "always": 0.0}
    told: list[Slept] = []
    governing.slept = told.append
    clock = ClockOfTheSystem(lambda: 0.0, lambda: clocks["awake"], lambda: clocks["always"])
    governing.asleep = Asleep(governing.slept, clock)
    for awake_s, always_s in ((0.0, 0.0), (0.5, 0.5), (1.0, 3601.0), (1.5, 3601.5)):
        clocks.update(awake=awake_s, always=always_s)
        governing.on_engine_news(Stats(1, steps=1))
    assert told == [Slept(3600.0, ("model",))]
