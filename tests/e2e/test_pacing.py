# SPDX-License-Identifier: Apache-2.0
"""The real engine measures this computer: with a made model, and with the yardstick it writes itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.app import self_benchmark
from edgeassist.app.services import Services
from edgeassist.app.workshop import job_command
from edgeassist.core.paths import Places
from edgeassist.core.stop import Stop
from edgeassist.runtime.one_shot import run_job
from edgeassist.store.yardstick import read_yardstick
from edgeassist.wire import jobs
from edgeassist.worker.backend import build_name
from tests.support.workshop_bench import engine_cache


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    (tmp_path / "cache").symlink_to(engine_cache())
    made = Services(Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "logs"))
    yield made
    made.close()


def paced(job: jobs.Pace) -> jobs.Paced:
    result = run_job(job_command(engine_cache()), job, lambda *_: None, Stop())
    assert isinstance(result, jobs.Paced)
    return result


def test_every_pair_of_threads_and_batch_is_tried(tiny_gguf: Path) -> None:
    source = jobs.Source(path=str(tiny_gguf), size_bytes=tiny_gguf.stat().st_size)
    result = paced(jobs.Pace(source=source, limit_s=120.0, threads_tried=(1, 2), batches_tried=(32, 128)))
    assert [(row.threads, row.batch_tokens) for row in result.rows] == [(1, 32), (1, 128), (2, 32), (2, 128)]
    assert all(row.answer_rate > 0 and row.prompt_rate > 0 for row in result.rows)
    assert result.weights_bytes == source.size_bytes


def test_when_time_is_up_the_first_try_is_told_all_the_same(tiny_gguf: Path) -> None:
    source = jobs.Source(path=str(tiny_gguf), size_bytes=tiny_gguf.stat().st_size)
    result = paced(jobs.Pace(source=source, threads_tried=(1, 2), limit_s=0.0))
    assert [row.threads for row in result.rows] == [1]


def test_a_new_computer_is_measured_and_nothing_is_left_on_its_disk(services: Services) -> None:
    services.places.data.mkdir(parents=True, exist_ok=True)
    found = self_benchmark.run(services, Stop(), lambda: 0.0)
    assert found is not None
    assert found.weights_bytes > 200_000_000
    assert found == read_yardstick(services.places.data, build_name())
    assert not (services.places.cache / "yardstick").exists()
