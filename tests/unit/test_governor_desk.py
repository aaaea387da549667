# SPDX-License-Identifier: Apache-2.0
"""The governor for the window: its line, a measurement from press to notice, refused in words, ended, making way."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from edgeassist.api import Notice
from edgeassist.app import tuning_run
from edgeassist.app.governor_desk import GovernorDesk, manner_line
from edgeassist.app.services import Services
from edgeassist.core.paths import Places
from edgeassist.core.stop import Report, Stop
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.store.card import ModelCard, write_card
from edgeassist.telemetry.asleep import Slept
from edgeassist.telemetry.governor import Manner, Situation
from edgeassist.telemetry.reading import BatteryReading, Gauge
from edgeassist.telemetry.tuning import read_tuned
from edgeassist.ui.governor_ports import GovernorView, Suggested
from edgeassist.ui.views import WorkView
from edgeassist.wire import Generate, jobs
from edgeassist.wire.jobs import PaceRow
from tests.support.scripted_services import LOADED, ScriptedEngine
from tests.unit.test_governing import HOT

LIMIT_S = 60.0


class Engine(ScriptedEngine):
    """Has a model, and is busy when a test says so."""

    occupied = False
    phase = Phase.READY

    @property
    def busy(self) -> bool:
        return self.occupied

    @property
    def state(self) -> EngineState:
        return EngineState(phase=self.phase, path=super().state.path, model=super().state.model)


class Meters:
    """A laptop on mains without a thermometer."""

    def __call__(self) -> "Meters":
        return self

    def battery(self) -> BatteryReading:
        return BatteryReading("mains")

    def celsius(self) -> Gauge:
        return Gauge(why="not measurable here")

    def close(self) -> None:
        """There is nothing to close."""


class Bench:
    """A desk of the governor; the child's part is played here: it measures as soon as it is let."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.services = Services(Places(home / "data", home / "config", home / "cache", home / "logs"))
        self.engine = Engine()
        vars(self.services)["engine"] = self.engine
        self._take_in()
        self.works: tuple[WorkView, ...] = ()
        self.told: SimpleQueue[Notice] = SimpleQueue()
        self.used: list[str] = []
        self.views: SimpleQueue[GovernorView] = SimpleQueue()
        self.begun, self.let = Event(), Event()
        monkeypatch.setattr(self.services, "metering", Meters())
        monkeypatch.setattr(tuning_run, "run_job", self._run_job)
        monkeypatch.setattr(tuning_run, "usable_cores", lambda: 2)
        self.desk = GovernorDesk(self.services, lambda: self.works, self._heard, self.used.append)

    def _take_in(self) -> None:
        folder = self.services.library.root / "tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.gguf").write_bytes(b"GGUF")
        card = ModelCard(id="tiny", file="tiny.gguf", name="Tiny", size_bytes=4, state="ready")
        write_card(folder, card)
        self.services.library.mark_checked(card)
        self.engine.resident = str(folder / "tiny.gguf"), LOADED

    def _run_job(self, _command: Sequence[str], job: jobs.Pace, report: Report, stop: Stop) -> jobs.Paced:
        stop.guard(self.let.set)
        report("Measuring", 1, 4)
        self.begun.set()
        assert self.let.wait(LIMIT_S)
        stop.check()
        rows = [
            PaceRow(threads=threads, batch_tokens=batch, prompt_rate=100.0, answer_rate=20.0 + 4 / threads)
            for threads in job.threads_tried
            for batch in job.batches_tried
        ]
        return jobs.Paced(weights_bytes=1, rows=tuple(rows))

    def _heard(self, event: Suggested | Notice) -> None:
        self.told.put(event.notice if isinstance(event, Suggested) else event)

    def notice(self) -> Notice:
        return self.told.get(timeout=LIMIT_S)

    def until_over(self) -> None:
        thread = self.desk._thread
        assert thread is not None
        thread.join(LIMIT_S)
        assert not thread.is_alive()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench(tmp_path, monkeypatch)
    yield made
    made.desk.close()
    made.services.close()


