# SPDX-License-Identifier: Apache-2.0
"""The search for what is fastest here: threads first, then the batch. Rates as a child would tell them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from edgeassist.app import tuning_run
from edgeassist.app.models_here import Target
from edgeassist.app.services import Services
from edgeassist.app.tuning_run import NothingMeasured, TuningResult, said, tune
from edgeassist.core.paths import Places
from edgeassist.core.settings import Settings
from edgeassist.core.stop import Report, Stop
from edgeassist.store.card import ModelCard
from edgeassist.telemetry.governor import Tuned
from edgeassist.telemetry.reading import BatteryReading
from edgeassist.telemetry.tuning import add_tuned, read_tuned
from edgeassist.wire import jobs
from edgeassist.wire.jobs import PaceRow


@dataclass
class Laptop:
    """Writes by threads, reads by batch; has four cores."""

    writes: dict[int, float] = field(default_factory=lambda: {4: 20.0, 3: 22.0, 2: 21.9, 1: 12.0})
    reads: dict[int, float] = field(default_factory=lambda: {64: 90.0, 128: 140.0, 256: 120.0})
    asked: list[jobs.Pace] = field(default_factory=list)
    state: str = "mains"

    def run_job(self, _command: Sequence[str], job: jobs.Pace, report: Report, stop: Stop) -> jobs.Paced:
        stop.check()
        self.asked.append(job)
        rows = [
            PaceRow(
                threads=threads, batch_tokens=batch, prompt_rate=self.reads[batch], answer_rate=self.writes[threads]
            )
            for threads in job.threads_tried
            for batch in job.batches_tried
            if self.writes
        ]
        return jobs.Paced(weights_bytes=1, rows=tuple(rows))

    def __call__(self) -> "Laptop":
        return self

    def battery(self) -> BatteryReading:
        return BatteryReading("discharging" if self.state == "battery" else "mains")

    def close(self) -> None:
        """There is nothing to close."""


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> Laptop:
    made = Laptop()
    monkeypatch.setattr(tuning_run, "run_job", made.run_job)
    monkeypatch.setattr(tuning_run, "usable_cores", lambda: 4)
    return made


@pytest.fixture
def services(tmp_path: Path, laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    made = Services(Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "logs"))
    monkeypatch.setattr(made, "metering", laptop)
    yield made
    made.close()


@pytest.fixture
def target(services: Services) -> Target:
    """A file from elsewhere that was inspected."""
    path = services.places.data / "elsewhere.gguf"
    path.write_bytes(b"GGUF")
    return Target(ModelCard(id="elsewhere", file=path.name, name="Elsewhere", size_bytes=4), path)


def searched(services: Services, target: Target) -> TuningResult:
    return tune(services, target, lambda *_: None, Stop())


def test_first_the_threads_then_the_batch_with_the_best_of_them(
    services: Services, target: Target, laptop: Laptop
) -> None:
    found = searched(services, target)
    assert [(one.threads_tried, one.batches_tried) for one in laptop.asked] == [
        ((4, 3, 2, 1), (256,)),
        ((2,), (64, 128)),
    ]
    assert sum(one.limit_s for one in laptop.asked) <= 30
    assert found.tuned == Tuned(2, 128)
    assert (found.usual.threads, found.row.answer_rate) == (4, 21.9)
    assert len(found.rows) == 6


@pytest.mark.parametrize("state", ["mains", "battery"])
def test_what_is_found_is_kept_for_the_model_and_the_power_it_was_found_with(
    services: Services, target: Target, laptop: Laptop, state: str
) -> None:
    laptop.state = state
    searched(services, target)
    assert {(model, str(power)): tuned for (model, power), tuned in read_tuned(services.places.data).items()} == {
        (str(target.path), state): Tuned(2, 128)
    }


def test_two_that_keep_what_they_found_at_the_same_time_both_do(tmp_path: Path) -> None:
    def add(model: int) -> None:
        add_tuned(tmp_path, f"model {model}", "mains", Tuned(model, 64))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(1, 25)))
    assert {tuned.threads for tuned in read_tuned(tmp_path).values()} == set(range(1, 25))


def test_where_nothing_was_measured_nothing_changes(services: Services, target: Target, laptop: Laptop) -> None:
    laptop.writes = {}
    with pytest.raises(NothingMeasured):
        searched(services, target)
    assert read_tuned(services.places.data) == {}


def result(threads: int) -> TuningResult:
    usual = PaceRow(threads=4, batch_tokens=256, prompt_rate=100.0, answer_rate=21.3)
    best = msgspec.structs.replace(usual, threads=threads, answer_rate=24.6)
    return TuningResult(Tuned(threads, 256), "mains", usual, (usual, best) if threads != 4 else (best,))


def test_what_is_said_names_the_gain() -> None:
    assert said(result(2), Settings()).text == (
        "Answers with 2 threads from now on: 24.6 instead of 21.3 tokens a second."
    )
    assert said(result(1), Settings()).text.startswith("Answers with 1 thread from now on")
    assert (
        said(result(4), Settings()).text == "Answers with 4 threads as before: 24.6 tokens a second, the fastest here."
    )
    assert said(result(2), Settings()).hint == ""


def test_what_keeps_it_from_holding_is_said() -> None:
    assert "0 there lets this one hold" in said(result(2), Settings(threads=3)).hint
    assert "Fast, Balanced and Auto" in said(result(2), Settings(profile="quiet")).hint
