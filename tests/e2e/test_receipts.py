# SPDX-License-Identifier: Apache-2.0
"""Receipts of a real model in a real worker: their figures are the worker's own, however an answer ends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.app.services import Services
from edgeassist.core.paths import places
from edgeassist.runtime.blocking import events
from edgeassist.telemetry.reading import Receipt
from edgeassist.telemetry.recorder import Recorder
from edgeassist.wire import Delta, Done, Generate, Sampling, Started
from tests.support.processor_choice import chosen_before
from tests.support.threads import HANG_S

TOKENS = 96
REQUEST = Generate(prompt="Once there was", max_tokens=TOKENS, ignore_end=True, sampling=Sampling(temperature=0))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    chosen_before(made / "cache")
    return made


@pytest.fixture
def services(home: Path, tiny_gguf: Path) -> Iterator[Services]:
    with Services(places({"EDGEASSIST_HOME": str(home)})) as made:
        made.load(str(tiny_gguf), context_tokens=512)
        yield made


def kept(home: Path) -> tuple[Receipt, ...]:
    with closing(Recorder(home / "data" / "receipts.sqlite3")) as recorder:
        return recorder.newest()


def test_the_receipt_s_rate_is_the_worker_s_own_to_within_one_percent(services: Services, home: Path) -> None:
    said: list[Receipt] = []
    services.till.watchers.append(said.append)
    with closing(events(services.asking("chat"), REQUEST)) as stream:
        heard = list(stream)
    done = heard[-1]
    assert isinstance(done, Done)
    services.close()
    (receipt,) = said
    assert receipt.answer_rate == pytest.approx(done.usage.answer_rate, rel=0.01)
    assert receipt.answer_tokens == TOKENS == sum(one.tokens for one in heard if isinstance(one, Delta))
    assert receipt.first_token_ms == pytest.approx(done.usage.first_token_ms, rel=0.01)
    assert done.usage.first_token_ms + done.usage.answer_ms <= receipt.total_ms * 1.05
    assert receipt.peak_bytes > 10_000_000
    assert receipt.joules.value is not None or receipt.joules.why
    assert kept(home)[0] == receipt


def test_an_answer_that_is_stopped_has_a_receipt_of_what_came(services: Services, home: Path) -> None:
    request = Generate(prompt="Once", max_tokens=100_000, ignore_end=True)
    with closing(events(services.asking("chat"), request)) as stream:
        for event in stream:
            if isinstance(event, Started):
                break
    services.close()
    newest = kept(home)[0]
    assert (newest.outcome, newest.pane) == ("cancelled", "chat")


def test_ctrl_c_at_the_terminal_leaves_a_receipt(home: Path, tiny_gguf: Path) -> None:
    environ = {**os.environ, "EDGEASSIST_HOME": str(home), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "edgeassist", "ask", "--model", str(tiny_gguf), "--max-tokens", "400", "Hi?"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.read(1)
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=HANG_S)
    newest = kept(home)[0]
    assert newest.pane == "ask"
    assert newest.outcome in ("cancelled", "done")
    report = [sys.executable, "-m", "edgeassist", "report", "--json"]
    said = subprocess.run(report, env=environ, capture_output=True, check=True, text=True)
    assert {one["pane"] for one in json.loads(said.stdout)["by_pane"]} == {"chat", "ask"}
