# SPDX-License-Identifier: Apache-2.0
"""Sentence pairs: which belong together, and how they become documents in both directions.

Tatoeba has several translations of one sentence. Pairs that share a sentence on either side, compared without case and
punctuation, form one origin, so that no held-out sentence was seen in training as somebody else's translation.
"""

import re
from collections.abc import Iterator, Sequence

from starter.documents import Document

_WORDS = re.compile(r"\w+")


def key(text: str) -> str:
    """Return what two sentences share that differ in case, space and punctuation only."""
    return " ".join(_WORDS.findall(text.casefold()))


def grouped(pairs: Sequence[tuple[str, str]]) -> list[int]:
    """Return for each pair the number of its group; pairs with a common sentence, also over others, share one."""
    above = list(range(len(pairs)))
    first: dict[tuple[int, str], int] = {}

    def root(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for place, pair in enumerate(pairs):
        for side in (0, 1):
            other = first.setdefault((side, key(pair[side])), place)
            low, high = sorted((root(place), root(other)))
            above[high] = low
    return [root(place) for place in range(len(pairs))]


def translations(
    name: str, pairs: Sequence[tuple[str, str]], source: str, target: str, origins: Sequence[str]
) -> Iterator[Document]:
    """Yield each pair in both directions; `origins` says where each pair is from."""
    for (left, right), origin in zip(pairs, origins, strict=True):
        where = f"{name}/{source}-{target}/{origin}"
        yield Document("translate", where, ((left, right),), source=source, target=target)
        yield Document("translate", where, ((right, left),), source=target, target=source)
