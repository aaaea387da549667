# SPDX-License-Identifier: Apache-2.0
"""What must be called what, and words that stay as they are. Kept in one CSV file; knows no engine."""

import csv
import hashlib
import io
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Self

from edgeassist.core.errors import BadInput
from edgeassist.core.files import read_small, replace_file
from edgeassist.core.instructions import UnknownLanguage, language_code
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.panes.translate.translation import Pair

_MOST_BYTES = 8 * 1024 * 1024
MOST_LETTERS = 200
"""Of a term."""
_NO_TERM = "has no term before the first separator"
_TOO_LONG = "is too long for a term"
_NO_LANGUAGE = "names a language that is not known here"
_BAD_LINES = {
    _NO_TERM: later("Line {line} has no term before the first separator."),
    _TOO_LONG: later("Line {line} is too long for a term."),
    _NO_LANGUAGE: later("Line {line} names a language that is not known here."),
}
_HEADS = {"source", "target", "term", "translation", "from", "to", "origen", "destino", "término", "traducción"}


class UnreadableGlossary(BadInput):
    """A file that holds no glossary."""

    code = "glossary-unreadable"
    hint = later("A glossary is a CSV file (UTF-8) with a term and its translation on each line: bearing,rodamiento")


@dataclass(frozen=True, slots=True)
class Term:
    """What `source` is called in the target language. An empty `target`: the word stays. `pair` None fits any pair."""

    source: str
    target: str
    pair: Pair | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: how many terms, which ones stood there before or twice, and which lines are no terms."""

    count: int
    replaced: tuple[str, ...] = ()
    bad: tuple[tuple[int, str], ...] = ()


class Glossary:
    """The terms of one person. `path` is where they are saved at every change; None keeps them in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._path, self._lock = path, Lock()
        self._terms: dict[tuple[str, Pair | None], Term] = {}
        self._of_pair: dict[Pair, tuple[tuple[str, str], ...]] = {}
        self.refused: UnreadableGlossary | None = None
        if path is not None and path.is_file():
            self._take(_rows(path), None)

    @classmethod
    def opened(cls, path: Path) -> Self:
        """Return the glossary at `path`; where it cannot be read an empty one, in memory only, that says so."""
        try:
            return cls(path)
        except UnreadableGlossary as error:
            made = cls()
            made.refused = error
            return made

    @property
    def entries(self) -> tuple[Term, ...]:
        """All terms with a translation, in the order they came."""
        return tuple(term for term in list(self._terms.values()) if term.target)

    @property
    def kept_words(self) -> tuple[str, ...]:
        """The words that are not translated."""
        return tuple(term.source for term in list(self._terms.values()) if not term.target)

    @property
    def state(self) -> str:
        """A short name for what it holds now: two that hold the same have the same."""
        with self._lock:
            told = repr(sorted(self._terms.values(), key=repr))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def add(self, source: str, target: str, pair: Pair | None = None) -> None:
        """Call `source` `target` from now on; with a `pair` also the other way round."""
        self._add(Term(source.strip()[:MOST_LETTERS], target.strip()[:MOST_LETTERS], pair))
        self._save()

    def keep_word(self, word: str) -> None:
        """Leave `word` as it is, in every language."""
        self.add(word, "")

    def drop(self, term: Term) -> Term | None:
        """Forget what `term` is called in its languages, and no other of that name; return what stood there."""
        with self._lock:
            gone = self._terms.pop((term.source.casefold(), term.pair), None)
            self._of_pair = {}
        self._save()
        return gone

    def remove(self, source: str) -> None:
        """Forget every term of that name."""
        with self._lock:
            self._terms = {key: term for key, term in self._terms.items() if key[0] != source.strip().casefold()}
            self._of_pair = {}
        self._save()

    def terms(self, pair: Pair) -> tuple[tuple[str, str], ...]:
        """Return what must be called what from `pair.source` into `pair.target`, the longest first."""
        known = self._of_pair.get(pair)
        if known is None:
            told = [(term.source, term.target) for term in self.entries if term.pair in (None, pair)]
            told += [(term.target, term.source) for term in self.entries if term.pair == pair.swapped]
            known = self._of_pair[pair] = tuple(sorted(dict(told).items(), key=lambda one: -len(one[0])))
        return known

    def load_csv(self, path: Path, pair: Pair | None = None) -> Taken:
        """Add the terms of the file at `path`; those that name no languages are of `pair`."""
        taken = self._take(_rows(path), pair)
        if not taken.count and taken.bad:
            reason = line_words(*taken.bad[0])
            raise UnreadableGlossary(tr("“{name}” holds no terms. {reason}", name=elided(path.name), reason=reason))
        self._save()
        return taken

    def save_csv(self, path: Path) -> None:
        """Write all of it to `path`, whole or not at all."""
        told = io.StringIO()
        writer = csv.writer(told)
        writer.writerow(("source", "target", "from", "to"))
        with self._lock:
            terms = list(self._terms.values())
        for term in terms:
            writer.writerow((term.source, term.target, *((term.pair.source, term.pair.target) if term.pair else ())))
        replace_file(path, told.getvalue().encode())

    def _add(self, term: Term) -> bool:
        """Take `term` in; tell whether another one gave way."""
        if not term.source:
            return False
        key = term.source.casefold(), term.pair
        with self._lock:
            before = self._terms.get(key)
            self._terms[key] = term
            self._of_pair = {}
        return before is not None and before.target != term.target

    def _save(self) -> None:
        if self._path is not None:
            self.save_csv(self._path)

    def _take(self, rows: list[tuple[int, list[str]]], pair: Pair | None) -> Taken:
        count = 0
        replaced: list[str] = []
        bad: list[tuple[int, str]] = []
        for place, (line, row) in enumerate(rows):
            if place == 0 and _is_head(row):
                continue
            if place == 0 and (named := _languages(row)) is not None:
                pair = named
                continue
            term = _term(row, pair)
            if isinstance(term, str):
                bad.append((line, term))
                continue
            count += 1
            if self._add(term):
                replaced.append(term.source)
        return Taken(count, tuple(replaced), tuple(bad))


