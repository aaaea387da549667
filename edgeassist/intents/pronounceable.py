# SPDX-License-Identifier: Apache-2.0
"""Which words can be pronounced in a language, and how those are that no dictionary has. Knows no sentence.

Only the embedded recognizer of English needs a dictionary: it is read where it lies, a few pages of it, and no library
of hearing is loaded for it.
"""

import mmap
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from edgeassist.intents.grammar_parts import Tokens
from edgeassist.intents.spoken_words import is_initials

_SHORTEST_HALF = 3


class Pronounceable:
    """Judges the words of one grammar, and remembers those that it had to make a pronunciation for."""

    def __init__(self, language: str) -> None:
        self._needed = language == "en"
        self._made: dict[str, str] = {}

    def can_say(self, words: Tokens) -> bool:
        """Tell whether every one of `words` has a pronunciation, from the dictionary or made of what is in there."""
        return not self._needed or all(map(self._is_known, words))

    def made(self) -> tuple[tuple[str, str], ...]:
        """Return the words asked for that the dictionary lacks, each with its phones."""
        return tuple(sorted(self._made.items()))

    def _is_known(self, word: str) -> bool:
        if phones(word):
            return True
        if made := _letters(word) or _halves(word) or _possessive(word):
            self._made[word] = made
        return bool(made)


@lru_cache(maxsize=4096)
def phones(word: str) -> str:
    """Return the first pronunciation of `word` in the English dictionary; empty where it has none."""
    content, key = _dictionary(), word.encode()
    low, high = 0, len(content)
    while low < high:
        middle = content.rfind(b"\n", 0, (low + high) // 2) + 1
        line = content[middle : content.find(b"\n", middle)]
        found, _, said = line.partition(b" ")
        if found == key:
            return said.decode().strip()
        if found.partition(b"(")[0] >= key:
            high = min(middle, (low + high) // 2)
        else:
            low = middle + len(line) + 1
    return ""


@lru_cache(maxsize=1)
def _dictionary() -> bytes | mmap.mmap:
    spec = find_spec("pocketsphinx")
    if spec is None or spec.origin is None:
        return b""
    path = Path(spec.origin).parent / "model" / "en-us" / "cmudict-en-us.dict"
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _letters(word: str) -> str:
    """Return how the letters of `dvr` are said one by one."""
    said = [phones(letter) for letter in word]
    return " ".join(said) if is_initials(word) and all(said) else ""


def _halves(word: str) -> str:
    """Return how `nightstand` is said where only `night` and `stand` are known; the longest first half wins."""
    for at in range(len(word) - _SHORTEST_HALF, _SHORTEST_HALF - 1, -1):
        first, second = phones(word[:at]), phones(word[at:])
        if first and second:
            return f"{first} {second}"
    return ""


def _possessive(word: str) -> str:
    """Return how `zora's` is said where only `zora` is known."""
    owner = phones(word.removesuffix("'s")) if word.endswith("'s") else ""
    return f"{owner} Z" if owner else ""
