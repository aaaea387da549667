# SPDX-License-Identifier: Apache-2.0
"""The kernel stops the engine for want of memory while the window looks on: row W02."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.conftest import OpenBench

GROUPS = Path("/sys/fs/cgroup/memory")
LIMIT_BYTES = 150_000_000


@pytest.fixture
def small_room() -> Iterator[Path]:
    """Make a memory group of our own that allows little; it is taken away afterwards."""
    group = GROUPS / f"edgeassist-test-{os.getpid()}"
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(LIMIT_BYTES))
    except OSError as error:
        with suppress(OSError):
            group.rmdir()
        pytest.skip(f"no memory group (cgroup v1) can be made here: {error}")
    yield group
    for pid in (group / "cgroup.procs").read_text().split():
        (GROUPS / "cgroup.procs").write_text(pid)
    group.rmdir()


def test_w02_an_engine_that_runs_out_of_memory_is_named_and_replaced(
    small_room: Path, open_bench: OpenBench, tiny_gguf: Path
) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    first = bench.engine.worker_pid
    assert first is not None
    (small_room / "cgroup.procs").write_text(str(first))
    bench.ask("a long story", "eat")
    bench.until_answered()
    assert bench.answer == "half an "
    bench.until(lambda: "ran out of memory" in bench.words(), "the sentence")
    said = bench.words()
    assert "The computer ran out of memory and the system stopped the engine." in said
    assert "shorter context" in said
    bench.ready()
    assert bench.engine.worker_pid != first
    bench.pane.try_again()
    bench.until_answered()
    assert bench.answer == "a long story "
    turns = [(turn.role, turn.text) for turn in bench.services.chats.latest().turns()]
    assert turns[0] == ("user", "a long story")
