# SPDX-License-Identifier: Apache-2.0
"""The till: one receipt for each generation of anyone, none where receipts are not wanted, and never a late answer."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from edgeassist.telemetry.reading import Gauge, Receipt
from edgeassist.telemetry.recorder import Recorder
from edgeassist.wire import AnyEvent, Cancelled, Count, Delta, Done, Failed, Generate, Started, Stats, Usage
from tests.support.scripted_services import LOADED, USAGE, ScriptedServices, said


class Asked:
    """Services with a model in use, and what a pane heard."""

    def __init__(self, home: Path) -> None:
        self.services = ScriptedServices(home)
        self.services.load("tiny")
        self.heard: list[AnyEvent] = []
        self.said: list[Receipt] = []
        self.services.till.watchers.append(self.said.append)

    def ask(self, *script: AnyEvent, pane: str = "chat") -> None:
        self.services.engine.scripts.append(list(script))
        self.services.asking(pane).submit(Generate(prompt="x"), self.heard.append)

    def kept(self) -> tuple[Receipt, ...]:
        """End everything; return what is in the file, oldest first."""
        self.services.close()
        recorder = Recorder(self.services.till.file)
        found = recorder.newest()
        recorder.close()
        return found[::-1]


def written(asked: Asked) -> None:
    """Wait until the till's threads have done what they were given."""
    for lane in (asked.services.till.measure, asked.services.till.later):
        done = Event()
        lane(done.set)
        assert done.wait(60)


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    made = Asked(tmp_path)
    yield made
    made.services.close()


def test_an_answer_leaves_a_receipt_with_the_worker_s_own_figures(asked: Asked) -> None:
    asked.ask(*said("Hel", "lo"))
    (one,) = asked.kept()
    assert (one.model_id, one.model_name, one.pane, one.outcome) == ("tiny", LOADED.name, "chat", "done")
    assert (one.prompt_tokens, one.answer_tokens, one.first_token_ms) == (12, 3, 70.0)
    assert (one.answer_rate, one.prompt_rate) == (USAGE.answer_rate, USAGE.prompt_rate)
    assert one.peak_bytes == 5_000_000
    assert asked.said == [one]


def test_the_pane_hears_every_event_as_it_came(asked: Asked) -> None:
    events = [Started(prompt_tokens=2, reused_tokens=0), *said("Hello")]
    asked.ask(*events)
    assert asked.heard == events


def test_every_outcome_has_a_receipt(asked: Asked) -> None:
    asked.ask(Delta(text="a"), Done(reason="stop", usage=Usage(answer_tokens=1)))
    asked.ask(Delta(text="a"), Cancelled(usage=Usage(prompt_tokens=3)))
    asked.ask(Failed(code="engine-crashed", message="It crashed."), pane="summarize")
    found = asked.kept()
    assert [(one.outcome, one.pane) for one in found] == [
        ("done", "chat"),
        ("cancelled", "chat"),
        ("failed", "summarize"),
    ]
    assert found[2].answer_tokens == 0


@pytest.mark.parametrize("code", ["engine-killed", "engine-terminated", "engine-crashed"])
def test_an_engine_stopped_by_another_program_is_known_as_such(asked: Asked, code: str) -> None:
    asked.ask(Failed(code=code, message="It is gone."))
    written(asked)
    assert [one.ended_outside for one in asked.said] == [code != "engine-crashed"]
    (kept,) = asked.kept()
    assert (kept.outcome, kept.ended_outside) == ("failed", False), "the file says only that it failed"


def test_a_model_that_is_gone_by_the_end_still_has_the_receipt(asked: Asked) -> None:
    class Crash(list[AnyEvent]):
        def __iter__(self) -> Iterator[AnyEvent]:
            yield Started(prompt_tokens=1, reused_tokens=0)
            asked.services.engine.resident = None
            yield Failed(code="engine-crashed", message="It crashed.")

    asked.services.engine.scripts.append(Crash())
    asked.services.asking("chat").submit(Generate(prompt="x"), asked.heard.append)
    (one,) = asked.kept()
    assert (one.model_id, one.outcome) == ("tiny", "failed")


