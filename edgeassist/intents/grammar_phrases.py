# SPDX-License-Identifier: Apache-2.0
"""The grammar as a list of sentences, for vosk: it learns which word may follow which, and nothing more.

Vosk makes statistics of word pairs from such a list. Every pair that the grammar allows must be in it once, and whole
sentences tell it where one begins and ends; every sentence there is would tell no more, and take seconds to read.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping

from edgeassist.intents.grammar_parts import Tokens

_log = logging.getLogger(__name__)
MOST = 10_000
"""More than any language with a full home has; what a home beyond that would add is left out, and the log says so."""
_DEEPEST = 6


def phrases(sentences: Iterable[Tokens], lists: Mapping[str, frozenset[Tokens]]) -> tuple[str, ...]:
    """Return at most `MOST` sentences with every word of every list in them; the same for the same."""
    ordered = {name: sorted(words) for name, words in lists.items()}
    seen: set[tuple[str, str]] = set()
    kept: dict[str, None] = {}
    first = ((_at(sentence, ordered, 0, 0),) for sentence in sorted(sentences))
    for turns in (*first, *(_filled(sentence, ordered) for sentence in sorted(sentences))):
        for words in turns:
            pairs = set(zip(("", *words), (*words, ""), strict=True))
            if not pairs <= seen:
                seen |= pairs
                kept[" ".join(words)] = None
                if len(kept) == MOST:
                    _log.warning("The grammar has too many sentences: it ends after %d.", MOST)
                    return tuple(kept)
    return tuple(kept)


def _filled(sentence: Tokens, lists: Mapping[str, list[Tokens]]) -> Iterator[Tokens]:
    """Yield `sentence` with the first values of its lists, then the second ones, until the longest list is through."""
    turns = max((len(lists[token[1:-1]]) for token in sentence if token.startswith("<")), default=1)
    for turn in range(turns):
        yield _at(sentence, lists, turn, 0)


def _at(sentence: Tokens, lists: Mapping[str, list[Tokens]], turn: int, depth: int) -> Tokens:
    if depth > _DEEPEST:
        return ()
    words: list[str] = []
    for token in sentence:
        if not token.startswith("<"):
            words.append(token)
            continue
        values = lists[token[1:-1]]
        words += _at(values[turn % len(values)], lists, turn // len(values), depth + 1)
    return tuple(words)
