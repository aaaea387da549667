# SPDX-License-Identifier: Apache-2.0
"""How names and numbers are read aloud: words in place of digits and symbols. Knows no dictionary and no grammar."""

import re
from functools import lru_cache

from unicode_rbnf import FormatPurpose, RbnfEngine

from edgeassist.intents.grammar_parts import Tokens

_PIECE = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[&+%@]")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_SYMBOLS = {
    "en": {"&": "and", "+": "plus", "%": "percent", "@": "at"},
    "de": {"&": "und", "+": "plus", "%": "prozent"},
    "es": {"&": "y", "+": "más", "%": "por ciento"},
    "fr": {"&": "et", "+": "plus", "%": "pour cent"},
}
_LONGEST_NUMBER = 6


@lru_cache(maxsize=1024)
def spoken(name: str, language: str) -> Tokens:
    """Return the words that `name` is read as: `2nd TV & hi-fi` is `second tv and hi fi`."""
    said: list[str] = []
    for piece in _PIECE.findall(name):
        said += _said(piece, language)
    return tuple(said)


@lru_cache(maxsize=4096)
def number_words(value: int, language: str) -> tuple[Tokens, ...]:
    """Return the ways to say a whole number, the usual one first; digits one by one in a language without rules."""
    engine = _engine(language)
    if engine is None:
        return (tuple(str(value)),)
    said = engine.format_number(value)
    return tuple(dict.fromkeys(_words(text) for text in (said.text, *said.text_by_ruleset.values())))


def _said(piece: str, language: str) -> Tokens:
    if piece.isdecimal():
        if len(piece) > _LONGEST_NUMBER:
            return tuple(word for digit in piece for word in number_words(int(digit), language)[0])
        return number_words(int(piece), language)[0]
    if ordinal := _ORDINAL.fullmatch(piece):
        return _ordinal(int(ordinal[1]), language)
    if piece in "&+%@":
        return tuple(_SYMBOLS.get(language, {}).get(piece, "").split())
    return (piece.casefold().replace("’", "'"),)


def _ordinal(value: int, language: str) -> Tokens:
    engine = _engine(language)
    return (str(value),) if engine is None else _words(engine.format_number(value, FormatPurpose.ORDINAL).text)


def _words(text: str) -> Tokens:
    return tuple(text.casefold().replace("-", " ").replace("\u00ad", "").split())


@lru_cache(maxsize=8)
def _engine(language: str) -> RbnfEngine | None:
    for code in (language.replace("-", "_"), language.partition("-")[0]):
        try:
            return RbnfEngine.for_language(code)
        except ValueError:
            continue
    return None
