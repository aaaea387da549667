# SPDX-License-Identifier: Apache-2.0
"""The engine against a real process that speaks the protocol but holds no model."""

import logging
from collections.abc import Iterator
from threading import Event

import psutil
import pytest

from edgeassist.runtime.blocking import JobCancelled, JobFailed, events, finish
from edgeassist.runtime.engine import Engine
from edgeassist.runtime.health import Health
from edgeassist.runtime.state import Phase
from edgeassist.wire import TERMINAL, AnyEvent, Cancelled, Counted, Done, Generate, Load, Loaded
from edgeassist.wire import Count as CountTokens
from tests.support.engine_probe import DEADLINE_S, EngineProbe, Heard, probed
from tests.support.scripted_worker import command


@pytest.fixture
def probe() -> Iterator[EngineProbe]:
    with probed(command("answer")) as probe:
        yield probe


def test_nothing_is_started_before_the_first_job() -> None:
    engine = Engine(command("answer"))
    assert engine.worker_pid is None
    engine.close()
    assert engine.state.phase is Phase.CLOSED


def test_load_then_ask_streams_and_ends_once(probe: EngineProbe) -> None:
    probe.load()
    heard = probe.ask("one two three")
    assert isinstance(heard.terminal(), Done)
    assert heard.text == "one two three "
    assert sum(isinstance(event, TERMINAL) for event in heard.events) == 1
    assert probe.engine.state.phase is Phase.READY


def test_load_reports_the_model_and_its_progress(probe: EngineProbe) -> None:
    heard = probe.load("/models/a.gguf")
    heard.terminal()
    assert any(isinstance(event, Loaded) and event.name == "a" for event in heard.events)
    assert any(state.progress == 0.5 for state in probe.heard.states)


def test_ask_without_a_model_says_so_and_starts_no_worker(probe: EngineProbe) -> None:
    assert probe.ask("hello").failure().code == "no-model"
    assert probe.engine.worker_pid is None


def test_a_refused_load_leaves_an_idle_engine_with_the_reason(probe: EngineProbe) -> None:
    assert probe.load("/models/refuse.gguf").failure().code == "bad-model"
    state = probe.heard.phase(Phase.IDLE)
    assert state.trouble is not None
    assert state.trouble.code == "bad-model"


def test_cancel_ends_the_running_job_and_keeps_its_words(probe: EngineProbe) -> None:
    probe.load()
    heard = probe.ask("x", "hold")
    heard.wait(lambda: bool(heard.text), "first word")
    probe.engine.cancel(probe.last_job)
    assert isinstance(heard.terminal(), Cancelled)
    assert heard.text == "held "


def test_cancel_of_a_waiting_job_never_reaches_the_worker(probe: EngineProbe) -> None:
    probe.load()
    running = probe.ask("x", "hold")
    running_job = probe.last_job
    waiting = probe.ask("never said")
    probe.engine.cancel(probe.last_job)
    assert isinstance(waiting.terminal(), Cancelled)
    assert waiting.text == ""
    probe.engine.cancel(running_job)
    running.terminal()


def test_cancel_of_an_ended_job_is_harmless(probe: EngineProbe) -> None:
    probe.load()
    probe.ask("a").terminal()
    probe.engine.cancel(probe.last_job)
    assert isinstance(probe.ask("b").terminal(), Done)


def test_the_last_of_many_loads_wins(probe: EngineProbe) -> None:
    heard = [probe.load(f"/models/m{number}.gguf") for number in range(50)]
    ends = [one.terminal() for one in heard]
    assert isinstance(ends[-1], Done)
    assert all(isinstance(end, Done | Cancelled) for end in ends)
    probe.heard.phase(Phase.READY)
    model = probe.engine.state.model
    assert model is not None
    assert model.name == "m49"


def test_a_death_mid_answer_fails_the_job_and_reloads_the_model(probe: EngineProbe) -> None:
    probe.load()
    heard = probe.ask("SIGSEGV", "die")
    failed = heard.failure()
    assert failed.code == "engine-crashed"
    assert heard.text == "half an "
    assert "scripted worker plays" in failed.detail
    probe.heard.phase(Phase.READY)
    assert isinstance(probe.ask("again").terminal(), Done)


def test_two_deaths_in_a_row_let_the_model_rest(probe: EngineProbe) -> None:
    probe.load()
    probe.ask("SIGSEGV", "die").failure()
    probe.ask("SIGSEGV", "die").failure()
    state = probe.heard.phase(Phase.RESTING)
    assert state.trouble is not None
    assert "stopped twice" in state.trouble.hint
    assert probe.ask("hello").failure().code == "engine-crashed"


def test_a_resting_model_wakes_when_a_person_loads_it_again(probe: EngineProbe) -> None:
    probe.load()
    probe.ask("7", "die").failure()
    probe.ask("7", "die").failure()
    probe.heard.phase(Phase.RESTING)
    assert isinstance(probe.load().terminal(), Done)
    assert isinstance(probe.ask("fine").terminal(), Done)


