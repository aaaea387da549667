# SPDX-License-Identifier: Apache-2.0
"""What a comparison means: from numbers to the card's `Proof`, and from that to words. Measures and draws nothing.

The words rest on two measures, the worse of which decides (`judge`): how often the model finds the same next word most
likely as its source, and how much more surprised it is by the text (perplexity). A word is a token here. The bounds are
ours: a careful quantization (Q8_0, Q6_K) of a usual small model lies in the first class, Q4_K_M at the border of the
first two, Q2_K in the last two. Every share and ratio is rounded towards the less flattering side.
"""

import math
from datetime import UTC, datetime
from enum import Enum

from edgeassist.core.language import later, listed, tr, trn
from edgeassist.core.units import elided, grouped, human_bytes, human_rate, written
from edgeassist.store.card import ModelCard, Proof
from edgeassist.wire.jobs import Compared

FEW_TOKENS = 500
"""Below this many scored tokens the figures are called rough."""

NOT_MEASURED = later("not measurable here")
_NOTHING = "\N{EN DASH}"
_SAME_SPEED = 1.1
_SAME_SIZE = 1.05
_MOST = 1e6


class Verdict(Enum):
    """How much was lost."""

    ALMOST_ALL = "almost-all"
    MOST = "most"
    NOTICEABLE = "noticeable"
    MUCH = "much"


_SENTENCES = {
    Verdict.ALMOST_ALL: later("{model} keeps almost everything: {details}."),
    Verdict.MOST: later("{model} keeps most: {details}."),
    Verdict.NOTICEABLE: later("{model} loses noticeably: {details}."),
    Verdict.MUCH: later("{model} loses much: {details}."),
}
_BOUNDS = ((Verdict.ALMOST_ALL, 0.95, 1.03), (Verdict.MOST, 0.88, 1.10), (Verdict.NOTICEABLE, 0.75, 1.30))
"""For each verdict the least agreement and the largest perplexity, as a multiple of the source's."""


