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

from edgeassist.core.units import elided, human_bytes, human_rate
from edgeassist.store.card import ModelCard, Proof
from edgeassist.wire.jobs import Compared

FEW_TOKENS = 500
"""Below this many scored tokens the figures are called rough."""

NOT_MEASURED = "not measurable here"
_NOTHING = "\N{EN DASH}"
_SAME_SPEED = 1.1
_SAME_SIZE = 1.05
_MOST = 1e6


class Verdict(Enum):
    """How much was lost, in words that follow a model's name."""

    ALMOST_ALL = "keeps almost everything"
    MOST = "keeps most"
    NOTICEABLE = "loses noticeably"
    MUCH = "loses much"


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
    same = _hundredths(proof)
    times = "each time" if same == 100 else f"{same} times of 100"
    likely = f"it finds the same next word most likely as the original {times}"
    parts = (likely, _surprise(proof), _size(proof, card.size_bytes), _speed(proof))
    *told, last = filter(None, parts)
    rough = f" Only {proof.tokens} words were compared: this is rough." if proof.tokens < FEW_TOKENS else ""
    return f"{_called(card)} {judge(proof).value}: {', '.join(told)}{' and ' if told else ''}{last}.{rough}"


def rows(card: ModelCard) -> tuple[tuple[str, str, str], ...]:
    """Return what a person compares: name, the source's value, the made model's value."""
    proof = card.proof
    if proof is None:
        return ()
    spread = dict(zip((1, 5, 25, 50, 75, 95, 99), proof.divergence_percentiles, strict=False))
    return (
        ("Size", human_bytes(proof.source_bytes), human_bytes(card.size_bytes)),
        ("Memory at most, with a short text", _memory(proof.source_peak_bytes), _memory(proof.peak_bytes)),
        ("Reads, tokens/s", _rate(proof.source_prompt_rate), _rate(proof.prompt_rate)),
        ("Writes, tokens/s", _rate(proof.source_answer_rate), _rate(proof.answer_rate)),
        ("Surprise at the text (perplexity)", _perplexity(proof.source_perplexity), _perplexity(proof.perplexity)),
        ("Same next word most likely", _NOTHING, f"{math.floor(_share(proof) * 1000) / 10:.1f} %"),
        ("Divergence, mean (nats)", _NOTHING, _number(proof.mean_divergence)),
        ("Divergence, median", _NOTHING, _number(spread.get(50))),
        ("Divergence, 99 of 100 below", _NOTHING, _number(spread.get(99))),
        ("Words (tokens) compared", _NOTHING, f"{proof.tokens:,}"),
    )


def _called(card: ModelCard) -> str:
    name = elided(card.preset or card.quantization or card.name)
    return name[:1].upper() + name[1:]


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
    grown = f"{math.ceil(more * 100 - 1e-9)} %" if more < 1 else _times_up(1 + more)
    return f"the text surprises it {grown} {'more' if more < 1 else 'as much'}"


def _size(proof: Proof, size_bytes: int) -> str:
    smaller = _ratio(proof.source_bytes, size_bytes)
    if not smaller:
        return ""
    if smaller >= _SAME_SIZE:
        return f"its file is {_percent_smaller(smaller) if smaller < 1.5 else _times(smaller, 'smaller')}"
    return "its file is no smaller" if smaller > 1 / _SAME_SIZE else f"its file is {_times_up(1 / smaller)} larger"


def _percent_smaller(smaller: float) -> str:
    return f"{math.floor(100 - 100 / smaller)} % smaller"


def _speed(proof: Proof) -> str:
    faster = _ratio(proof.answer_rate, proof.source_answer_rate)
    if not faster:
        return ""
    if faster >= _SAME_SPEED:
        return f"it writes {_times(faster, 'faster')} here"
    return (
        "it writes about as fast here" if faster > 1 / _SAME_SPEED else f"it writes {_times_up(1 / faster)} slower here"
    )


def _times(ratio: float, what: str) -> str:
    return f"{math.floor(ratio * 10 + 1e-9) / 10:.1f} times {what}"


def _times_up(ratio: float) -> str:
    return f"{math.ceil(ratio * 10 - 1e-9) / 10:.1f} times"


def _memory(size_bytes: int) -> str:
    return human_bytes(size_bytes) if size_bytes else NOT_MEASURED


def _rate(per_second: float) -> str:
    return human_rate(per_second) if math.isfinite(per_second) and per_second > 0 else NOT_MEASURED


def _perplexity(value: float) -> str:
    """Return two decimals: what a careful quantization changes shows there."""
    return f"{value:,.2f}" if math.isfinite(value) and 0 < value < 1000 else _number(value)


def _number(value: float | None) -> str:
    """Return three significant digits, without an exponent in the usual range."""
    if value is None or not math.isfinite(value):
        return NOT_MEASURED
    if abs(value) >= 1000:
        return f"{value:,.0f}" if abs(value) < 1e9 else f"{value:.0e}"
    return f"{value:.3g}" if abs(value) >= 0.001 or not value else "< 0.001"
