# SPDX-License-Identifier: Apache-2.0
"""A text as the words and numerals that numbers, times and sums are read from. Pure and total."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from edgeassist.intents.arabic import folded, words_apart
from edgeassist.intents.number_words import GERMAN, number_words

LONGEST = 300
"""Characters of a text that may hold a number; a longer one holds none."""

_MOST_DIGITS = 24
_TOKEN = re.compile(r"[0-9]+(?:[.,:][0-9]+)*|[^\W\d_]+|%|°|[^\w\s]")
_SPACED_THOUSANDS = re.compile(r"(?<![0-9.,:])[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9:])")
_PARTING = frozenset("-'’‐‑")
_PIECE = "|".join(sorted({*GERMAN.small, *GERMAN.hundreds, *GERMAN.scales, "und", "halb", "viertel"}, key=len)[::-1])
_FIRST_PIECE = re.compile(f"({_PIECE})((?:{_PIECE})*)")


def tokens(text: str, language: str) -> tuple[str, ...]:
    """Return the words and numerals of `text`, in small letters; hyphens and apostrophes part words.

    A German number word comes in its pieces (`drei und zwanzig`), French `quatre-vingt` in one. A text longer than
    `LONGEST` has none.
    """
    if len(text) > LONGEST:
        return ()
    plain = unicodedata.normalize("NFC", text).lower()
    if number_words(language).comma_decimal:
        plain = _SPACED_THOUSANDS.sub(lambda found: re.sub(r"\s", "", found[0]), plain)
    if language[:2] == "ar":
        plain = folded(plain)
    found = [one for one in _TOKEN.findall(plain) if one not in _PARTING]
    match language[:2]:
        case "de":
            return tuple(piece for one in found for piece in _german_pieces(one))
        case "fr":
            return _french_eighties(found)
        case "ar":
            return words_apart(found)
    return tuple(found)


def numeral(text: str, *, comma_decimal: bool) -> Decimal | None:
    """Return a number in digits: `1,234.5`, or `1.234,5` with `comma_decimal`.

    A lone mark that cannot part thousands is a decimal mark in either.
    """
    if len(text) > _MOST_DIGITS or not re.fullmatch(r"[0-9]+(?:[.,][0-9]+)*", text):
        return None
    thousands, mark = (".", ",") if comma_decimal else (",", ".")
    if re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:\{thousands}[0-9]{{3}})+(?:\{mark}[0-9]+)?", text):
        return Decimal(text.replace(thousands, "").replace(mark, "."))
    return Decimal(text.replace(",", ".")) if text.count(",") + text.count(".") <= 1 else None


@lru_cache(maxsize=2048)
def _german_pieces(word: str) -> tuple[str, ...]:
    pieces: list[str] = []
    rest = word
    while rest:
        found = _FIRST_PIECE.fullmatch(rest)
        if found is None:
            return (word,)
        pieces.append(found[1])
        rest = found[2]
    return tuple(pieces)


def _french_eighties(words: list[str]) -> tuple[str, ...]:
    joined: list[str] = []
    for word in words:
        if word in {"vingt", "vingts"} and joined and joined[-1] == "quatre":
            joined[-1] = "quatrevingt"
        else:
            joined.append(word)
    return tuple(joined)
