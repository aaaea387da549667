# SPDX-License-Identifier: Apache-2.0
"""Cards with a proof on them, for tests: a usual small model quantized to a third of its size."""

from typing import Any

import msgspec

from edgeassist.store.card import ModelCard, Proof
from edgeassist.wire.jobs import Compared, Reading

SOURCE = ModelCard(
    id="qwen-f16", name="Qwen original", file="qwen-f16.gguf", size_bytes=1_290_000_000, sha256="ab" * 32, state="ready"
)
PARTS = tuple(0.02 + 0.01 * (part % 4) for part in range(16))


def reading(**changes: Any) -> Reading:
    """Return what one model did with the text."""
    usual = Reading(
        size_bytes=1_290_000_000, perplexity=10.0, prompt_rate=100.0, answer_rate=10.0, peak_bytes=1_400_000_000
    )
    return msgspec.structs.replace(usual, **changes)


def compared(**changes: Any) -> Compared:
    """Return what a comparison said."""
    usual = Compared(
        tokens=1020,
        source=reading(),
        made=reading(
            size_bytes=400_000_000, perplexity=10.1, prompt_rate=120.0, answer_rate=21.0, peak_bytes=500_000_000
        ),
        mean_divergence=0.02134,
        divergence_percentiles=(0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2),
        agreement=0.973,
        by_part=PARTS,
    )
    return msgspec.structs.replace(usual, **changes)


def proof(**changes: Any) -> Proof:
    """Return the proof of that comparison."""
    usual = Proof(
        source_id=SOURCE.id,
        source_name=SOURCE.name,
        source_sha256=SOURCE.sha256,
        text="held text 1",
        tokens=1020,
        source_bytes=SOURCE.size_bytes,
        source_perplexity=10.0,
        source_prompt_rate=100.0,
        source_answer_rate=10.0,
        source_peak_bytes=1_400_000_000,
        perplexity=10.1,
        prompt_rate=120.0,
        answer_rate=21.0,
        peak_bytes=500_000_000,
        mean_divergence=0.02134,
        divergence_percentiles=(0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2),
        agreement=0.973,
        by_part=PARTS,
        at="2026-11-21T05:00:00+00:00",
    )
    return msgspec.structs.replace(usual, **changes)


def proved(*, size_bytes: int = 400_000_000, **changes: Any) -> ModelCard:
    """Return the card of a made model with that proof."""
    return ModelCard(
        id="qwen-q4",
        name="Qwen small",
        file="qwen-q4.gguf",
        size_bytes=size_bytes,
        sha256="cd" * 32,
        quantization="Q4_K_M",
        preset="Balanced",
        parent=SOURCE.id,
        state="ready",
        proof=proof(**changes),
    )
