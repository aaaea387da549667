# SPDX-License-Identifier: Apache-2.0
"""Compares units beside numbers and names of people with what became of them. Knows no engine; mends nothing."""

import re
import unicodedata
from collections.abc import Iterator

from edgeassist.documents import kept
from edgeassist.documents.months import MONTHS
from edgeassist.panes.translate.translation import Flag, Pair, Trouble

_KINDS = {
    "mcg": r"mcg|[µμ]g|mi[ck]rogr\w*",
    "mg": r"mg|mil+igr\w*",
    "kg": r"kg|kgs|[kq]uilos?|[kc]h?ilo(?:gr\w*)?",
    "g": r"g|gr|gram\w*|gramm\w*",
    "ml": r"ml|mil+ilit\w*",
    "dl": r"dl|d[eé][cz]ilit\w*",
    "l": r"l|lit(?:er|re|ro)\w*",
    "mm": r"mm|mil+[ií]m\w*",
    "cm": r"cm|[czs][eé]nt[ií]m\w*",
    "km": r"km|[kq]u?il[oóô]m\w*|chilom\w*",
    "°c": r"°\s?C|degrees? celsius|grados? (?:celsius|cent[ií]grados?)|grad celsius|degrés? celsius",
    "%": r"%|per ?cent|por ciento|pour ?cent|prozent|procent|por cento|per cento",
}
"""Units that are written alike in all languages with Latin letters, and their words."""
_QUANTITY = re.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)*)[\s\u00a0\u202f-]?(?:de )?(?:"
    + "|".join(f"(?P<u{at}>{pattern})" for at, pattern in enumerate(_KINDS.values()))
    + r")(?!\w)",
    re.I,
)
_SHORT = re.compile(r"[ \u00a0\u202f]?(?:mcg|[µμ]g|mg|kg|g|ml|mL|dl|l|L|mm|cm|km|°C|%)(?!\w)")
_NAMES_OF_KINDS = tuple(_KINDS)
_NEXT_WORD = re.compile(r"[\s\u00a0\u202f-]?[^\s\d.,;:!?]+")
_TITLED = re.compile(
    r"(?<!\w)(?:Mrs?|Ms|Miss|Dr|Prof|Sra?|Srta|Dra|Herrn?|Frau|Mme|Mlle|Monsieur|Madame|Señora?|Sig|Nurse|Sister)"
    r"\.?\s+((?:[^\W\d_a-z][\w'’-]*\s+)?[^\W\d_a-z][\w'’-]+)"
)
_LATIN_WORDS = "ca cs cy da de en es et eu fi fr ga gl hr hu id is it lb lt lv ms nl no pl pt ro sk sl sv sw tr vi"
_LATIN = frozenset(_LATIN_WORDS.split())
_NO_NAMES_WORDS = (
    "monday tuesday wednesday thursday friday saturday sunday christmas easter god english spanish french german "
    "italian portuguese dutch chinese japanese russian arabic turkish polish greek american british european "
    "african germany spain england france italy netherlands switzerland greece turkey japan china russia europe "
    "africa america asia states kingdom earth bible internet"
)
_NO_NAMES = frozenset(_NO_NAMES_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")
_ALIKE = 3


def units_lost(source: str, target: str, pair: Pair) -> Iterator[Flag]:
    """Yield quantities of which the number came through and the unit did not: 500 mg that became 500 miles."""
    if pair.target not in _LATIN:
        return
    there = {(value, unit) for value, unit, _ in _quantities(target, pair.target)}
    for value, unit, written in _quantities(source, pair.source):
        if (value, unit) not in there and (got := _beside(value, target, pair.target)):
            yield Flag(Trouble.KEPT_WORD, written, got)


def names_lost(source: str, target: str, pair: Pair) -> Iterator[Flag]:
    """Yield names of which nothing came through; a name that is only spelled another way is there."""
    if pair.target not in _LATIN:
        return
    came = {_plain(word)[:_ALIKE] for word in _WORD.findall(target)}
    titled = [found[1] for found in _TITLED.finditer(source)]
    for name in dict.fromkeys((*titled, *_mid_sentence(source, pair.source))):
        if not any(_plain(word)[:_ALIKE] in came for word in _WORD.findall(name)):
            yield Flag(Trouble.KEPT_WORD, name)


def unit_behind(text: str, end: int) -> str:
    """Return the short unit that stands in `text` after the number that ends at `end`, with the space before it."""
    found = _SHORT.match(text, end)
    return found[0] if found else ""


def _quantities(text: str, language: str) -> Iterator[tuple[str, str, str]]:
    for found in _QUANTITY.finditer(text):
        kind = next(at for at in range(len(_NAMES_OF_KINDS)) if found[f"u{at}"])
        yield _value(found[1], language), _NAMES_OF_KINDS[kind], found[0]


def _beside(value: str, text: str, language: str) -> str:
    """Return the number `value` with the word behind it, as they stand in `text`; empty where it is not there."""
    for found in re.finditer(r"\d+(?:[.,]\d+)*", text):
        if _value(found[0], language) == value:
            behind = _NEXT_WORD.match(text, found.end())
            return text[found.start() : behind.end() if behind else found.end()]
    return ""


def _value(written: str, language: str) -> str:
    return " ".join(kept.numbers(written, language))


def _mid_sentence(text: str, language: str) -> Iterator[str]:
    words = _WORD.findall(text)
    if 2 * sum(word[0].isupper() for word in words) > len(words):
        return  # a heading
    inside = [found.span() for found in _TITLED.finditer(text)]
    for name in kept.names(text, language):
        at = text.find(name)
        told = [word for word in _WORD.findall(name) if len(word) >= _ALIKE and not word.isupper()]
        if told and not any(start <= at < end for start, end in inside) and not any(map(_no_name, told)):
            yield name


def _no_name(word: str) -> bool:
    return word.casefold() in _NO_NAMES or word.casefold() in MONTHS


def _plain(word: str) -> str:
    """Return `word` in small letters without their marks."""
    return "".join(one for one in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(one))
