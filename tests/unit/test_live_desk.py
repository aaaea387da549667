# SPDX-License-Identifier: Apache-2.0
"""What the window hears of meters and receipts: samples while it watches, history, a report, alerts, and silence."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from edgeassist.api import Notice
from edgeassist.app.live_desk import LiveDesk
from edgeassist.app.processes_here import ProcessesHere
from edgeassist.app.saved_data import save
from edgeassist.telemetry.energy import AnswerCost, Mark
from edgeassist.telemetry.reading import Receipt, Sample
from edgeassist.telemetry.recorder import FILE, Recorder
from edgeassist.ui.live_ports import LiveHistory, Receipted
from edgeassist.wire import AnyEvent, Delta, Failed, Generate, Started, Stats
from tests.support.scripted_services import ScriptedServices, said
from tests.unit.test_telemetry_recorder import NOW_S, ONE

T = TypeVar("T")
LIMIT_S = 60.0


class Desk:
    """A live desk on services with a scripted engine, and what it published."""

    def __init__(self, home: Path) -> None:
        self.services = ScriptedServices(home)
        self.services.load("tiny")
        self.told: list[Receipted | Notice] = []
        self.live = LiveDesk(self.services, self.told.append, now=lambda: NOW_S)

    def history(self) -> LiveHistory:
        return heard(self.live.history)

    def settled(self) -> None:
        """Wait for what the till was asked to measure, to write, and to read, in that order."""
        done, till = threading.Event(), self.services.till
        till.measure(lambda: till.later(lambda: till.read(done.set)))
        assert done.wait(LIMIT_S)

    def answer(self, *script: AnyEvent) -> None:
        self.services.engine.scripts.append(list(script))
        self.services.asking("chat").submit(Generate(prompt="x"), lambda _event: None)
        self.settled()


def heard(ask: Callable[[Callable[[T], None]], object]) -> T:
    """Return what `ask` tells its listener first."""
    came, found = threading.Event(), list[T]()

    def listen(value: T) -> None:
        found.append(value)
        came.set()

    ask(listen)
    assert came.wait(LIMIT_S)
    return found[0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.services.close()


def keep(desk: Desk, *receipts: Receipt) -> None:
    recorder = Recorder(desk.services.till.file)
    for receipt in receipts:
        recorder.write(receipt)
    recorder.close()


def test_who_watches_hears_samples_of_this_very_process(desk: Desk) -> None:
    stops: list[Callable[[], None]] = []

    def watch(listen: Callable[[Sample], None]) -> None:
        stops.append(desk.live.watch(listen))

    sample = heard(watch)
    stops[0]()
    window = next(one for one in sample.processes if one.role == "window")
    assert window.pid == os.getpid()
    assert window.rss_bytes > 0
    assert sample.total_bytes > sample.free_bytes > 0
    desk.settled()
    assert not desk.services.metering()._sampler.is_running


def test_nothing_is_measured_while_nobody_watches(desk: Desk) -> None:
    assert desk.history() == LiveHistory(cores=desk.history().cores)
    assert desk.services.metering._meters is None


def test_watching_and_leaving_at_once_leaves_nothing_running(desk: Desk) -> None:
    desk.live.watch(lambda _sample: None)()
    desk.settled()
    assert desk.live._stop is None


def test_samples_of_the_last_hour_are_kept_for_whoever_looks_next(desk: Desk) -> None:
    for number in range(4000):
        desk.live._on_sample(Sample(float(number)))
    samples = desk.history().samples
    assert len(samples) == 240
    assert (samples[0].at_s, samples[-1].at_s) == (405, 3999)


def test_history_has_receipts_and_totals_of_seven_days(desk: Desk) -> None:
    keep(desk, ONE, replace(ONE, pane="voice", at_s=NOW_S - 60), replace(ONE, at_s=NOW_S - 8 * 86_400))
    found = desk.history()
    assert len(found.receipts) == 3
    rows = {(one.name, one.pane, one.answers) for one in found.by_task}
    assert rows == {("Qwen", "chat", 1), ("Qwen", "voice", 1)}, "none of eight days ago"


def test_the_p95_of_first_words_is_that_of_all_models_together(desk: Desk) -> None:
    slow = replace(ONE, model_id="large", model_name="Large", first_token_ms=9000.0)
    keep(desk, *[replace(ONE, first_token_ms=200.0)] * 6, *[slow] * 5)
    found = desk.history()
    assert found.by_task[0].p95_ms == pytest.approx(200, rel=0.01)
    assert found.p95_ms == pytest.approx(9000, rel=0.01)


def test_an_answer_is_told_with_its_receipt(desk: Desk) -> None:
    desk.answer(Started(prompt_tokens=3, reused_tokens=0), *said("Hello"))
    (receipted,) = [one for one in desk.told if isinstance(one, Receipted)]
    assert receipted.receipt.answer_tokens == 3
    assert receipted.receipt.joules.value is not None or receipted.receipt.joules.why


def test_the_engine_s_figures_are_part_of_the_next_sample(desk: Desk) -> None:
    stats = Stats(tokens_per_second=24.6, context_used_tokens=12, context_tokens=512, peak_bytes=9)
    desk.answer(Delta(text="a"), stats, said("b")[-1])
    reading = desk.services.metering().sample().engine
    assert (reading.context_used_tokens, reading.context_tokens) == (12, 512)
    assert reading.first_token_ms == 70.0


def test_a_report_is_written_as_its_name_says_and_told_of(desk: Desk, tmp_path: Path) -> None:
    keep(desk, ONE)
    for name in ("costs.html", "costs.json"):
        desk.live.export(tmp_path / name)
    desk.settled()
    assert (tmp_path / "costs.html").read_text().startswith("<!doctype html>")
    assert json.loads((tmp_path / "costs.json").read_text())["all"]["answers"] == 1
    assert [one.text for one in desk.told if isinstance(one, Notice)] == [
        f"The report is in {tmp_path / 'costs.html'}.",
        f"The report is in {tmp_path / 'costs.json'}.",
    ]


def test_a_report_that_cannot_be_written_is_told_of(desk: Desk, tmp_path: Path) -> None:
    desk.live.export(tmp_path / "nowhere" / "costs.html")
    desk.settled()
    (notice,) = desk.told
    assert isinstance(notice, Notice)
    assert "could not be written" in notice.text


def test_while_figures_are_read_or_written_out_the_next_answer_is_measured_and_kept(desk: Desk) -> None:
    keep(desk, ONE)
    reading, may_end = threading.Event(), threading.Event()

    def listen(_found: LiveHistory) -> None:
        reading.set()
        may_end.wait(LIMIT_S)

    desk.live.history(listen)
    assert reading.wait(LIMIT_S)
    kept = threading.Event()
    desk.services.till.watchers.append(lambda _receipt: kept.set())
    desk.services.engine.scripts.append([Started(prompt_tokens=3, reused_tokens=0), *said("Hello")])
    desk.services.asking("chat").submit(Generate(prompt="x"), lambda _event: None)
    assert kept.wait(LIMIT_S), "the receipt waits for whoever reads"
    may_end.set()
    assert len(desk.history().receipts) == 2


def test_while_the_file_is_busy_the_start_of_an_answer_is_noted_at_once(desk: Desk) -> None:
    busy, begun = threading.Event(), threading.Event()
    desk.services.till.later(lambda: _wait(busy))
    desk.services.till.energy = lambda: _Noting(begun)
    desk.services.till.listen("chat", lambda _event: None)(Started(prompt_tokens=3, reused_tokens=0))
    assert begun.wait(LIMIT_S)
    busy.set()


class _Noting:
    """Measures nothing; tells that an answer began."""

    def __init__(self, begun: threading.Event) -> None:
        self._begun = begun

    def begin(self) -> Mark:
        self._begun.set()
        return Mark()

    def end(self, mark: Mark) -> AnswerCost:
        return AnswerCost()


def _wait(event: threading.Event) -> None:
    event.wait(LIMIT_S)


def test_forgetting_empties_everything(desk: Desk) -> None:
    keep(desk, ONE)
    desk.live._on_sample(Sample(1.0))
    desk.live.forget()
    found = desk.history()
    assert (found.samples, found.receipts, found.by_task) == ((), (), ())
    assert any(isinstance(one, Notice) and "forgotten" in one.text for one in desk.told)


def test_forgetting_reaches_the_copies_of_updates(desk: Desk) -> None:
    keep(desk, ONE)
    made = save(desk.services.places, "0.1.0", "0.2.0")
    assert made is not None
    assert (made.folder / FILE).is_file()
    desk.live.forget()
    desk.history()
    assert not (made.folder / FILE).exists()
    assert made.folder.is_dir()


def test_a_crossing_is_told_once_as_the_settings_have_it(desk: Desk) -> None:
    full = Sample(1.0, free_bytes=10, total_bytes=1000)
    desk.live._on_sample(full)
    desk.live._on_sample(full)
    desk.services.change_settings(alert_memory_percent=0)
    desk.live._on_sample(full)
    assert [one.tone for one in desk.told if isinstance(one, Notice)] == ["warn"]


def test_failing_answers_are_told_of(desk: Desk) -> None:
    for _ in range(5):
        desk.answer(Failed(code="engine-crashed", message="It crashed."))
    notices = [one.text for one in desk.told if isinstance(one, Notice)]
    assert notices == ["5 of the last 5 answers failed."]


def test_a_damaged_record_is_told_of(desk: Desk) -> None:
    desk.services.till.file.write_bytes(b"garbage" * 999)
    assert desk.history().receipts == ()
    assert any(isinstance(one, Notice) and "damaged" in one.text for one in desk.told)


def test_our_processes_are_known_with_their_roles(tmp_path: Path) -> None:
    roles = ProcessesHere(lambda: 4242, tmp_path)
    task = tmp_path / str(os.getpid()) / "task" / "7"
    task.mkdir(parents=True)
    (task / "children").write_text(f"4242 {os.getppid()} ")
    assert roles() == {os.getpid(): "window", 4242: "engine", os.getppid(): "other"}
    (task / "children").write_text("")
    assert os.getppid() in roles()
    for _ in range(4):
        last = roles()
    assert last == {os.getpid(): "window", 4242: "engine"}


def test_children_are_found_where_the_kernel_keeps_no_list(tmp_path: Path) -> None:
    assert ProcessesHere(lambda: None, tmp_path)()[os.getpid()] == "window"
