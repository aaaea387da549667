# SPDX-License-Identifier: Apache-2.0
"""Which templates could match a sentence at all: each says which pieces of text it cannot do without.

Built once per language and names. Sound: a template that is left out cannot match. Knows not how one is matched.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from hassil.expression import Alternative, Group, ListReference, RuleReference, TextChunk
from hassil.intents import RangeSlotList, TextSlotList, WildcardSlotList
from hassil.numbers import get_rbnf_engine
from hassil.util import PUNCTUATION_STR

Clause = frozenset[str]
"""Pieces of which a sentence must hold one; `{name}` stands for any value of that list."""

_DEEPEST = 24
_LONGEST_CUT_UP = 250
_SHORT = 4
_PUNCTUATION = frozenset(PUNCTUATION_STR)
_NUMBERS = (*range(101), *range(200, 1000, 100), 1000)
_BETWEEN = (*_NUMBERS, *range(101, 131), 999, 1001, 1100, 1234, 1.5, 0.25, -1, -1.5)


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence template. `data`, `sentence` and `settings` are hassil's.

    `wild` maps each slot that takes any words to the name of its normalizer, empty for free text; `lists` are all that
    it names; `words` are all that it could take, by the `Vocabulary` of its language.
    """

    intent: str
    data: Any
    sentence: Any
    settings: Any
    rank: int
    needs: tuple[Clause, ...]
    wild: Mapping[str, str]
    lists: frozenset[str]
    taught: int = 0
    words: int = -1


class TemplateIndex:
    """The templates of one language, found by what they need."""

    def __init__(self, templates: Iterable[Template], lists: Mapping[str, Any], language: str) -> None:
        self._templates = tuple(templates)
        self._needless = [number for number, one in enumerate(self._templates) if not one.needs]
        self._first: dict[str, list[int]] = {}
        for number, one in enumerate(self._templates):
            for piece in one.needs[0] if one.needs else ():
                self._first.setdefault(piece, []).append(number)
        self._told_by: dict[str, tuple[str, ...]] = {}
        for piece in set(chain.from_iterable(chain.from_iterable(one.needs for one in self._templates))):
            openings = _openings(lists[piece[1:-1]], language) if piece.startswith("{") else (piece,)
            for opening in openings:
                self._told_by[opening] = (*self._told_by.get(opening, ()), piece)
        self._lengths = tuple({len(opening) for opening in self._told_by})

    def __len__(self) -> int:
        """Return how many templates there are."""
        return len(self._templates)

    def __iter__(self) -> Iterator[Template]:
        """Go through all of them."""
        return iter(self._templates)

    def candidates(self, haystack: str) -> list[Template]:
        """Return the templates that could match one of the case-folded texts in `haystack`, the least wild first."""
        there = set(chain.from_iterable(self._told_by[piece] for piece in self._pieces_in(haystack)))
        likely = set(self._needless)
        for piece in there:
            likely.update(self._first.get(piece, ()))
        ordered = (self._templates[number] for number in sorted(likely))
        found = [one for one in ordered if not any(need.isdisjoint(there) for need in one.needs)]
        found.sort(key=lambda one: len(one.wild))
        return found

    def _pieces_in(self, haystack: str) -> set[str]:
        """Return the pieces that stand in it: few are short, so what it is made of is looked up among them."""
        if len(haystack) > _LONGEST_CUT_UP:
            return {piece for piece in self._told_by if piece in haystack}
        size = len(haystack)
        cuts = {haystack[at : at + length] for length in self._lengths for at in range(size - length + 1)}
        return cuts & self._told_by.keys()


class Needs:
    """What templates of one language cannot do without. Remembers the rules, which many templates share."""

    def __init__(self, rules: Mapping[str, Any], lists: Mapping[str, Any]) -> None:
        self._rules = rules
        self._wild = {name for name, slots in lists.items() if isinstance(slots, WildcardSlotList)}
        self._known: dict[str, frozenset[Clause]] = {}

    def of(self, sentence: Any) -> tuple[Clause, ...]:
        """Return the clauses of a template; those that few sentences fulfil come first."""
        return tuple(sorted(self.clauses(sentence.expression), key=_smallness))

    def clauses(self, expression: Any, depth: int = 0) -> frozenset[Clause]:
        """Return what any sentence of `expression` must hold: one piece of every clause."""
        match expression:
            case TextChunk():
                pieces = expression.text.casefold().split()
                return frozenset(frozenset((piece,)) for piece in pieces if _PUNCTUATION.isdisjoint(piece))
            case ListReference() if expression.list_name not in self._wild and not expression.is_inline_range:
                return frozenset((frozenset((f"{{{expression.list_name}}}",)),))
            case RuleReference() if depth < _DEEPEST:
                return self._rule(expression.rule_name, depth)
            case Alternative():
                return self._either(expression, depth)
            case Group():
                return frozenset(chain.from_iterable(self.clauses(item, depth) for item in expression.items))
        return frozenset()

    def _rule(self, name: str, depth: int) -> frozenset[Clause]:
        known = self._known.get(name)
        if known is None:
            rule = self._rules.get(name)
            known = frozenset() if rule is None else self.clauses(rule.expression, depth + 1)
            if depth == 0:
                self._known[name] = known
        return known

    def _either(self, alternative: Any, depth: int) -> frozenset[Clause]:
        """Return what holds whichever branch matches: one piece of the smallest clause of one of them."""
        if alternative.is_optional:
            return frozenset()
        branches = [self.clauses(item, depth) for item in alternative.items]
        if not all(branches):
            return frozenset()
        return frozenset((frozenset(chain.from_iterable(_smallest(branch) for branch in branches)),))


def _smallest(clauses: Iterable[Clause]) -> Clause:
    return sorted(clauses, key=_smallness)[0]


def _smallness(clause: Clause) -> tuple[bool, int, int]:
    """Return what puts those first that few sentences hold: a short piece or a number stands in many by chance."""
    is_common = any(len(piece) < _SHORT or piece.startswith("{") for piece in clause)
    return is_common, len(clause), -max(map(len, clause))


def _openings(slots: Any, language: str) -> tuple[str, ...]:
    """Return pieces of which one is there wherever a value of a list is."""
    if isinstance(slots, RangeSlotList):
        return number_words(slots.words_language or language)
    if not isinstance(slots, TextSlotList):
        return ("",)
    found: set[str] = set()
    plain = Needs({}, {})
    for value in slots.values:
        wanted = plain.clauses(value.text_in)
        if wanted:
            found.update(_smallest(wanted))
        elif getattr(value.text_in, "text", "x").strip():
            return ("",)
    return tuple(found)


def number_words(language: str) -> tuple[str, ...]:
    """Return the digits, and the words that numbers of `language` are made of; only digits where it has none."""
    return _words_of(language, _NUMBERS)


def words_in_numbers(language: str) -> tuple[str, ...]:
    """Return these and what may stand between them: `and`, `point`, `minus`."""
    return _words_of(language, _BETWEEN)


@lru_cache(maxsize=8)
def _words_of(language: str, numbers: tuple[float, ...]) -> tuple[str, ...]:
    found = set("0123456789")
    try:
        engine = get_rbnf_engine(language)
        for number in numbers:
            for words in engine.format_number(number).text_by_ruleset.values():
                found.update(words.casefold().replace("-", " ").replace("\u00ad", "").split())
    except ValueError:
        pass
    return tuple(found)