def test_a_measurement_ends_with_what_was_found_and_holds_from_then_on(bench: Bench) -> None:
    bench.services.change_settings(profile="fast")
    bench.desk.watch(bench.views.put)
    bench.let.set()
    bench.desk.tune()
    assert bench.notice().text == "Answers with 1 thread from now on: 24.0 instead of 22.0 tokens a second."
    bench.until_over()
    assert list(read_tuned(bench.services.places.data)) == [("tiny", "mains")]
    while bench.views.get(timeout=LIMIT_S) != GovernorView("Answers use up to 1 core."):
        pass


def test_it_says_how_far_it_is(bench: Bench) -> None:
    bench.desk.tune()
    assert bench.begun.wait(LIMIT_S)
    view = bench.desk.view()
    assert (view.step, view.fraction) == ("Measuring this laptop…", 0.25)
    bench.desk.cancel_tuning()
    bench.until_over()
    assert (bench.desk.view().step, bench.desk.view().fraction) == ("", None)


def test_one_at_a_time(bench: Bench) -> None:
    bench.desk.tune()
    first = bench.desk._thread
    bench.desk.tune()
    assert bench.desk._thread is first


def test_what_a_person_ended_changes_nothing_and_needs_no_word(bench: Bench) -> None:
    bench.desk.tune()
    assert bench.begun.wait(LIMIT_S)
    bench.desk.cancel_tuning()
    bench.until_over()
    assert read_tuned(bench.services.places.data) == {}
    assert bench.told.empty()


def test_it_makes_way_for_an_answer_and_says_so(bench: Bench) -> None:
    bench.desk.tune()
    assert bench.begun.wait(LIMIT_S)
    bench.services.governing.asked(Generate(prompt="x"))
    assert "because an answer was asked for" in bench.notice().text
    bench.until_over()
    assert read_tuned(bench.services.places.data) == {}


@pytest.mark.parametrize(
    ("trouble", "part"),
    [("answer", "An answer is under way"), ("work", "Other work is under way"), ("none", "No model is loaded")],
)
def test_it_is_refused_in_words(bench: Bench, trouble: str, part: str) -> None:
    bench.engine.occupied = trouble == "answer"
    bench.engine.phase = Phase.IDLE if trouble == "none" else Phase.READY
    if trouble == "work":
        bench.works = (WorkView("q", "quantize", "Tiny", "", "running"),)
    bench.desk.tune()
    assert part in bench.notice().text
    assert bench.desk.view().step == ""


def test_closing_ends_it(bench: Bench) -> None:
    bench.desk.tune()
    assert bench.begun.wait(LIMIT_S)
    bench.desk.close()
    bench.until_over()


def test_its_line_says_why(bench: Bench) -> None:
    bench.services.governing.decide(Situation(cores=4))
    assert bench.desk.view().line == "Answers use up to 4 cores."
    bench.services.governing.decide(HOT)
    assert bench.desk.view().line == "Answers use up to 2 cores. The processor is at 95 °C, so fewer cores work."
    bench.services.change_settings(profile="quiet")
    bench.services.governing.decide(Situation(cores=4))
    assert bench.desk.view().line == "Answers use up to 2 cores. Half the cores work, to keep the fan quiet."


def test_threads_that_a_person_set_are_said_to_be_hers_unless_it_is_hot() -> None:
    assert manner_line(Manner("fast", 4, 256), 3) == "Answers use up to 3 cores. So say the settings."
    assert manner_line(Manner("fast", 2, 256, hot=True, why="It is hot."), 3) == "Answers use up to 2 cores. It is hot."


def test_a_sleep_in_the_middle_of_work_is_a_notice(bench: Bench) -> None:
    bench.services.governing.slept(Slept(8 * 3600.0, ("heavy",)))
    notice = bench.notice()
    assert "slept for 8 h" in notice.text
    assert "interrupted by sleep" in notice.text
