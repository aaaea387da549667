# SPDX-License-Identifier: Apache-2.0
"""Whether a model fits into the memory that is free now, with the sum shown. Pure arithmetic; measures nothing."""

from dataclasses import dataclass, replace

from edgeassist.core.errors import NoRoom
from edgeassist.core.language import later, tr
from edgeassist.core.units import grouped, human_bytes
from edgeassist.store.card import ModelCard
from edgeassist.store.ceiling import Ceiling, Worked
from edgeassist.store.repacking import repacked_bytes, repacked_kinds
from edgeassist.wire import BATCH_TOKENS, KvType

RUNTIME_BYTES = 58_000_000
"""The worker process before any model: the interpreter, the engine's libraries, its buffers."""

VOCABULARY_TOKEN_BYTES = 130
"""What the engine keeps for each token of the vocabulary (measured with 49,000 to 152,000 tokens)."""

KV_NUMBER_BYTES: dict[KvType, float] = {"f16": 2, "q8_0": 34 / 32}
MIN_CONTEXT_TOKENS = 256
_STEP_TOKENS = 256

OVERRIDE = later("This is an estimate: `--anyway` tries it all the same, and what works is remembered.")


class NotEnoughMemory(NoRoom):
    """The estimate is above what is free."""

    code = "not-enough-memory"

    def __init__(self, name: str, fit: "Fit") -> None:
        self.fit = fit
        smaller = fit.largest_context()
        hint = tr("Close other programs, or choose a smaller model or quantization.")
        if smaller:
            hint = tr(
                "Close other programs, or use a context of {tokens} tokens: `--context {context}`, or context_tokens in"
                " settings.toml.",
                tokens=grouped(smaller),
                context=smaller,
            )
        said = tr("{model} does not fit into memory: {sum}.", model=name, sum=fit.sum_text())
        super().__init__(said, hint=f"{hint} {tr(OVERRIDE)}")


@dataclass(frozen=True, slots=True)
class Fit:
    """An estimate for one model and context, in bytes.

    `correction_bytes` is what a load on this laptop took beyond the sum for it; negative when it took less.
    `spare_bytes` are mapped weights of which the engine keeps a copy: they stay resident until the system takes them
    back, so they count for the peak and not for the need. `worked` is a load here that was at least as hard.
    """

    weights_bytes: int
    kv_bytes: int
    compute_bytes: int
    runtime_bytes: int
    free_bytes: int
    context_tokens: int
    correction_bytes: int = 0
    spare_bytes: int = 0
    worked: Worked | None = None

    @property
    def total_bytes(self) -> int:
        """What must be free for loading: the sum that is shown."""
        parts = self.weights_bytes + self.kv_bytes + self.compute_bytes + self.runtime_bytes
        return max(0, parts + self.correction_bytes)

    @property
    def peak_bytes(self) -> int:
        """The largest resident set to expect of the worker, as a task manager shows it while memory is plenty."""
        return self.total_bytes + self.spare_bytes

    @property
    def fits(self) -> bool:
        """Whether loading may be tried: it takes no more than what is free now, or as hard a load worked here."""
        return self.total_bytes <= self.free_bytes or self.worked is not None

    def taught(self, ceiling: Ceiling) -> "Fit":
        """Return this estimate in the light of what worked on this computer before."""
        return replace(self, worked=ceiling.proof(self.total_bytes, self.free_bytes))

    def sum_text(self, kind: str = "free") -> str:
        """Return the sum as a person reads it; `kind` says what the memory is: `allowed` where a person set it."""
        parts = self._parts_text()
        total, memory = human_bytes(self.total_bytes), human_bytes(self.free_bytes)
        if kind == "allowed":
            shown = tr("{sum} = {total} of {memory} allowed", sum=parts, total=total, memory=memory)
        else:
            shown = tr("{sum} = {total} of {memory} free", sum=parts, total=total, memory=memory)
        if self.worked is None or self.total_bytes <= self.free_bytes:
            return shown
        return tr(
            "{sum}; a load of {total} worked here with {memory} free",
            sum=shown,
            total=human_bytes(self.worked.total_bytes),
            memory=human_bytes(self.worked.free_bytes),
        )

    def _parts_text(self) -> str:
        parts = tr(
            "weights {weights} + context {context} + work space {work} + program {program}",
            weights=human_bytes(self.weights_bytes),
            context=human_bytes(self.kv_bytes),
            work=human_bytes(self.compute_bytes),
            program=human_bytes(self.runtime_bytes),
        )
        size = human_bytes(abs(self.correction_bytes))
        if self.correction_bytes > 0:
            return tr("{sum} + {size} as measured here", sum=parts, size=size)
        return tr("{sum} − {size} as measured here", sum=parts, size=size) if self.correction_bytes else parts

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


def estimate(
    card: ModelCard,
    *,
    context_tokens: int,
    free_bytes: int,
    batch_tokens: int = BATCH_TOKENS,
    repacked: frozenset[str] | None = None,
    kv_type: KvType = "f16",
) -> Fit:
    """Estimate what loading `card` takes; once it was measured here, its peak then (mapped weights included) counts.

    It was measured with f16 keys and values. The work space follows llama.cpp's planned graph with fused attention and
    the logits of one token: within 1 % of what it reports for dense models (135M to 1B). `repacked` are the block types
    that the processor code copies into another layout; by default those of the code the model was measured with, or
    usual here. A trial reads a few words and leaves most of the work space untouched: a peak below the sum counts only
    beyond that.
    """
    kinds = repacked_kinds(card.measured.variant if card.measured else "") if repacked is None else repacked
    fit = _sum(card, context_tokens, free_bytes, batch_tokens, kv_type)
    fit = replace(fit, spare_bytes=repacked_bytes(card, kinds))
    if card.measured is None or card.measured.peak_bytes <= 0:
        return fit
    foretold = _sum(card, card.measured.context_tokens, free_bytes, batch_tokens)
    beyond = card.measured.peak_bytes - foretold.total_bytes - fit.spare_bytes
    return replace(fit, correction_bytes=max(beyond, min(0, beyond + foretold.compute_bytes)))


def _sum(card: ModelCard, context_tokens: int, free_bytes: int, batch_tokens: int, kv_type: KvType = "f16") -> Fit:
    context = max(MIN_CONTEXT_TOKENS, context_tokens)
    batch = min(batch_tokens, context)
    activations = 3 * (card.feed_forward or 4 * card.embedding) + 4 * card.embedding
    return Fit(
        weights_bytes=card.tensor_bytes or card.size_bytes,
        kv_bytes=int(card.kv_elements * KV_NUMBER_BYTES[kv_type] * context),
        compute_bytes=4 * batch * activations + 2 * batch * context + 4 * card.vocabulary_tokens,
        runtime_bytes=RUNTIME_BYTES + VOCABULARY_TOKEN_BYTES * card.vocabulary_tokens,
        free_bytes=free_bytes,
        context_tokens=context,
    )