def proof_of(compared: Compared, source: ModelCard, *, text: str) -> Proof:
    """Return what `compared` says about a model made from `source`, read with the text called `text`, as of now."""
    theirs, ours = compared.source, compared.made
    return Proof(
        source_id=source.id,
        source_name=source.name,
        source_sha256=source.sha256,
        text=text,
        tokens=compared.tokens,
        source_bytes=theirs.size_bytes,
        source_perplexity=theirs.perplexity,
        source_prompt_rate=theirs.prompt_rate,
        source_answer_rate=theirs.answer_rate,
        source_peak_bytes=theirs.peak_bytes,
        perplexity=ours.perplexity,
        prompt_rate=ours.prompt_rate,
        answer_rate=ours.answer_rate,
        peak_bytes=ours.peak_bytes,
        mean_divergence=compared.mean_divergence,
        divergence_percentiles=compared.divergence_percentiles,
        agreement=compared.agreement,
        by_part=compared.by_part,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def judge(proof: Proof) -> Verdict:
    """Return the class that both measures reach."""
    surprise = _ratio(proof.perplexity, proof.source_perplexity)
    for verdict, agreement, most in _BOUNDS:
        if proof.agreement >= agreement and 0 < surprise <= most:
            return verdict
    return Verdict.MUCH


def kept(proof: Proof) -> str:
    """Return how often the most likely next word is the same: whole percent, never rounded up."""
    return f"{_hundredths(proof)} %"


def sentence(card: ModelCard) -> str:
    """Return what quantizing cost in one sentence; empty for a card without proof."""
    proof = card.proof
    if proof is None:
        return ""
    parts = (_likely(proof), _surprise(proof), _size(proof, card.size_bytes), _speed(proof))
    said = tr(_SENTENCES[judge(proof)], model=called(card), details=listed([part for part in parts if part]))
    if proof.tokens >= FEW_TOKENS:
        return said
    tokens = proof.tokens
    rough = trn("Only {n} word was compared: this is rough.", "Only {n} words were compared: this is rough.", tokens)
    return f"{said} {rough}"


def rows(card: ModelCard) -> tuple[tuple[str, str, str], ...]:
    """Return what a person compares: name, the source's value, the made model's value."""
    proof = card.proof
    if proof is None:
        return ()
    spread = dict(zip((1, 5, 25, 50, 75, 95, 99), proof.divergence_percentiles, strict=False))
    return (
        (tr("Size"), human_bytes(proof.source_bytes), human_bytes(card.size_bytes)),
        (tr("Memory at most, with a short text"), _memory(proof.source_peak_bytes), _memory(proof.peak_bytes)),
        (tr("Reads, tokens/s"), _rate(proof.source_prompt_rate), _rate(proof.prompt_rate)),
        (tr("Writes, tokens/s"), _rate(proof.source_answer_rate), _rate(proof.answer_rate)),
        (tr("Surprise at the text (perplexity)"), _perplexity(proof.source_perplexity), _perplexity(proof.perplexity)),
        (tr("Same next word most likely"), _NOTHING, written(f"{math.floor(_share(proof) * 1000) / 10:.1f} %")),
        (tr("Divergence, mean (nats)"), _NOTHING, _number(proof.mean_divergence)),
        (tr("Divergence, median"), _NOTHING, _number(spread.get(50))),
        (tr("Divergence, 99 of 100 below"), _NOTHING, _number(spread.get(99))),
        (tr("Words (tokens) compared"), _NOTHING, grouped(proof.tokens)),
    )


def called(card: ModelCard) -> str:
    """Return what a person calls the kind of `card`: by its preset, else its type, else its name."""
    name = elided(card.preset or card.quantization or card.name)
    name = name[:1].upper() + name[1:]
    return tr(name) if card.preset else name


def _likely(proof: Proof) -> str:
    same = _hundredths(proof)
    if same == 100:
        return tr("it finds the same next word most likely as the original each time")
    return tr("it finds the same next word most likely as the original {same} times of 100", same=same)


def _share(proof: Proof) -> float:
    return min(1.0, max(0.0, proof.agreement))


def _hundredths(proof: Proof) -> int:
    return math.floor(_share(proof) * 100)


def _ratio(one: float, other: float) -> float:
    """Return how many times `other` goes into `one`, a million at most; 0 where either is no measure."""
    usable = math.isfinite(one) and math.isfinite(other) and one > 0 and other > 0
    return min(max(one / other, 1 / _MOST), _MOST) if usable else 0.0


def _surprise(proof: Proof) -> str:
    """Return what is said where the text surprises the made model more than the first class allows."""
    more = _ratio(proof.perplexity, proof.source_perplexity) - 1
    _verdict, _agreement, most = _BOUNDS[0]
    if 1 + more <= most:
        return ""
    if more < 1:
        return tr("the text surprises it {percent} % more", percent=math.ceil(more * 100 - 1e-9))
    return tr("the text surprises it {times} times as much", times=_rounded_up(1 + more))


def _size(proof: Proof, size_bytes: int) -> str:
    smaller = _ratio(proof.source_bytes, size_bytes)
    if not smaller:
        return ""
    if smaller >= 1.5:
        return tr("its file is {times} times smaller", times=_rounded_down(smaller))
    if smaller >= _SAME_SIZE:
        return tr("its file is {percent} % smaller", percent=math.floor(100 - 100 / smaller))
    if smaller > 1 / _SAME_SIZE:
        return tr("its file is no smaller")
    return tr("its file is {times} times larger", times=_rounded_up(1 / smaller))


def _speed(proof: Proof) -> str:
    faster = _ratio(proof.answer_rate, proof.source_answer_rate)
    if not faster:
        return ""
    if faster >= _SAME_SPEED:
        return tr("it writes {times} times faster here", times=_rounded_down(faster))
    if faster > 1 / _SAME_SPEED:
        return tr("it writes about as fast here")
    return tr("it writes {times} times slower here", times=_rounded_up(1 / faster))


def _rounded_down(ratio: float) -> str:
    return written(f"{math.floor(ratio * 10 + 1e-9) / 10:.1f}")


def _rounded_up(ratio: float) -> str:
    return written(f"{math.ceil(ratio * 10 - 1e-9) / 10:.1f}")


def _memory(size_bytes: int) -> str:
    return human_bytes(size_bytes) if size_bytes else tr(NOT_MEASURED)


def _rate(per_second: float) -> str:
    return human_rate(per_second) if math.isfinite(per_second) and per_second > 0 else tr(NOT_MEASURED)


def _perplexity(value: float) -> str:
    """Return two decimals: what a careful quantization changes shows there."""
    return written(f"{value:,.2f}") if math.isfinite(value) and 0 < value < 1000 else _number(value)


def _number(value: float | None) -> str:
    """Return three significant digits, without an exponent in the usual range."""
    if value is None or not math.isfinite(value):
        return tr(NOT_MEASURED)
    if abs(value) >= 1000:
        return grouped(value) if abs(value) < 1e9 else f"{value:.0e}"
    return written(f"{value:.3g}" if abs(value) >= 0.001 or not value else "< 0.001")
