# SPDX-License-Identifier: Apache-2.0
"""`edgeassist tune` as a person starts it: a real child measures a real model, and the next answers follow."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from edgeassist.telemetry.tuning import read_tuned
from tests.support.threads import HANG_S
from tests.support.workshop_bench import engine_cache


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "cache").symlink_to(engine_cache())
    return {**os.environ, "EDGEASSIST_HOME": str(tmp_path), "NO_COLOR": "1"}


def tune(environ: dict[str, str], *argv: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edgeassist", "tune", *argv]
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=600)


def test_what_is_fastest_is_told_and_kept(environ: dict[str, str], tmp_path: Path, tiny_gguf: Path) -> None:
    done = tune(environ, "--json", "--model", str(tiny_gguf))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["model"], told["power"] in ("mains", "battery")) == (tiny_gguf.stem, True)
    assert all(one["answer_rate"] > 0 and one["prompt_rate"] > 0 for one in told["tries"])
    ((model, power), kept), *others = read_tuned(tmp_path / "data").items()
    assert (model, power, others) == (str(tiny_gguf.resolve()), told["power"], [])
    assert (kept.threads, kept.batch_tokens) == (told["threads"], told["batch_tokens"])


def test_a_model_that_is_not_here_is_said_so(environ: dict[str, str]) -> None:
    done = tune(environ, "--model", "nowhere")
    assert done.returncode == 4
    assert "nowhere" in done.stderr


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """Undo an ignored SIGINT, which a suite started in the background would pass on to its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to one process")
def test_ctrl_c_ends_the_measurement_and_changes_nothing(
    environ: dict[str, str], tmp_path: Path, hears_ctrl_c: None
) -> None:
    command = [sys.executable, "-m", "edgeassist", "tune"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ) as tuning:
        assert tuning.stderr is not None
        first = tuning.stderr.read(1)
        children = psutil.Process(tuning.pid).children(recursive=True)
        tuning.send_signal(signal.SIGINT)
        said = tuning.stderr.read()
    assert (tuning.returncode, first != b"") == (130, True), said
    assert b"Traceback" not in said
    assert children
    assert psutil.wait_procs(children, timeout=HANG_S)[1] == []
    assert read_tuned(tmp_path / "data") == {}
