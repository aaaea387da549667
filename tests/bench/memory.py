# SPDX-License-Identifier: Apache-2.0
"""Memory of window and worker while an answer is written, and how near the store's estimate comes to it."""

import os

import msgspec

from edgeassist.app.children import child_command
from edgeassist.store.card import ModelCard
from edgeassist.store.fit import Fit, estimate
from edgeassist.store.inspect import inspect_file
from tests.bench.figures import Figure
from tests.bench.procfs import status_bytes
from tests.bench.product import product, real_worker
from tests.bench.prompts import prompt_of
from tests.support.models import shape_model

CONTEXTS = (2048, 4096, 8192)
NEAR_PERCENT = 10
MODELS = ("SmolLM2-135M", "Qwen2.5-0.5B", "Llama-3.2-1B")


def measure(*, quick: bool) -> list[Figure]:
    """Return what window and worker hold, and the error of the estimate, per shape and context."""
    contexts = CONTEXTS[:1] if quick else CONTEXTS
    return [figure for name in MODELS for context in contexts for figure in _held(name, context)]


def _held(name: str, context_tokens: int) -> list[Figure]:
    model = shape_model(name)
    with product(real_worker(model.parent)) as ours:
        ours.load(model, context_tokens=context_tokens)
        # The engine writes zeros to the whole context at the load; more than one batch fills the work space.
        filled = min(context_tokens - 256, 1024)
        read = ours.ask(prompt_of(filled, context_tokens, ours.count), 64).usage.prompt_tokens
        pid = ours.engine.worker_pid
        if pid is None:
            raise RuntimeError("the worker is gone")
        worker, window = status_bytes(pid, "VmHWM"), status_bytes(os.getpid(), "VmRSS")
    fit = predicted(name, context_tokens)
    under = f"{name} Q4_K_M, context {context_tokens:,}, {read:,} tokens read"
    return [
        Figure(name="worker, peak resident", value=worker / 1e6, unit="MB", conditions=under),
        Figure(name="worker, peak foretold", value=fit.peak_bytes / 1e6, unit="MB", conditions=_sum(fit)),
        Figure(
            name="estimate, distance from the peak",
            value=abs(100 * (fit.peak_bytes - worker) / worker),
            unit="%",
            at_most=NEAR_PERCENT,
            conditions=f"{under}; the estimate is {'above' if fit.peak_bytes > worker else 'below'}",
        ),
        Figure(name="window with the answer, resident", value=window / 1e6, unit="MB", conditions=under),
    ]


def _sum(fit: Fit) -> str:
    needed = fit.sum_text().rpartition(" of ")[0]
    return f"{needed}, and {fit.spare_bytes / 1e6:.0f} MB that the system can take back"


def predicted(name: str, context_tokens: int) -> Fit:
    """Return the store's estimate for a shape model."""
    facts = inspect_file(shape_model(name), child_command("inspect"))
    known = {one: getattr(facts, one) for one in facts.__struct_fields__}
    card = msgspec.convert({"id": name, **known}, ModelCard)
    return estimate(card, context_tokens=context_tokens, free_bytes=2**40)
