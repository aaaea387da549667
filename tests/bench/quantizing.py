# SPDX-License-Identifier: Apache-2.0
"""Time and peak memory of quantizing here beside `llama-quantize`, in alternating runs of whole processes."""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from edgeassist.app.workshop import job_command
from edgeassist.core.stop import Stop
from edgeassist.runtime.one_shot import run_job
from edgeassist.wire import jobs
from edgeassist.worker.context import default_threads
from edgeassist.worker.variants import cached_verdict, find_variants
from tests.bench.figures import Figure, median_of
from tests.support import llama_quantize
from tests.support.llama_quantize import Cost
from tests.support.models import shape_model
from tests.support.workshop_bench import engine_cache

MODEL, KINDS, ROUNDS = "Qwen2.5-0.5B", ("Q4_K_M", "IQ4_XS"), 5
QUICK_MODEL = "SmolLM2-135M"
TIME_GOAL, MEMORY_GOAL = 1.1, 1.2


def measure(*, quick: bool) -> list[Figure]:
    """Return seconds, peaks and their ratios for each type."""
    kinds = KINDS[:1] if quick else KINDS
    return [one for kind in kinds for one in _compare(QUICK_MODEL if quick else MODEL, kind, 1 if quick else ROUNDS)]


def _compare(name: str, kind: str, rounds: int) -> list[Figure]:
    source, threads = shape_model(name, kind="f16"), default_threads()
    variant = cached_verdict(engine_cache(), find_variants())
    if variant is None:
        sys.stderr.write("bench: the processor code is chosen first\n")
        run_job(job_command(engine_cache()), jobs.Plan(source=_source(source), types=()), lambda *_: None, Stop())
        variant = cached_verdict(engine_cache(), find_variants()) or ""
    pairs = []
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        target = Path(folder) / "made.gguf"
        subprocess.run(["cat", str(source)], stdout=subprocess.DEVNULL, check=True)  # into the page cache, for both
        for number in range(rounds):
            order = (_ours, _theirs) if number % 2 else (_theirs, _ours)
            costs = {run: run(source, target, kind, threads, variant) for run in order}
            pairs.append((costs[_ours], costs[_theirs]))
    return _figures(f"{name} F16 to {kind}, {threads} threads, {variant}", pairs)


def _source(path: Path) -> jobs.Source:
    return jobs.Source(path=str(path), size_bytes=path.stat().st_size)


def _theirs(source: Path, target: Path, kind: str, threads: int, variant: str) -> Cost:
    target.unlink(missing_ok=True)
    return llama_quantize.run(source, target, kind, threads=threads, variant=variant)


def _ours(source: Path, target: Path, kind: str, threads: int, _variant: str) -> Cost:
    """Measure the whole child: its start, the engine's, the work, and making the file durable."""
    target.unlink(missing_ok=True)
    job = jobs.Quantize(source=_source(source), threads=threads, target=str(target), type=kind)
    return llama_quantize.job_cost(job_command(engine_cache()), job)


def _figures(where: str, pairs: list[tuple[Cost, Cost]]) -> list[Figure]:
    ours, theirs = [one for one, _ in pairs], [one for _, one in pairs]
    times = [one.seconds / other.seconds for one, other in pairs]
    work = [one.processor_s / other.processor_s for one, other in pairs]
    peaks = [one.peak_bytes / other.peak_bytes for one, other in pairs]
    return [
        median_of("quantizing, llama-quantize", [one.seconds for one in theirs], "s", where),
        median_of("quantizing, our job child", [one.seconds for one in ours], "s", where),
        median_of("quantizing, processor time ratio", work, "", where),
        median_of("quantizing, time ratio", times, "", where, at_most=TIME_GOAL),
        Figure(
            name="quantizing, peak of llama-quantize",
            value=median(one.peak_bytes for one in theirs) / 1e6,
            unit="MB",
            conditions=where,
        ),
        median_of("quantizing, peak of our job child", [one.peak_bytes / 1e6 for one in ours], "MB", where),
        median_of("quantizing, peak ratio", peaks, "", where, at_most=MEMORY_GOAL),
    ]
