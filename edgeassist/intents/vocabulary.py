# SPDX-License-Identifier: Apache-2.0
"""Which words a template could take at all, so that one of other words is never tried. Knows not how one is matched.

Sound: each word of a sentence begins where a piece of the template begins, or a value of a list that it names. Sets
are whole numbers with a bit for each piece: two thousand templates take a tenth of a megabyte so.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from hassil.expression import Group, ListReference, RuleReference, TextChunk
from hassil.intents import RangeSlotList, TextSlotList
from hassil.util import PUNCTUATION_STR

from edgeassist.intents.template_index import words_in_numbers

ANY = -1
"""The words of a template that takes any: every bit is set."""

_DEEPEST = 24
_EDGES = re.compile(r"^[^\w{]+")
_BREAKS = re.compile(rf"[\s\-_{re.escape(PUNCTUATION_STR)}]+")


class Vocabulary:
    """The pieces of all templates of a language. `lists` are those that no name changes."""

    def __init__(self, rules: Mapping[str, Any], lists: Mapping[str, Any], language: str) -> None:
        self._rules, self._language = rules, language
        self._bits: dict[str, int] = {}
        self._known: dict[str, int] = {}
        self._lists = {name: _pieces_of(slots, language) for name, slots in lists.items()}

    def of(self, sentence: Any) -> int:
        """Return the words of a template that has no free ones."""
        return self._words(sentence.expression, 0)

    def openings(self, lists: Mapping[str, Any]) -> "Openings":
        """Return what words may begin with; `lists` are those of names, as they are now."""
        found = dict(self._bits)
        named = {name: _pieces_of(slots, self._language) for name, slots in lists.items()}
        for name, pieces in (self._lists | named).items():
            bit = self._bits.get(f"{{{name}}}", 0)
            for piece in pieces if bit else ():
                found[piece] = found.get(piece, 0) | bit
        return Openings(found)

    def _words(self, expression: Any, depth: int) -> int:
        match expression:
            case TextChunk():
                return self._all(_pieces(expression.text))
            case ListReference():
                pieces = (
                    words_in_numbers(self._language) if expression.is_inline_range else (f"{{{expression.list_name}}}",)
                )
                return self._all(pieces)
            case RuleReference():
                return self._rule(expression.rule_name, depth)
            case Group():
                found = 0
                for item in expression.items:
                    found |= self._words(item, depth)
                return found
        return ANY

    def _rule(self, name: str, depth: int) -> int:
        if depth >= _DEEPEST or name not in self._rules:
            return ANY
        if name not in self._known:
            self._known[name] = self._words(self._rules[name].expression, depth + 1)
        return self._known[name]

    def _all(self, pieces: Iterable[str]) -> int:
        found = 0
        for piece in pieces:
            found |= self._bits.setdefault(piece, 1 << len(self._bits))
        return found


class Openings:
    """What the words of a sentence may begin with."""

    def __init__(self, bits: Mapping[str, int]) -> None:
        self._bits = bits
        self._longest = max(map(len, bits), default=0)

    def of(self, text: str) -> tuple[int, ...]:
        """Return, for each word of `text`, the pieces and lists that it may begin with."""
        words = {_EDGES.sub("", word) for word in text.casefold().split()}
        return tuple(self._beginning(word) for word in words if word)

    def _beginning(self, word: str) -> int:
        found = 0
        for end in range(1, min(len(word), self._longest) + 1):
            found |= self._bits.get(word[:end], 0)
        return found


def takes(words: int, beginnings: Iterable[int]) -> bool:
    """Tell whether a template of these words could take a sentence whose words begin so."""
    return words == ANY or all(words & beginning for beginning in beginnings)


def _pieces(text: str) -> list[str]:
    """Return the pieces of a chunk without the marks around them: marks are no part of a sentence."""
    return [piece for one in _BREAKS.split(text.casefold()) if (piece := _EDGES.sub("", one))]


def _pieces_of(slots: Any, language: str) -> frozenset[str]:
    """Return every piece of every value of a list."""
    if isinstance(slots, RangeSlotList):
        return frozenset(words_in_numbers(slots.words_language or language))
    if not isinstance(slots, TextSlotList):
        return frozenset()
    found: set[str] = set()
    for value in slots.values:
        _gather(value.text_in, found)
    return frozenset(found)


def _gather(expression: Any, found: set[str]) -> None:
    if isinstance(expression, TextChunk):
        found.update(_pieces(expression.text))
    elif isinstance(expression, Group):
        for item in expression.items:
            _gather(item, found)