def test_a_whole_answer_between_two_deaths_cleans_the_record() -> None:
    deaths: list[tuple[str, int]] = []
    health = Health(changed=lambda path, count: deaths.append((path, count)))
    with probed(command("answer"), health=health) as probe:
        probe.load()
        probe.ask("7", "die").failure()
        probe.ask("fine").terminal()
        probe.ask("7", "die").failure()
        probe.heard.phase(Phase.READY)
    assert [count for _path, count in deaths] == [1, 0, 1]


def test_a_model_that_aborts_at_load_rests_after_two_tries(probe: EngineProbe) -> None:
    assert probe.load("/models/abort.gguf").failure().code == "engine-aborted"
    assert probe.heard.phase(Phase.RESTING).model is None


def test_a_worker_that_cannot_be_started_is_said_plainly() -> None:
    with probed(("/nonexistent/edgeassist-worker",)) as probe:
        assert probe.load().failure().code == "engine-missing"
        assert probe.heard.phase(Phase.RESTING).trouble is not None


def test_a_worker_of_another_protocol_is_refused() -> None:
    with probed(command("stranger")) as probe:
        assert probe.load().failure().code == "engine-mismatch"


def test_close_gives_every_job_its_end_and_leaves_no_process() -> None:
    with probed(command("answer")) as probe:
        probe.load().terminal()
        running = probe.ask("x", "hold")
        waiting = probe.ask("later")
        running.wait(lambda: bool(running.text), "first word")
        probe.engine.close()
        assert isinstance(running.terminal(), Cancelled)
        assert isinstance(waiting.terminal(), Cancelled)
        assert probe.engine.worker_pid is None
        late = probe.ask("too late")
        assert isinstance(late.terminal(), Cancelled)
        assert len(late.events) == 1


def test_a_job_after_the_close_of_an_engine_never_used_is_cancelled_and_starts_no_worker() -> None:
    engine = Engine(("./no-such-program",))
    engine.close()
    with pytest.raises(JobCancelled):
        finish(engine, Load(path="/models/good.gguf", size_bytes=1))
    assert engine.worker_pid is None
    engine.close()
    assert engine.state.phase is Phase.CLOSED


def test_a_failing_listener_hurts_nobody_else(probe: EngineProbe, expects_log: list[logging.LogRecord]) -> None:
    def broken(_event: AnyEvent) -> None:
        raise RuntimeError("listener")

    probe.load().terminal()
    probe.engine.submit(Generate(prompt="x"), broken)
    assert isinstance(probe.ask("fine").terminal(), Done)
    assert {record.getMessage() for record in expects_log} == {"a job's listener failed"}


def test_blocking_events_end_with_the_terminal_one(probe: EngineProbe) -> None:
    finish(probe.engine, Load(path="/models/a.gguf", size_bytes=1))
    heard = list(events(probe.engine, CountTokens(prompt="a b c")))
    assert isinstance(heard[0], Counted)
    assert heard[0].tokens == 3
    assert isinstance(heard[-1], Done)


def test_leaving_blocking_events_early_cancels_the_job(probe: EngineProbe) -> None:
    finish(probe.engine, Load(path="/models/a.gguf", size_bytes=1))
    stream = events(probe.engine, Generate(prompt="x", stop=("hold",)))
    next(stream)
    stream.close()
    assert isinstance(probe.ask("next").terminal(), Done)


def test_finish_raises_what_failed(probe: EngineProbe) -> None:
    with pytest.raises(JobFailed) as caught:
        finish(probe.engine, Load(path="/models/refuse.gguf", size_bytes=1))
    assert caught.value.code == "bad-model"


def test_watchers_see_every_phase_of_a_first_load(probe: EngineProbe) -> None:
    probe.load().terminal()
    phases = [state.phase for state in probe.heard.states]
    assert phases[0] is Phase.LOADING
    assert Phase.STARTING in phases
    assert phases[-1] is Phase.READY


def test_an_idle_engine_waits_without_a_timeout(probe: EngineProbe) -> None:
    probe.load().terminal()
    probe.ask("a").terminal()
    settled = Heard()
    probe.engine.post(lambda: settled.note(Done(reason="stop")))
    settled.terminal()
    assert probe.engine.patience() is None


def test_a_renewed_engine_ends_its_jobs_and_starts_the_next_worker_with_the_new_command() -> None:
    with probed(command("hold")) as probe:
        probe.load().terminal()
        old = probe.engine.worker_pid
        heard = probe.ask("one two")
        gone = Event()
        probe.engine.renew(command("answer"), gone.set)
        assert gone.wait(DEADLINE_S)
        assert isinstance(heard.terminal(), Cancelled)
        assert probe.engine.worker_pid is None
        assert (probe.engine.state.phase, probe.engine.state.path) == (Phase.OFF, "")
        assert old is not None
        assert not psutil.pid_exists(old)
        probe.load().terminal()
        assert isinstance(probe.ask("three").terminal(), Done)
