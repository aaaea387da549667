# SPDX-License-Identifier: Apache-2.0
"""The real engine takes the made models, in every kind, and what they say is varied; templates apply to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist import wire
from edgeassist.worker.families import FAMILIES
from tests.support.models import shape_model, tiny_model
from tests.support.shapes import TINY, Kind
from tests.support.worker_process import WorkerProcess, text_of, usage_of

TALK = (wire.Turn("system", "Be brief."), wire.Turn("user", "Which window is this?"))


@pytest.fixture(scope="module")
def worker(model_cache: Path, engine_cache: Path) -> Iterator[WorkerProcess]:
    with WorkerProcess(engine_cache, read=[model_cache]) as worker:
        worker.hello()
        yield worker


@pytest.mark.parametrize("kind", ["f16", "q8_0", "q4_0", "q4_k_m"])
def test_a_tiny_model_of_each_kind_talks(worker: WorkerProcess, model_cache: Path, kind: Kind) -> None:
    loaded = worker.load(tiny_model(model_cache, kind))
    assert (loaded.architecture, loaded.vocabulary_tokens, loaded.template) == ("llama", TINY.vocabulary, "own")
    events = worker.generate("The window and the worker", max_tokens=60)
    assert usage_of(events).answer_tokens == 60
    assert len(set(text_of(events))) > 12


def test_a_model_in_a_real_shape_loads_and_talks(worker: WorkerProcess, model_cache: Path) -> None:
    loaded = worker.load(shape_model("SmolLM2-135M", model_cache), context_tokens=512)
    assert loaded.parameters == 134_515_008
    assert loaded.vocabulary_tokens == 49_152
    events = worker.generate("the window and the worker", max_tokens=12)
    assert usage_of(events).answer_tokens == 12
    assert usage_of(events).prompt_tokens <= 8


@pytest.mark.parametrize("family", [*FAMILIES, "fallback"])
def test_a_built_in_template_can_be_asked_for(worker: WorkerProcess, tiny_gguf: Path, family: str) -> None:
    size_bytes = tiny_gguf.stat().st_size
    load = wire.Load(job=worker.next_job(), path=str(tiny_gguf), size_bytes=size_bytes, template=family)
    loaded = next(event for event in worker.answers(load) if isinstance(event, wire.Loaded))
    assert loaded.template == ("chatml" if family == "fallback" else family)
    count = worker.answers(wire.Count(job=worker.next_job(), turns=TALK))
    assert next(event.tokens for event in count if isinstance(event, wire.Counted)) > 20


def test_an_unknown_template_is_refused_in_words(worker: WorkerProcess, tiny_gguf: Path) -> None:
    size_bytes = tiny_gguf.stat().st_size
    load = wire.Load(job=worker.next_job(), path=str(tiny_gguf), size_bytes=size_bytes, template="vicuna")
    failed = worker.answers(load)[-1]
    assert isinstance(failed, wire.Failed)
    assert failed.code == "unknown-template"
    assert "plain" in failed.hint
