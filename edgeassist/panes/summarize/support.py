# SPDX-License-Identifier: Apache-2.0
"""Finds where in the source a sentence comes from, by its words. Asks no model.

How much of a sentence is in a stretch: the share of its stems that the stretch has, rare ones weighing more; a stem
that is spelled almost alike counts in part. A sentence in another language than the source is traced by its numbers
and names alone, to the part that it was made from, with a score of at most `MOST_ACROSS`.
"""

import heapq
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from edgeassist.documents.blocks import Block, Span
from edgeassist.documents.kept import addresses, dates, names, numbers
from edgeassist.documents.stems import stems
from edgeassist.panes.summarize.plan import stretches
from edgeassist.panes.summarize.summary import Proof

THRESHOLD = 0.4
"""A sentence with a lower score has no proof. See docs/summaries.md for what this was measured to do."""
MOST_ACROSS = 0.5
_SURE = 0.8
_ALIKE, _ALIKE_COUNTS = 85, 0.8
_CANDIDATES = 8
_COMMON = 3_000
"""A stem in more sentences than this finds no candidates."""
_MORE_COSTS = 0.02
_FEWEST_STEMS = 2
"""One word alone says nothing that could be proven."""
_SMALL = {
    "de": "eins|ein|eine|einen zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn zwanzig",
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty",
    "es": "uno|un|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte",
    "fr": "un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt",
    "it": "uno|un|una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
    "sedici diciassette diciotto diciannove venti",
    "pt": "um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze treze catorze|quatorze quinze "
    "dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove vinte",
}
_TENS = {
    "de": "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
    "en": "thirty forty fifty sixty seventy eighty ninety hundred",
    "es": "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
    "fr": "trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix cent",
    "it": "trenta quaranta cinquanta sessanta settanta ottanta novanta cento",
    "pt": "trinta quarenta cinquenta sessenta setenta oitenta noventa cem",
}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Known:
    """One sentence of the source."""

    block: Block
    start: int
    end: int
    stems: frozenset[str]


