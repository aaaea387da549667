# SPDX-License-Identifier: Apache-2.0
"""The engine when something around it fails: text that cannot be sent, records that cannot be kept, idle deaths."""

import logging
import os
import signal
from collections.abc import Iterator
from functools import partial

import pytest

from edgeassist.runtime import slot
from edgeassist.runtime.exits import EXIT_PROTOCOL, Ending, explain
from edgeassist.runtime.health import Health
from edgeassist.runtime.state import Phase
from edgeassist.wire import MAX_LINE_BYTES, Cancelled, Delta, Done, Unload
from edgeassist.worker import serve
from tests.support.engine_probe import DEADLINE_S, EngineProbe, Heard, probed
from tests.support.scripted_worker import command


@pytest.fixture
def probe() -> Iterator[EngineProbe]:
    with probed(command("answer")) as probe:
        yield probe


def test_text_with_a_lone_surrogate_is_refused_and_the_engine_goes_on(probe: EngineProbe) -> None:
    probe.load()
    assert probe.ask("half a \ud800 pair").failure().code == "text-not-sendable"
    assert isinstance(probe.ask("whole").terminal(), Done)


def test_a_path_that_is_no_unicode_is_refused(probe: EngineProbe) -> None:
    assert probe.load("/models/\udcff.gguf").failure().code == "text-not-sendable"


def test_text_longer_than_a_line_is_refused_with_both_sizes_and_kills_nobody(probe: EngineProbe) -> None:
    probe.load().terminal()
    pid = probe.engine.worker_pid
    failed = probe.ask("x" * MAX_LINE_BYTES).failure()
    assert failed.code == "text-too-long"
    assert failed.message.count("MB") == 2
    assert isinstance(probe.ask("short").terminal(), Done)
    assert probe.engine.worker_pid == pid


def test_a_record_of_deaths_that_cannot_be_kept_hurts_no_job(expects_log: list[logging.LogRecord]) -> None:
    def refuse(_path: str, _deaths: int) -> None:
        raise OSError("the drive is gone")

    with probed(command("answer"), health=Health(changed=refuse)) as probe:
        probe.load()
        assert probe.ask("SIGSEGV", "die").failure().code == "engine-crashed"
        assert isinstance(probe.ask("fine").terminal(), Done)
    assert {record.getMessage() for record in expects_log} == {"a model's deaths could not be written down"}


def test_a_worker_killed_with_no_model_wanted_leaves_the_engine_off(probe: EngineProbe) -> None:
    probe.load().terminal()
    unloaded = Heard()
    probe.engine.submit(Unload(), unloaded.note)
    unloaded.terminal()
    pid = probe.engine.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    state = probe.heard.phase(Phase.OFF)
    assert state.trouble is not None
    assert isinstance(probe.load().terminal(), Done)


def test_a_death_while_another_model_waits_is_blamed_on_the_one_at_work() -> None:
    blamed: list[str] = []
    with probed(command("answer"), health=Health(changed=lambda path, _deaths: blamed.append(path))) as probe:
        probe.load("/models/a.gguf").terminal()
        held = probe.ask("x", "hold")
        held.wait(lambda: bool(held.text), "first word")
        later = probe.load("/models/b.gguf")
        pid = probe.engine.worker_pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert held.failure().code == "engine-killed"
        assert isinstance(later.terminal(), Done)
    assert blamed == ["/models/a.gguf"]


def test_the_exit_code_for_a_line_that_is_no_command_is_the_workers() -> None:
    assert EXIT_PROTOCOL == serve.EXIT_PROTOCOL
    assert explain(Ending(EXIT_PROTOCOL)).code == "engine-misunderstood"


@pytest.mark.parametrize(
    ("status", "code"), [(0xC0000005, "engine-crashed"), (0xC000001D, "engine-illegal-instruction")]
)
def test_windows_crash_codes_have_the_same_sentences(status: int, code: str) -> None:
    assert explain(Ending(status)).code == code


def test_the_cancel_of_a_load_is_answered_before_the_worker_listens(
    probe: EngineProbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slot, "CANCEL_LIMIT_S", 2 * DEADLINE_S)  # nobody is killed for not listening
    heard = probe.load("/models/endless.gguf")
    probe.heard.wait(lambda: probe.engine.worker_pid is not None, "a worker")
    heard.wait(lambda: any(isinstance(event, Delta) for event in heard.events), "the load under way")
    probe.engine.cancel(probe.last_job)
    assert isinstance(heard.terminal(), Cancelled)
    pid = probe.engine.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert isinstance(probe.load().terminal(), Done)


def test_a_stop_that_the_worker_did_not_hear_is_no_death_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slot, "CANCEL_LIMIT_S", 0.2)
    deaths: list[int] = []
    with probed(command("answer"), health=Health(changed=lambda _path, count: deaths.append(count))) as probe:
        probe.load().terminal()
        for _ in range(3):
            running, frozen = _freeze_and_stop(probe)
            assert isinstance(running.terminal(), Cancelled)
            probe.heard.wait(partial(_another, probe, frozen), "another worker")
            probe.heard.phase(Phase.READY)
        assert deaths == []
        assert probe.ask("7", "die").failure().code == "engine-exited"
        probe.heard.phase(Phase.READY)
    assert deaths == [1]


def _freeze_and_stop(probe: EngineProbe) -> tuple[Heard, int]:
    running = probe.ask("x", "hold")
    running.wait(lambda: bool(running.text), "first word")
    worker = probe.engine.worker_pid
    assert worker is not None
    os.kill(worker, signal.SIGSTOP)
    probe.engine.cancel(probe.last_job)
    return running, worker


def _another(probe: EngineProbe, worker: int) -> bool:
    return probe.engine.worker_pid not in (None, worker)


def test_a_crash_after_a_stop_still_counts(probe: EngineProbe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slot, "CANCEL_LIMIT_S", 2 * DEADLINE_S)
    probe.load().terminal()
    for _ in range(2):
        running, worker = _freeze_and_stop(probe)
        os.kill(worker, signal.SIGKILL)
        running.terminal()
    assert probe.heard.phase(Phase.RESTING).trouble is not None


def test_a_worker_that_is_deaf_to_a_cancel_makes_room_for_the_next_load(
    probe: EngineProbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slot, "CANCEL_LIMIT_S", 0.2)
    heard = probe.load("/models/endless.gguf")
    heard.wait(lambda: any(isinstance(event, Delta) for event in heard.events), "the load under way")
    deaf = probe.engine.worker_pid
    probe.engine.cancel(probe.last_job)
    assert isinstance(heard.terminal(), Cancelled)
    assert isinstance(probe.load().terminal(), Done)
    assert probe.engine.worker_pid not in (None, deaf)
