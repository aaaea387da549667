# SPDX-License-Identifier: Apache-2.0
"""A small reader of JSGF that says what a grammar says: sentences by chance, its words, whether a sentence is in it."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

_TOKEN = re.compile(r"<[^<>]+>|[()\[\]|]|[^\s()\[\]|<>]+")
_RULE = re.compile(r"(?:public )?<([^<>]+)> = (.*);")

Part: TypeAlias = "str | tuple[Part, ...] | list[Part]"
"""A word or `<rule>`; a tuple is a sequence; a list holds alternatives. `()` says nothing."""


@dataclass
class Walk:
    """The grammar in `jsgf`."""

    jsgf: str

    @cached_property
    def rules(self) -> dict[str, Part]:
        """Every rule by its name."""
        return {name: _Reader(text).read() for name, text in _RULE.findall(self.jsgf)}

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that can be said."""
        bodies = (text for _name, text in _RULE.findall(self.jsgf))
        return frozenset(token for text in bodies for token in _TOKEN.findall(text) if token[0] not in "<()[]|")

    def sentences(self, count: int, seed: int, rule: str = "command") -> tuple[str, ...]:
        """Draw `count` different sentences of `rule`; every choice is as likely as the next one."""
        dice, drawn = random.Random(seed), dict[str, None]()
        for _ in range(count * 50):
            if len(drawn) == count:
                break
            drawn[" ".join(self._draw(f"<{rule}>", dice))] = None
        return tuple(drawn)

    def says(self, sentence: str, rule: str = "command") -> bool:
        """Tell whether `sentence` is in the grammar."""
        words = tuple(sentence.split())
        return len(words) in self._ends(f"<{rule}>", words, frozenset({0}))

    def _draw(self, part: Part, dice: random.Random) -> Iterator[str]:
        match part:
            case str() if part.startswith("<"):
                yield from self._draw(self.rules[part[1:-1]], dice)
            case str():
                yield part
            case list():
                yield from self._draw(dice.choice(part), dice)
            case _:
                for item in part:
                    yield from self._draw(item, dice)

    def _ends(self, part: Part, words: tuple[str, ...], begins: frozenset[int]) -> frozenset[int]:
        """Return where `part` may end in `words` when it begins at one of `begins`."""
        match part:
            case str() if part.startswith("<"):
                return self._ends(self.rules[part[1:-1]], words, begins)
            case str():
                return frozenset(at + 1 for at in begins if at < len(words) and words[at] == part)
            case list():
                return frozenset().union(*(self._ends(item, words, begins) for item in part))
            case _:
                for item in part:
                    begins = self._ends(item, words, begins)
                return begins


class _Reader:
    """Reads the right side of one rule."""

    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.findall(text)
        self._at = 0

    def read(self) -> Part:
        """Return the alternatives up to the next closing bracket."""
        found: list[Part] = [self._sequence()]
        while self._at < len(self._tokens) and self._tokens[self._at] == "|":
            self._at += 1
            found.append(self._sequence())
        return found if len(found) > 1 else found[0]

    def _sequence(self) -> Part:
        items: list[Part] = []
        while self._at < len(self._tokens) and (token := self._tokens[self._at]) not in {")", "]", "|"}:
            self._at += 1
            if token in {"(", "["}:
                inner = self.read()
                self._at += 1
                items.append([inner, ()] if token == "[" else inner)
            else:
                items.append(token)
        return tuple(items)
