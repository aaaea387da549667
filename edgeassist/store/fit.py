# SPDX-License-Identifier: Apache-2.0
"""Whether a model fits into the memory that is free now, with the sum shown. Pure arithmetic; measures nothing."""

from dataclasses import dataclass

from edgeassist.core.errors import NoRoom
from edgeassist.core.units import human_bytes
from edgeassist.store.card import ModelCard

RUNTIME_BYTES = 90_000_000
"""The worker process before any model: the interpreter, the engine's libraries, its buffers."""

KV_NUMBER_BYTES = 2
MIN_CONTEXT_TOKENS = 256
_STEP_TOKENS = 256


class NotEnoughMemory(NoRoom):
    """The estimate is above what is free."""

    code = "not-enough-memory"

    def __init__(self, name: str, fit: "Fit") -> None:
        self.fit = fit
        smaller = fit.largest_context()
        hint = (
            f"Close other programs, or set the context to {smaller:,} tokens."
            if smaller
            else "Close other programs, or choose a smaller model or quantization."
        )
        super().__init__(f"{name} does not fit into memory: {fit.sum_text()}.", hint=hint)


@dataclass(frozen=True, slots=True)
class Fit:
    """An estimate for one model and context, in bytes. `learned` is the largest load that worked on this laptop."""

    weights_bytes: int
    kv_bytes: int
    compute_bytes: int
    runtime_bytes: int
    free_bytes: int
    context_tokens: int
    learned_bytes: int = 0

    @property
    def total_bytes(self) -> int:
        """What loading is expected to take."""
        return self.weights_bytes + self.kv_bytes + self.compute_bytes + self.runtime_bytes

    @property
    def fits(self) -> bool:
        """Whether loading may be tried: it fits what is free, or no more than what worked before."""
        return self.total_bytes <= max(self.free_bytes, self.learned_bytes)

    def sum_text(self) -> str:
        """Return the sum as a person reads it."""
        parts = (
            f"weights {human_bytes(self.weights_bytes)} + context {human_bytes(self.kv_bytes)} + "
            f"work space {human_bytes(self.compute_bytes)} + program {human_bytes(self.runtime_bytes)}"
        )
        return f"{parts} = {human_bytes(self.total_bytes)} of {human_bytes(self.free_bytes)} free"

    def largest_context(self) -> int:
        """Return the largest shorter context that would fit, in steps of 256 tokens; 0 when none does."""
        per_token = self.kv_bytes / self.context_tokens
        room = max(self.free_bytes, self.learned_bytes) - (self.total_bytes - self.kv_bytes)
        longest = self.context_tokens if per_token == 0 else int(room / per_token)
        rounded = min(longest, self.context_tokens) // _STEP_TOKENS * _STEP_TOKENS
        return rounded if room >= 0 and rounded >= MIN_CONTEXT_TOKENS else 0

    def require(self, name: str) -> None:
        """Raise `NotEnoughMemory` with the sum when it does not fit."""
        if not self.fits:
            raise NotEnoughMemory(name, self)


def estimate(
    card: ModelCard, *, context_tokens: int, free_bytes: int, batch_tokens: int = 512, learned_bytes: int = 0
) -> Fit:
    """Estimate what loading `card` takes.

    Keys and values are f16. The work space follows llama.cpp's planned graph with fused attention and the logits of
    one token: within 1 % of what it reports for dense models (135M to 1B). Weights repacked for the processor are
    counted once: the mapped originals can be dropped by the system.
    """
    context = max(MIN_CONTEXT_TOKENS, context_tokens)
    batch = min(batch_tokens, context)
    activations = 3 * (card.feed_forward or 4 * card.embedding) + 4 * card.embedding
    return Fit(
        weights_bytes=card.tensor_bytes or card.size_bytes,
        kv_bytes=card.kv_elements * KV_NUMBER_BYTES * context,
        compute_bytes=4 * batch * activations + 2 * batch * context + 4 * card.vocabulary_tokens,
        runtime_bytes=RUNTIME_BYTES,
        free_bytes=free_bytes,
        context_tokens=context,
        learned_bytes=max(learned_bytes, card.learned_bytes),
    )
