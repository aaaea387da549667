# SPDX-License-Identifier: Apache-2.0
"""Finds words in a text whatever their inflection, and puts words into the plural. Knows no glossary."""

import re
from collections.abc import Iterator

from edgeassist.documents.stems import stems

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_FEWEST_LETTERS, _ALIKE_LETTERS = 3, 3
_VOWEL = re.compile(r"[aeiouáéíóú]$", re.I)


def beginnings(text: str) -> frozenset[str]:
    """Return how the words of `text` begin; only a term of which `may_stand` says so can be found in it."""
    return frozenset(word[:_ALIKE_LETTERS].casefold() for word in _WORD.findall(text))


def may_stand(term: str, begun: frozenset[str]) -> bool:
    """Tell at once whether `term` may stand in a text whose words begin as `begun`."""
    first = _WORD.search(term)
    return first is None or _UNSPACED.search(term) is not None or first[0][:_ALIKE_LETTERS].casefold() in begun


def found(term: str, text: str, language: str, *, inflected: bool = True) -> Iterator[tuple[int, int]]:
    """Yield where `term` stands in `text`, in any case and, when `inflected`, in any form with the same stems."""
    if _UNSPACED.search(term):
        yield from ((one.start(), one.end()) for one in re.finditer(re.escape(term), text, re.I))
        return
    wanted = _WORD.findall(term)
    words = list(_WORD.finditer(text))
    if not wanted:
        yield from ((one.start(), one.end()) for one in re.finditer(re.escape(term), text))
        return
    at = 0
    while at + len(wanted) <= len(words):
        window = words[at : at + len(wanted)]
        joined = not any(ending in text[window[0].start() : window[-1].end()] for ending in ("\n", ". ", ", "))
        if joined and all(same(a, b[0], language, inflected) for a, b in zip(wanted, window, strict=True)):
            yield window[0].start(), window[-1].end()
            at += len(wanted)
        else:
            at += 1


def same(one: str, other: str, language: str, inflected: bool = True) -> bool:
    """Tell whether two words are the same but for case and, when `inflected`, for their endings."""
    one, other = one.casefold(), other.casefold()
    if one == other:
        return True
    if not inflected or min(len(one), len(other)) < _FEWEST_LETTERS:
        return False
    return bool(stems(one, language)) and stems(one, language) == stems(other, language)


def is_plural_of(word: str, term: str) -> bool:
    """Tell whether `word` looks like the plural of `term` (English and Spanish)."""
    return word.casefold() != term.casefold() and word[-1:] in "sS" and term[-1:] not in "sS"


def plural(term: str, language: str) -> str:
    """Return `term` in the plural, in English and Spanish; in other languages as it is."""
    if language == "es":
        head, of, rest = term.partition(" de ")
        return " ".join(map(_spanish_plural, head.split(" "))) + of + rest
    if language == "en":
        head, space, last = term.rpartition(" ")
        return head + space + _english_plural(last)
    return term


def _spanish_plural(word: str) -> str:
    if word[-1:] in "sx" or not word:
        return word
    if word.endswith("z"):
        return word[:-1] + "ces"
    if word.endswith("ión"):
        return word[:-2] + "ones"
    return word + ("s" if _VOWEL.search(word) else "es")


def _english_plural(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word + "es"
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


def like(word: str, pattern: str) -> str:
    """Return `word` with a capital where `pattern` begins with one and is no abbreviation."""
    capital = pattern[:1].isupper() and not (len(pattern) > 1 and pattern.isupper())
    return word[:1].upper() + word[1:] if capital else word
