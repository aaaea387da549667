# SPDX-License-Identifier: Apache-2.0
"""A JSGF grammar as the smallest graph of words: each sentence is one path. Pure; knows no recognizer.

Measured on the grammar of all commands: the library's own reading of JSGF copies what alternatives share, which takes
seconds, over 100 MB and three times the work while hearing.
"""

import re
from dataclasses import dataclass, field

_PART = re.compile(r"<[^<>\s]+>|[\[\]()|;=*+]|[^\s\[\]()|;=<>*+]+")
_RULE = re.compile(r"(public\s+)?<([^<>\s]+)>\s*=([^;]*);")
_MOST_STATES = 200_000
_DEEPEST = 60

Arc = tuple[int, int, str]
"""From one state to another by a word."""


class GrammarUnreadable(ValueError):
    """A grammar that is no JSGF, calls itself, or is too large. Only a fault of the program makes one."""


@dataclass(frozen=True, slots=True)
class WordGraph:
    """Arcs from the state `start` to `end`; no path has a loop and no state two arcs of the same word."""

    start: int
    end: int
    arcs: tuple[Arc, ...]
    """The word is empty on arcs that only lead to the end."""
    words: frozenset[str]


def word_graph(jsgf: str) -> WordGraph:
    """Return the graph of the public rule of `jsgf`. Raises `GrammarUnreadable`."""
    reader = _Reader({name: (bool(public), body) for public, name, body in _RULE.findall(jsgf)})
    public = [name for name, (is_public, _) in reader.rules.items() if is_public]
    if not public:
        raise GrammarUnreadable("no public rule")
    last = reader.new_state()
    first = reader.rule(public[0], last, 0)
    return _Smallest(reader.steps, reader.jumps, last).graph(first)


@dataclass(slots=True)
class _Reader:
    """Makes states backwards: each part is built before a known next state, and returns its first one."""

    rules: dict[str, tuple[bool, str]]
    steps: list[tuple[str, int] | None] = field(default_factory=list)
    jumps: list[list[int]] = field(default_factory=list)
    made: dict[tuple[str, int], int] = field(default_factory=dict)

    def new_state(self, step: tuple[str, int] | None = None, jumps: list[int] | None = None) -> int:
        """Add a state that goes on by a word, or by itself to others."""
        if len(self.steps) >= _MOST_STATES:
            raise GrammarUnreadable("too large")
        self.steps.append(step)
        self.jumps.append(jumps or [])
        return len(self.steps) - 1

    def rule(self, name: str, after: int, depth: int) -> int:
        """Return the state where rule `name` begins that goes on at `after`; shared by all who go on there."""
        known = self.made.get((name, after))
        if known is not None:
            return known
        if name not in self.rules or depth > _DEEPEST:
            raise GrammarUnreadable(f"no rule {name}, or it calls itself")
        parts = _PART.findall(self.rules[name][1])
        first, rest = self._choice(parts, len(parts), after, depth)
        if rest != 0:
            raise GrammarUnreadable(f"rule {name} has a bracket too many")
        self.made[name, after] = first
        return first

    def _choice(self, parts: list[str], at: int, after: int, depth: int) -> tuple[int, int]:
        """Read alternatives that end before `at`, and return their state and where they begin."""
        firsts: list[int] = []
        first = after
        while at > 0 and parts[at - 1] not in "([":
            part = parts[at - 1]
            at -= 1
            if part == "|":
                firsts.append(first)
                first = after
            elif part in ")]":
                first, at = self._group(parts, at, first, depth)
            elif part in "*+=;":
                raise GrammarUnreadable("repeats are not known here")
            elif part.startswith("<"):
                first = self.rule(part[1:-1], first, depth + 1)
            else:
                first = self.new_state((part, first))
        if not firsts:
            return first, at
        return self.new_state(jumps=[*firsts, first]), at

    def _group(self, parts: list[str], at: int, after: int, depth: int) -> tuple[int, int]:
        closed = parts[at]
        first, opened = self._choice(parts, at, after, depth)
        if opened == 0 or parts[opened - 1] + closed not in ("()", "[]"):
            raise GrammarUnreadable("brackets do not match")
        return (self.new_state(jumps=[first, after]) if closed == "]" else first), opened - 1


class _Smallest:
    """Joins what begins alike and what ends alike."""

    def __init__(self, steps: list[tuple[str, int] | None], jumps: list[list[int]], last: int) -> None:
        self._steps, self._jumps, self._last = steps, jumps, last
        self._sets: dict[frozenset[int], int] = {}
        self._like: dict[tuple[object, ...], int] = {}
        self._arcs: list[Arc] = []

    def graph(self, first: int) -> WordGraph:
        """Return the graph that begins at `first`."""
        end = self._number((True,))
        start = self._state(frozenset(self._closed({first})), end)
        return WordGraph(start, end, tuple(self._arcs), frozenset(word for *_, word in self._arcs if word))

    def _state(self, states: frozenset[int], end: int) -> int:
        known = self._sets.get(states)
        if known is not None:
            return known
        by_word: dict[str, set[int]] = {}
        for state in states:
            step = self._steps[state]
            if step is not None:
                by_word.setdefault(step[0], set()).add(step[1])
        nexts = [(word, self._state(frozenset(self._closed(to)), end)) for word, to in sorted(by_word.items())]
        if self._last in states:
            nexts.append(("", end))
        number = end if nexts == [("", end)] else self._like.get(tuple(nexts))
        if number is None:
            number = self._number(tuple(nexts))
            self._arcs += [(number, to, word) for word, to in nexts]
        self._sets[states] = number
        return number

    def _number(self, nexts: tuple[object, ...]) -> int:
        if len(self._like) >= _MOST_STATES:
            raise GrammarUnreadable("too large")
        return self._like.setdefault(nexts, len(self._like))

    def _closed(self, states: set[int]) -> set[int]:
        """Return `states` and all they lead to without a word, as far as those have a word of their own."""
        found: set[int] = set()
        todo = list(states)
        seen = set(states)
        while todo:
            state = todo.pop()
            if self._steps[state] is not None or state == self._last:
                found.add(state)
            for to in self._jumps[state]:
                if to not in seen:
                    seen.add(to)
                    todo.append(to)
        return found