class SourceIndex:
    """The sentences of a source, by their stems. `add` its blocks in order; one thread at a time."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._known: list[_Known] = []
        self._where: defaultdict[str, list[int]] = defaultdict(list)
        self._numbers: set[str] = set()
        self._dates: set[str] = set()
        self._addresses: set[str] = set()
        self._words: set[str] = set()
        self._small = _small_numbers(language)

    def add(self, block: Block) -> None:
        """Take in one more block."""
        text, language = block.text, self.language
        for start, end in stretches(block, language):
            known = _Known(block, start, end, frozenset(stems(text[start:end], language)))
            for stem in known.stems:
                self._where[stem].append(len(self._known))
            self._known.append(known)
        self._numbers.update(one.lstrip("-") for one in numbers(text, language))
        self._dates.update(dates(text, language))
        self._addresses.update(addresses(text))
        words = {word.casefold() for word in _WORD.findall(text)}
        self._words |= words
        self._numbers.update(self._small[word] for word in words & self._small.keys())

    def prove(self, sentence: str, within: frozenset[int] | None, language: str) -> Proof | None:
        """Return the stretch that says most of `sentence`, in blocks `within` first; None below the mark."""
        if language != self.language:
            return self._across(sentence, within, language)
        best = self._best(sentence, within)
        if within is not None and (best is None or best.score < _SURE):
            anywhere = self._best(sentence, None)
            if best is None or (anywhere is not None and anywhere.score > best.score + 0.1):
                best = anywhere
        return best if best is not None and best.score >= THRESHOLD else None

    def strange(self, sentence: str, language: str) -> tuple[str, ...]:
        """Return the numbers, dates, addresses and names of `sentence` that the source does not have."""
        found = [one for one in numbers(sentence, language) if one.lstrip("-") not in self._numbers]
        found += [one for one in dates(sentence, language) if not self._has_date(one)]
        found += [one for one in addresses(sentence) if one not in self._addresses]
        if language == self.language:
            found += [one for one in names(sentence, language) if not self._has_name(one)]
        return tuple(dict.fromkeys(found))

    def _has_date(self, date: str) -> bool:
        return date in self._dates or any(
            known.startswith(f"{date}-") or (date.startswith("--") and known.endswith(date[1:]))
            for known in self._dates
        )

    def _has_name(self, name: str) -> bool:
        parts = stems(name, self.language)
        return all(part in self._where for part in parts) or all(
            word.casefold() in self._words for word in _WORD.findall(name)
        )

    def _best(self, sentence: str, within: frozenset[int] | None) -> Proof | None:
        wanted = {stem: self._weight(stem) for stem in stems(sentence, self.language)}
        if len(wanted) < _FEWEST_STEMS:
            return None
        best: Proof | None = None
        for number in self._candidates(wanted, within):
            for first, last in _windows(number):
                proof = self._weighed(wanted, first, last)
                if proof is not None and (best is None or proof.score > best.score):
                    best = proof
        return best

    def _weight(self, stem: str) -> float:
        return math.log(1 + (1 + len(self._known)) / (1 + len(self._where.get(stem, ()))))

    def _candidates(self, wanted: dict[str, float], within: frozenset[int] | None) -> list[int]:
        shares: defaultdict[int, float] = defaultdict(float)
        for stem, weight in wanted.items():
            where = self._where.get(stem, ())
            if len(where) > _COMMON and within is None:
                continue
            for number in where:
                if within is None or self._known[number].block.number in within:
                    shares[number] += weight
        return heapq.nlargest(_CANDIDATES, shares, key=lambda number: (shares[number], -number))

    def _weighed(self, wanted: dict[str, float], first: int, last: int) -> Proof | None:
        if first < 0 or last >= len(self._known) or self._known[first].block is not self._known[last].block:
            return None
        there = frozenset().union(*(known.stems for known in self._known[first : last + 1]))
        share = sum(weight * _presence(stem, there) for stem, weight in wanted.items()) / sum(wanted.values())
        score = round(max(0.0, share - _MORE_COSTS * (last - first)), 3)
        return self._proof(self._known[first].block, self._known[first].start, self._known[last].end, score)

    def _across(self, sentence: str, within: frozenset[int] | None, language: str) -> Proof | None:
        """Trace a sentence in another language: numbers and names that both have name the place, else the part does."""
        marks = {one.lstrip("-") for one in numbers(sentence, language)}
        called = {word.casefold() for name in names(sentence, language) for word in _WORD.findall(name)}
        parts = [one for one in self._known if within is None or one.block.number in within]
        if not parts or not within:
            return None
        shares = [(_shared(one, marks, called, self.language), one) for one in parts]
        most, where = max(shares, key=lambda pair: pair[0])
        asked = len(marks) + len(called)
        score = MOST_ACROSS * most / asked if asked else 0.0
        return self._proof(where.block, where.start, where.end, round(score, 3))

    def _proof(self, block: Block, start: int, end: int, score: float) -> Proof:
        return Proof(Span(block.number, start, end), block.page_at(start), min(1.0, score))


def _windows(number: int) -> Iterable[tuple[int, int]]:
    return ((number, number), (number - 1, number), (number, number + 1), (number - 1, number + 1))


def _presence(stem: str, there: frozenset[str]) -> float:
    """Return 1 where `stem` is there, less where one is that is spelled almost alike."""
    if stem in there:
        return 1.0
    if len(stem) < 5:
        return 0.0
    return _ALIKE_COUNTS if process.extractOne(stem, there, scorer=fuzz.ratio, score_cutoff=_ALIKE) else 0.0


def _shared(known: _Known, marks: set[str], called: set[str], language: str) -> int:
    text = known.block.text[known.start : known.end]
    there = {one.lstrip("-") for one in numbers(text, language)}
    return len(marks & there) + len(called & {word.casefold() for word in _WORD.findall(text)})


def _small_numbers(language: str) -> dict[str, str]:
    small, tens = (table.get(language, "").split() for table in (_SMALL, _TENS))
    valued = [*enumerate(small, 1), *((10 * place, words) for place, words in enumerate(tens, 3))]
    return {word.casefold(): str(value) for value, words in valued for word in words.split("|")}