def test_where_no_model_was_loaded_nothing_answered(asked: Asked) -> None:
    asked.services.engine.resident = None
    asked.ask(Failed(code="no-model", message="No model is loaded."))
    assert asked.kept() == ()
    assert asked.said == []


def test_a_clock_that_stands_years_ahead_thins_nothing(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = time.time()
    for at_s in (now_s - 60 * 86_400, now_s, now_s + 1000 * 86_400):
        monkeypatch.setattr("edgeassist.app.till.time.time", lambda at_s=at_s: at_s)
        asked.ask(*said("Hello"))
        written(asked)
    assert len(asked.kept()) == 3


def test_the_speed_is_that_of_an_answer_under_way_only_while_it_is(asked: Asked) -> None:
    seen: list[bool] = []
    till = asked.services.till
    assert not till.reading.answers

    class Watched(list[AnyEvent]):
        def __iter__(self) -> Iterator[AnyEvent]:
            yield Stats(tokens_per_second=9.0, peak_bytes=1)
            seen.append(till.reading.answers)
            yield Done(reason="stop", usage=USAGE)

    asked.services.engine.scripts.append(Watched())
    asked.services.asking("chat").submit(Generate(prompt="x"), asked.heard.append)
    assert seen == [True]
    assert not till.reading.answers
    written(asked)
    assert not till.reading.answers
    assert till.reading.answer_rate == USAGE.answer_rate


def test_the_highest_memory_is_kept_and_that_after_loading_is_the_least(asked: Asked) -> None:
    asked.ask(Stats(peak_bytes=9), Stats(peak_bytes=7_000_000), Stats(peak_bytes=8), Done(reason="stop"))
    asked.ask(Done(reason="stop"))
    assert [one.peak_bytes for one in asked.kept()] == [7_000_000, LOADED.memory_bytes]


def test_where_receipts_are_not_wanted_no_file_is_made_and_the_window_is_told_all_the_same(asked: Asked) -> None:
    asked.services.change_settings(keep_receipts=False)
    asked.ask(*said("Hello"))
    asked.services.close()
    assert not asked.services.till.file.exists()
    assert [one.id for one in asked.said] == [0]


def test_counting_tokens_is_no_answer(asked: Asked) -> None:
    asked.services.asking("chat").submit(Count(prompt="one two"), asked.heard.append)
    assert asked.kept() == ()


def test_a_damaged_file_is_told_of_and_the_answer_stands(asked: Asked) -> None:
    told: list[str] = []
    asked.services.till.trouble = told.append
    asked.services.till.file.write_bytes(b"garbage" * 1000)
    asked.ask(*said("Hello"))
    assert len(asked.kept()) == 1
    assert "damaged" in told[0]


def test_nothing_is_opened_where_nothing_was_asked(asked: Asked) -> None:
    till = asked.services.till
    assert not any(lane.is_open for lane in (till._measuring, till._writing, till._reading))
    asked.services.close()
    assert not asked.services.till.file.exists()


def test_after_the_end_an_answer_is_passed_on_without_a_receipt(asked: Asked) -> None:
    asked.services.close()
    asked.ask(*said("late"))
    assert len(asked.heard) == 3
    assert asked.said == []


def test_meters_opened_after_a_start_remember_what_earlier_answers_took(asked: Asked) -> None:
    whole = Gauge(100.0, "how far the battery's counter fell, the whole laptop", 5.0)
    receipt = Receipt(1.0, "m", "M", "chat", "done", 1, 0, 1, 1.0, 1.0, 1.0, 1.0, whole, on_battery=True)
    for _ in range(3):
        asked.services.till.do(lambda recorder: _keep(recorder, receipt))
    meters = asked.services.metering()
    read = Event()
    asked.services.till.later(read.set)
    assert read.wait(60)
    assert list(meters._costs) == [whole] * 3


def _keep(recorder: Recorder, receipt: Receipt) -> None:
    recorder.write(receipt)
