# SPDX-License-Identifier: Apache-2.0
"""The peak that the store foretells beside the peak of a real worker, for models nobody measured before.

Weights are random, shapes and block types are those of well-known models. What is compared is the largest resident
set, which Linux counts with the mapped weights in it; elsewhere mapped pages are counted in other ways.
"""

import sys
from pathlib import Path

import msgspec
import pytest

from edgeassist import wire
from edgeassist.app.children import child_command
from edgeassist.store.card import ModelCard
from edgeassist.store.fit import Fit, estimate
from edgeassist.store.inspect import inspect_file
from edgeassist.store.repacking import repacked_kinds
from tests.support.models import shape_model
from tests.support.shapes import Kind
from tests.support.worker_process import WorkerProcess

NEAR = 0.10
TEXT = "the window and the worker exchange frozen messages, each one line. " * 20
"""More than one batch, which is when the work space is used to the full; the context is reserved at the load."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the resident set is read from Linux's /proc")


def foretold(model: Path, context_tokens: int, variant: str) -> Fit:
    """Return the estimate for a file that was only looked into."""
    facts = inspect_file(model, child_command("inspect"))
    known = {name: getattr(facts, name) for name in facts.__struct_fields__}
    card = msgspec.convert({"id": "shape", **known}, ModelCard)
    kinds = repacked_kinds(variant)
    return estimate(card, context_tokens=context_tokens, free_bytes=2**40, repacked=kinds)


def measured(model: Path, context_tokens: int, engine_cache: Path) -> tuple[int, str]:
    """Return the worker's own peak after reading more than one batch, and the processor code it ran."""
    with WorkerProcess(engine_cache, read=[model.parent]) as worker:
        variant = worker.hello().variant
        worker.load(model, context_tokens=context_tokens)
        events = worker.generate(TEXT, max_tokens=8, ignore_end=True)
        return max(event.peak_bytes for event in events if isinstance(event, wire.Stats)), variant


def assert_near(model: Path, context_tokens: int, engine_cache: Path) -> None:
    peak_bytes, variant = measured(model, context_tokens, engine_cache)
    assert foretold(model, context_tokens, variant).peak_bytes == pytest.approx(peak_bytes, rel=NEAR)


@pytest.mark.parametrize(("kind", "context_tokens"), [("q4_k_m", 8192), ("q4_0", 4096)])
def test_the_peak_of_a_small_model_is_foretold(
    kind: Kind, context_tokens: int, model_cache: Path, engine_cache: Path
) -> None:
    assert_near(shape_model("SmolLM2-135M", model_cache, kind), context_tokens, engine_cache)


@pytest.mark.slow
@pytest.mark.parametrize("context_tokens", [2048, 4096, 8192])
@pytest.mark.parametrize("name", ["SmolLM2-135M", "Qwen2.5-0.5B", "Llama-3.2-1B"])
def test_the_peak_is_foretold_for_three_shapes_at_three_contexts(
    name: str, context_tokens: int, model_cache: Path, engine_cache: Path
) -> None:
    assert_near(shape_model(name, model_cache), context_tokens, engine_cache)
