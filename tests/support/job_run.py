# SPDX-License-Identifier: Apache-2.0
"""Runs one real job in a real child, as the product does, and keeps the steps it tells."""

from pathlib import Path
from typing import TypeVar

from edgeassist.app.children import child_command
from edgeassist.core.stop import Stop
from edgeassist.runtime.one_shot import run_job
from edgeassist.wire import jobs
from tests.support.workshop_bench import engine_cache

Answer = TypeVar("Answer", jobs.Quantized, jobs.Planned, jobs.Calibrated, jobs.Weighed, jobs.Compared)


def source(path: Path) -> jobs.Source:
    """Return `path` as jobs name a model."""
    return jobs.Source(path=str(path), size_bytes=path.stat().st_size)


def result(job: jobs.AnyJob, kind: type[Answer], steps: list[tuple[str, int, int]] | None = None) -> Answer:
    """Return what the child answers, which must be a `kind`; raise what `run_job` raises."""

    def report(step: str, done: int, total: int) -> None:
        if steps is not None:
            steps.append((step, done, total))

    said = run_job([*child_command("job"), "--cache", str(engine_cache())], job, report, Stop())
    assert isinstance(said, kind), said
    return said
