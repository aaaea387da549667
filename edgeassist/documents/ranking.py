# SPDX-License-Identifier: Apache-2.0
"""Ranks sentences by how much they share with the others (TextRank). For the text child only: it loads numpy.

R. Mihalcea and P. Tarau, TextRank: Bringing Order into Texts, 2004. Words are compared by their stems.
"""

from collections.abc import Sequence

import numpy as np

from edgeassist.documents.stems import stems

_DAMPING = 0.85
_MOST_ROUNDS = 100
_CLOSE_ENOUGH = 1e-9


def ranked(sentences: Sequence[str], language: str) -> list[float]:
    """Return how much each sentence says of all of them, from 0, adding up to 1."""
    if not sentences:
        return []
    scores = _page_rank(_likeness([frozenset(stems(one, language)) for one in sentences]))
    return [float(score) for score in scores]


def _likeness(bags: Sequence[frozenset[str]]) -> np.ndarray:
    """Return for each two sentences how many stems they share, over the logarithms of their lengths."""
    places = {stem: place for place, stem in enumerate(sorted(frozenset().union(*bags)))}
    holds = np.zeros((len(bags), len(places)), np.float32)
    for row, bag in enumerate(bags):
        holds[row, [places[stem] for stem in bag]] = 1
    lengths = np.log1p(holds.sum(axis=1))
    likeness: np.ndarray = holds @ holds.T / np.maximum(lengths[:, None] + lengths[None, :], 1e-9)
    np.fill_diagonal(likeness, 0)
    return likeness.astype(np.float64)


def _page_rank(weights: np.ndarray) -> np.ndarray:
    """Return where a reader who follows the weights ends up, by power iteration; one without links goes anywhere."""
    count = len(weights)
    out = weights.sum(axis=1, keepdims=True)
    steps = np.divide(weights, out, out=np.full_like(weights, 1 / count), where=out > 0)
    scores: np.ndarray = np.full(count, 1 / count)
    for _round in range(_MOST_ROUNDS):
        before = scores
        scores = (1 - _DAMPING) / count + _DAMPING * (before @ steps)
        if np.abs(scores - before).sum() < _CLOSE_ENOUGH:
            break
    scores /= scores.sum()
    return scores
