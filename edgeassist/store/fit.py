# SPDX-License-Identifier: Apache-2.0
"""Whether a model fits into the memory that is free now, with the sum shown. Pure arithmetic; measures nothing."""

from dataclasses import dataclass, replace

from edgeassist.core.errors import NoRoom
from edgeassist.core.units import human_bytes
from edgeassist.store.card import ModelCard
from edgeassist.wire import BATCH_TOKENS

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
        hint = "Close other programs, or choose a smaller model or quantization."
        if smaller:
            settings = f"`--context {smaller}`, or context_tokens in settings.toml"
            hint = f"Close other programs, or use a context of {smaller:,} tokens: {settings}."
        super().__init__(f"{name} does not fit into memory: {fit.sum_text()}.", hint=hint)


@dataclass(frozen=True, slots=True)
class Fit:
    """An estimate for one model and context, in bytes.

    `correction_bytes` is what a load on this laptop took beyond the sum for it; negative when it took less.
    """

    weights_bytes: int
    kv_bytes: int
    compute_bytes: int
    runtime_bytes: int
    free_bytes: int
    context_tokens: int
    correction_bytes: int = 0

    @property
    def total_bytes(self) -> int:
        """What loading is expected to take."""
        parts = self.weights_bytes + self.kv_bytes + self.compute_bytes + self.runtime_bytes
        return max(0, parts + self.correction_bytes)

    @property
    def fits(self) -> bool:
        """Whether loading may be tried: it takes no more than what is free now."""
        return self.total_bytes <= self.free_bytes

    def sum_text(self) -> str:
        """Return the sum as a person reads it."""
        parts = (
            f"weights {human_bytes(self.weights_bytes)} + context {human_bytes(self.kv_bytes)} + "
            f"work space {human_bytes(self.compute_bytes)} + program {human_bytes(self.runtime_bytes)}"
        )
        if self.correction_bytes:
            sign = "+" if self.correction_bytes > 0 else "\N{MINUS SIGN}"
            parts += f" {sign} {human_bytes(abs(self.correction_bytes))} as measured here"
        return f"{parts} = {human_bytes(self.total_bytes)} of {human_bytes(self.free_bytes)} free"

    def largest_context(self) -> int:
        """Return the largest shorter context that would fit, in steps of 256 tokens; 0 when none does."""
        per_token = self.kv_bytes / self.context_tokens
        room = self.free_bytes - (self.total_bytes - self.kv_bytes)
        longest = self.context_tokens if per_token == 0 else int(room / per_token)
        rounded = min(longest, self.context_tokens) // _STEP_TOKENS * _STEP_TOKENS
        return rounded if room >= 0 and rounded >= MIN_CONTEXT_TOKENS else 0

    def require(self, name: str) -> None:
        """Raise `NotEnoughMemory` with the sum when it does not fit."""
        if not self.fits:
            raise NotEnoughMemory(name, self)


def estimate(card: ModelCard, *, context_tokens: int, free_bytes: int, batch_tokens: int = BATCH_TOKENS) -> Fit:
    """Estimate what loading `card` takes; once it was measured here, its peak then (mapped weights included) counts.

    Keys and values are f16. The work space follows llama.cpp's planned graph with fused attention and the logits of
    one token: within 1 % of what it reports for dense models (135M to 1B). Weights repacked for the processor are
    counted once: the mapped originals can be dropped by the system.
    """
    fit = _sum(card, context_tokens, free_bytes, batch_tokens)
    if card.measured is None or card.measured.peak_bytes <= 0:
        return fit
    foretold = _sum(card, card.measured.context_tokens, free_bytes, batch_tokens)
    return replace(fit, correction_bytes=card.measured.peak_bytes - foretold.total_bytes)


def _sum(card: ModelCard, context_tokens: int, free_bytes: int, batch_tokens: int) -> Fit:
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
    )
