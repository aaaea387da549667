# SPDX-License-Identifier: Apache-2.0
"""The small language of our sentence templates: how one is read, and how a sentence is drawn from it.

A template is words, [optional words], (one|of|several), {slot} or {slot:list} for a value that has a name, and <list>
for words that have none. Values are templates too. Knows nothing of commands.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_PIECES = re.compile(r"[\[\]()|]|\{[^}]*\}|<[^>]*>|[^\[\]()|{}<>]+")


@dataclass(frozen=True, slots=True)
class Value:
    """A place for a value of `values`; `slot` is empty where the reply does not name it."""

    slot: str
    values: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to go on, each a row of parts."""

    ways: list[list["Part"]]


Part = str | Value | Choice


def parsed(text: str) -> list[Part]:
    """Return the parts of a template; raise ValueError where a bracket does not match."""
    pieces = _PIECES.findall(text)
    if "".join(pieces) != text:
        raise ValueError(f"A template has a single bracket: {text!r}. Close it or leave it out.")
    ways, rest = _ways(pieces, "")
    if rest or len(ways) != 1:
        raise ValueError(f"A template has a stray bracket or bar: {text!r}. Put (a|b) around alternatives.")
    return ways[0]


def _ways(pieces: list[str], closing: str) -> tuple[list[list[Part]], list[str]]:
    """Read up to `closing` and return the alternatives found and what is left."""
    ways: list[list[Part]] = [[]]
    while pieces:
        piece, pieces = pieces[0], pieces[1:]
        if piece == closing:
            return ways, pieces
        if piece == "|":
            ways.append([])
        elif piece in "[(":
            inner, pieces = _ways(pieces, "]" if piece == "[" else ")")
            ways[-1].append(Choice([*inner, []] if piece == "[" else inner))
        elif piece in "])":
            return ways, [piece, *pieces]
        else:
            ways[-1].append(_leaf(piece))
    if closing:
        raise ValueError(f"A template lacks {closing!r}. Close what it opens.")
    return ways, []


def _leaf(piece: str) -> Part:
    if piece[0] == "<":
        return Value("", piece[1:-1])
    if piece[0] == "{":
        slot, _, values = piece[1:-1].partition(":")
        return Value(slot, values or slot)
    return piece


def flat(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield every part, those of alternatives too."""
    for part in parts:
        yield part
        if isinstance(part, Choice):
            for way in part.ways:
                yield from flat(way)


def said(parts: Sequence[Part], values: dict[str, list[list[Part]]], rng: random.Random, kind: str = "") -> list[Value]:
    """Return a draw from a template: in order, `values` of each are words and `slot` their slot, or none."""
    drawn: list[Value] = []
    for part in parts:
        match part:
            case str():
                drawn.append(Value("", part))
            case Choice(ways=ways):
                drawn += said(rng.choice(ways), values, rng, kind)
            case Value(slot=slot, values=name):
                inner = said(rng.choice(values[name.replace("*", kind)]), values, rng, kind)
                drawn.append(Value(slot, tidy("".join(one.values for one in inner))))
    return drawn


def tidy(text: str) -> str:
    """Return a text with single spaces only."""
    return " ".join(text.split())
