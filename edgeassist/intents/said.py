# SPDX-License-Identifier: Apache-2.0
"""A sentence as it is matched: cleaned of what no template says, with and without words of politeness.

Knows text only; what it means is another's business.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from hassil.util import CJK_WHITESPACE, normalize_for_matching, remove_skip_words

MOST_CHARACTERS = 1_000
"""A longer text is no command."""

_QUOTES = re.compile(r"[\"“”„«»‹›*`]+")
_QUOTED = re.compile(r"(?<![^\s(])['‘]([^'‘’]*)['’](?!\w)")
_TIMES = re.compile(r"(?<=[\d)])\s*\*\s*(?=[\d(√-])")
"""A star between numbers says what they are to be; anywhere else it is there for looks."""
_ABOVE_PICTURES = 0x2600


@dataclass(frozen=True, slots=True)
class Said:
    """Ways to read one sentence. `bare` has no word of politeness anywhere, `trimmed` none at its ends."""

    plain: str
    trimmed: str
    bare: str

    @property
    def haystack(self) -> str:
        """All of them case-folded, for looking up pieces."""
        return "\n".join({self.plain, self.trimmed, self.bare}).casefold()

    def readings(self, *, wild: bool) -> tuple[str, ...]:
        """Return what to match, each once: a template that takes any words must not lose some of them."""
        ways = (self.plain, self.trimmed) if wild else (self.plain, self.trimmed, self.bare)
        return tuple(dict.fromkeys(way for way in ways if way.strip()))


def cleaned(text: str) -> str:
    """Return `text` without control characters, pictures and quotation marks, its white space single."""
    plain = "".join(_kept(character) for character in unicodedata.normalize("NFC", text))
    plain = _TIMES.sub(" × ", _QUOTED.sub(r"\1", plain))
    return " ".join(_QUOTES.sub("", plain).split())


def said(text: str, skipped: Sequence[str], *, without_spaces: bool = False) -> Said:
    """Return the readings of a cleaned `text`; `without_spaces` for writing that has none between words."""
    plain = normalize_for_matching(text).text
    low = plain.casefold()
    skipped = tuple(words for words in skipped if words.casefold() in low)  # to look for each costs a millisecond
    bare = remove_skip_words(plain, skipped, without_spaces) if skipped else plain
    trimmed = _trimmed(plain, skipped, without_spaces)
    if without_spaces:
        return Said(*(CJK_WHITESPACE.sub("", one) for one in (plain, trimmed, bare)))
    return Said(*(f"{one.strip()} " for one in (plain, trimmed, bare)))


def _trimmed(plain: str, skipped: Sequence[str], without_spaces: bool) -> str:
    if not skipped:
        return plain
    begun = remove_skip_words(plain, skipped, without_spaces, end=False)
    return str(remove_skip_words(begun, skipped, without_spaces, start=False))


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category[0] == "C" or (category == "So" and ord(character) >= _ABOVE_PICTURES):
        return " "
    return "" if 0xFE00 <= ord(character) <= 0xFE0F else character
