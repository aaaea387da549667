# SPDX-License-Identifier: Apache-2.0
"""The words of a sentence as pieces that stand for something: names, numbers, moments, amounts, and known concepts.

Knows no command.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from edgeassist.intents import numbers
from edgeassist.intents.loose_values import values_of
from edgeassist.intents.loose_words import LooseWords
from edgeassist.intents.names import Named, Names
from edgeassist.intents.number_words import ARTICLES
from edgeassist.intents.slots import Normalizing

_WORD = re.compile(
    r"\d+(?:st|nd|rd|th)\b|\d{1,2}\.\d{1,2}\.(?!\S)|\d+(?:[.,:]\d+)*\s?%?|[^\W\d_]+(?:['’-][^\W\d_]+)*\.?(?![^\W\d_])|[-+*/×÷=]|\w+"
)
_LONGEST_VALUE = 8
_CLOSE = 88
_DOTTED_DAY = re.compile(r"\d+\.\d+\.")
_SHORTEST_GUESSED = 6
_DEVICE, _PLACE, _LIST, _PANE = "name", "area", "list", "pane"
_MOST_REMEMBERED = 500
_ARTICLES = frozenset({"the", "el", "la", "los", "las", "der", "die", "das", "den", "dem", "le", "les", "l'"})
"""What may begin a day (`the 5th of January`), but with another word alone says nothing (`the night`)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row. `stands_for` are concepts; for those that have one, `values` says how to write it."""

    text: str
    stands_for: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entry:
    stands_for: frozenset[str]
    values: Mapping[str, str]


class Spotter:
    """Finds the pieces of sentences in one language, with the names that there are; calls `check` at every word."""

    def __init__(self, words: LooseWords, names: Names, check: Callable[[], None] = lambda: None) -> None:
        self._words, self._longest, self._check = words, words.longest, check
        self._entries: dict[str, _Entry] = {}
        for one in names.appliances:
            self._enter(one, _DEVICE, f"is-{one.kind}")
        for place in names.areas:
            self._enter(place, _PLACE)
        for kept in names.lists:
            self._enter(kept, _LIST)
        for pane in names.panes:
            self._enter(pane, _PANE)
        for language in words.languages:
            self._entries.setdefault(folded(language), _Entry(frozenset({"language"}), {"language": language}))
        self._parts = _parts(names, {*words.phrases, *words.fill, *self._entries})
        self._prefixes = tuple(folded(one.name) for one in names.areas)
        self._known = tuple(one for one in {*words.phrases, *self._entries} if len(one) >= _SHORTEST_GUESSED)
        self._values: dict[tuple[str, bool], dict[str, str]] = {}
        self._reading: Normalizing | None = None
        self._most_words = max((len(one.split()) for one in self._entries), default=0)

    def pieces(self, text: str, reading: Normalizing) -> tuple[Piece, ...]:
        """Return what `text` is made of; each word is in one piece."""
        if len(self._values) > _MOST_REMEMBERED or reading != self._reading:
            self._values, self._reading = {}, reading
        words = [_without_stop(found[0].strip()) for found in _WORD.finditer(text)]
        words = [part for word in words for part in self._apart(word)]
        low = [folded(word) for word in words]
        found: list[Piece] = []
        at = 0
        while at < len(words):
            self._check()
            piece, end = self._longest_piece(words, low, at, reading)
            found.append(piece)
            at = end
        return tuple(found)

    def _longest_piece(
        self, words: Sequence[str], low: Sequence[str], at: int, reading: Normalizing
    ) -> tuple[Piece, int]:
        ends = at + 1 == len(low) and low[at] in ARTICLES  # `auf zwanzig ein`: a particle, and no second number
        opens = not ends and self._may_open(low[at], reading.language)
        value = next(self._valued(words, low, at, reading), None) if opens else None
        for end in range(min(len(words), at + max(self._longest, self._most_words)), at, -1):
            if value is not None and value[1] > end:
                break
            said = " ".join(low[at:end])
            piece = self._known_piece(said, " ".join(words[at:end]), first=at == 0)
            if piece is not None:
                if value is not None and value[1] == end:
                    piece = Piece(
                        piece.text, piece.stands_for | value[0].stands_for, {**piece.values, **value[0].values}
                    )
                return piece, end
        return value if value is not None else (self._guessed(low[at], words[at]), at + 1)

    def _valued(
        self, words: Sequence[str], low: Sequence[str], at: int, reading: Normalizing
    ) -> Iterator[tuple[Piece, int]]:
        """Yield the pieces that begin at a word and can be read as a value, the longest first."""
        numeric = numbers.take(low, at, reading.language) is not None or low[at][0].isdigit()
        opens = numeric or low[at] in self._words.opens or bool(self._value(words[at], reading, numeric=numeric))
        shortest = at + 2 if low[at] in _ARTICLES else at
        for end in range(min(len(words), at + _LONGEST_VALUE) if opens else shortest, shortest, -1):
            self._check()
            text = " ".join(words[at:end])
            if values := self._value(text, reading, numeric=numeric):
                yield Piece(text, frozenset(values), values), end

    def _value(self, text: str, reading: Normalizing, *, numeric: bool) -> dict[str, str]:
        """Return what `text` can be read as; the same words come again in each clause."""
        if (text, numeric) not in self._values:
            self._values[text, numeric] = values_of(text, reading, numeric=numeric)
        return self._values[text, numeric]

    def _may_open(self, word: str, language: str) -> bool:
        """Tell whether a value may begin with a word: `at seven` is a word of no meaning and a number."""
        known = word in self._words.fill or word in self._words.phrases
        return not known or word in self._words.opens or numbers.take((word,), 0, language) is not None

    def _known_piece(self, low: str, text: str, *, first: bool = False) -> Piece | None:
        entry, concepts = self._entries.get(low), self._words.phrases.get(low, frozenset())
        if first:
            concepts |= self._words.phrases.get(f"^{low}", frozenset())
        if entry is not None:
            return Piece(text, entry.stands_for | concepts, entry.values)
        if concepts:
            return Piece(text, concepts | ({"fill"} if low in self._words.fill else set()))
        part = self._parts.get(low)
        if part is not None:
            return Piece(text, part.stands_for, part.values)
        return Piece(text, frozenset({"fill"})) if low in self._words.fill else None

    def _guessed(self, low: str, text: str) -> Piece:
        """Return the piece of a word that nobody knows: perhaps one with a slip in it."""
        if len(low) >= _SHORTEST_GUESSED and low.isalpha():
            best = process.extractOne(low, self._known, scorer=fuzz.ratio, score_cutoff=_CLOSE)
            if best is not None and (piece := self._known_piece(best[0], text)) is not None:
                return piece
        return Piece(text)

    def _apart(self, word: str) -> tuple[str, ...]:
        """Return a German `Wohnzimmerlicht` as room and light, `relis-moi` and `l'entrée` as two words each."""
        low = folded(word)
        if low in self._entries or low in self._words.phrases or low in self._words.fill:
            return (word,)
        if "-" in low[1:-1]:
            return tuple(part for piece in word.split("-") for part in self._apart(piece))
        at = low.find("'") + 1
        if 0 < at < len(word) and low[:at] in self._words.fill:
            return word[:at], *self._apart(word[at:])
        for name in self._prefixes:
            rest = low.removeprefix(name).removeprefix("s")
            if low.startswith(name) and rest in self._words.phrases:
                return word[: len(name)], rest
        return (word,)

    def _enter(self, one: Named, *concepts: str) -> None:
        for said in one.spoken:
            self._entries.setdefault(folded(said), _Entry(frozenset(concepts), {concepts[0]: one.name}))


def _without_stop(word: str) -> str:
    """Return a word without the full stop after it; that of `3.12.` belongs to the day."""
    return word if _DOTTED_DAY.fullmatch(word) else word.removesuffix(".")


def folded(text: str) -> str:
    """Return `text` in small letters, composed, with one kind of apostrophe."""
    return unicodedata.normalize("NFC", text).casefold().replace("’", "'").strip()


def _parts(names: Names, taken: set[str]) -> dict[str, _Entry]:
    """Return the words that only one device has in its name: `garage` is the garage door."""
    owners: dict[str, list[_Entry]] = {}
    for one in names.appliances:
        for word in {word for said in one.spoken for word in folded(said).split()}:
            owners.setdefault(word, []).append(
                _Entry(frozenset({_DEVICE, f"is-{one.kind}", "part"}), {_DEVICE: one.name})
            )
    return {word: entries[0] for word, entries in owners.items() if len(entries) == 1 and word not in taken}
