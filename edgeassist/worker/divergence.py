# SPDX-License-Identifier: Apache-2.0
"""How far one model's next words stray from another's: divergence, agreement, perplexity. Numbers in, numbers out.

For each scored token with the scores p (the source's) and q (the made model's), both as log-softmax in float64:

    divergence = sum over the vocabulary of exp(p) * (p - q)      Kullback-Leibler, in nats, 0 when they are the same
    perplexity = exp(mean of -log probability of the token that really came)
    agreement  = share of tokens at which both find the same token most likely

These are the definitions of llama.cpp's `llama-perplexity --kl-divergence` (tools/perplexity/README.md there).
"""

import math
from typing import Any

import numpy as np

Scores = np.ndarray[Any, np.dtype[np.float32]]
_Rows = np.ndarray[Any, np.dtype[np.float64]]

PERCENTS = (1, 5, 25, 50, 75, 95, 99)
_ROWS_AT_ONCE = 8
_LARGEST_EXPONENT = 700.0


class Nonsense(Exception):
    """Scores that are no numbers; `of_source` says whose."""

    def __init__(self, *, of_source: bool) -> None:
        self.of_source = of_source
        super().__init__("the scores are not finite")


def log_softmax(scores: Scores) -> _Rows:
    """Return the log probabilities of each row of `scores` (tokens x vocabulary)."""
    rows = scores.astype(np.float64)
    rows -= rows.max(axis=1, keepdims=True)
    rows -= np.log(np.exp(rows).sum(axis=1, keepdims=True))
    return rows


class Tally:
    """Counts up over the scored tokens, in the order of the text."""

    def __init__(self) -> None:
        self._divergences: list[float] = []
        self._agreed = 0
        self._surprise = [0.0, 0.0]

    @property
    def tokens(self) -> int:
        """How many tokens were scored."""
        return len(self._divergences)

    def add(self, source: Scores, made: Scores, following: list[int]) -> None:
        """Count one row of scores per token of `following`, which is the token that came; raise `Nonsense`."""
        for start in range(0, len(following), _ROWS_AT_ONCE):
            some = slice(start, min(start + _ROWS_AT_ONCE, len(following)))
            self._add(source[some], made[some], np.array(following[some]))

    def _add(self, source: Scores, made: Scores, following: np.ndarray[Any, np.dtype[np.int64]]) -> None:
        for scores, of_source in ((source, True), (made, False)):
            if not np.isfinite(scores).all():
                raise Nonsense(of_source=of_source)
        p, q = log_softmax(source), log_softmax(made)
        at = np.arange(len(following))
        self._surprise[0] -= float(p[at, following].sum())
        self._surprise[1] -= float(q[at, following].sum())
        self._agreed += int((source.argmax(axis=1) == made.argmax(axis=1)).sum())
        # Rounding can leave a negative crumb where both are equal.
        self._divergences += np.maximum((np.exp(p) * (p - q)).sum(axis=1), 0.0).tolist()

    def perplexities(self) -> tuple[float, float]:
        """Return the perplexity of the source and of the made model."""
        of_source, of_made = (min(total / self.tokens, _LARGEST_EXPONENT) for total in self._surprise)
        return math.exp(of_source), math.exp(of_made)

    def agreement(self) -> float:
        """Return the share of tokens at which the most likely one is the same."""
        return self._agreed / self.tokens

    def mean(self) -> float:
        """Return the mean divergence in nats."""
        return float(np.mean(self._divergences))

    def percentiles(self) -> tuple[float, ...]:
        """Return the divergences at `PERCENTS`, interpolated as llama.cpp does."""
        return tuple(float(one) for one in np.percentile(self._divergences, PERCENTS))

    def by_part(self, parts: int) -> tuple[float, ...]:
        """Return the mean divergence of up to `parts` consecutive, equally long parts of what was scored."""
        pieces = np.array_split(np.array(self._divergences), min(parts, self.tokens))
        return tuple(float(piece.mean()) for piece in pieces)
