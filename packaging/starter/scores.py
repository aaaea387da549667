# SPDX-License-Identifier: Apache-2.0
"""How good an output is: chrF and BLEU, ROUGE-L, perplexity, refusals, and how sure a mean is. Asks no model.

`sacrebleu` is needed for `chrf` and `bleu` only. All scores but perplexity are percentages; higher is better.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

DRAWS = 1000
SEED = 20_261_121
FEWEST = 30
"""Below this many examples nothing is claimed, however large the difference."""

Interval = tuple[float, float]
_WORDS = re.compile(r"\w+")
_REFUSES = re.compile(
    r"\b(do not|don't|cannot|can't|could not) (know|say|tell|see|look|help|give|write|read|remember|find|book|advise)|"
    r"\bi (cannot|can't)\b|\bcannot either\b|\bknow (no|nothing)\b|\bi have no\b|\b(too|very) small\b|"
    r"\btoo (much|hard|difficult) for me\b|\bsmall (model|program)\b|\bbigger model\b|\b(am|are) offline\b|"
    r"\bno network\b|\bnot good at\b|\bnot for me\b|\b(will|must) not\b|\bplease (ask|call)\b|"
    r"\bno (lo |la |los |las )?(s[eé]|puedo|conozco|recuerdo)\b|\bno tengo\b|\b(muy|demasiado|soy) pequeñ|"
    r"\bmodelo (más grande|mayor|pequeño)\b|\bdemasiad[oa]s? (difícil|larg|complicad)|\bsin (red|conexión|internet)\b|"
    r"\bne (sais|peux|connais) pas\b|\btrop (petit|difficile)|\bplus grand modèle\b|"
    r"\bweiß (ich |das |es )*nicht\b|\bkann (ich |das |es )*nicht\b|\bzu (klein|schwer)\b|\bgrößeres modell\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean over `n` examples with its 95 % interval."""

    value: float
    interval: Interval
    n: int


@dataclass(frozen=True, slots=True)
class Score:
    """What one task scored beside its trivial baselines. `more` holds further figures that decide nothing."""

    task: str
    metric: str
    measured: Measured
    baselines: Mapping[str, float]
    lower_is_better: bool = False
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def best_baseline(self) -> str:
        """Return the name of the hardest baseline; empty when there is none."""
        choose = min if self.lower_is_better else max
        return choose(self.baselines, key=self.baselines.__getitem__) if self.baselines else ""

    @property
    def beats_baseline(self) -> bool:
        """Say whether the whole interval is on the better side of every baseline, over enough examples."""
        if not self.baselines or self.measured.n < FEWEST:
            return False
        bar = self.baselines[self.best_baseline]
        low, high = self.measured.interval
        return high < bar if self.lower_is_better else low > bar

    @property
    def why(self) -> str:
        """Return the verdict in one plain sentence."""
        it, name = self.measured, self.best_baseline
        if it.n < FEWEST:
            return f"Only {it.n} held-out examples: too few to claim anything."
        if not name:
            return "There was no baseline to compare with, so nothing is claimed."
        where = f"{self.metric} {it.value:.1f} ({it.interval[0]:.1f} to {it.interval[1]:.1f}, {it.n} examples)"
        bar = f"{self.baselines[name]:.1f} of the best trivial baseline, {name}"
        return f"{where} is better than {bar}." if self.beats_baseline else f"{where} is not clearly better than {bar}."

    def as_table(self) -> dict[str, object]:
        """Return the score for machines, in the shape that `evaluate.py` documents."""
        return {
            "metric": self.metric,
            "measured": _rounded(self.measured.value),
            "interval": [_rounded(one) for one in self.measured.interval],
            "n": self.measured.n,
            "baselines": {name: _rounded(value) for name, value in self.baselines.items()},
            "lower_is_better": self.lower_is_better,
            "beats_baseline": self.beats_baseline,
            "why": self.why,
            "more": dict(self.more),
        }


def _rounded(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None


def mean(values: Sequence[float]) -> Measured:
    """Return the mean of `values` in percent, each from 0 to 1."""
    return ratio([100 * value for value in values], [1.0] * len(values))


def ratio(parts: Sequence[float], wholes: Sequence[float], shape: Callable[[Any], Any] = lambda one: one) -> Measured:
    """Return `shape(sum(parts) / sum(wholes))`; the interval is the percentile bootstrap over examples."""
    if not parts:
        return Measured(0.0, (0.0, 0.0), 0)
    over, under = np.asarray(parts, float), np.asarray(wholes, float)
    drawn = np.random.default_rng(SEED).integers(0, len(over), (DRAWS, len(over)))
    values = shape(over[drawn].sum(axis=1) / np.maximum(under[drawn].sum(axis=1), 1e-9))
    low, high = np.percentile(values, (2.5, 97.5))
    return Measured(float(shape(over.sum() / max(under.sum(), 1e-9))), (float(low), float(high)), len(over))


def perplexity(nats: Sequence[float], tokens: Sequence[int]) -> Measured:
    """Return exp(nats per token) over all replies; the interval draws replies, not tokens."""
    return ratio(nats, tokens, lambda mean_nats: np.exp(np.minimum(mean_nats, 100.0)))


def chrf(outputs: Sequence[str], references: Sequence[Sequence[str]]) -> Measured:
    """Return corpus chrF (sacrebleu's default: chrF2 of characters), each output against all its references."""
    return _corpus("CHRF", outputs, references)


def bleu(outputs: Sequence[str], references: Sequence[Sequence[str]]) -> Measured:
    """Return corpus BLEU (sacrebleu's default: 13a tokens), each output against all its references."""
    return _corpus("BLEU", outputs, references)


def _corpus(metric: str, outputs: Sequence[str], references: Sequence[Sequence[str]]) -> Measured:
    if not outputs:
        return Measured(0.0, (0.0, 0.0), 0)
    most = max(map(len, references))
    streams = [[one[at] if at < len(one) else "" for one in references] for at in range(most)]
    judge = getattr(import_module("sacrebleu.metrics"), metric)()
    value = float(judge.corpus_score(outputs, streams).score)
    # corpus_score(n_bootstrap=) of sacrebleu 2.6 raises a TypeError as soon as one draw scores nothing, so we draw
    # from the counts per sentence ourselves, as its significance module does.
    counts = np.asarray(judge._extract_corpus_statistics(outputs, streams), float)
    drawn = np.random.default_rng(SEED).integers(0, len(outputs), (DRAWS, len(outputs)))
    values = [float(judge._compute_score_from_stats(counts[some].sum(axis=0).tolist()).score) for some in drawn]
    low, high = np.percentile(values, (2.5, 97.5))
    return Measured(value, (float(low), float(high)), len(outputs))


def rouge_l(output: str, reference: str) -> float:
    """Return ROUGE-L F1 (0 to 1): Lin 2004, longest common subsequence of lower-case words, no stemming."""
    ours, theirs = _WORDS.findall(output.lower()), _WORDS.findall(reference.lower())
    if not ours or not theirs:
        return 0.0
    row = [0] * (len(theirs) + 1)
    for word in ours:
        diagonal = 0
        for at, other in enumerate(theirs, 1):
            diagonal, row[at] = row[at], diagonal + 1 if word == other else max(row[at], row[at - 1])
    return 2 * row[-1] / (len(ours) + len(theirs))


def refuses(reply: str) -> bool:
    """Say whether a reply is a refusal: it says that it does not know, cannot, is too small or offline, or whom to ask.

    The rule is the list of phrases above, in four languages; it reads no sense into what it finds.
    """
    return bool(_REFUSES.search(reply))
