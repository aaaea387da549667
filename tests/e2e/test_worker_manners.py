# SPDX-License-Identifier: Apache-2.0
"""What the governor turns between answers: threads, batch and how keys and values are held. A real child."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist import wire
from edgeassist.store.fit import KV_NUMBER_BYTES
from tests.support.models import shape_model
from tests.support.worker_process import WorkerProcess, text_of, usage_of

GREEDY = wire.Sampling(temperature=0, repeat_penalty=1.0)
LONG = "the window and the worker exchange frozen messages, each one line. " * 12


@pytest.fixture(scope="module")
def worker(engine_cache: Path, tiny_gguf: Path) -> Iterator[WorkerProcess]:
    with WorkerProcess(engine_cache, read=[tiny_gguf.parent]) as started:
        started.hello()
        yield started


def loaded(worker: WorkerProcess, model: Path, kv_type: wire.KvType = "f16", context_tokens: int = 1024) -> wire.Loaded:
    command = wire.Load(
        job=worker.next_job(),
        path=str(model),
        size_bytes=model.stat().st_size,
        context_tokens=context_tokens,
        threads=2,
        kv_type=kv_type,
    )
    return next(event for event in worker.answers(command) if isinstance(event, wire.Loaded))


def said(worker: WorkerProcess, threads: int = 0, batch_tokens: int = 0) -> str:
    command = wire.Generate(
        job=worker.next_job(),
        prompt=LONG,
        max_tokens=24,
        sampling=GREEDY,
        threads=threads,
        batch_tokens=batch_tokens,
    )
    return text_of(worker.answers(command))


@pytest.mark.parametrize("manner", [{"threads": 1}, {"batch_tokens": 32}, {"threads": 1, "batch_tokens": 100_000}])
def test_other_threads_or_batches_give_the_same_answer(
    worker: WorkerProcess, tiny_gguf: Path, manner: dict[str, int]
) -> None:
    """Up to where two words of the untrained model are as likely: batches add in another order on some processors."""
    loaded(worker, tiny_gguf)
    usual = said(worker)
    loaded(worker, tiny_gguf)
    assert said(worker, **manner)[:24] == usual[:24] != ""


def test_a_change_between_two_answers_keeps_what_was_read(worker: WorkerProcess, tiny_gguf: Path) -> None:
    loaded(worker, tiny_gguf)
    worker.generate(LONG, max_tokens=1, sampling=GREEDY)
    command = wire.Generate(job=worker.next_job(), prompt=LONG, max_tokens=1, sampling=GREEDY, threads=1)
    usage = usage_of(worker.answers(command))
    assert usage.reused_tokens >= usage.prompt_tokens - 1


def test_a_smaller_cache_answers_alike(worker: WorkerProcess, tiny_gguf: Path) -> None:
    loaded(worker, tiny_gguf)
    first = said(worker)
    loaded(worker, tiny_gguf, "q8_0")
    assert said(worker)[:12] == first[:12]


def test_a_smaller_cache_saves_what_the_sum_says(model_cache: Path, engine_cache: Path) -> None:
    model = shape_model("SmolLM2-135M", model_cache, "q4_0")
    with WorkerProcess(engine_cache, read=[model.parent]) as worker:
        worker.hello()
        usual = loaded(worker, model, context_tokens=8192).memory_bytes
        saved_bytes = usual - loaded(worker, model, "q8_0", context_tokens=8192).memory_bytes
    numbers = 2 * 30 * 192 * 8192  # keys and values of 30 layers, 3 heads of 64 numbers each
    assert saved_bytes == pytest.approx(numbers * (KV_NUMBER_BYTES["f16"] - KV_NUMBER_BYTES["q8_0"]), rel=0.1)