def line_words(line: int, why: str) -> str:
    """Return a sentence about a line of a file that holds no term, as `Taken` names it."""
    return tr(_BAD_LINES[why], line=line)


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return the cells of each line that has any, with the line's number."""
    try:
        text = read_small(path, _MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableGlossary(tr("“{name}” is not UTF-8 text.", name=elided(path.name))) from error
    except OSError as error:
        words = tr("“{name}” cannot be read: {reason}.", name=elided(path.name), reason=error.strerror)
        raise UnreadableGlossary(words) from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max("\t;,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, [cell.strip() for cell in row]))
    except csv.Error as error:
        words = tr("Line {line} of “{name}” is no CSV.", line=reader.line_num, name=elided(path.name))
        raise UnreadableGlossary(words) from error
    return rows


def _is_head(row: list[str]) -> bool:
    return {cell.casefold() for cell in row if cell} <= _HEADS


def _languages(row: list[str]) -> Pair | None:
    """Return the pair that a first line of two languages names."""
    try:
        return Pair(language_code(row[0]), language_code(row[1])) if len(row) == 2 else None
    except UnknownLanguage:
        return None


def _term(row: list[str], pair: Pair | None) -> Term | str:
    """Return the term in `row`, or why there is none."""
    if not row[0]:
        return _NO_TERM
    if max(map(len, row)) > MOST_LETTERS or "\n" in "".join(row):
        return _TOO_LONG
    term = Term(row[0], row[1] if len(row) > 1 else "", None)
    if len(row) > 3 and row[2] and row[3]:
        try:
            return replace(term, pair=Pair(language_code(row[2]), language_code(row[3])))
        except UnknownLanguage:
            return _NO_LANGUAGE
    return replace(term, pair=pair) if term.target else term
