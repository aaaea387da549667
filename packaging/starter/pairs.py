# SPDX-License-Identifier: Apache-2.0
"""Sentence pairs: which belong together, and how they become documents in both directions.

Tatoeba has several translations of one sentence. Pairs that share a sentence on either side, compared without case and
punctuation, form one origin over all languages, so that no held-out sentence was seen in training as somebody else's
translation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from starter.documents import Document

_WORDS = re.compile(r"\w+")


def key(text: str) -> str:
    """Return what two sentences share that differ in case, space and punctuation only."""
    return " ".join(_WORDS.findall(text.casefold()))


def grouped(pairs: Sequence[Mapping[str, str]]) -> list[int]:
    """Return for each pair (sentences by language) the number of the first one of its group.

    Pairs with a common sentence of one language, also over others, share a group.
    """
    above = list(range(len(pairs)))
    first: dict[tuple[str, str], int] = {}

    def root(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for place, pair in enumerate(pairs):
        for language, text in pair.items():
            other = first.setdefault((language, key(text)), place)
            low, high = sorted((root(place), root(other)))
            above[high] = low
    return [root(place) for place in range(len(pairs))]


def translations(pairs: Sequence[Mapping[str, str]], origins: Sequence[str]) -> Iterator[Document]:
    """Yield each pair (sentences by language) in both directions; `origins` says where each pair is from."""
    for pair, origin in zip(pairs, origins, strict=True):
        for source, target in permutations(pair):
            turn = (pair[source], pair[target])
            yield Document("translate", origin, (turn,), source=source, target=target)
